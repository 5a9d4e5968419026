"""The kinds of expression a person can pick in a form, and how fields and text become each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import (
    Choice,
    Dimension,
    Fixed,
    Formula,
    Listed,
    LogUniform,
    Uniform,
)
from guild_desktop.core.values import Value, format_item, format_value, read_word
from guild_desktop.flags import format_dimension

Kind = Literal["fixed", "list", "linspace", "range", "logspace", "uniform", "loguniform", "choice"]

FIELDS: Mapping[Kind, tuple[str, ...]] = {
    "fixed": ("value",),
    "list": ("values",),
    "linspace": ("low", "high", "count"),
    "range": ("low", "high", "step"),
    "logspace": ("low", "high", "count", "base"),
    "uniform": ("low", "high", "initial"),
    "loguniform": ("low", "high", "initial"),
    "choice": ("values",),
}
"""The fields each kind has, in their order; ``initial`` may stay empty."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form filled in: its kind and the text of each field.

    ``whole`` keeps a uniform range to whole numbers.
    """

    kind: Kind
    fields: Mapping[str, str]
    whole: bool = False

    @property
    def expression(self) -> str:
        """The expression the fields spell; wrong fields give a wrong expression, told by the parser."""
        texts = {name: text.strip() for name, text in self.fields.items()}
        match self.kind:
            case "fixed":
                return texts["value"]
            case "list":
                return f"[{texts['values']}]"
            case "choice":
                return f"choice[{texts['values']}]"
            case "uniform":
                return f"[{self._joined(texts, real=not self.whole)}]"
        return f"{self.kind}[{self._joined(texts)}]"

    def _joined(self, texts: Mapping[str, str], *, real: bool = False) -> str:
        parts = [texts[name] for name in FIELDS[self.kind] if texts[name] or name != "initial"]
        return ":".join(_as_real(part) if real else part for part in parts)


def _as_real(text: str) -> str:
    # Two whole numbers would make a range of whole numbers.
    value = read_word(text)
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return f"{text}.0" if is_whole and text.lstrip("+-").isdigit() else text


def kind_word(dimension: Dimension | None) -> str:
    """The word on a row's chip."""
    match dimension:
        case Listed() | Formula():
            return "list"
        case Uniform():
            return "range"
        case LogUniform():
            return "log"
        case Choice():
            return "choice"
    return "fixed"


def filled_from(dimension: Dimension | None, text: str) -> Filled:
    """The form that shows an expression; ``text`` is used where the dimension is None (empty or wrong)."""
    match dimension:
        case None:
            return Filled("fixed", {"value": text})
        case Fixed():
            return Filled("fixed", {"value": text or format_dimension(dimension)})
        case Listed(values, 1):
            return Filled("list", {"values": _items(values)})
        case Choice(values):
            return Filled("choice", {"values": _items(values)})
        case Uniform(low, high, initial):
            whole = isinstance(low, int) and isinstance(high, int)
            return Filled("uniform", _bounds(low, high, initial), whole)
        case LogUniform(low, high, initial):
            return Filled("loguniform", _bounds(low, high, initial))
        case Formula("linspace", arguments, 1):
            return Filled("linspace", _named("linspace", arguments, {"count": "5"}))
        case Formula("range", arguments, 1) if len(arguments) > 1:
            return Filled("range", _named("range", arguments, {"step": "1"}))
        case Formula("logspace", arguments, 1):
            return Filled("logspace", _named("logspace", arguments, {"count": "5", "base": "10"}))
    # Repeats, geomspace and range[n] have no form of their own; their text stands as a fixed one.
    return Filled("fixed", {"value": text})


def suggested(kind: Kind, before: Filled, info: FlagInfo, values: Sequence[Value] = ()) -> Filled:
    """A form of another kind with fields that make sense for the flag.

    Bounds are carried over from one range to another, then taken from the flag's limits, then from
    around the value it had. ``values`` are those it varied over before.
    """
    low, high = _suggested_bounds(kind, before, info)
    whole = info.type == "int" or (isinstance(low, int) and isinstance(high, int) and before.whole)
    match kind:
        case "fixed":
            value = values[0] if values else info.default
            start = _bounds_before(before)[0] if value is None else value
            return Filled("fixed", {"value": "" if start is None else format_value(start)})
        case "list" | "choice":
            if "values" in before.fields:
                return Filled(kind, dict(before.fields))
            return Filled(kind, {"values": _items(values or _suggested_values(before, info))})
        case "linspace":
            fields = {"low": _plain(low), "high": _plain(high), "count": "5"}
        case "range":
            step = 1 if isinstance(low, int) and isinstance(high, int) else _short((high - low) / 4)
            fields = {"low": _plain(low), "high": _plain(high), "step": _plain(step)}
        case "logspace":
            first = math.floor(math.log10(low)) if low > 0 else -3
            last = max(math.ceil(math.log10(high)) if high > 0 else 0, first + 1)
            fields = {"low": str(first), "high": str(last), "count": str(last - first + 1)}
            fields["base"] = "10"
        case _:
            fields = {"low": _plain(low), "high": _plain(high), "initial": ""}
    return Filled(kind, fields, whole)


def _items(values: Sequence[Value]) -> str:
    return ", ".join(map(format_item, values))


def _bounds(low: float, high: float, initial: float | None) -> dict[str, str]:
    first = "" if initial is None else format_value(initial)
    return {"low": format_value(low), "high": format_value(high), "initial": first}


def _named(kind: Kind, arguments: Sequence[float], defaults: Mapping[str, str]) -> dict[str, str]:
    texts = [format_value(argument) for argument in arguments]
    return dict(defaults) | dict(zip(FIELDS[kind], texts, strict=False))


def _number(text: str | None) -> int | float | None:
    value = read_word(text or "")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def _suggested_bounds(kind: Kind, before: Filled, info: FlagInfo) -> tuple[float, float]:
    is_log = kind in {"loguniform", "logspace"}
    low, high = _bounds_before(before)
    whole = info.type == "int"
    if low is None or high is None:
        value = _number(before.fields.get("value"))
        if value is None and not isinstance(info.default, bool | str | tuple):
            value = info.default
        whole = whole or (isinstance(value, int) and kind == "range")
        low, high = _around(0 if value is None else value, log=is_log)
        low = low if info.min is None else info.min
        high = high if info.max is None else info.max
    if info.min is not None and info.max is not None and info.min < info.max:
        low, high = min(max(low, info.min), info.max), min(max(high, info.min), info.max)
    if low >= high:
        high = low + 1
    if is_log and low <= 0:
        high = high if high > 0 else 1.0
        low = _short(high / 1000)
    if not whole:
        return low, high
    lowest = 1 if is_log else math.floor(low)
    return max(lowest, math.floor(low)), max(math.ceil(high), lowest + 1)


def _bounds_before(before: Filled) -> tuple[float | None, float | None]:
    """The ends of the range a form had; those of logspace are exponents."""
    if before.kind == "logspace":
        return None, None
    return _number(before.fields.get("low")), _number(before.fields.get("high"))


def _around(value: float, *, log: bool) -> tuple[float, float]:
    if log:
        size = abs(value) or 0.01
        return _short(size / 10), _short(size * 10)
    if value == 0:
        return -1.0, 1.0
    return (0.0, _short(2.0 * value)) if value > 0 else (_short(2.0 * value), 0.0)


def _short(number: float) -> float:
    return float(f"{number:.6g}")


def _plain(number: float) -> str:
    return format_value(number)


def _suggested_values(before: Filled, info: FlagInfo) -> tuple[Value, ...]:
    if info.choices:
        return info.choices
    if info.type == "boolean" or isinstance(info.default, bool):
        return (True, False)
    low, high = _bounds_before(before)
    if low is not None and high is not None:
        return _within((low, high), info)
    text = before.fields.get("value", "").strip()
    value = _number(text)
    if value is None and text:
        return (text,)
    if value is None:
        value = info.default if isinstance(info.default, int | float) else None
    if value is None:
        return _within((0, 1), info) if info.type in {"number", "int", "float"} else ()
    if isinstance(value, int):
        return _within((value, value * 2 if value else 1), info)
    return _within((value, _short(value * 2) if value else 0.1), info)


def _within(values: tuple[float, ...], info: FlagInfo) -> tuple[Value, ...]:
    low = -math.inf if info.min is None else info.min
    high = math.inf if info.max is None else info.max
    return tuple(dict.fromkeys(min(max(value, low), high) for value in values))
