"""What the model expects of the flags of the best run: whether that run was lucky or good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.run import Status
from guild_desktop.gui import format as written

if TYPE_CHECKING:
    from guild_desktop.analysis.results import SeenBest
    from guild_desktop.gui.live.analyses import Analyses
    from guild_desktop.gui.live.session import Session

_FEWEST, _MOST = 5, 10_000
"""Of fewer runs there is no model; of more only who looks at a dock about them has one made."""


class ExpectedBest:
    """Asks the window's analyses for somebody who shows the best run."""

    def __init__(self, session: Session, analyses: Analyses) -> None:
        self._session = session
        self._analyses = analyses

    @property
    def is_wanted(self) -> bool:
        """Whether to ask: of a moderate number of runs, and only once nothing runs that
        wants the processors.
        """
        session = self._session
        batches = session.frame.batches.values()
        if any(batch.status is Status.RUNNING for batch in batches):
            return False
        return _FEWEST <= int(session.base.sum()) <= _MOST

    def of(self, best: int | None) -> SeenBest | None:
        """What is expected of the run at position ``best``, if that was asked of these runs and this goal."""
        now, session = self._analyses.now, self._session
        if best is None or now.analysis is None or not now.is_current:
            return None
        seen = now.analysis.response.seen_best
        if seen is None or now.analysis.objective != session.objective:
            return None
        return seen if seen.run_id == session.frame.ids[best] else None


def expected_text(expected: SeenBest) -> str:
    """The mean and its deviation, in digits that go with the value that was seen: ``0.84 ± 0.05``."""
    guess = expected.guess
    form = written.estimate_format(guess.value, guess.deviation, expected.value)
    return written.estimate_text(guess.value, guess.deviation, form)
