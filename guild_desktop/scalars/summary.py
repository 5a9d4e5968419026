"""Everything reported under one name, folded into its summary as it arrives."""

from __future__ import annotations

import math
from dataclasses import dataclass

from guild_desktop.core.run import ScalarSummary


@dataclass(frozen=True, slots=True)
class ScalarPoint:
    """One number a run reported; ``step`` counts whatever the script counts, from 0 if it counts nothing."""

    tag: str
    value: float
    step: int


class SummaryBuilder:
    """Keeps the summaries of one run's scalars; belongs to whoever reads the run, on that thread.

    The cost and the memory of a point do not depend on how many came before.
    """

    def __init__(self) -> None:
        self._scalars: dict[str, _Scalar] = {}

    def add(self, point: ScalarPoint) -> None:
        """Take one more number."""
        scalar = self._scalars.get(point.tag)
        if scalar is None:
            self._scalars[point.tag] = _Scalar(point)
        else:
            scalar.add(point)

    def summaries(self) -> dict[str, ScalarSummary]:
        """The summaries so far by name, in the order in which the names first came."""
        return {tag: scalar.summary() for tag, scalar in self._scalars.items()}


class _Scalar:
    """The running figures of one scalar."""

    __slots__ = ("_count", "_first", "_first_step", "_high", "_last", "_low", "_step", "_sum")

    def __init__(self, point: ScalarPoint) -> None:
        self._first = self._last = self._low = self._high = self._sum = point.value
        self._first_step = self._step = point.step
        self._count = 1

    def add(self, point: ScalarPoint) -> None:
        value = point.value
        if point.step >= self._step:
            self._last, self._step = value, point.step
        if point.step < self._first_step:
            self._first, self._first_step = value, point.step
        # A comparison with nan is never true: nan gives way to any number and replaces none.
        if value < self._low or math.isnan(self._low):
            self._low = value
        if value > self._high or math.isnan(self._high):
            self._high = value
        self._sum += value
        self._count += 1

    def summary(self) -> ScalarSummary:
        return ScalarSummary(
            last=self._last,
            first=self._first,
            min=self._low,
            max=self._high,
            avg=self._sum / self._count,
            count=self._count,
            step=self._step,
        )
