"""Asynchronous successive halving: at some steps, each a multiple of the last, only the best part goes on."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from guild_desktop.engine.pruning.curve import Curve
from guild_desktop.engine.pruning.rule import NotAmongBest

if TYPE_CHECKING:
    from guild_desktop.core.batch import Objective


@dataclass(slots=True)
class _Rung:
    """A step at which trials are compared:
    their values, sorted, and how many came here, with nan or without.
    """

    step: int
    values: array[float] = field(default_factory=lambda: array("d"))
    reached: int = 0


@dataclass(slots=True)
class _Climb:
    """One trial: its curve while it runs, how many rungs it has passed, at which it was compared with what,
    and whether the last of them, reached at ``step``, was judged.
    """

    curve: Curve | None
    passed: int = 0
    stood: list[tuple[_Rung, float]] = field(default_factory=list)
    step: int = 0
    is_judged: bool = True


class SuccessiveHalving:
    """Stops a trial that is not in the best part of those that came as far.

    Asynchronous successive halving (Li et al. 2018, "A System for Massively Parallel Hyperparameter
    Tuning"), in the form of optuna's SuccessiveHalvingPruner, which decides at once and for good: there are
    rungs at ``min_steps``, ``factor`` times that, and so on. A trial's value at the first step it reports
    at or beyond a rung is compared with all that came there before, however they ended; it goes on if it is
    among the best of ``factor``, rounded down, but at least if it is the best. nan is stopped.

    A trial that reports beyond several rungs at once is judged at the highest of them only, where optuna
    judges it at each: a script that counts images and reports every 1,000 of them would otherwise be judged
    seven times by its first value. ``startup_trials``: so many must have come to a rung before one is
    stopped there (optuna: 0).
    """

    def __init__(
        self, objective: Objective, *, min_steps: int, factor: int, startup_trials: int
    ) -> None:
        self._objective = objective
        self._factor = factor
        self._startup_trials = startup_trials
        self._rungs = [_Rung(min_steps)]
        self._climbs: dict[str, _Climb] = {}

    def report(self, trial: str, step: int, value: float) -> bool:
        """See ``Rule``."""
        climb = self._climbs.get(trial)
        if climb is None:
            climb = self._climbs[trial] = _Climb(Curve(self._objective))
        if climb.curve is None or not climb.curve.add(step, value):
            return False
        if step < self._rung(climb.passed).step:
            return False
        while step >= self._rung(climb.passed).step:
            climb.passed += 1
        rung, now = self._rungs[climb.passed - 1], climb.curve.value
        climb.stood.append((rung, now))
        climb.step, climb.is_judged = step, False
        rung.reached += 1
        if not math.isnan(now):
            insort(rung.values, now)
        return True

    def verdict(self, trial: str) -> NotAmongBest | None:
        """See ``Rule``."""
        climb = self._climbs[trial]
        if climb.is_judged:
            return None
        climb.is_judged = True
        rung, value = climb.stood[-1]
        if rung.reached <= self._startup_trials:
            return None
        kept = max(1, len(rung.values) // self._factor)
        if not math.isnan(value) and value <= rung.values[kept - 1]:
            return None
        return NotAmongBest(climb.step, value, kept, rung.reached)

    def end(self, trial: str, *, completed: bool) -> None:
        """See ``Rule``; what a trial had at a rung counts however it ended."""
        del completed
        if trial in self._climbs:
            self._climbs[trial].curve = None

    def forget(self, trial: str) -> None:
        """See ``Rule``."""
        climb = self._climbs.pop(trial, None)
        for rung, value in climb.stood if climb else ():
            rung.reached -= 1
            if not math.isnan(value):
                del rung.values[bisect_left(rung.values, value)]

    def _rung(self, number: int) -> _Rung:
        while len(self._rungs) <= number:
            self._rungs.append(_Rung(self._rungs[-1].step * self._factor))
        return self._rungs[number]
