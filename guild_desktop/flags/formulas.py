"""Checks the arguments of the sequence functions."""

from __future__ import annotations

import math

from guild_desktop.core.sequence import DEFAULT_BASE, SequenceFunction, sequence
from guild_desktop.core.space import Formula
from guild_desktop.core.values import format_value
from guild_desktop.flags.errors import Problems
from guild_desktop.flags.tree import Call, whole_number

Number = int | float

# The largest float is about 1.8e308.
_LARGEST_EXPONENT = 308


def build_formula(
    node: Call, function: SequenceFunction, numbers: list[Number], problems: Problems
) -> Formula | None:
    """The formula of finite numbers, or None if ``problems`` says why there is none."""
    match function:
        case "range":
            good = _is_range(node, numbers, problems)
        case "linspace":
            good = _has_count(node, numbers, problems)
        case "logspace":
            good = _has_count(node, numbers, problems) and _has_base(node, numbers, problems)
        case "geomspace":
            good = _has_count(node, numbers, problems) and _is_positive(node, numbers, problems)
    return Formula(function, tuple(numbers), node.repeat) if good else None


def extremes(formula: Formula) -> tuple[Number, Number]:
    """The smallest and the largest value of a sequence: its ends."""
    values = sequence(formula.function, formula.arguments)
    ends = values.at(0), values.at(values.count - 1)
    return min(ends), max(ends)


def _is_range(node: Call, numbers: list[Number], problems: Problems) -> bool:
    if len(numbers) == 1:
        end = numbers[0]
        if end > 0:
            return True
        shown = format_value(end)
        problems.add(
            f"range[{shown}] holds no values: it counts from 0 up to, and without, {shown}.",
            "Write a number above 0, or range[start:end:step].",
            node.start,
            node.end,
        )
        return False
    start, end = numbers[0], numbers[1]
    step = numbers[2] if len(numbers) > 2 else 1
    if step == 0:
        place = node.arguments[2]
        problems.add("A step of 0 never arrives.", "Write another step.", place.start, place.end)
        return False
    if start == end or (start < end) == (step > 0):
        return True
    ends = f"{format_value(start)}:{format_value(end)}"
    problems.add(
        f"A step of {format_value(step)} never gets from {format_value(start)} to "
        f"{format_value(end)}.",
        f"Write range[{ends}:{format_value(-step)}].",
        node.arguments[0].start,
        node.arguments[-1].end,
    )
    return False


def _has_count(node: Call, numbers: list[Number], problems: Problems) -> bool:
    """Whether the third argument, if there is one, counts; it becomes a whole number."""
    if len(numbers) < 3:
        return True
    count = whole_number(numbers[2])
    if count is not None and count > 0:
        numbers[2] = count
        return True
    place = node.arguments[2]
    problems.add(
        "A count of 0 makes no values."
        if count == 0
        else f"{format_value(numbers[2])} is not a count of values.",
        "Write a whole number from 1 up.",
        place.start,
        place.end,
    )
    return False


def _has_base(node: Call, numbers: list[Number], problems: Problems) -> bool:
    base = numbers[3] if len(numbers) > 3 else DEFAULT_BASE
    if base <= 0 or base == 1:
        place = node.arguments[3]
        problems.add(
            f"{format_value(base)} cannot be the base of a logarithm.",
            "Write a base above 0 other than 1, such as 10 or 2.",
            place.start,
            place.end,
        )
        return False
    logarithm = math.log10(base)
    if max(numbers[0] * logarithm, numbers[1] * logarithm) <= _LARGEST_EXPONENT:
        return True
    problems.add(
        "The values are too large for numbers.",
        "logspace takes exponents: logspace[-3:0] goes from 0.001 to 1. For values write geomspace.",
        node.arguments[0].start,
        node.arguments[1].end,
    )
    return False


def _is_positive(node: Call, numbers: list[Number], problems: Problems) -> bool:
    for number, place in zip(numbers[:2], node.arguments, strict=False):
        if number <= 0:
            problems.add(
                f"There is no logarithm of {format_value(number)}.",
                "geomspace goes from one positive number to another.",
                place.start,
                place.end,
            )
            return False
    return True
