"""Reads options, an optimizer's or others, from text and reports every problem in one sentence each."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence

from guild_desktop.core.batch import Option
from guild_desktop.core.errors import UserError
from guild_desktop.core.values import format_value
from guild_desktop.optimizers.base import OptimizerInfo, OptionInfo

_TRUE = frozenset({"yes", "true", "on", "1"})
_FALSE = frozenset({"no", "false", "off", "0"})


class _NotAllowedError(ValueError):
    """A value that its option does not take."""


def read_options(info: OptimizerInfo, given: Mapping[str, str | Option]) -> dict[str, Option]:
    """All options of ``info`` by dashed name, ``given`` over the defaults; UserError naming every problem."""
    return read_described(f"The optimizer {info.name!r}", info.options, given)


def read_described(
    whose: str, options: Sequence[OptionInfo], given: Mapping[str, str | Option]
) -> dict[str, Option]:
    """As ``read_options``, of options that anything else has;
    ``whose`` begins the sentence about a wrong name.
    """
    known = {option.name: option for option in options}
    read: dict[str, Option] = {option.name: option.default for option in options}
    problems: list[str] = []
    hints: list[str] = []
    for name, value in given.items():
        option = known.get(name.strip().replace("_", "-"))
        if option is None:
            problems.append(f"{whose} has no option {name!r}.")
            hints.append(_known_names(name, known))
            continue
        try:
            read[option.name] = _read(option, value)
        except _NotAllowedError:
            problems.append(f"The option {option.name!r} cannot be {_shown(value)}.")
            hints.append(f"{option.name} takes {allowed_values(option)}.")
    if problems:
        raise UserError(" ".join(problems), " ".join(dict.fromkeys(hints)))
    return read


def allowed_values(option: OptionInfo) -> str:
    """The values ``option`` takes, in words: ``a whole number from 0 to 10000``."""
    if option.kind == "bool":
        return "yes or no"
    if option.kind == "choice":
        return "one of " + ", ".join(option.choices)
    if option.kind == "text":
        words = " or ".join(repr(word) for word in option.choices)
        number = "" if option.low is None else f" or a number {_bounds(option)}"
        return (words or "text") + number
    number = "a whole number" if option.kind == "int" else "a number"
    return f"{number} {_bounds(option)}".rstrip()


def option_help(option: OptionInfo) -> str:
    """What an option means and takes, in two sentences: the same in the window, commands and guide."""
    default = format_value(option.default)
    return f"{option.help} Takes {allowed_values(option)}; {default} unless you say."


def _known_names(name: str, known: Mapping[str, OptionInfo]) -> str:
    near = difflib.get_close_matches(name.replace("_", "-").lower(), known, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    if not known:
        return "It has no options."
    return f"It has {', '.join(known)}."


def _bounds(option: OptionInfo) -> str:
    if option.low is not None and option.high is not None:
        return f"from {option.low:g} to {option.high:g}"
    if option.low is not None:
        return f"not below {option.low:g}"
    return "" if option.high is None else f"not above {option.high:g}"


def _shown(value: str | Option) -> str:
    return repr(value) if value != "" else "empty"


def _read(option: OptionInfo, value: str | Option) -> Option:
    match option.kind:
        case "bool":
            return _read_bool(value)
        case "int":
            number = _read_number(option, value)
            if not number.is_integer():
                raise _NotAllowedError
            return int(number)
        case "float":
            return _read_number(option, value)
        case "choice":
            return _read_word(option, value)
        case "text":
            try:
                return _read_word(option, value)
            except _NotAllowedError:
                if option.low is None and option.high is None:
                    raise
                return _read_number(option, value)


def _read_bool(value: str | Option) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in _TRUE | _FALSE:
        raise _NotAllowedError
    return word in _TRUE


def _read_number(option: OptionInfo, value: str | Option) -> float:
    if isinstance(value, bool):
        raise _NotAllowedError
    try:
        number = float(value)
    except ValueError:
        raise _NotAllowedError from None
    too_low = option.low is not None and number < option.low
    too_high = option.high is not None and number > option.high
    if not math.isfinite(number) or too_low or too_high:
        raise _NotAllowedError
    return number


def _read_word(option: OptionInfo, value: str | Option) -> str:
    word = str(value).strip()
    if not option.choices:
        return word
    for choice in option.choices:
        if word.lower() == choice.lower():
            return choice
    raise _NotAllowedError
