"""Whether any trial of a search can satisfy its condition, found out without trying."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise

from guild_desktop.core.clause import (
    Clause,
    ColumnPair,
    Comparison,
    Except,
    JoinedClause,
    Not,
    OneOf,
    Within,
)
from guild_desktop.core.grid import Axis
from guild_desktop.core.space import (
    CategoricalDimension,
    FloatDimension,
    IntDimension,
    Search,
    SearchDimension,
)
from guild_desktop.core.truth import is_ordered
from guild_desktop.core.values import Value

_MOST_WEIGHED = 20_000
"""Combinations of values for which the condition is asked, at most: some ten milliseconds."""


def can_hold(search: Search) -> bool | None:
    """Whether some trial satisfies the condition of a search; None if that takes too long to find out.

    A condition compares the values of flags with numbers and with one another. Its answer can change only
    where a value meets one of those numbers or another value. So it is asked at each such mark, and between
    two of them for as many values as can meet each other there: whatever order the values of a trial have,
    one that was asked about has the same.
    """
    where = search.where
    if where is None:
        return True
    searched = [axis for axis in search.dimensions if axis.name in where.flags]
    fixed = {name: value for name, value in search.constants.items() if name in where.flags}
    parts = list(_parts(where.clause))
    meet = any(isinstance(part, ColumnPair) for part in parts)
    numbers = sum(not isinstance(axis, CategoricalDimension) for axis in searched)
    marks = _numbers((*_compared(parts), *fixed.values(), *_own_values(searched)))
    if any(abs(mark) > sys.float_info.max for mark in marks):
        return None
    places = _Places(marks, numbers if meet else 1, searched)
    axes = {axis.name: places.on(axis) for axis in searched}
    if math.prod(map(len, axes.values())) > _MOST_WEIGHED:
        return None
    asked = {**axes, **{name: (value,) for name, value in fixed.items()}}
    return bool(where.mask_of_axes({name: Axis(values) for name, values in asked.items()}).any())


class _Places:
    """The values that stand for all values of the axes: marks, and ``between`` two of them so many."""

    def __init__(
        self, marks: Iterable[float], between: int, axes: Iterable[SearchDimension]
    ) -> None:
        self._between = between
        found = set(marks)
        if any(isinstance(axis, IntDimension) for axis in axes):
            # Whole numbers that a whole number may have there are marks for the others.
            for low, high in pairwise(sorted(found)):
                first = math.floor(low) + 1
                found.update(range(first, min(first + between, math.ceil(high))))
        self._marks = sorted(found)

    def on(self, axis: SearchDimension) -> tuple[Value, ...]:
        """Those on one axis."""
        if isinstance(axis, CategoricalDimension):
            return axis.choices
        inside = [mark for mark in self._marks if axis.low <= mark <= axis.high]
        if isinstance(axis, IntDimension):
            return tuple(int(mark) for mark in inside if mark == int(mark))
        parts = [number / (self._between + 1) for number in range(1, self._between + 1)]
        middle = {
            low * (1 - part) + high * part for low, high in pairwise(inside) for part in parts
        }
        return tuple(sorted({*map(float, inside), *middle}))


def _parts(clause: Clause) -> Iterator[Clause]:
    """The conditions that a condition is made of."""
    match clause:
        case Not(inner) | Except(inner):
            yield from _parts(inner)
        case JoinedClause(clauses):
            for each in clauses:
                yield from _parts(each)
        case _:
            yield clause


def _compared(parts: Iterable[Clause]) -> Iterator[Value]:
    """The values with which flags are compared."""
    for part in parts:
        match part:
            case Comparison(_, _, value):
                yield value
            case Within(_, low, high):
                yield from (low, high)
            case OneOf(_, values):
                yield from values


def _own_values(axes: Iterable[SearchDimension]) -> Iterator[Value]:
    """The ends of ranges, and choices."""
    for axis in axes:
        if isinstance(axis, FloatDimension | IntDimension):
            yield from (axis.low, axis.high)
        else:
            yield from axis.choices


def _numbers(values: Iterable[Value]) -> set[float]:
    return {value for value in values if is_ordered(value) and abs(value) != math.inf}
