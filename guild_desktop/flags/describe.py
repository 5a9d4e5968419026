"""Says in a few words what an expression becomes, for the window's flags table and for summaries."""

from __future__ import annotations

from guild_desktop.core.batch import MAX_TRIALS
from guild_desktop.core.grid import format_count
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import (
    Choice,
    Dimension,
    Fixed,
    Formula,
    Listed,
    LogUniform,
    Uniform,
    axis_of,
)
from guild_desktop.core.values import format_item, format_value

_MOST_SHOWN = 6
_LONGEST_SHOWN = 60


def describe(dimension: Dimension, info: FlagInfo | None = None) -> str:
    """What a dimension means, on one line.

    ``info`` is the flag's, if known: a whole-number flag is not told how to write a real range.
    """
    match dimension:
        case Fixed(tuple() as value):
            return f"one list: {_cut(format_value(value))}"
        case Fixed(value):
            return _cut(format_value(value))
        case Listed() | Formula():
            return _listed(dimension)
        case Choice():
            axis = axis_of(dimension)
            noun = "choice" if axis.count == 1 else "choices"
            return f"{format_count(axis.count)} {noun}: {_values(dimension)}"
        case Uniform(int() as low, int() as high, initial):
            may_be_real = info is None or info.type != "int"
            hint = f"; write [{float(low)}:{float(high)}] for any number" if may_be_real else ""
            count = format_count(high - low + 1)
            return f"{count} whole numbers, {low} to {high}{_first(initial)}{hint}"
        case Uniform(low, high, initial):
            return f"any number from {format_value(low)} to {format_value(high)}{_first(initial)}"
        case LogUniform(low, high, initial, whole):
            kind = "whole numbers" if whole else "any number"
            ends = f"from {format_value(low)} to {format_value(high)}"
            return f"{kind} {ends}, log scale{_first(initial)}"


def _first(initial: float | None) -> str:
    return "" if initial is None else f", first {format_value(initial)}"


def _listed(dimension: Listed | Formula) -> str:
    count = axis_of(dimension).count
    noun = "value" if count == 1 else "values"
    said = f"{format_count(count)} {noun}"
    if count > MAX_TRIALS:
        return f"{said}; a batch may have {MAX_TRIALS:,} trials"
    return f"{said}: {_values(dimension)}"


def _values(dimension: Listed | Formula | Choice) -> str:
    """All values, or the first ones and the last."""
    axis = axis_of(dimension)
    if axis.count <= _MOST_SHOWN:
        return ", ".join(_cut(format_item(axis.at(index))) for index in range(axis.count))
    first = ", ".join(_cut(format_item(axis.at(index))) for index in range(_MOST_SHOWN - 2))
    return f"{first}, …, {_cut(format_item(axis.at(axis.count - 1)))}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
