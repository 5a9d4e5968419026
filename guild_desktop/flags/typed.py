"""Reads single values in a known flag's type, and checks its choices, min and max."""

from __future__ import annotations

import difflib
from typing import NoReturn

from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.values import Scalar, Value, format_item, format_value, quote, read_word
from guild_desktop.flags.errors import Problems, excerpt
from guild_desktop.flags.tree import Atom, Inner, Item, whole_number

_WANTED = {
    "number": "a number",
    "int": "a whole number",
    "float": "a number",
    "boolean": "yes or no",
    "list": "a list",
}
_MOST_CHOICES_SHOWN = 12
_LONGEST_COMPARED = 100


class Unfit(Exception):  # noqa: N818 - no error of its own: what is wrong is already noted
    """A value that the flag does not take."""


def wanted(info: FlagInfo) -> str:
    """What a flag of this type takes, in words."""
    return _WANTED.get(info.type or "", "text")


def typed_value(item: Item, info: FlagInfo, problems: Problems) -> Value:
    """One value in the flag's type; Unfit if it has none, with the problem noted."""
    if info.type == "list":
        return _list(item)
    if isinstance(item, Atom):
        value = _scalar(item, info, problems)
        _check_limits(value, item, info, problems)
        return value
    if info.type in {None, "null"} and not has_choices(info):
        return tuple(typed_value(inner, info, problems) for inner in item.items)
    problems.add(
        f"This flag takes {wanted(info)}, and here is a list.",
        "Write one list of values; the brackets inside are too many.",
        item.start,
        item.end,
    )
    raise Unfit


def has_choices(info: FlagInfo) -> bool:
    """Whether nothing but its choices is allowed."""
    return bool(info.choices) and not info.allow_other


def is_choice(value: Value, info: FlagInfo) -> bool:
    """Whether a value is among the choices; 1 and 1.0 are the same, 1 and true are not."""
    if value is None:
        return info.default is None or None in info.choices
    return any(
        choice == value and isinstance(choice, bool) == isinstance(value, bool)
        for choice in info.choices
    )


def listed_choices(info: FlagInfo) -> str:
    """The choices as a person would type them, the first ones if there are many."""
    listed = ", ".join(map(format_item, info.choices[:_MOST_CHOICES_SHOWN]))
    return f"{listed} …" if len(info.choices) > _MOST_CHOICES_SHOWN else listed


def check_bounds(
    low: float, high: float, place: tuple[int, int], info: FlagInfo, problems: Problems
) -> None:
    """Whether both numbers lie within min and max, ends included; nan does not."""
    if info.min is not None and info.max is not None:
        limits = f"from {format_value(info.min)} to {format_value(info.max)}"
    elif info.min is not None:
        limits = f"from {format_value(info.min)} up"
    else:
        limits = f"up to {format_value(info.max)}"
    for number in (low, high):
        below = info.min is not None and not number >= info.min
        if below or (info.max is not None and not number <= info.max):
            problems.add(
                f"{format_value(number)} is out of range.",
                f"This flag takes numbers {limits}.",
                *place,
            )
            return


def _list(item: Item) -> Value:
    """A list as it is; a scalar is a list of one, and words with spaces between a list of them."""
    if isinstance(item, Inner):
        return tuple(
            inner.value if isinstance(inner, Atom) else _list(inner) for inner in item.items
        )
    if item.value is None:
        return None
    if isinstance(item.value, str) and not item.quoted:
        return tuple(map(read_word, item.value.split()))
    return (item.value,)


def _scalar(item: Atom, info: FlagInfo, problems: Problems) -> Scalar:
    value = item.value
    match info.type:
        case "string" | "path":
            return value if item.quoted else problems.text[item.start : item.end]
        case "number" | "int" | "float":
            number = read_word(value) if isinstance(value, str) else value
            if number is None and value is None:
                return None
            if isinstance(number, int | float) and not isinstance(number, bool):
                return _number(number, item, info, problems)
            _refuse(item, value, info, problems)
        case "boolean":
            truth = read_word(value) if isinstance(value, str) else value
            if isinstance(truth, int) and truth in {0, 1}:
                return bool(truth)
            _refuse(item, value, info, problems)
    return value


def _number(number: float, item: Atom, info: FlagInfo, problems: Problems) -> float:
    if info.type == "int" and isinstance(number, float):
        whole = whole_number(number)
        problems.add(
            f"{excerpt(problems.text[item.start : item.end])} is not a whole number.",
            "Leave the decimals out." if whole is None else f"Write {whole}.",
            item.start,
            item.end,
        )
        raise Unfit
    if info.type != "float":
        return number
    try:
        return float(number)
    except OverflowError:
        problems.add(
            "This number is too large.", "The largest is about 1.8e308.", item.start, item.end
        )
        raise Unfit from None


def _refuse(item: Atom, value: Scalar, info: FlagInfo, problems: Problems) -> NoReturn:
    source = problems.text[item.start : item.end]
    shown = excerpt(source) if source else "The empty text"
    if info.type == "boolean":
        message = f"{shown} is neither yes nor no."
        hint = "Write yes, no, true, false, on, off, 1 or 0."
    else:
        message = f"{shown} is not {wanted(info)}."
        hint = f"Write {wanted(info)}, such as {'3' if info.type == 'int' else '0.5'}."
        if isinstance(value, str) and "_" in value:
            number = read_word(value.replace("_", ""))
            if isinstance(number, int | float) and not isinstance(number, bool):
                hint = f"Write {format_value(number)}."
    problems.add(message, hint, item.start, item.end)
    raise Unfit


def _check_limits(value: Scalar, item: Atom, info: FlagInfo, problems: Problems) -> None:
    """Choices, min and max, for one value."""
    if has_choices(info) and not is_choice(value, info):
        source = problems.text[item.start : item.end]
        hint = f"Choose {listed_choices(info)}."
        if source in info.choices and not isinstance(value, str):
            hint = f"Write {quote(source)}, with the quotes."
        elif len(source) <= _LONGEST_COMPARED:
            texts = [choice for choice in info.choices if isinstance(choice, str)]
            close = difflib.get_close_matches(source, texts, 1)
            hint = f"Did you mean {close[0]}? {hint}" if close else hint
        problems.add(f"{excerpt(source)} is not a choice.", hint, item.start, item.end)
        raise Unfit
    if isinstance(value, int | float) and not isinstance(value, bool):
        check_bounds(value, value, (item.start, item.end), info, problems)
