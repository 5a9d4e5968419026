"""Everything reported under one name, folded into its summary as it arrives."""

from __future__ import annotations

import math
from array import array
from typing import NamedTuple

from guild_desktop.core.run import ScalarSummary


class ScalarPoint(NamedTuple):
    """One number a run reported; ``step`` counts whatever the script counts, from 0 if it counts nothing.

    A tuple and no dataclass, because the output of one talkative run has a million of them.
    """

    tag: str
    value: float
    step: int


class SummaryBuilder:
    """Keeps the summary of one scalar of one run; belongs to whoever reads the run, on that thread.

    It is told of values in stretches: what a stretch costs is a few passes in C over its numbers.
    """

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0.0
        self._first = self._last = math.nan
        self._low = self._high = math.nan
        self._first_step = self._step = 0

    def add(self, steps: array[int], values: array[float]) -> None:
        """Take some more numbers, ``values[i]`` at ``steps[i]``; at least one."""
        first_step, last_step = min(steps), max(steps)
        if not self.count or last_step >= self._step:
            # Of equal steps the later value counts.
            place = len(steps) - 1 - steps[::-1].index(last_step)
            self._step, self._last = last_step, values[place]
        if not self.count or first_step < self._first_step:
            self._first_step, self._first = first_step, values[steps.index(first_step)]
        total = sum(values)
        # Only if the sum is nan can a value be, and nan would spoil the comparisons.
        numbers = [v for v in values if not math.isnan(v)] if math.isnan(total) else values
        low, high = min(numbers, default=math.nan), max(numbers, default=math.nan)
        if low < self._low or math.isnan(self._low):
            self._low = low
        if high > self._high or math.isnan(self._high):
            self._high = high
        self._sum += total
        self.count += len(values)

    def summary(self) -> ScalarSummary:
        """What was told so far; only after the first number."""
        return ScalarSummary(
            last=self._last,
            first=self._first,
            min=self._low,
            max=self._high,
            avg=self._sum / self.count,
            count=self.count,
            step=self._step,
        )
