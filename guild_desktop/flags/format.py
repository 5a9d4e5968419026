"""Writes a search space as the texts that parse to it: the inverse of ``parse``."""

from __future__ import annotations

from guild_desktop.core.space import (
    Choice,
    Dimension,
    Fixed,
    Formula,
    Listed,
    LogUniform,
    SearchSpace,
    Uniform,
)
from guild_desktop.core.values import format_item, format_value


def format_dimension(dimension: Dimension) -> str:
    """A text that parses to an equal dimension, for a flag of the same type."""
    match dimension:
        case Fixed(tuple() as value):
            # A list in brackets would be tried item by item; one inside another is one value.
            return f"[{format_item(value)}]"
        case Fixed(value):
            return format_value(value)
        case Listed(values, repeat):
            listed = f"[{', '.join(map(format_item, values))}]"
            return listed if repeat == 1 else f"{listed}*{repeat}"
        case Formula(function, arguments, repeat):
            call = f"{function}[{':'.join(map(format_value, arguments))}]"
            return call if repeat == 1 else f"{call}*{repeat}"
        case Uniform(low, high, initial):
            return f"[{_bounds(low, high, initial)}]"
        case LogUniform(low, high, initial):
            return f"loguniform[{_bounds(low, high, initial)}]"
        case Choice(values):
            return f"choice[{', '.join(map(format_item, values))}]"


def format_space(space: SearchSpace) -> dict[str, str]:
    """The text of each flag that no row names; with ``format_rows`` it gives the space again."""
    return {name: format_dimension(dimension) for name, dimension in space.items()}


def format_rows(space: SearchSpace) -> tuple[dict[str, str], ...]:
    """The texts of the rows of a trials file, as ``parse`` takes them."""
    return tuple(
        {name: format_dimension(dimension) for name, dimension in row.items()} for row in space.rows
    )


def _bounds(low: float, high: float, initial: float | None) -> str:
    numbers = (low, high) if initial is None else (low, high, initial)
    return ":".join(map(format_value, numbers))
