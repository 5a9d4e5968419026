"""Turns the tree of one text into a dimension, checking what functions and ranges are given."""

from __future__ import annotations

import difflib
import math
from typing import cast

from guild_desktop.core.sequence import DEFAULT_BASE, DEFAULT_COUNT, SequenceFunction, sequence
from guild_desktop.core.space import (
    Choice,
    Dimension,
    Fixed,
    Formula,
    Listed,
    LogUniform,
    Uniform,
)
from guild_desktop.core.values import Value, quote
from guild_desktop.flags.errors import Problems, as_text, excerpt
from guild_desktop.flags.syntax import Atom, Call, Inner, Many, Node, whole_number

Number = int | float

SHAPES = {
    "range": ("range[start:end:step]", 1, 3),
    "linspace": ("linspace[start:end:count]", 2, 3),
    "logspace": ("logspace[start:end:count:base]", 2, 4),
    "geomspace": ("geomspace[start:end:count]", 2, 3),
    "uniform": ("uniform[low:high] or uniform[low:high:first]", 2, 3),
    "loguniform": ("loguniform[low:high] or loguniform[low:high:first]", 2, 3),
    "": ("[low:high] or [low:high:first]", 2, 3),
}
"""For each function how it is written, and the fewest and most arguments; "" is a bare range."""

FUNCTIONS = (*(name for name in SHAPES if name), "choice")

_LARGEST_WHOLE = 2**63 - 1
_SPELLED_OTHERWISE = {
    "log-uniform": "loguniform",
    "log_uniform": "loguniform",
    "xrange": "range",
    "arange": "range",
    "quniform": "range",
    "randint": "uniform",
    "choices": "choice",
}


def value_of(item: Atom | Inner) -> Value:
    """The value an item of a list stands for; lists become tuples."""
    if isinstance(item, Atom):
        return item.value
    return tuple(value_of(inner) for inner in item.items)


def build(node: Node, problems: Problems) -> Dimension | None:
    """The dimension of a tree, or None if ``problems`` says why there is none."""
    match node:
        case Atom(value):
            return Fixed(value)
        case Many(items, function="choice"):
            return Choice(tuple(value_of(item) for item in items))
        case Many(items, function=""):
            return Listed(tuple(value_of(item) for item in items), node.repeat)
        case Many(function=function):
            _unknown(function, node.start, node.end, problems)
            return None
        case Call(function) if function not in SHAPES:
            _unknown(function, node.start, node.end, problems)
            return None
        case Call():
            return _call(node, problems)


def _unknown(function: str, start: int, end: int, problems: Problems) -> None:
    nearest = _SPELLED_OTHERWISE.get(function.lower())
    if nearest is None and len(function) <= 40:
        close = difflib.get_close_matches(function.lower(), FUNCTIONS, 1, 0.7)
        nearest = close[0] if close else None
    suggestion = f"Did you mean {nearest}? " if nearest else ""
    problems.add(
        f"{excerpt(function)} is not a function.",
        f"{suggestion}{as_text(problems.text)}",
        start,
        min(start + len(function), end),
    )


def _call(node: Call, problems: Problems) -> Dimension | None:
    shape, fewest, most = SHAPES[node.function]
    arguments = node.arguments
    if len(arguments) < fewest or len(arguments) > most:
        amount = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        problems.add(
            f"{node.function or 'A range'} takes {amount} arguments, and there "
            f"{'is' if len(arguments) == 1 else 'are'} {len(arguments)}.",
            f"Write {shape}.",
            node.start if len(arguments) < fewest else arguments[most].start,
            node.end if len(arguments) < fewest else arguments[-1].end,
        )
        return None
    numbers = _numbers(node, problems)
    if numbers is None:
        return None
    if node.function in {"", "uniform", "loguniform"}:
        if node.repeat_start:
            problems.add(
                "A range cannot be repeated.",
                "Leave the * out; each trial of a search draws from the range anew.",
                node.repeat_start,
                len(problems.text.rstrip()),
            )
            return None
        return _range(node, numbers, problems)
    return _formula(node, cast("SequenceFunction", node.function), numbers, problems)


def _numbers(node: Call, problems: Problems) -> list[Number] | None:
    """The arguments as finite numbers, or None when one of them is none."""
    numbers: list[Number] = []
    failed = False
    texts = [_shown(argument) for argument in node.arguments]
    for argument in node.arguments:
        value = argument.value
        if argument.quoted or isinstance(value, bool | str | None):
            failed = True
            if not argument.quoted and value == "":
                place = max(argument.start - 1, 0)
                problems.add(
                    "A number is missing here.",
                    f"Write {SHAPES[node.function][0]}.",
                    place,
                    min(argument.end + 1, node.end),
                )
                continue
            called = node.function or "a range"
            listed = f"For a list write [{', '.join(texts)}]. " if not node.function else ""
            problems.add(
                f"{excerpt(problems.text[argument.start : argument.end])} is not a number, which "
                f"{called} needs.",
                f"{listed}{as_text(problems.text)}",
                argument.start,
                argument.end,
            )
        elif _is_infinite(value):
            failed = True
            problems.add(
                f"{excerpt(problems.text[argument.start : argument.end])} cannot be used here.",
                "Write a finite number.",
                argument.start,
                argument.end,
            )
        else:
            numbers.append(value)
    return None if failed else numbers


def _shown(argument: Atom) -> str:
    return quote(str(argument.value)) if argument.quoted else str(argument.value)


def _is_infinite(value: Number) -> bool:
    """Whether a number is no finite float; whole numbers may be too large for one."""
    try:
        return not math.isfinite(value)
    except OverflowError:
        return True


def _range(node: Call, numbers: list[Number], problems: Problems) -> Dimension | None:
    low, high = numbers[0], numbers[1]
    first, second = node.arguments[0], node.arguments[1]
    initial = numbers[2] if len(numbers) > 2 else None
    whole = isinstance(low, int) and isinstance(high, int)
    logarithmic = node.function == "loguniform"
    name = f"{node.function}[" if node.function else "["
    if low >= high:
        hint = f"Write {name}{high}:{low}]." if low > high else f"For one value write {low} alone."
        problems.add(
            f"The low end {low} is not below the high end {high}.", hint, first.start, second.end
        )
        return None
    if logarithmic and low <= 0:
        problems.add(
            f"There is no logarithm of {low}.",
            "Write a low end above 0, such as loguniform[1e-5:0.1].",
            first.start,
            first.end,
        )
        return None
    if not logarithmic and whole and max(abs(low), abs(high)) > _LARGEST_WHOLE:
        problems.add(
            "The range is too large for whole numbers.",
            "Write its ends with a decimal point or as 1e20.",
            first.start,
            second.end,
        )
        return None
    if math.isinf(float(high) - float(low)):
        problems.add(
            "The range is too wide to draw from.",
            "Bring its ends closer together.",
            first.start,
            second.end,
        )
        return None
    if initial is not None:
        place = node.arguments[2]
        if not low <= initial <= high:
            problems.add(
                f"The first value {initial} is not within {low} to {high}.",
                "Choose one between the two ends.",
                place.start,
                place.end,
            )
            return None
        if whole and not logarithmic:
            if not float(initial).is_integer():
                problems.add(
                    f"The first value {initial} is not a whole number, as the range has them.",
                    f"Write {name}{float(low)}:{float(high)}:{initial}] for any number.",
                    place.start,
                    place.end,
                )
                return None
            initial = int(initial)
    return LogUniform(low, high, initial) if logarithmic else Uniform(low, high, initial)


def _formula(
    node: Call, function: SequenceFunction, numbers: list[Number], problems: Problems
) -> Dimension | None:
    arguments = node.arguments
    if function == "range":
        if not _is_range(node, numbers, problems):
            return None
    else:
        if len(numbers) > 2:
            count = whole_number(numbers[2])
            if count is None or count < 0:
                problems.add(
                    f"{numbers[2]} is not a count of values.",
                    "Write a whole number from 1 up.",
                    arguments[2].start,
                    arguments[2].end,
                )
                return None
            if count == 0:
                problems.add(
                    "A count of 0 makes no values.",
                    "Write a whole number from 1 up.",
                    arguments[2].start,
                    arguments[2].end,
                )
                return None
            numbers[2] = count
        if function != "linspace" and not _has_logarithms(node, function, numbers, problems):
            return None
    return Formula(function, tuple(numbers), node.repeat)


def _is_range(node: Call, numbers: list[Number], problems: Problems) -> bool:
    step = numbers[2] if len(numbers) > 2 else 1
    start, end = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    if step == 0:
        place = node.arguments[2]
        problems.add("A step of 0 never arrives.", "Write another step.", place.start, place.end)
        return False
    if len(numbers) == 1:
        if end <= 0:
            problems.add(
                f"range[{end}] holds no values: it counts from 0 up to, and without, {end}.",
                "Write a number above 0, or range[start:end:step].",
                node.start,
                node.end,
            )
            return False
    elif (end - start) * step < 0:
        problems.add(
            f"A step of {step} never gets from {start} to {end}.",
            f"Write range[{start}:{end}:{-step}].",
            node.arguments[0].start,
            node.arguments[-1].end,
        )
        return False
    return True


def _has_logarithms(
    node: Call, function: SequenceFunction, numbers: list[Number], problems: Problems
) -> bool:
    """Whether the numbers of logspace or geomspace have logarithms, and their values are finite."""
    arguments = node.arguments
    if function == "geomspace":
        for number, place in zip(numbers[:2], arguments, strict=False):
            if number <= 0:
                problems.add(
                    f"There is no logarithm of {number}.",
                    "geomspace goes from one positive number to another.",
                    place.start,
                    place.end,
                )
                return False
        return True
    base = numbers[3] if len(numbers) > 3 else DEFAULT_BASE
    if base <= 0 or base == 1:
        problems.add(
            f"{base} cannot be the base of a logarithm.",
            "Write a base above 0 other than 1, such as 10 or 2.",
            arguments[3].start,
            arguments[3].end,
        )
        return False
    # The largest float is about 10 ** 308.25.
    if max(numbers[0] * math.log10(base), numbers[1] * math.log10(base)) > 308:
        problems.add(
            "The values are too large for numbers.",
            f"logspace takes exponents: logspace[-3:0] goes from 0.001 to 1, in {DEFAULT_COUNT} "
            "steps. For values write geomspace.",
            arguments[0].start,
            arguments[1].end,
        )
        return False
    return True


def largest_and_smallest(
    function: SequenceFunction, numbers: tuple[Number, ...]
) -> tuple[Number, Number]:
    """The outermost values of a sequence, which are its first and last."""
    values = sequence(function, numbers)
    ends = values.at(0), values.at(values.count - 1)
    return max(ends), min(ends)
