"""From runs in focus back to a search: the ranges and lists they lie in, and the runs a space holds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import numpy as np

from guild_desktop.core.clause import Clause, Comparison, OneOf, Within
from guild_desktop.core.column import Column, Mask, Presence
from guild_desktop.core.dimension import (
    Choice,
    Dimension,
    Fixed,
    Listed,
    LogUniform,
    Uniform,
    values_of,
)
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.space import SearchSpace
from guild_desktop.core.values import Value

_ALONE = 0.05
"""How much of a range is searched on either side of values that are all the same."""

_READABLE = 100
"""Ends are rounded outward to about a hundredth of the range."""


def narrowed_space(
    space: SearchSpace, frame: RunFrame, focus: Mask, clauses: Sequence[Clause] = ()
) -> SearchSpace:
    """The part of a space in which the runs of ``focus`` (bool[n]) lie.

    A range becomes that of their values, rounded outward, or what ``clauses`` say about the flag
    alone; it is never wider than it was, and whole numbers stay whole. A list, a formula or a choice
    keeps the values that occur. A flag that no run in focus has stays as it is.
    """
    narrowed: dict[str, Dimension] = {}
    for name, dimension in space.items():
        column = frame.column(frame.flag_column(name)) if name in frame.flag_names else None
        if column is None or not (present := focus & (column.presence == Presence.VALUE)).any():
            narrowed[name] = dimension
        elif isinstance(dimension, Uniform | LogUniform):
            narrowed[name] = _narrowed_range(dimension, column, present, clauses)
        else:
            narrowed[name] = _narrowed_list(dimension, frame, column.name, present)
    return SearchSpace(narrowed)


def runs_inside(space: SearchSpace, frame: RunFrame, base: Mask) -> Mask:
    """Which runs of ``base`` (bool[n]) a search of the space could have proposed: bool[n].

    A run that lacks a flag of the space is none of them.
    """
    inside = base.copy()
    for name, dimension in space.items():
        inside &= _clause(frame.flag_column(name), dimension).mask(frame)
    return inside


def _clause(column: str, dimension: Dimension) -> Clause:
    if isinstance(dimension, Uniform | LogUniform):
        return Within(column, dimension.low, dimension.high)
    return OneOf(column, values_of(dimension))


class _Ends(NamedTuple):
    """The ends of a range; None is one that nobody has set."""

    low: float | None
    high: float | None


def _narrowed_range(
    dimension: Uniform | LogUniform, column: Column, present: Mask, clauses: Iterable[Clause]
) -> Dimension:
    if column.kind == "category":
        return dimension
    values = column.values[present]
    seen = _readable(float(values.min()), float(values.max()), dimension)
    asked = _asked_ends(clauses, column.name)
    ends = seen if asked is None else asked
    low = dimension.low if ends.low is None else max(ends.low, dimension.low)
    high = dimension.high if ends.high is None else min(ends.high, dimension.high)
    if _is_whole(dimension):
        low, high = math.ceil(low), math.floor(high)
    if low == high:
        return Fixed(low)
    if low > high:
        return dimension
    if isinstance(dimension, Uniform):
        return Uniform(low, high)
    return LogUniform(low, high, whole=dimension.whole)


def _is_whole(dimension: Uniform | LogUniform) -> bool:
    if isinstance(dimension, LogUniform):
        return dimension.whole
    return isinstance(dimension.low, int) and isinstance(dimension.high, int)


def _asked_ends(clauses: Iterable[Clause], column: str) -> _Ends | None:
    """What clauses about exactly this column say of its ends; None if they say nothing of the kind."""
    ends: _Ends | None = None
    for clause in clauses:
        if isinstance(clause, Within) and clause.column == column and not clause.negated:
            ends = _cut(ends, _Ends(clause.low, clause.high))
        elif isinstance(clause, Comparison) and clause.column == column:
            ends = _cut(ends, _ends_of(clause))
    return ends


def _ends_of(comparison: Comparison) -> _Ends | None:
    value = comparison.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if comparison.operator in {"<", "<="}:
        return _Ends(None, value)
    return _Ends(value, None) if comparison.operator in {">", ">="} else None


def _cut(one: _Ends | None, other: _Ends | None) -> _Ends | None:
    if one is None or other is None:
        return one or other
    lows = [end for end in (one.low, other.low) if end is not None]
    highs = [end for end in (one.high, other.high) if end is not None]
    return _Ends(max(lows, default=None), min(highs, default=None))


def _readable(low: float, high: float, dimension: Uniform | LogUniform) -> _Ends:
    """Ends with few digits just outside; equal ones get a small part of the range on either side."""
    if isinstance(dimension, LogUniform):
        factor = (dimension.high / dimension.low) ** _ALONE if low == high else 1.0
        low, high = low / factor, high * factor
        return _Ends(_rounded(low, low, -1), _rounded(high, high, 1))
    room = _ALONE * (dimension.high - dimension.low) if low == high else 0.0
    low, high = low - room, high + room
    return _Ends(_rounded(low, high - low, -1), _rounded(high, high - low, 1))


def _rounded(value: float, size: float, direction: Literal[-1, 1]) -> float:
    """The value moved down or up to a multiple of the power of ten near a ``_READABLE`` part of ``size``."""
    if not size > 0.0:
        return value
    step = 10.0 ** (math.floor(math.log10(size / _READABLE)) + 1)
    if step == 0.0 or not math.isfinite(value / step):
        return value
    whole = math.ceil(direction * value / step) * direction
    rounded = float(f"{whole * step:.12g}")
    # The nearest short number may lie just on the other side.
    if direction * rounded < direction * value:
        rounded = float(f"{(whole + direction) * step:.12g}")
    return rounded


def _narrowed_list(dimension: Dimension, frame: RunFrame, column: str, present: Mask) -> Dimension:
    values = _distinct(frame, column, present)
    if isinstance(dimension, Fixed):
        return _as_dimension(values)
    kept = tuple(value for value in values_of(dimension) if value in values)
    if not kept:
        return dimension
    if len(kept) == 1:
        return Fixed(kept[0])
    return Choice(kept) if isinstance(dimension, Choice) else Listed(kept)


def _distinct(frame: RunFrame, column: str, present: Mask) -> tuple[Value, ...]:
    values = frame.column(column).values[present]
    _, first = np.unique(values, return_index=True)
    positions = np.flatnonzero(present)[first]
    return tuple(frame.value(column, int(position)) for position in positions)


def _as_dimension(values: tuple[Value, ...]) -> Dimension:
    """What to search where earlier sweeps had one value each."""
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(values) == 1:
        return Fixed(values[0])
    return Uniform(min(numbers), max(numbers)) if len(numbers) == len(values) else Listed(values)
