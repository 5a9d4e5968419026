"""How the names and values of a condition are written, so that they read back as they were."""

from __future__ import annotations

import re

from guild_desktop.core.batch import split_aggregate
from guild_desktop.core.column_names import TEXT_FIELDS, field_of, split_prefix
from guild_desktop.core.moment import read_moment
from guild_desktop.core.values import Value, format_value, quote, read_word

KEYWORDS = frozenset({"and", "or", "not", "except", "in", "is", "contains", "undefined"})
"""Words of the language, in any case; a column called so stands in backquotes, a text in quotes."""

_PLAIN_NAME = re.compile(r"[^\W\d][\w.\-/]*")
_PLAIN_TEXT = re.compile(r"[\w.\-/+:]+")
_EXACT_WHOLE = 1e15  # below this a whole float is written without its .0


def name_text(name: str) -> str:
    """A column's name as one types it: in backquotes where it would read back as something else."""
    _, rest = split_prefix(name)
    aggregate, scalar = split_aggregate(rest)
    plain = _is_plain_name(rest)
    if aggregate is not None:
        plain = rest == f"{aggregate} {scalar}" and _is_plain_name(scalar)
    return name if plain else backquoted(name)


def backquoted(name: str) -> str:
    """A column's name where a bare word would be a text, or would read back as something else."""
    return "`" + name.replace("`", "``") + "`"


def value_text(column: str, value: Value) -> str:
    """A value as one types it in a condition on ``column``."""
    if field_of(column) not in TEXT_FIELDS or value is None:
        return _literal(value)
    text = str(operand(column, value))
    return quote(text) if read_word(text) is None else part_text(text)


def operand(column: str, value: Value) -> Value:
    """What a value means in a condition on ``column``.

    In fields of texts ``5`` is the text ``5``; a date is the moment in which a run ``started``.
    """
    field = field_of(column)
    if field in TEXT_FIELDS and value is not None and not isinstance(value, str):
        return _literal(value)
    if field == "started" and isinstance(value, str):
        moment = read_moment(value)
        return value if moment is None else moment
    return value


def part_text(text: str) -> str:
    """A text as one types it where only texts can stand: ``007`` needs no quotes there."""
    return text if _PLAIN_TEXT.fullmatch(text) and not _is_keyword(text) else quote(text)


def number_text(number: float) -> str:
    """The shortest text of a number: comparisons make nothing of the difference of 1 and 1.0."""
    if abs(number) < _EXACT_WHOLE and number == int(number):
        return str(int(number))
    return format_value(number)


def _literal(value: Value) -> str:
    match value:
        case bool() | None:
            return format_value(value)
        case int() | float():
            return number_text(value)
        case str():
            return _text_text(value)
        case _:
            return f"[{', '.join(map(_literal, value))}]"


def _text_text(text: str) -> str:
    """A text where numbers and the like can stand too."""
    plain = part_text(text)
    return plain if plain != text or read_word(text) == text else quote(text)


def _is_plain_name(name: str) -> bool:
    return _PLAIN_NAME.fullmatch(name) is not None and not _is_keyword(name)


def _is_keyword(word: str) -> bool:
    return word.lower() in KEYWORDS
