"""What a trial's objective was at each step, as far as rules need it to compare trials."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guild_desktop.core.batch import Objective

_FINENESS = 1000
"""Steps of a curve that lie closer together than this part of its length are not told apart."""


class Curve:
    """The objective of one trial by step, to be minimized; told of each value in the order of its reports.

    ``value`` is what the trial would be judged by if it ended now. For a goal that counts the last value
    (``loss``) that is the value of the highest step, of equals the later one; for another aggregate (``min
    loss``) that of all values so far. nan only wins where nothing else was. What is reported late, of a
    lower step than the highest, counts in aggregates and is otherwise too old to matter.

    A curve keeps some thousand points however long it is, so that a million steps cost little memory and
    rules are not asked a million times: steps closer together than a thousandth of its length are one.
    """

    def __init__(self, objective: Objective) -> None:
        self._aggregate = objective.aggregate
        self._sign = objective.sign
        self._steps = array("q")
        self._values = array("d")
        self._top: int | None = None
        self._last = self._first = math.nan
        self._low = self._high = math.nan
        self._sum = 0.0
        self._count = 0
        self._best = math.nan

    def add(self, step: int, reported: float) -> bool:
        """Take in a value as the script reported it;
        whether it begins a new step that is told apart from others.
        """
        is_new = self._top is None or step > self._top
        if not self._count:
            self._first = reported
        if self._top is None or step >= self._top:
            self._top, self._last = step, reported
        if reported < self._low or math.isnan(self._low):
            self._low = reported
        if reported > self._high or math.isnan(self._high):
            self._high = reported
        self._sum += reported
        self._count += 1
        value = self.value
        if value < self._best or math.isnan(self._best):
            self._best = value
        if is_new and self._is_apart(step):
            self._steps.append(step)
            self._values.append(value)
            return True
        if step == self._steps[-1]:
            self._values[-1] = value
        return False

    def _is_apart(self, step: int) -> bool:
        if not self._steps:
            return True
        return step - self._steps[-1] > (step - self._steps[0]) // _FINENESS

    @property
    def value(self) -> float:
        """What the trial would be judged by if it ended now; nan before the first value."""
        match self._aggregate:
            case "last":
                return self._sign * self._last
            case "first":
                return self._sign * self._first
            case "min":
                return self._sign * self._low
            case "max":
                return self._sign * self._high
            case "avg":
                return self._sign * (self._sum / self._count) if self._count else math.nan

    @property
    def best(self) -> float:
        """The lowest single value so far if the goal counts the last one,
        which may be off by chance; else ``value``.
        """
        return self._best if self._aggregate == "last" else self.value

    @property
    def last_step(self) -> int | None:
        """The highest step so far."""
        return self._top

    @property
    def steps(self) -> int:
        """How many steps can be told apart so far."""
        return len(self._steps)

    def at(self, step: int) -> float | None:
        """What the trial would have been judged by at this step; None if its first step came later.

        A trial that reported nothing at this very step had what it reported before, also one that
        had ended by then.
        """
        place = bisect_right(self._steps, step)
        return self._values[place - 1] if place else None
