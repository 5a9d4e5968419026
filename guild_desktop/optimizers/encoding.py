"""Points of a search as native values, as positions in the unit cube and as columns for a model."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from guild_desktop.core.combination import is_same_value
from guild_desktop.core.space import (
    CategoricalDimension,
    FloatDimension,
    IntDimension,
    Search,
    count_values,
)
from guild_desktop.core.values import Value
from guild_desktop.optimizers.positions import (
    Array,
    are_numbers,
    choice_codes,
    entry_at,
    positions_of,
    snap,
)

Point: TypeAlias = tuple[int | float, ...]
"""One entry a dimension: the number itself, or the index of a choice. Equal points are equal trials."""

_WIDE = 200
"""From so many whole numbers on neighbours count as nearly the same."""


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
        self._counts = [count_values(dimension) for dimension in search.dimensions]
        self._indices = [
            {typed_key(choice): index for index, choice in enumerate(dimension.choices)}
            if isinstance(dimension, CategoricalDimension)
            else {}
            for dimension in search.dimensions
        ]
        self._codes = [
            choice_codes(dimension.choices) if isinstance(dimension, CategoricalDimension) else None
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

    @property
    def codes(self) -> Sequence[Array | None]:
        """What a model sees of each choice of a dimension, shape (choices, columns); None for a number."""
        return tuple(self._codes)

    @cached_property
    def flags_of_columns(self) -> NDArray[np.intp]:
        """To which dimension each column belongs; one column without a meaning belongs to the first."""
        widths = [1 if codes is None else codes.shape[1] for codes in self._codes]
        return np.repeat(np.arange(len(widths)), widths) if widths else np.zeros(1, dtype=np.intp)

    @cached_property
    def columns_are_numbers(self) -> NDArray[np.bool_]:
        """Which columns hold a number (or the rank of one) rather than a choice."""
        ordered = [
            not isinstance(dimension, CategoricalDimension) or are_numbers(dimension.choices)
            for dimension in self.dimensions
        ]
        return np.array(ordered or [False])[self.flags_of_columns]

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
            if name in params and not is_same_value(params[name], value):
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
            entry_at(dimension, count, float(position))
            for dimension, count, position in zip(
                self.dimensions, self._counts, positions, strict=True
            )
        )

    def fits(self, positions: Array) -> NDArray[np.bool_]:
        """Which of the points at these positions, shape (points, dimensions),
        satisfy the search's condition.
        """
        if self.search.where is None or not len(positions):
            return np.ones(len(positions), dtype=bool)
        return self.search.where.mask([self.params(self.at(place)) for place in positions])

    def positions(self, points: Sequence[Point]) -> Array:
        """Where the points are, shape (points, dimensions); whole numbers lie mid-way in their share."""
        positions = np.empty((len(points), len(self.dimensions)))
        if points:
            entries = zip(self.dimensions, self._counts, zip(*points, strict=True), strict=True)
            for place, (dimension, count, column) in enumerate(entries):
                positions[:, place] = positions_of(dimension, count, column)
        return positions

    def snapped(self, positions: Array) -> Array:
        """The positions, shape (points, dimensions), of the points that lie at these positions."""
        snapped = np.clip(positions, 0.0, 1.0)
        for column in np.flatnonzero(self._snaps):
            snapped[:, column] = snap(
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

    def neighbours(self, position: Array) -> Array:
        """Positions that differ from a snapped one in one whole number or one choice.

        Whole numbers are moved by one, two and a tenth of their range, both ways; choices are replaced
        by each of the others.
        """
        point = self.at(position)
        others: list[Point] = []
        for place, (dimension, entry) in enumerate(zip(self.dimensions, point, strict=True)):
            if isinstance(dimension, CategoricalDimension):
                entries: set[int | float] = set(range(len(dimension.choices)))
            elif isinstance(dimension, IntDimension):
                tenth = max((dimension.high - dimension.low) // 10, 1)
                moved = {int(entry) + sign * step for step in (1, 2, tenth) for sign in (-1, 1)}
                entries = {min(max(value, dimension.low), dimension.high) for value in moved}
            else:
                continue
            entries.discard(entry)
            others += [(*point[:place], other, *point[place + 1 :]) for other in sorted(entries)]
        return self.positions(others)

    def distances(self, positions: Array, others: Array) -> Array:
        """How far each position is from the nearest of ``others``,
        as the largest difference of any dimension.

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
                (
                    place
                    for place, choice in enumerate(dimension.choices)
                    if is_same_value(choice, value)
                ),
                None,
            )
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if not dimension.low <= value <= dimension.high:
            return None
        if isinstance(dimension, FloatDimension):
            return float(value)
        return int(value) if value == int(value) else None
