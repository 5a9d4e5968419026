"""What the other libraries make of a search space: which axes are ordered, and numbers for choices."""

from __future__ import annotations

import math

from guild_desktop.core.space import CategoricalDimension, SearchDimension


def is_ordered(dimension: SearchDimension) -> bool:
    """Numbers in rising order are an axis of places, for others as for us; other choices are not."""
    if not isinstance(dimension, CategoricalDimension):
        return True
    numbers = [
        choice
        for choice in dimension.choices
        if isinstance(choice, int | float) and not isinstance(choice, bool)
    ]
    return len(numbers) == len(dimension.choices) and numbers == sorted(numbers)


def ends(dimension: SearchDimension) -> tuple[float, float]:
    """The ends of a range, as logarithms if its logarithm is searched."""
    if isinstance(dimension, CategoricalDimension):
        return 0, len(dimension.choices) - 1
    low, high = float(dimension.low), float(dimension.high)
    return (math.log(low), math.log(high)) if dimension.log else (low, high)
