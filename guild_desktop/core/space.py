"""What may be tried: one dimension for each flag, as it was written, and what optimizers make of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from guild_desktop.core.batch import DEFAULT_SEARCH_TRIALS, MAX_TRIALS
from guild_desktop.core.dimension import (
    DEFAULT_POINTS,
    Choice,
    Dimension,
    Fixed,
    Formula,
    Listed,
    LogUniform,
    Uniform,
    axis_of,
    count_of,
    holds,
    values_of,
)
from guild_desktop.core.errors import UserError
from guild_desktop.core.grid import Grid, distinct, too_many
from guild_desktop.core.sequence import SequenceFunction
from guild_desktop.core.values import Value

if TYPE_CHECKING:
    from guild_desktop.core.flag_condition import FlagCondition

__all__ = [
    "CategoricalDimension",
    "Choice",
    "Dimension",
    "Fixed",
    "FloatDimension",
    "Formula",
    "Grid",
    "IntDimension",
    "Listed",
    "LogUniform",
    "Search",
    "SearchDimension",
    "SearchSpace",
    "SequenceFunction",
    "Uniform",
    "axis_of",
    "count_of",
    "count_values",
    "values_of",
]


@dataclass(frozen=True, slots=True)
class FloatDimension:
    """A real axis of a search, ends included; ``log`` means that its logarithm is searched evenly."""

    name: str
    low: float
    high: float
    log: bool = False
    initial: float | None = None


@dataclass(frozen=True, slots=True)
class IntDimension:
    """A whole-number axis of a search, ends included."""

    name: str
    low: int
    high: int
    log: bool = False
    initial: int | None = None


@dataclass(frozen=True, slots=True)
class CategoricalDimension:
    """A choice among distinct values; optimizers work on the index, never on the value."""

    name: str
    choices: tuple[Value, ...]
    initial: Value = None


SearchDimension: TypeAlias = FloatDimension | IntDimension | CategoricalDimension


def count_values(dimension: SearchDimension) -> int | None:
    """How many values the dimension has, None if there is no end of them."""
    if isinstance(dimension, CategoricalDimension):
        return len(dimension.choices)
    if isinstance(dimension, IntDimension):
        return dimension.high - dimension.low + 1
    return 1 if dimension.low == dimension.high else None


@dataclass(frozen=True, slots=True)
class Search:
    """What an optimizer other than grid works on: axes (by flag name) and the flags that stay fixed.

    Trials that do not satisfy ``where`` are not run. An optimizer may heed it, and need not.
    """

    dimensions: tuple[SearchDimension, ...]
    constants: Mapping[str, Value]
    where: FlagCondition | None = None

    @property
    def size(self) -> int | None:
        """How many different trials there are, whether or not they satisfy ``where``; None if without end."""
        counts = [count_values(dimension) for dimension in self.dimensions]
        known = [count for count in counts if count is not None]
        return math.prod(known) if len(known) == len(counts) else None

    def planned(self, limit: int | None) -> int:
        """How many trials will run under a limit, as none runs twice; UserError as from ``Grid.planned``."""
        planned = DEFAULT_SEARCH_TRIALS if limit is None else limit
        if self.size is not None:
            planned = min(planned, self.size)
        if planned > MAX_TRIALS:
            raise too_many(planned, "trials")
        return planned


class SearchSpace(Mapping[str, Dimension]):
    """What a person asked for: flag name → dimension, in the order given. Immutable.

    ``rows`` come from a trials file: each is tried with every combination of the other flags. A flag
    stands either in the rows or among the dimensions, never in both. Trials that do not satisfy the
    condition ``where`` are left out of it.
    """

    __slots__ = ("_dimensions", "_rows", "where")

    def __init__(
        self,
        dimensions: Mapping[str, Dimension] | None = None,
        rows: tuple[Mapping[str, Dimension], ...] = (),
        where: FlagCondition | None = None,
    ) -> None:
        self.where = where
        self._dimensions = MappingProxyType(dict(dimensions or {}))
        self._rows = tuple(MappingProxyType(dict(row)) for row in rows)

    def __getitem__(self, name: str) -> Dimension:
        return self._dimensions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._dimensions)

    def __len__(self) -> int:
        return len(self._dimensions)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SearchSpace):
            return NotImplemented
        mine = (self._dimensions, self._rows, self.where)
        return mine == (other._dimensions, other._rows, other.where)

    def __hash__(self) -> int:
        return hash((frozenset(self._dimensions.items()), len(self._rows)))

    def __reduce__(self) -> tuple[type[SearchSpace], tuple[object, ...]]:
        """Pickled as it is made; the read-only views within cannot be."""
        return type(self), (dict(self._dimensions), tuple(map(dict, self._rows)), self.where)

    def __repr__(self) -> str:
        return f"SearchSpace({dict(self._dimensions)!r}, rows={len(self._rows)})"

    @property
    def rows(self) -> tuple[Mapping[str, Dimension], ...]:
        """What a trials file lists, in its order."""
        return self._rows

    def chosen_optimizer(self) -> str | None:
        """What runs unless a person names another: None for a single run, ``grid`` or ``random``."""
        kinds = {type(dimension) for dimension in self._all_dimensions()}
        if kinds & {Uniform, LogUniform, Choice}:
            return "random"
        return "grid" if self._rows or kinds & {Listed, Formula} else None

    def holds(self, flags: Mapping[str, Value]) -> bool:
        """Whether a trial of this space may have these flags;
        a flag that only one of both has is no matter.
        """
        rows: tuple[Mapping[str, Dimension], ...] = self._rows or ({},)
        return any(
            all(holds(dimension, flags[name]) for name, dimension in row.items() if name in flags)
            for row in ({**self, **row} for row in rows)
        )

    def resolve(self, optimizer: str | None = None, points: int = DEFAULT_POINTS) -> Grid | Search:
        """What an optimizer works on; None means ``chosen_optimizer``.

        The grid makes ``points`` evenly spaced values of each range. Every other optimizer takes lists
        as choices, duplicates merged. UserError if there is nothing to search, if a list is too long
        to choose from, if a grid is too large for ``where``, or if the rows of a trials file meet a search.
        """
        chosen = optimizer or self.chosen_optimizer() or "grid"
        if chosen in {"grid", "+"}:
            return self._grid(points)
        return self._search(chosen)

    def _all_dimensions(self) -> Iterator[Dimension]:
        yield from self._dimensions.values()
        for row in self._rows:
            yield from row.values()

    def _grid(self, points: int) -> Grid:
        if points < 1:
            raise UserError(
                f"A grid cannot make {points} values of a range.", "Give points a number from 1 up."
            )
        common = {name: axis_of(dimension, points) for name, dimension in self.items()}
        rows = tuple(
            {name: axis_of(dimension, points) for name, dimension in row.items()}
            for row in self._rows
        )
        return Grid(common, rows, self.where)

    def _search(self, optimizer: str) -> Search:
        if self._rows:
            raise UserError(
                f"A trials file lists its trials, so {optimizer} has nothing to propose.",
                "Leave the optimizer out, or choose grid, which turns ranges into evenly spaced values.",
            )
        dimensions = tuple(
            _search_dimension(name, dimension)
            for name, dimension in self.items()
            if not isinstance(dimension, Fixed)
        )
        if not dimensions:
            raise UserError(
                f"There is nothing to search: every flag has one value, and {optimizer} needs a range "
                "or a list.",
                "Give a flag a range such as [0.0:1.0], or leave the optimizer out for a single run.",
            )
        constants = {
            name: dimension.value
            for name, dimension in self.items()
            if isinstance(dimension, Fixed)
        }
        return Search(dimensions, constants, self.where)


def _search_dimension(name: str, dimension: Dimension) -> SearchDimension:
    match dimension:
        case Uniform(low, high, initial):
            if isinstance(low, int) and isinstance(high, int):
                return IntDimension(name, low, high, initial=_as_int(initial))
            return FloatDimension(name, float(low), float(high), initial=_as_float(initial))
        case LogUniform(low, high, initial, whole):
            if whole:
                start = _as_int(initial)
                return IntDimension(name, int(low), int(high), log=True, initial=start)
            start_value = _as_float(initial)
            return FloatDimension(name, float(low), float(high), log=True, initial=start_value)
        case _:
            count = count_of(dimension)
            if count > MAX_TRIALS:
                raise too_many(count, f"choices for {name}")
            return CategoricalDimension(name, distinct(values_of(dimension)))


def _as_int(initial: float | None) -> int | None:
    return None if initial is None else int(initial)


def _as_float(initial: float | None) -> float | None:
    return None if initial is None else float(initial)
