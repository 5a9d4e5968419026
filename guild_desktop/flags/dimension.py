"""Turns the tree of one text into a dimension."""

from __future__ import annotations

import math
from typing import cast

from guild_desktop.core.sequence import SequenceFunction
from guild_desktop.core.space import Choice, Dimension, Fixed, Listed
from guild_desktop.core.values import Value
from guild_desktop.flags.errors import Problems, as_text, excerpt
from guild_desktop.flags.formulas import build_formula
from guild_desktop.flags.functions import SHAPES
from guild_desktop.flags.ranges import build_range
from guild_desktop.flags.tree import Atom, Call, Item, Many, Node

_RANGES = {"", "uniform", "loguniform"}

# Scales that other programs name after the ends of a range, and the function that says it here.
_SCALES = {
    "log": "loguniform",
    "loguniform": "loguniform",
    "log-uniform": "loguniform",
    "lin": "uniform",
    "linear": "uniform",
    "uniform": "uniform",
}


def value_of(item: Item) -> Value:
    """The value an item of a list stands for; lists become tuples."""
    if isinstance(item, Atom):
        return item.value
    return tuple(map(value_of, item.items))


def build(node: Node, problems: Problems) -> Dimension | None:
    """The dimension of a tree, or None if ``problems`` says why there is none."""
    if isinstance(node, Atom):
        return Fixed(node.value)
    if isinstance(node, Many):
        values = tuple(map(value_of, node.items))
        return Choice(values) if node.choice else Listed(values, node.repeat)
    if not _has_right_count(node, problems):
        return None
    numbers = _numbers(node, problems)
    if numbers is None:
        return None
    if node.function in _RANGES:
        return build_range(node, numbers, problems)
    return build_formula(node, cast("SequenceFunction", node.function), numbers, problems)


def _has_right_count(node: Call, problems: Problems) -> bool:
    shape = SHAPES[node.function]
    if shape.fewest <= node.count <= shape.most:
        return True
    too_few = node.count < shape.fewest
    problems.add(
        f"{node.function or 'A range'} takes {shape.fewest} to {shape.most} numbers, and there "
        f"{'is' if node.count == 1 else 'are'} {node.count}.",
        f"Write {shape.written}.",
        node.start if too_few else node.arguments[shape.most].start,
        node.end if too_few else node.end - 1,
    )
    return False


def _numbers(node: Call, problems: Problems) -> list[int | float] | None:
    """The arguments as finite numbers, or None when one of them is none."""
    numbers: list[int | float] = []
    words: list[Atom] = []
    for argument in node.arguments:
        value = argument.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            if _is_finite(value):
                numbers.append(value)
            else:
                problems.add(
                    f"{_source(argument, problems)} cannot be used here.",
                    "Write a finite number.",
                    argument.start,
                    argument.end,
                )
        elif argument.start == argument.end:
            problems.add(
                "A number is missing here.",
                f"Write {SHAPES[node.function].written}.",
                argument.start - 1,
                argument.end + 1,
            )
        else:
            words.append(argument)
    if words:
        _report_words(node, words, problems)
    return numbers if len(numbers) == len(node.arguments) else None


def _report_words(node: Call, words: list[Atom], problems: Problems) -> None:
    """One problem for all arguments that are words: a range of words was meant to be a list."""
    named = " and ".join(_source(word, problems) for word in words)
    listed = ", ".join(problems.text[argument.start : argument.end] for argument in node.arguments)
    suggestion = _scale_hint(node, words, problems)
    if not suggestion and not node.function:
        suggestion = f"For a list write [{listed}]. "
    problems.add(
        f"{node.function or 'A range'} needs numbers, and {named} "
        f"{'is not one' if len(words) == 1 else 'are none'}.",
        f"{suggestion if len(listed) <= 60 else ''}{as_text(problems.text)}",
        words[0].start,
        words[-1].end,
    )


def _scale_hint(node: Call, words: list[Atom], problems: Problems) -> str:
    """How to write a range whose third argument names its scale; empty if this is none."""
    if node.function not in _RANGES or len(node.arguments) != 3 or words != node.arguments[2:]:
        return ""
    function = _SCALES.get(problems.text[words[0].start : words[0].end].lower())
    if function is None:
        return ""
    ends = ":".join(problems.text[end.start : end.end] for end in node.arguments[:2])
    scale = "log" if function == "loguniform" else "plain"
    return f"For a {scale} range write {function}[{ends}]. "


def _source(argument: Atom, problems: Problems) -> str:
    return excerpt(problems.text[argument.start : argument.end])


def _is_finite(value: float) -> bool:
    """Whether a number fits a float; whole numbers may be too large for one."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
