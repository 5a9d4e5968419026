"""What may be asked of an analysis."""

from __future__ import annotations

from dataclasses import dataclass

from guild_desktop.analysis.results import ContextKind
from guild_desktop.core.batch import Objective


@dataclass(frozen=True, slots=True)
class Question:
    """Which part of an analysis is wanted.

    ``flags`` are those to make slices of, None for all. ``pair`` are two flags to make a contour of. The
    other flags stay as in ``context``: for ``run`` as in the run ``context_run``. ``proposals`` are as
    many as ``bayes`` would try next. ``with_importance`` and ``with_response`` leave out what costs time.
    """

    objective: Objective
    flags: tuple[str, ...] | None = None
    pair: tuple[str, str] | None = None
    context: ContextKind = "best"
    context_run: str = ""
    proposals: int = 3
    with_importance: bool = True
    with_response: bool = True
