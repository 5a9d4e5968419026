"""Points of a search as native values, as positions in the unit cube and as columns for a model."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from guild_desktop.core.space import (
    CategoricalDimension,
    FloatDimension,
    IntDimension,
    Search,
    SearchDimension,
)
from guild_desktop.core.values import Value

Point: TypeAlias = tuple[int | float, ...]
"""One entry a dimension: the number itself, or the index of a choice. Equal points are equal trials."""

Array: TypeAlias = NDArray[np.float64]

_WIDE = 200
"""From so many whole numbers on neighbours count as nearly the same."""

_MANY_CHOICES = 16
"""More columns than that for one flag would cost a model more than they tell."""


def typed_key(value: object) -> Hashable:
    """A key under which 1, 1.0, True and "1" differ; lists and tuples of equal items are the same."""
    if isinstance(value, list | tuple):
        return ("list", *(typed_key(item) for item in value))
    if isinstance(value, float):
        # In writing nan equals itself.
        return ("float", repr(value))
    return (type(value).__name__, value)


class Encoding:
    """Translates between the points of one search and what chance and models work on; has no state.

    Positions are in the unit cube, one for each dimension, such that evenly distributed positions give
    the distribution asked for (logarithms are spread evenly, whole numbers and choices have equal
    shares). ``size`` counts the points, None if there is no end of them.
    """

    def __init__(self, search: Search) -> None:
        self.search = search
        self.dimensions = search.dimensions
        self._counts = [_count(dimension) for dimension in search.dimensions]
        self._indices = [
            {typed_key(choice): index for index, choice in enumerate(dimension.choices)}
            if isinstance(dimension, CategoricalDimension)
            else {}
            for dimension in search.dimensions
        ]
        self._codes = [
            _codes(dimension.choices) if isinstance(dimension, CategoricalDimension) else None
            for dimension in search.dimensions
        ]
        self._snaps = np.array(
            [
                not isinstance(dimension, FloatDimension) and count is not None and count <= 2**31
                for dimension, count in zip(search.dimensions, self._counts, strict=True)
            ],
            dtype=bool,
        )
        self.size = None if None in self._counts else math.prod(c or 1 for c in self._counts)

    def __len__(self) -> int:
        return len(self.dimensions)

    def params(self, point: Point) -> dict[str, Value]:
        """All flags of a trial in native values: the constants, then the dimensions."""
        values: dict[str, Value] = dict(self.search.constants)
        for dimension, entry in zip(self.dimensions, point, strict=True):
            if isinstance(dimension, CategoricalDimension):
                values[dimension.name] = dimension.choices[int(entry)]
            else:
                values[dimension.name] = entry
        return values

    def point(self, params: Mapping[str, Value]) -> Point | None:
        """The point that has these flags; None if it is outside of the space or flags are missing."""
        for name, value in self.search.constants.items():
            if name in params and not _same(params[name], value):
                return None
        entries = [
            self._entry(position, params[dimension.name]) if dimension.name in params else None
            for position, dimension in enumerate(self.dimensions)
        ]
        return None if None in entries else tuple(entry for entry in entries if entry is not None)

    def initial(self, point: Point) -> Point | None:
        """``point`` with the initial values that flags have put in; None if no flag has any."""
        entries = list(point)
        found = False
        for position, dimension in enumerate(self.dimensions):
            if dimension.initial is None:
                continue
            entry = self._entry(position, dimension.initial)
            if entry is not None:
                entries[position] = entry
                found = True
        return tuple(entries) if found else None

    def point_at(self, index: int) -> Point:
        """The point with this number, from 0 to ``size``, of a space that has an end."""
        entries: list[int | float] = []
        for dimension, count in zip(reversed(self.dimensions), reversed(self._counts), strict=True):
            index, step = divmod(index, count or 1)
            entries.append(
                step if isinstance(dimension, CategoricalDimension) else dimension.low + step
            )
        return tuple(reversed(entries))

    def index_of(self, point: Point) -> int:
        """The number under which ``point_at`` gives this point."""
        index = 0
        for dimension, count, entry in zip(self.dimensions, self._counts, point, strict=True):
            step = entry if isinstance(dimension, CategoricalDimension) else entry - dimension.low
            index = index * (count or 1) + int(step)
        return index

    def at(self, positions: Sequence[float] | Array) -> Point:
        """The point at these positions, one in [0, 1] for each dimension."""
        return tuple(
            _entry_at(dimension, count, float(position))
            for dimension, count, position in zip(
                self.dimensions, self._counts, positions, strict=True
            )
        )

    def positions(self, points: Sequence[Point]) -> Array:
        """Where the points are, shape (points, dimensions); whole numbers lie mid-way in their share."""
        rows = [
            [
                _position(dimension, count, entry)
                for dimension, count, entry in zip(
                    self.dimensions, self._counts, point, strict=True
                )
            ]
            for point in points
        ]
        return np.array(rows, dtype=float).reshape(len(points), len(self.dimensions))

    def snapped(self, positions: Array) -> Array:
        """The positions, shape (points, dimensions), of the points that lie at these positions."""
        snapped = np.clip(positions, 0.0, 1.0)
        for column in np.flatnonzero(self._snaps):
            snapped[:, column] = _snap(
                self.dimensions[column], self._counts[column] or 1, snapped[:, column]
            )
        return snapped

    def columns(self, positions: Array) -> Array:
        """What a model sees of snapped positions, shape (points, columns).

        A number is one column in [0, 1]; so is a choice among numbers, by rank. Other choices have a
        column for each value, or bits of the index when they are many.
        """
        parts = [np.zeros((len(positions), 0))]
        for codes, position in zip(self._codes, positions.T, strict=True):
            if codes is None:
                parts.append(position[:, np.newaxis])
            else:
                chosen = np.minimum((position * len(codes)).astype(int), len(codes) - 1)
                parts.append(codes[chosen])
        columns = np.concatenate(parts, axis=1)
        return columns if columns.shape[1] else np.zeros((len(positions), 1))

    def distances(self, positions: Array, others: Array) -> Array:
        """How far each position is from the nearest of ``others``, as the largest difference of any dimension.

        Different choices are 1 apart, and so are different whole numbers unless there are many of them.
        Without others everything is 1 away.
        """
        nearest = np.ones(len(positions))
        for other in others:
            apart = np.abs(positions - other)
            for column in np.flatnonzero(self._snaps):
                if (self._counts[column] or 1) <= _WIDE:
                    apart[:, column] = apart[:, column] > 1e-9
            nearest = np.minimum(nearest, apart.max(axis=1, initial=0.0))
        return nearest

    def _entry(self, position: int, value: Value) -> int | float | None:
        dimension = self.dimensions[position]
        if isinstance(dimension, CategoricalDimension):
            index = self._indices[position].get(typed_key(value))
            if index is not None:
                return index
            return next(
                (place for place, choice in enumerate(dimension.choices) if _same(choice, value)),
                None,
            )
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if not dimension.low <= value <= dimension.high:
            return None
        if isinstance(dimension, FloatDimension):
            return float(value)
        return int(value) if value == int(value) else None


def _same(first: Value, second: Value) -> bool:
    """Equal, where a whole number may be written with or without decimals and true is not 1."""
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(_same, first, second))
    both_nan = first != first and second != second  # noqa: PLR0124  the test for nan of any type
    return first == second or both_nan


def _codes(choices: Sequence[Value]) -> Array:
    """What a model sees of each choice, shape (choices, columns)."""
    count = len(choices)
    numbers = [v for v in choices if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) == count and all(map(math.isfinite, numbers)):
        ranks = np.argsort(np.argsort(numbers, kind="stable"), kind="stable")
        return ranks[:, np.newaxis] / max(count - 1, 1)
    if count <= 2:
        return np.arange(count, dtype=float)[:, np.newaxis]
    if count <= _MANY_CHOICES:
        return np.eye(count)
    bits = np.arange(count.bit_length())
    return (np.arange(count)[:, np.newaxis] >> bits & 1).astype(float)


def _count(dimension: SearchDimension) -> int | None:
    if isinstance(dimension, CategoricalDimension):
        return len(dimension.choices)
    if isinstance(dimension, IntDimension):
        return dimension.high - dimension.low + 1
    return 1 if dimension.low == dimension.high else None


def _scale(dimension: FloatDimension | IntDimension) -> tuple[float, float]:
    """The ends between which the logarithm (or the number) is even; whole numbers own half a step around."""
    low, high = float(dimension.low), float(dimension.high)
    if isinstance(dimension, IntDimension):
        low, high = low - 0.5, high + 0.5
    return (math.log(low), math.log(high)) if dimension.log else (low, high)


def _entry_at(dimension: SearchDimension, count: int | None, position: float) -> int | float:
    if isinstance(dimension, CategoricalDimension):
        number = count or 1
        return min(int(position * number), number - 1)
    if isinstance(dimension, IntDimension) and not dimension.log:
        number = count or 1
        return dimension.low + min(int(position * number), number - 1)
    low, high = _scale(dimension)
    value = low * (1 - position) + high * position
    if dimension.log:
        value = math.exp(value)
    if isinstance(dimension, IntDimension):
        return min(max(round(value), dimension.low), dimension.high)
    return min(max(value, float(dimension.low)), float(dimension.high))


def _position(dimension: SearchDimension, count: int | None, entry: float) -> float:
    if count == 1:
        return 0.5
    if isinstance(dimension, CategoricalDimension):
        return (entry + 0.5) / (count or 1)
    if isinstance(dimension, IntDimension) and not dimension.log:
        return (entry - dimension.low + 0.5) / (count or 1)
    low, high = _scale(dimension)
    value = math.log(entry) if dimension.log else float(entry)
    # Halves first: the whole width of a range may be beyond the largest float.
    width = high / 2 - low / 2
    return min(max((value / 2 - low / 2) / width, 0.0), 1.0) if width > 0 else 0.5


def _snap(dimension: SearchDimension, count: int, positions: Array) -> Array:
    if isinstance(dimension, IntDimension) and dimension.log:
        low, high = _scale(dimension)
        values = np.clip(
            np.rint(np.exp(low + (high - low) * positions)), dimension.low, dimension.high
        )
        if count == 1:
            return np.full_like(positions, 0.5)
        snapped: Array = (np.log(values) - low) / (high - low)
        return snapped
    middles: Array = (np.minimum(np.floor(positions * count), count - 1) + 0.5) / count
    return middles
