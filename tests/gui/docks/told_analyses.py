"""Analyses that show what a test tells them, for what stands around: no process is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import scipy.linalg  # noqa: F401  its library must be loaded before it can be limited
import sklearn.ensemble  # noqa: F401  as scipy's
from threadpoolctl import threadpool_limits

from guild_desktop.analysis.results import Analysis
from guild_desktop.gui.live.analyses import Analyses, Analyzed
from tests.analysis.swept import analyzed


class ToldAnalyses(Analyses):
    """Shows an analysis as if it had just come."""

    busy = False

    @property
    def is_busy(self) -> bool:
        """Whether another one is said to be on its way."""
        return self.busy

    def follow(self, _change: object = None) -> None:
        """Nothing follows by itself."""

    def tell(self, analysis: Analysis | None = None, **others: Any) -> None:
        """Show this."""
        self._show(replace(Analyzed(analysis, is_current=True), **others))

    def tell_of(self, batch, runs, **others: Any) -> Analysis:
        """Analyze runs, here, and show what comes of it."""
        asked = {"pair": others.pop("pair", None), "context": others.pop("context", "best")}
        with threadpool_limits(limits=1):
            analysis = analyzed(batch, runs, **asked)
        self.tell(analysis, batch=batch, **others)
        return analysis
