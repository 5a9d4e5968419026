"""When a batch has had its time, or its patience is at an end:
nothing failed, and no trial starts any more.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import latest_attempts, outside_trash
from guild_desktop.core.reasons import had_its_time, in_vain
from guild_desktop.core.time_span import format_time_span
from guild_desktop.core.told_values import ToldValues
from guild_desktop.core.trial_end import trial_ends

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.core.trial_end import TrialEnd


class Enough:
    """Owned by the engine's loop. ``reason`` says why no trial is to start any more, empty for now.

    The clock starts with the engine, and so does counting; but what a trial has to be better than is the best
    of all runs ``before`` too.
    """

    def __init__(self, batch: Batch, before: Iterable[Run] = ()) -> None:
        self.reason = ""
        self._batch = batch
        self._begun = time.monotonic()
        earlier = outside_trash(before)
        ends = trial_ends(latest_attempts(earlier), ToldValues(batch, earlier).of)
        values = (end.value for end in ends if end.has_completed)
        self._best = min((value for value in values if value is not None), default=None)
        self._in_vain = 0

    def look_at_clock(self) -> None:
        """Find out whether the time is up."""
        most = self._batch.limits.stop_after
        if most is not None and not self.reason and time.monotonic() - self._begun >= most:
            self.reason = had_its_time(format_time_span(most))

    def note(self, end: TrialEnd) -> None:
        """Take note of a finished trial, judged by what optimizers are told of it.

        Only completed ones count, and those that were stopped early, which is because they were not better.
        One without a value brought nothing better.
        """
        patience = self._batch.limits.patience
        if not end.is_done:
            return
        value = end.value if end.has_completed else None
        if value is not None and (self._best is None or value < self._best):
            self._best, self._in_vain = value, 0
            return
        self._in_vain += 1
        if self._in_vain == patience and not self.reason:
            self.reason = in_vain(patience, self._batch.objective.column)
