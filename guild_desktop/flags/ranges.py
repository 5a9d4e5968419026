"""Checks the ends and the first value of a range."""

from __future__ import annotations

import math

from guild_desktop.core.space import LogUniform, Uniform
from guild_desktop.core.values import format_value
from guild_desktop.flags.errors import Problems
from guild_desktop.flags.tree import Call

Number = int | float

# What whole numbers of arrays and random generators hold.
_LARGEST_WHOLE = 2**63 - 1


def build_range(
    node: Call, numbers: list[Number], problems: Problems
) -> Uniform | LogUniform | None:
    """The range of two or three finite numbers, or None if ``problems`` says why there is none."""
    if node.repeat_start:
        problems.add(
            "A range cannot be repeated.",
            "Leave the * out; each trial of a search draws from the range anew.",
            node.repeat_start,
            len(problems.text.rstrip()),
        )
        return None
    low, high = numbers[0], numbers[1]
    initial = numbers[2] if len(numbers) > 2 else None
    logarithmic = node.function == "loguniform"
    whole = isinstance(low, int) and isinstance(high, int) and not logarithmic
    if not _has_good_ends(node, low, high, problems, logarithmic=logarithmic, whole=whole):
        return None
    if initial is not None:
        place = node.arguments[2]
        shown = format_value(initial)
        if not low <= initial <= high:
            problems.add(
                f"The first value {shown} is not within {format_value(low)} to "
                f"{format_value(high)}.",
                "Choose one between the two ends.",
                place.start,
                place.end,
            )
            return None
        if whole:
            if not float(initial).is_integer():
                problems.add(
                    f"The first value {shown} is not a whole number, as the range has them.",
                    f"Write {node.function}[{float(low)}:{float(high)}:{shown}] for any number.",
                    place.start,
                    place.end,
                )
                return None
            initial = int(initial)
    return LogUniform(low, high, initial) if logarithmic else Uniform(low, high, initial)


def _has_good_ends(
    node: Call, low: Number, high: Number, problems: Problems, *, logarithmic: bool, whole: bool
) -> bool:
    first, second = node.arguments[0], node.arguments[1]
    if low >= high:
        ends = format_value(low), format_value(high)
        problems.add(
            f"The low end {ends[0]} is not below the high end {ends[1]}.",
            f"Write {node.function}[{ends[1]}:{ends[0]}]."
            if low > high
            else f"For one value write {ends[0]} alone.",
            first.start,
            second.end,
        )
    elif logarithmic and low <= 0:
        problems.add(
            f"There is no logarithm of {format_value(low)}.",
            "Write a low end above 0, such as loguniform[1e-5:0.1].",
            first.start,
            first.end,
        )
    elif whole and max(abs(low), abs(high)) > _LARGEST_WHOLE:
        problems.add(
            "The range is too large for whole numbers.",
            "Write its ends with a decimal point, or as 1e20.",
            first.start,
            second.end,
        )
    elif math.isinf(float(high) - float(low)):
        problems.add(
            "The range is too wide to draw from.",
            "Bring its ends closer together.",
            first.start,
            second.end,
        )
    else:
        return True
    return False
