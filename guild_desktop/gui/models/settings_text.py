"""A run's flags as the text of a settings file, JSON or YAML."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.core.values import Value

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
_TAKEN = frozenset(
    {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"}
)
"""Words that some reader of YAML takes for something else than text, in any case."""


def json_text(flags: Mapping[str, Value]) -> str:
    """One mapping; what JSON has no word for is written as Python does (``NaN``, ``Infinity``)."""
    return json.dumps(flags, indent=2, ensure_ascii=False) + "\n"


def yaml_text(flags: Mapping[str, Value]) -> str:
    """One mapping that readers of YAML 1.1 and 1.2 read alike, a line a flag, lists in brackets.

    https://yaml.org/spec/1.1 and https://yaml.org/spec/1.2.2.
    """
    if not flags:
        return "{}\n"
    return "".join(f"{_text(name)}: {_value(value)}\n" for name, value in flags.items())


def _value(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(int(value))
        case float():
            return _number(float(value))
        case str():
            return _text(value)
        case _:
            return f"[{', '.join(map(_value, value))}]"


def _number(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    mantissa, e, power = repr(value).partition("e")
    # YAML 1.1 takes 1e-05 for text; it wants a point.
    return mantissa + ("" if "." in mantissa or not e else ".0") + e + power


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _TAKEN:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    code = ord(letter)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
