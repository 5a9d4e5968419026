"""The median rule: a trial whose best so far is worse than what half of the completed ones had
by the same step.
"""

from __future__ import annotations

import math
from array import array
from bisect import insort
from typing import TYPE_CHECKING

from guild_desktop.engine.pruning.curve import Curve
from guild_desktop.engine.pruning.rule import AboveMedian

if TYPE_CHECKING:
    from guild_desktop.core.batch import Objective

_MOST_NUMBERS = 4_000_000
"""Numbers that are kept sorted by step, 32 MB of them; more are sorted again when they are needed."""


class MedianRule:
    """Stops a trial whose best value by a step is worse than the median of completed trials at that step.

    The median stopping rule of Vizier (Golovin et al. 2017, "Google Vizier: A Service for Black-Box
    Optimization", section 3.2), in the form of optuna's MedianPruner: others are compared by what they had
    at the step, not by their mean up to it, for losses fall fast at first. nan of others says nothing; a
    trial that has reported nothing but nan is stopped. Trials that report at other steps are compared by
    what they had before (see ``Curve.at``), where optuna passes them over.

    ``startup_trials``: completed trials before any is stopped. ``warmup_steps``: nothing is stopped at lower
    steps. ``interval``: a trial is judged at its first step of so many, counted from the warm-up.
    """

    def __init__(
        self, objective: Objective, *, startup_trials: int, warmup_steps: int, interval: int
    ) -> None:
        self._objective = objective
        self._startup_trials = startup_trials
        self._warmup_steps = warmup_steps
        self._interval = interval
        self._running: dict[str, Curve] = {}
        self._completed: dict[str, Curve] = {}
        self._judged: dict[str, int] = {}
        self._levels: dict[int, array[float]] = {}
        self._numbers = 0

    def report(self, trial: str, step: int, value: float) -> bool:
        """See ``Rule``."""
        if trial not in self._running:
            self._running[trial] = Curve(self._objective)
        return self._running[trial].add(step, value)

    def verdict(self, trial: str) -> AboveMedian | None:
        """See ``Rule``."""
        curve = self._running[trial]
        step = curve.last_step
        if step is None or step < self._warmup_steps:
            return None
        stretch = (step - self._warmup_steps) // self._interval
        if self._judged.get(trial, -1) >= stretch:
            return None
        self._judged[trial] = stretch
        if not self._completed or len(self._completed) < self._startup_trials:
            return None
        best = curve.best
        if math.isnan(best):
            return AboveMedian(step, best, math.nan, 0)
        level = self._level(step)
        # Of nothing the median is nan, which no value is above.
        median = _median(level)
        return AboveMedian(step, best, median, len(level)) if best > median else None

    def end(self, trial: str, *, completed: bool) -> None:
        """See ``Rule``; what did not complete says nothing about where others should be."""
        curve = self._running.pop(trial, None)
        self._judged.pop(trial, None)
        if curve is None or not completed:
            return
        self._completed[trial] = curve
        for step, level in self._levels.items():
            value = curve.at(step)
            if value is not None and not math.isnan(value):
                insort(level, value)
                self._numbers += 1

    def forget(self, trial: str) -> None:
        """See ``Rule``."""
        self.end(trial, completed=False)
        if self._completed.pop(trial, None) is not None:
            self._drop_levels()

    def _level(self, step: int) -> array[float]:
        """What completed trials had at a step, sorted;
        each trial that completes later is put in its place.
        """
        level = self._levels.get(step)
        if level is None:
            if self._numbers > _MOST_NUMBERS:
                self._drop_levels()
            had = (curve.at(step) for curve in self._completed.values())
            level = array("d", sorted(v for v in had if v is not None and not math.isnan(v)))
            self._levels[step] = level
            self._numbers += len(level)
        return level

    def _drop_levels(self) -> None:
        self._levels.clear()
        self._numbers = 0


def _median(level: array[float]) -> float:
    """The middle of sorted numbers, halfway between two of them for an even count; nan of none."""
    if not level:
        return math.nan
    low, high = level[(len(level) - 1) // 2], level[len(level) // 2]
    # Half of each: the sum may be more than a float holds.
    return low if low == high else low / 2 + high / 2
