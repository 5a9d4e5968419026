"""Combinations that a search tries before its optimizer proposes any:
the script's defaults, and those of chosen runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guild_desktop.core.batch import Start, StartOrigin
from guild_desktop.core.combination import Combination, combination_of, is_same_value
from guild_desktop.core.earlier_trials import Cause, Misfit, misfits
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import CategoricalDimension, FloatDimension, Search, SearchDimension
from guild_desktop.core.values import Value, format_value


@dataclass(frozen=True, slots=True)
class StartPoint:
    """Flags that somebody wants to be tried first; ``name`` is the short id of the run that has them."""

    name: str
    flags: Mapping[str, Value]


def start_of(
    search: Search, wanted: Mapping[str, Value], origin: StartOrigin = "start"
) -> Start | Misfit:
    """The trial of a search whose searched flags have the values ``wanted``, or why there is none.

    Flags that the search keeps fixed have its values, whatever is wanted.
    """
    flags = {**wanted, **search.constants}
    (misfit,) = misfits(search, [flags])
    if misfit is not None:
        return misfit
    searched = {axis.name: _value(axis, flags[axis.name]) for axis in search.dimensions}
    return Start({**search.constants, **searched}, origin)


def default_start(search: Search, known: Iterable[FlagInfo]) -> Start | Misfit:
    """The trial in which the searched flags have the defaults of their script, or why there is none."""
    defaults = {flag.name: flag.default for flag in known if flag.default is not None}
    return start_of(search, defaults, "default")


def not_tried(misfit: Misfit, wanted: Mapping[str, Value], search: Search) -> str:
    """Why a start is not tried, in words such as ``x = 3 lies outside of its range``."""
    flag = misfit.flag
    match misfit.cause:
        case Cause.WITHOUT:
            return f"there is no value for {flag}"
        case Cause.CONDITION:
            return "" if search.where is None else f"{search.where.text.strip()} does not hold"
        case _:
            axis = next(axis for axis in search.dimensions if axis.name == flag)
            what = "range" if not isinstance(axis, CategoricalDimension) else "values"
            return f"{flag} = {format_value(wanted[flag])} lies outside of its {what}"


def distinct_starts(starts: Iterable[Start]) -> tuple[Start, ...]:
    """The starts without those that try the same as one before them."""
    found: dict[Combination, Start] = {}
    for start in starts:
        found.setdefault(combination_of(start.flags), start)
    return tuple(found.values())


def starts_to_go(
    starts: Sequence[Start], search: Search, tried: Iterable[Mapping[str, Value]] = ()
) -> list[Start]:
    """The starts that lie in a search and were not tried yet."""
    known = set(map(combination_of, tried))
    places = misfits(search, [start.flags for start in starts])
    return [
        start
        for start, misfit in zip(starts, places, strict=True)
        if misfit is None and combination_of(start.flags) not in known
    ]


def _value(axis: SearchDimension, value: Value) -> Value:
    """A value as the optimizers write it: of the type that the flag has."""
    if isinstance(axis, CategoricalDimension):
        return next(choice for choice in axis.choices if is_same_value(value, choice))
    if not isinstance(value, int | float):
        raise TypeError(f"{axis.name} is a number")
    return float(value) if isinstance(axis, FloatDimension) else int(value)
