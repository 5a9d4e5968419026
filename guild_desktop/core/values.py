"""Reading and printing the value of one flag."""

from __future__ import annotations

import math
import re
from typing import TypeAlias

Scalar: TypeAlias = None | bool | int | float | str
Value: TypeAlias = Scalar | tuple["Value", ...]
"""What a flag can be given: a scalar, or a (nested) list of values, held as a tuple."""

MAX_NUMBER_LENGTH = 3500
"""Characters a number may have; Python itself refuses to print more than 4,300 digits."""

_WORDS: dict[str, bool | None] = {
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **{
        spelling: truth
        for word, truth in (
            ("true", True),
            ("yes", True),
            ("on", True),
            ("false", False),
            ("no", False),
            ("off", False),
        )
        for spelling in (word, word.capitalize(), word.upper())
    },
}

# Possessive quantifiers keep every match linear in the length of the text. They stand behind single
# characters only: behind groups they miss matches in Python 3.11 before 3.11.5.
_NUMBER = re.compile(
    r"""[+-]?+(?:
        (?P<base>0x[0-9a-fA-F]++|0b[01]++)
      | (?P<whole>[0-9]++)(?![.eE])
      | (?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?
      | (?P<special>\.?(?i:inf|nan)|(?i:infinity))
    )""",
    re.VERBOSE,
)
_NUMBER_STARTS = frozenset("+-.0123456789iInN")
_SINGLE_QUOTED = re.compile(r"'[^']*+(?:''[^']*+)*'(?!')")
_DOUBLE_QUOTED = re.compile(r'"[^"\\]*+(?:\\["\\nt][^"\\]*+)*"')
_ESCAPE = re.compile(r"\\(.)")
_UNESCAPED = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
_CALL_WITH_PARENTHESES = re.compile(
    r"(?i:range|linspace|logspace|geomspace|uniform|loguniform|choice)\("
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read_word(text: str) -> Scalar:
    """What a text without quotes means: null, a boolean, a number, else the text without outer spaces.

    The rules are Guild AI's: ``1e3`` is real, ``007`` is 7, ``0x1F`` is 31, ``1_000`` and ``0o17``
    stay text, ``yes`` and ``off`` are booleans, ``y`` and ``none`` are text, ``nan`` and ``.inf`` are
    numbers. The empty text is text; a text of nothing but spaces is null. A number too long to be
    printed again stays text, see ``is_overlong_number``.
    """
    word = text.strip()
    if not word:
        return "" if not text else None
    if word in _WORDS:
        return _WORDS[word]
    if word[0] not in _NUMBER_STARTS or len(word) > MAX_NUMBER_LENGTH:
        return word
    match = _NUMBER.fullmatch(word)
    if match is None:
        return word
    if match["whole"]:
        return int(word)
    if match["base"]:
        return int(word, 0)
    if match["special"]:
        # One and the same nan, so that containers holding it compare equal.
        special = float(word.replace(".", ""))
        return math.nan if math.isnan(special) else special
    return float(word)


def read_scalar(text: str) -> Scalar:
    """One scalar as it is written: as ``read_word``, and quotes around it make it text.

    Quotes that do not match belong to the text; the flag language calls them an error instead.
    """
    word = text.strip()
    if word[:1] in {"'", '"'} and (match := match_quoted(word, 0)) and match.end() == len(word):
        return unquote(match)
    return read_word(text)


def match_quoted(text: str, start: int) -> re.Match[str] | None:
    """The quoted text that begins at ``start``, or None if it has no end or a wrong escape."""
    pattern = _SINGLE_QUOTED if text[start] == "'" else _DOUBLE_QUOTED
    return pattern.match(text, start)


def unquote(match: re.Match[str]) -> str:
    """The text that a match of ``match_quoted`` stands for."""
    return unquote_token(match[0])


def unquote_token(token: str) -> str:
    """As ``unquote``, for a text that is known to be quoted as it should."""
    if token[0] == "'":
        return token[1:-1].replace("''", "'")
    return _ESCAPE.sub(lambda escape: _UNESCAPED[escape[1]], token[1:-1])


def quote(text: str) -> str:
    """The text in quotes: single ones, or double ones where a line break or tab must be escaped."""
    if "\n" in text or "\t" in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'
    return "'" + text.replace("'", "''") + "'"


def is_overlong_number(word: str) -> bool:
    """Whether a word is a number with more characters than numbers may have."""
    return len(word) > MAX_NUMBER_LENGTH and _NUMBER.fullmatch(word) is not None


def is_date(word: str) -> bool:
    """Whether a word begins like ``2026-11-23``."""
    return _DATE.match(word) is not None


def is_call_with_parentheses(word: str) -> bool:
    """Whether a word begins like ``uniform(0:1)``: a function with the wrong brackets."""
    return _CALL_WITH_PARENTHESES.match(word) is not None


def format_value(value: Value) -> str:
    """A text that reads back to an equal value of equal type.

    Floats have as many digits as they need (``0.1``, ``1.0``, ``1e-05``), lists are ``[16, 32]``, text
    is quoted only where it would otherwise read back as something else.
    """
    return _format(value, in_list=False)


def format_item(value: Value) -> str:
    """As ``format_value``, for a value inside a list, where commas and colons need quotes too."""
    return _format(value, in_list=True)


def value_text(value: Value) -> str:
    """What goes to a command line: as ``format_value``, but text stands without quotes."""
    return value if isinstance(value, str) else format_value(value)


def _format(value: Value, *, in_list: bool) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(int(value))
        case float():
            # Subclasses such as numpy's float64 print their own name otherwise.
            return repr(float(value))
        case str():
            return value if _is_plain(value, in_list=in_list) else quote(value)
        case _:
            return f"[{', '.join(_format(item, in_list=True) for item in value)}]"


def _is_plain(text: str, *, in_list: bool) -> bool:
    """Whether a text reads back as itself without quotes; errs on the side of quotes."""
    if not text or text != text.strip() or not isinstance(read_word(text), str):
        return False
    if text[0] in "'\"" or "[" in text or "]" in text or _CONTROL.search(text):
        return False
    if is_call_with_parentheses(text) or is_overlong_number(text):
        return False
    return not (in_list and ("," in text or ":" in text or is_date(text)))
