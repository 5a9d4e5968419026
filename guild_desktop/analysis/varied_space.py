"""The search space of an analysis: the batch's own, or what the runs themselves have varied."""

from __future__ import annotations

import math
from collections.abc import Sequence

from guild_desktop.analysis.results import VaryingFlag
from guild_desktop.core.batch import Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run
from guild_desktop.core.space import (
    CategoricalDimension,
    FloatDimension,
    IntDimension,
    Search,
    SearchDimension,
    count_values,
)
from guild_desktop.core.values import Value
from guild_desktop.flags import space_of
from guild_desktop.optimizers.encoding import typed_key

_FEW_NUMBERS = 8
"""Numbers that differ so little among the runs are taken one by one, as a list."""

_MOST_CHOICES = 64
"""A flag with more different texts names its run rather than a choice."""

_DECADES = 100.0
"""Positive numbers whose ends are so many times apart may be searched by their logarithm."""


def search_of(batch: Batch | None, runs: Sequence[Run]) -> tuple[Search, tuple[str, ...]]:
    """What was searched, and notes on flags that were left out.

    A batch's space with its lists as choices; without one, or where it lists single trials, was read
    from a table or cannot be read any more, that of the runs' own values.
    """
    if batch is not None and not batch.hidden and not batch.rows and batch.operation.can_run:
        try:
            found = space_of(batch).resolve("bayes")
        except UserError:
            # Nothing varies, or the expressions are of another time: the runs know better.
            found = None
        if isinstance(found, Search):
            return found, ()
    return _search_of_runs(runs)


def varying_flags(search: Search) -> tuple[VaryingFlag, ...]:
    """The flags that had more than one value to be tried, in the space's order."""
    return tuple(
        _described(dimension) for dimension in search.dimensions if count_values(dimension) != 1
    )


def _described(dimension: SearchDimension) -> VaryingFlag:
    if isinstance(dimension, CategoricalDimension):
        return VaryingFlag(dimension.name, "choice", choices=dimension.choices)
    kind = "int" if isinstance(dimension, IntDimension) else "float"
    ends = float(dimension.low), float(dimension.high)
    return VaryingFlag(dimension.name, kind, dimension.log, *ends)  # type: ignore[arg-type] # one of its words


def _search_of_runs(runs: Sequence[Run]) -> tuple[Search, tuple[str, ...]]:
    values: dict[str, list[Value]] = {}
    for run in runs:
        for name, value in run.flags.items():
            values.setdefault(name, []).append(value)
    dimensions: list[SearchDimension] = []
    constants: dict[str, Value] = {}
    notes: list[str] = []
    for name, held in values.items():
        distinct = list({typed_key(value): value for value in held}.values())
        if len(distinct) == 1:
            if len(held) == len(runs):
                constants[name] = distinct[0]
            continue
        if 2 * len(held) < len(runs):
            notes.append(f"{name} is left out: most runs do not have it.")
            continue
        dimension = _dimension(name, held, distinct)
        if dimension is None:
            notes.append(f"{name} is left out: it has {len(distinct):,} different values.")
        else:
            dimensions.append(dimension)
    return Search(tuple(dimensions), constants), tuple(notes)


def _dimension(
    name: str, held: Sequence[Value], distinct: Sequence[Value]
) -> SearchDimension | None:
    numbers = [v for v in distinct if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) < len(distinct) or not all(map(math.isfinite, numbers)):
        return (
            CategoricalDimension(name, tuple(distinct)) if len(distinct) <= _MOST_CHOICES else None
        )
    if len(numbers) <= _FEW_NUMBERS:
        # 1 and 1.0 are the same number, whichever way a run has it.
        return CategoricalDimension(name, tuple(sorted(dict.fromkeys(numbers))))
    low, high = min(numbers), max(numbers)
    log = _is_even_in_logarithms([float(v) for v in held if isinstance(v, int | float)], low, high)
    if all(isinstance(number, int) for number in numbers):
        return IntDimension(name, int(low), int(high), log)
    return FloatDimension(name, float(low), float(high), log)


def _is_even_in_logarithms(values: list[float], low: float, high: float) -> bool:
    """Whether the middle value lies nearer to the middle of the range by its logarithm than by itself."""
    if low <= 0 or high / low < _DECADES:
        return False
    middle = sorted(values)[len(values) // 2]
    straight = middle / high - low / high
    bent = math.log(middle / low) / math.log(high / low)
    return abs(bent - 0.5) < abs(straight - 0.5)
