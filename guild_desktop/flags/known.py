"""Checks what a person typed against the flags the script accepts."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence

from guild_desktop.core.grid import format_count
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.sequence import is_whole, sequence
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
from guild_desktop.core.values import Value, format_item, format_value
from guild_desktop.flags.errors import FlagError, Problems, as_text, excerpt
from guild_desktop.flags.formulas import extremes
from guild_desktop.flags.tree import Atom, Call, Many, Node, whole_number
from guild_desktop.flags.typed import (
    Unfit,
    check_bounds,
    has_choices,
    is_choice,
    listed_choices,
    typed_value,
    wanted,
)

_MOST_NAMES_SHOWN = 8
_LONGEST_COMPARED = 100
_MOST_SPELLED_OUT = 1_000


def find(name: str, known: Sequence[FlagInfo]) -> FlagInfo | None:
    """The flag of that name; dash and underscore are the same if that leaves only one."""
    for info in known:
        if info.name == name:
            return info
    same = [info for info in known if _undashed(info.name) == _undashed(name)]
    return same[0] if len(same) == 1 else None


def unknown_flag(
    name: str, text: str, known: Sequence[FlagInfo], script: str = "The script"
) -> FlagError:
    """What is wrong with a flag, given as ``text``, that a script which has these flags has not."""
    if not known:
        message = f"{script} has no flags, so {name} cannot be set."
        hint = f"Assign it a plain value at the top level of the script, such as {name} = 0.1."
        return FlagError(name, message, hint, 0, len(text))
    problems = Problems(name, text)
    report_unknown(name, known, problems)
    return problems.sorted()[0]


def report_unknown(name: str, known: Sequence[FlagInfo], problems: Problems) -> None:
    """Say that the script has no such flag, with the nearest name it has."""
    names = [info.name for info in known]
    close = difflib.get_close_matches(name, names, 1) if len(name) <= _LONGEST_COMPARED else []
    shown = ", ".join(names[:_MOST_NAMES_SHOWN])
    if len(names) > _MOST_NAMES_SHOWN:
        shown += f" and {len(names) - _MOST_NAMES_SHOWN} more"
    hint = f"Did you mean {close[0]}?" if close else f"It has {shown}."
    problems.add(f"The script has no flag {excerpt(name)}.", hint, 0, len(problems.text))


def check(node: Node, dimension: Dimension, info: FlagInfo, problems: Problems) -> Dimension | None:
    """The dimension with values of the flag's type, or None if ``problems`` says why not.

    A text flag keeps what was typed; a float flag makes every range real; on a whole-number flag
    loguniform and the sequence functions give whole numbers.
    """
    if isinstance(node, Call):
        checked: Dimension | None = None
        if isinstance(dimension, Formula):
            checked = _formula(node, dimension, info, problems)
        elif isinstance(dimension, Uniform | LogUniform):
            checked = _range(node, dimension, info, problems)
    elif isinstance(node, Many):
        values = _values(node, info, problems)
        checked = Choice(values) if node.choice else _listed(values, node.repeat, info)
    else:
        try:
            checked = Fixed(typed_value(node, info, problems))
        except Unfit:
            checked = None
    return None if problems else checked


def _undashed(name: str) -> str:
    return name.replace("-", "_")


def _values(node: Many, info: FlagInfo, problems: Problems) -> tuple[Value, ...]:
    """The values of the flag's type; those that do not fit are left out, with their problems noted."""
    values: list[Value] = []
    # Long lists repeat their words; each is checked once.
    fitting: dict[str, Value] = {}
    for item in node.items:
        source = problems.text[item.start : item.end]
        if source in fitting:
            values.append(fitting[source])
            continue
        if problems.full:
            break
        try:
            value = typed_value(item, info, problems)
        except Unfit:
            continue
        values.append(value)
        if isinstance(item, Atom) and not problems:
            fitting[source] = value
    return tuple(values)


def _listed(values: tuple[Value, ...], repeat: int, info: FlagInfo) -> Dimension:
    """The values in turn. On a list flag [[16, 32]] is how one list is written: nothing varies."""
    if info.type == "list" and len(values) == repeat == 1:
        return Fixed(values[0])
    return Listed(values, repeat)


def _range(
    node: Call, dimension: Uniform | LogUniform, info: FlagInfo, problems: Problems
) -> Dimension | None:
    if info.type in {"boolean", "string", "path", "list"} or has_choices(info):
        listed = listed_choices(info) if info.choices else "a, b"
        problems.add(
            "This flag has choices, and a range goes between them."
            if has_choices(info)
            else f"This flag takes {wanted(info)}, and a range gives numbers.",
            "Write yes, no or [yes, no]."
            if info.type == "boolean"
            else f"Write a list such as [{listed}]. {as_text(problems.text)}",
            node.start,
            node.end,
        )
        return None
    place = node.arguments[0].start, node.arguments[1].end
    check_bounds(dimension.low, dimension.high, place, info, problems)
    if info.type == "int":
        return _whole_range(node, dimension, problems)
    if info.type == "float":
        initial = None if dimension.initial is None else float(dimension.initial)
        return type(dimension)(float(dimension.low), float(dimension.high), initial)
    return dimension


def _whole_range(
    node: Call, dimension: Uniform | LogUniform, problems: Problems
) -> Dimension | None:
    """The range in whole numbers; loguniform takes ends such as 1e3, a plain range only 1000."""
    numbers = (dimension.low, dimension.high, dimension.initial)
    if isinstance(dimension, LogUniform):
        low, high = whole_number(dimension.low), whole_number(dimension.high)
        initial = whole_number(dimension.initial)
        if (
            low is not None
            and high is not None
            and (initial is not None or dimension.initial is None)
        ):
            return LogUniform(low, high, initial, whole=True)
    elif all(isinstance(number, int | None) for number in numbers):
        return dimension
    rounded = ":".join(str(math.floor(number)) for number in numbers if number is not None)
    problems.add(
        "This flag takes whole numbers, and the range has decimals.",
        f"Write {node.function}[{rounded}].",
        node.arguments[0].start,
        node.arguments[-1].end,
    )
    return None


def _formula(node: Call, formula: Formula, info: FlagInfo, problems: Problems) -> Dimension | None:
    if info.type == "boolean":
        problems.add(
            "This flag takes yes or no, and a sequence gives numbers.",
            "Write yes, no or [yes, no].",
            node.start,
            node.end,
        )
        return None
    check_bounds(*extremes(formula), (node.start, node.end), info, problems)
    function, arguments, repeat = formula.function, formula.arguments, formula.repeat
    if info.type == "int":
        values = sequence(function, arguments)
        if not is_whole(values):
            problems.add(
                f"This flag takes whole numbers, and {function} gives others too.",
                "Choose a step or count that meets whole numbers only, or write a list.",
                node.start,
                node.end,
            )
            return None
        formula = Formula(function, arguments, repeat, whole=isinstance(values.at(0), float))
    elif info.type == "float":
        ends = tuple(float(number) for number in arguments[:2])
        formula = Formula(function, ends + arguments[2:], repeat)
    elif info.type in {"string", "path", "list"}:
        return _spelled_out(node, formula, info, problems)
    return _spelled_out(node, formula, info, problems) if has_choices(info) else formula


def _spelled_out(
    node: Call, formula: Formula, info: FlagInfo, problems: Problems
) -> Dimension | None:
    """The values of a sequence one by one, for flags that hold texts, lists or one of some choices."""
    axis = axis_of(Formula(formula.function, formula.arguments, whole=formula.whole))
    if axis.count > _MOST_SPELLED_OUT:
        problems.add(
            f"This flag takes {wanted(info)}, and {format_count(axis.count)} numbers are too many "
            "to spell out.",
            f"Write a shorter sequence, of up to {_MOST_SPELLED_OUT:,} values, or a trials file.",
            node.start,
            node.end,
        )
        return None
    values = axis.values()
    if info.type in {"string", "path"}:
        values = tuple(map(format_value, values))
    if has_choices(info):
        for value in values:
            if not is_choice(value, info):
                problems.add(
                    f"{format_item(value)} is not a choice.",
                    f"Write a list of the choices you want: {listed_choices(info)}.",
                    node.start,
                    node.end,
                )
                return None
    if info.type == "list":
        values = tuple((value,) for value in values)
    return _listed(values, formula.repeat, info)
