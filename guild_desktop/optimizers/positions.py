"""One dimension of a search: its values as numbers of the unit interval, and as columns for a model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from guild_desktop.core.space import (
    CategoricalDimension,
    FloatDimension,
    IntDimension,
    SearchDimension,
)
from guild_desktop.core.values import Value

Array: TypeAlias = NDArray[np.float64]

_MANY_CHOICES = 16
"""More columns than that for one flag would cost a model more than they tell."""


def _scale(dimension: FloatDimension | IntDimension) -> tuple[float, float]:
    """The ends between which the logarithm (or the number) is even; whole numbers own half a step around."""
    low, high = float(dimension.low), float(dimension.high)
    if isinstance(dimension, IntDimension):
        low, high = low - 0.5, high + 0.5
    return (math.log(low), math.log(high)) if dimension.log else (low, high)


def entry_at(dimension: SearchDimension, count: int | None, position: float) -> int | float:
    """The number, or the index of the choice, at ``position`` in [0, 1]; ``count`` is ``count_values``."""
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


def positions_of(
    dimension: SearchDimension, count: int | None, entries: Sequence[int | float]
) -> Array:
    """Where in [0, 1] entries are, shape (entries,);
    whole numbers and choices are in the middle of their share.
    """
    if count == 1:
        return np.full(len(entries), 0.5)
    if isinstance(dimension, CategoricalDimension):
        return (np.array(entries, dtype=float) + 0.5) / (count or 1)
    if isinstance(dimension, IntDimension) and not dimension.log:
        # One by one: whole numbers may be larger than floats can tell apart.
        shares = [(entry - dimension.low + 0.5) / (count or 1) for entry in entries]
        return np.array(shares, dtype=float)
    low, high = _scale(dimension)
    values = np.array(entries, dtype=float)
    if dimension.log:
        values = np.log(values)
    # Halves first: the whole width of a range may be beyond the largest float.
    width = high / 2 - low / 2
    if width <= 0:
        return np.full(len(entries), 0.5)
    return np.clip((values / 2 - low / 2) / width, 0.0, 1.0)


def snap(dimension: SearchDimension, count: int, positions: Array) -> Array:
    """The positions, of any shape, of the values that lie at these positions."""
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


def are_numbers(choices: Sequence[Value]) -> bool:
    """Whether the choices have an order: all are finite numbers."""
    return all(
        isinstance(choice, int | float) and not isinstance(choice, bool) and math.isfinite(choice)
        for choice in choices
    )


def choice_codes(choices: Sequence[Value]) -> Array:
    """What a model sees of each choice, shape (choices, columns).

    Numbers are one column of ranks in [0, 1]; other choices have a column each, or bits of the index
    when they are many.
    """
    count = len(choices)
    if are_numbers(choices):
        numbers = [float(choice) for choice in choices if isinstance(choice, int | float)]
        ranks = np.argsort(np.argsort(numbers, kind="stable"), kind="stable")
        return ranks[:, np.newaxis] / max(count - 1, 1)
    if count <= 2:
        return np.arange(count, dtype=float)[:, np.newaxis]
    if count <= _MANY_CHOICES:
        return np.eye(count)
    bits = np.arange(count.bit_length())
    return (np.arange(count)[:, np.newaxis] >> bits & 1).astype(float)
