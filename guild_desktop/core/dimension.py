"""What one flag may be given, as it was written, and the values the grid takes from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from guild_desktop.core.batch import MAX_TRIALS, Option
from guild_desktop.core.grid import Axis, distinct, too_many
from guild_desktop.core.sequence import Sequence, SequenceFunction, sequence
from guild_desktop.core.values import Value, format_value

DEFAULT_POINTS = 5
"""How many values the grid optimizer makes of a range."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One value for every trial: ``0.1``, ``adam``."""

    value: Value


@dataclass(frozen=True, slots=True)
class Listed:
    """Each value in turn, the whole list ``repeat`` times: ``[1, 2]*3``."""

    values: tuple[Value, ...]
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Formula:
    """A list by formula, not yet expanded: ``linspace[0:1:5]``; ``arguments`` as they were written.

    ``whole`` makes the values whole numbers (a whole-number flag).
    """

    function: SequenceFunction
    arguments: tuple[int | float, ...]
    repeat: int = 1
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Uniform:
    """Any number from ``low`` to ``high``, or any whole number (ends included) if both are ``int``.

    ``initial`` is the first value to try.
    """

    low: int | float
    high: int | float
    initial: int | float | None = None


@dataclass(frozen=True, slots=True)
class LogUniform:
    """A positive number whose logarithm is evenly distributed from ``low`` to ``high``.

    ``whole`` rounds it to whole numbers (a whole-number flag).
    """

    low: int | float
    high: int | float
    initial: int | float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, without making a grid: ``choice[adam, sgd]``."""

    values: tuple[Value, ...]


Dimension: TypeAlias = Fixed | Listed | Formula | Uniform | LogUniform | Choice


def points_of(options: Mapping[str, Option]) -> int:
    """How many values a grid with these options makes of each range."""
    return int(options.get("points", DEFAULT_POINTS))


def count_of(dimension: Dimension, points: int = DEFAULT_POINTS) -> int:
    """How many values the grid tries for a dimension, counted without building them."""
    return axis_of(dimension, points).count


def values_of(dimension: Dimension, points: int = DEFAULT_POINTS) -> tuple[Value, ...]:
    """The values the grid tries for a dimension, in order; UserError if they exceed a batch."""
    axis = axis_of(dimension, points)
    if axis.count > MAX_TRIALS:
        raise too_many(axis.count, "values")
    return axis.values()


def holds(dimension: Dimension, value: Value) -> bool:
    """Whether a flag with this dimension may have this value: inside a range, or one of those listed."""
    if isinstance(dimension, Uniform | LogUniform):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return dimension.low <= value <= dimension.high
    return any(_same(value, listed) for listed in values_of(dimension))


def _same(one: Value, other: Value) -> bool:
    # True is no 1; nan is nan.
    booleans = isinstance(one, bool), isinstance(other, bool)
    return booleans[0] == booleans[1] and (one == other or format_value(one) == format_value(other))


def axis_of(dimension: Dimension, points: int = DEFAULT_POINTS) -> Axis:
    """The values of a dimension as the grid takes them, not yet built."""
    match dimension:
        case Fixed(value):
            return Axis((value,))
        case Listed(values, repeat):
            return Axis(values, repeat)
        case Formula(function, arguments, repeat, whole):
            return Axis(sequence(function, arguments), repeat, whole=whole)
        case Choice(values):
            return Axis(distinct(values))
        case Uniform(low, high):
            whole = isinstance(low, int) and isinstance(high, int)
            return _spaced(sequence("linspace", (low, high, points)), low, high, whole=whole)
        case LogUniform(low, high, whole=whole):
            return _spaced(sequence("geomspace", (low, high, points)), low, high, whole=whole)


def _spaced(spaced: Sequence, low: float, high: float, *, whole: bool) -> Axis:
    """The points of a range; whole ones rounded, distinct and all of them if there are few."""
    if not whole:
        return Axis(spaced)
    if high - low < spaced.count:
        return Axis(tuple(range(int(low), int(high) + 1)))
    rounded = tuple(round(spaced.at(index)) for index in range(spaced.count))
    return Axis(tuple(dict.fromkeys(rounded)))
