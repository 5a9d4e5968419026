"""Checks what a person typed against what the script accepts."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence

from guild_desktop.core.batch import MAX_TRIALS
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import (
    Choice,
    Dimension,
    Fixed,
    Formula,
    Listed,
    LogUniform,
    Uniform,
    count_of,
    values_of,
)
from guild_desktop.core.values import Scalar, Value, format_item, format_value, quote, read_word
from guild_desktop.flags.dimension import largest_and_smallest
from guild_desktop.flags.errors import Problems, excerpt
from guild_desktop.flags.syntax import Atom, Call, Inner, Many, Node, whole_number

_WANTED = {
    "number": "a number",
    "int": "a whole number",
    "float": "a number",
    "boolean": "yes or no",
}
_WRONG = object()


def find(name: str, known: Sequence[FlagInfo]) -> FlagInfo | None:
    """The flag of that name; dash and underscore are the same if that leaves only one."""
    for info in known:
        if info.name == name:
            return info
    same = [info for info in known if _plain(info.name) == _plain(name)]
    return same[0] if len(same) == 1 else None


def report_unknown(name: str, known: Sequence[FlagInfo], problems: Problems) -> None:
    """Say that the script has no such flag, with the nearest name it has."""
    names = [info.name for info in known]
    close = difflib.get_close_matches(name, names, 1) if len(name) <= 100 else []
    hint = f"Did you mean {excerpt(close[0])}?" if close else f"It has {_listed(names)}."
    problems.add(f"The script has no flag {excerpt(name)}.", hint, 0, len(problems.text))


def check(node: Node, dimension: Dimension, info: FlagInfo, problems: Problems) -> Dimension | None:
    """The dimension with values of the flag's type, or None if ``problems`` says why not.

    A text flag keeps what was typed; a float flag makes every range real; on a whole-number flag
    loguniform and the sequence functions give whole numbers.
    """
    match node, dimension:
        case Atom(), Fixed():
            return _fixed(node, info, problems)
        case Many(items), Listed() | Choice():
            values = tuple(_value(item, info, problems) for item in items)
            if problems:
                return None
            if isinstance(dimension, Choice):
                return Choice(values)
            if (
                info.type == "list"
                and len(values) == 1
                and dimension.repeat == 1
                and isinstance(items[0], Inner)
            ):
                # [[16, 32]] is how one list is written: nothing varies.
                return Fixed(values[0])
            return Listed(values, dimension.repeat)
        case Call(), Uniform() | LogUniform():
            return _range(node, dimension, info, problems)
        case Call(), Formula():
            return _formula(node, dimension, info, problems)
    raise AssertionError


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:8])
    return f"{shown} and {len(names) - 8} more" if len(names) > 8 else shown


def _fixed(node: Atom, info: FlagInfo, problems: Problems) -> Dimension | None:
    value = _value(node, info, problems)
    return None if problems else Fixed(value)


def _value(item: Atom | Inner, info: FlagInfo, problems: Problems) -> Value:
    """One value in the flag's type; a problem is noted if it has none."""
    if info.type == "list":
        return _list_value(item)
    if isinstance(item, Inner):
        if info.type in {None, "null"} and not (info.choices and not info.allow_other):
            return tuple(_value(inner, info, problems) for inner in item.items)
        problems.add(
            f"{info.name} takes {_wanted(info)}, and this is a list.",
            "Write one list of values: the brackets inside are too many.",
            item.start,
            item.end,
        )
        return None
    value = _typed(item, info, problems)
    if value is _WRONG:
        return None
    _check_limits(value, item, info, problems)  # type: ignore[arg-type]  # only _WRONG is no scalar
    return value  # type: ignore[return-value]  # as above


def _wanted(info: FlagInfo) -> str:
    return _WANTED.get(info.type or "", "text")


def _list_value(item: Atom | Inner) -> Value:
    """A list as it is; a scalar is a list of one, and words with spaces between are a list of them."""
    if isinstance(item, Inner):
        return tuple(
            inner.value if isinstance(inner, Atom) else _list_value(inner) for inner in item.items
        )
    if item.value is None:
        return None
    if isinstance(item.value, str) and not item.quoted:
        return tuple(read_word(word) for word in item.value.split())
    return (item.value,)


def _typed(item: Atom, info: FlagInfo, problems: Problems) -> Scalar | object:
    value = item.value
    source = problems.text[item.start : item.end]
    match info.type:
        case "string" | "path":
            return value if item.quoted else source
        case "number" | "int" | "float":
            if item.quoted and isinstance(value, str):
                value = read_word(value)
            if value is None:
                return None
            if isinstance(value, int | float) and not isinstance(value, bool):
                if info.type == "int" and isinstance(value, float):
                    whole = whole_number(value)
                    hint = f"Write {whole}." if whole is not None else "Leave the decimals out."
                    problems.add(
                        f"{info.name} takes a whole number, and {excerpt(source)} is not one.",
                        hint,
                        item.start,
                        item.end,
                    )
                    return _WRONG
                if info.type == "float":
                    return _as_float(value, item, problems)
                return value
            _report_type(source, value, item, info, problems)
            return _WRONG
        case "boolean":
            if isinstance(value, str):
                value = read_word(value)
            if isinstance(value, bool):
                return value
            if isinstance(value, int) and value in {0, 1}:
                return bool(value)
            _report_type(source, value, item, info, problems)
            return _WRONG
    return value


def _as_float(value: float, item: Atom, problems: Problems) -> float | object:
    try:
        return float(value)
    except OverflowError:
        problems.add(
            "This number is too large.", "The largest is about 1.8e308.", item.start, item.end
        )
        return _WRONG


def _report_type(
    source: str, value: Scalar, item: Atom, info: FlagInfo, problems: Problems
) -> None:
    hint = f"Write {_wanted(info)}."
    if info.type == "boolean":
        hint = "Write yes, no, true, false, on, off, 1 or 0."
    elif isinstance(value, str) and "_" in value:
        number = read_word(value.replace("_", ""))
        if isinstance(number, int | float) and not isinstance(number, bool):
            hint = f"Write {format_value(number)}."
    problems.add(
        f"{info.name} takes {_wanted(info)}, and {excerpt(source)} is not one."
        if info.type != "boolean"
        else f"{info.name} takes yes or no, and {excerpt(source)} is neither.",
        hint,
        item.start,
        item.end,
    )


def _check_limits(value: Scalar, item: Atom, info: FlagInfo, problems: Problems) -> None:
    """Choices, min and max, for one value."""
    if info.choices and not info.allow_other and not _is_choice(value, info):
        listed = ", ".join(format_item(choice) for choice in info.choices[:12])
        more = " and others" if len(info.choices) > 12 else ""
        hint = f"Choose {listed}{more}."
        if not isinstance(value, str) and value_as_choice(value, item, info, problems):
            hint = f"Write {quote(problems.text[item.start : item.end])}, with the quotes."
        elif isinstance(value, str):
            texts = [choice for choice in info.choices if isinstance(choice, str)]
            close = difflib.get_close_matches(value, texts, 1) if len(value) <= 100 else []
            if close:
                hint = f"Did you mean {excerpt(close[0])}? {hint}"
        problems.add(
            f"{excerpt(problems.text[item.start : item.end])} is not among the choices of "
            f"{info.name}.",
            hint,
            item.start,
            item.end,
        )
    elif isinstance(value, int | float) and not isinstance(value, bool):
        _check_bounds(value, value, item.start, item.end, info, problems)


def value_as_choice(value: Scalar, item: Atom, info: FlagInfo, problems: Problems) -> bool:
    """Whether the value would be a choice if it were text."""
    return not isinstance(value, str) and problems.text[item.start : item.end] in info.choices


def _is_choice(value: Scalar, info: FlagInfo) -> bool:
    if value is None:
        return info.default is None or None in info.choices
    return any(
        choice == value and isinstance(choice, bool) == isinstance(value, bool)
        for choice in info.choices
    )


def _check_bounds(
    low: float, high: float, start: int, end: int, info: FlagInfo, problems: Problems
) -> None:
    """Both numbers within min and max; nan is not."""
    limits = _limits(info)
    for number in (low, high):
        below = info.min is not None and not number >= info.min
        if below or (info.max is not None and not number <= info.max):
            problems.add(
                f"{info.name} is out of range: {format_value(number)} is not {limits}.",
                f"Choose {limits}.",
                start,
                end,
            )
            return


def _limits(info: FlagInfo) -> str:
    if info.min is None:
        return f"{info.max} or less"
    return f"{info.min} or more" if info.max is None else f"between {info.min} and {info.max}"


def _is_numeric(node: Call, info: FlagInfo, problems: Problems) -> bool:
    if info.type in {"boolean", "string", "path", "list"}:
        wanted = "a list" if info.type == "list" else _wanted(info)
        problems.add(
            f"{info.name} takes {wanted}, and a range gives numbers.",
            f"Write a list such as [a, b], or {quote(problems.text.strip())} if you mean the text."
            if len(problems.text) <= 60
            else "Write a list such as [a, b].",
            node.start,
            node.end,
        )
        return False
    return True


def _range(
    node: Call, dimension: Uniform | LogUniform, info: FlagInfo, problems: Problems
) -> Dimension | None:
    if not _is_numeric(node, info, problems):
        return None
    start, end = node.arguments[0].start, node.arguments[1].end
    if info.choices and not info.allow_other:
        listed = ", ".join(format_item(choice) for choice in info.choices[:12])
        problems.add(
            f"{info.name} has choices, and a range would go between them.",
            f"Write a list of them, such as [{listed}].",
            node.start,
            node.end,
        )
        return None
    _check_bounds(dimension.low, dimension.high, start, end, info, problems)
    if problems:
        return None
    if info.type == "float":
        initial = None if dimension.initial is None else float(dimension.initial)
        return type(dimension)(float(dimension.low), float(dimension.high), initial)
    if info.type != "int":
        return dimension
    numbers = [dimension.low, dimension.high, dimension.initial]
    if isinstance(dimension, LogUniform):
        whole = [None if number is None else whole_number(number) for number in numbers]
        if (
            whole[0] is not None
            and whole[1] is not None
            and (whole[2] is not None or dimension.initial is None)
        ):
            return LogUniform(whole[0], whole[1], whole[2], whole=True)
    elif all(isinstance(number, int | None) for number in numbers):
        return dimension
    rounded = ":".join(str(math.floor(n)) for n in numbers if n is not None)
    problems.add(
        f"{info.name} takes whole numbers, and the range has decimals.",
        f"Write {node.function}[{rounded}].",
        start,
        node.arguments[-1].end,
    )
    return None


def _formula(
    node: Call, dimension: Formula, info: FlagInfo, problems: Problems
) -> Dimension | None:
    if info.type == "boolean":
        _is_numeric(node, info, problems)
        return None
    high, low = largest_and_smallest(dimension.function, dimension.arguments)
    _check_bounds(low, high, node.start, node.end, info, problems)
    needs_values = info.type in {"string", "path", "list"} or (
        info.choices and not info.allow_other
    )
    if info.type == "int" or needs_values:
        once = Formula(dimension.function, dimension.arguments)
        if count_of(once) > MAX_TRIALS:
            problems.add(
                f"{info.name} cannot take that many values at once.",
                f"A batch may have {MAX_TRIALS:,} trials.",
                node.start,
                node.end,
            )
            return None
        values = values_of(once)
        if needs_values:
            return _expanded(node, values, dimension.repeat, info, problems)
        if not all(isinstance(value, int) or whole_number(value) is not None for value in values):  # type: ignore[arg-type]  # sequences hold numbers
            problems.add(
                f"{info.name} takes whole numbers, and {node.function} gives others too.",
                "Choose a step or count that meets whole numbers only, or write a list.",
                node.start,
                node.end,
            )
            return None
        is_int = all(isinstance(value, int) for value in values)
        return Formula(dimension.function, dimension.arguments, dimension.repeat, whole=not is_int)
    if problems:
        return None
    if info.type == "float":
        return Formula(
            dimension.function,
            tuple(float(number) for number in dimension.arguments[:2]) + dimension.arguments[2:],
            dimension.repeat,
        )
    return dimension


def _expanded(
    node: Call, values: tuple[Value, ...], repeat: int, info: FlagInfo, problems: Problems
) -> Dimension | None:
    """The values one by one, for flags whose type or choices do not go with a formula."""
    if info.type in {"string", "path"}:
        values = tuple(format_value(value) for value in values)
    elif info.type == "list":
        values = tuple((value,) for value in values)
    for value in values:
        if not isinstance(value, tuple) and info.choices and not _is_choice(value, info):
            problems.add(
                f"{format_item(value)} is not among the choices of {info.name}.",
                "Write a list of the choices you want.",
                node.start,
                node.end,
            )
            return None
    return None if problems else Listed(values, repeat)
