"""Gathers how the repeats of each trial ended, until all of them are over."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from guild_desktop.core.trial_end import TrialEnd, trial_end
from guild_desktop.optimizers.base import Repeats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Set as AbstractSet

    from guild_desktop.core.run import Run


def repeats_of(end: TrialEnd) -> Repeats | None:
    """What optimizers hear of a trial's repeats beside its value; None of a single one."""
    spread = end.spread
    if spread is None or spread.deviation is None:
        return None
    return Repeats(spread.count, spread.deviation)


class TrialEnds:
    """Owned by an engine's trials, on its thread; ``value_of`` judges a run that is over."""

    def __init__(self, value_of: Callable[[Run], float | None]) -> None:
        self._value_of = value_of
        self._open: dict[str, int] = {}
        self._left: Counter[int] = Counter()
        self._over: dict[int, list[Run]] = {}

    def expect(self, runs: Iterable[Run], over: Iterable[Run] = ()) -> None:
        """Wait for these runs; others of their trials are ``over`` already."""
        for run in runs:
            self._open[run.id] = run.trial
            self._left[run.trial] += 1
        for run in over:
            self._over.setdefault(run.trial, []).append(run)

    def retry(self, run: Run, again: Run) -> None:
        """Wait for another attempt in the place of a run that failed."""
        self._close(run.id)
        self.expect((again,))

    def note(self, run: Run) -> TrialEnd | None:
        """Take note of a run that is over; the end of its trial if it was the last one."""
        self._close(run.id)
        self._over.setdefault(run.trial, []).append(run)
        return self._taken(run.trial)

    def drop(self, run_ids: AbstractSet[str]) -> tuple[TrialEnd, ...]:
        """Wait for some runs no more; the trials of which others were over, and all are now."""
        known = sorted(run_ids & self._open.keys())
        trials = dict.fromkeys(self._open[run_id] for run_id in known)
        for run_id in known:
            self._close(run_id)
        return tuple(end for trial in trials if (end := self._taken(trial)) is not None)

    def _close(self, run_id: str) -> None:
        trial = self._open.pop(run_id, None)
        if trial is not None:
            self._left[trial] -= 1

    def _taken(self, trial: int) -> TrialEnd | None:
        if trial not in self._over or self._left[trial]:
            return None
        return trial_end(trial, self._over.pop(trial), self._value_of)
