"""For which runs something is true, for which it is false, and for which nothing is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from guild_desktop.core.column import Column, Mask, Presence
from guild_desktop.core.column_names import ID_FIELDS, UnknownColumn, field_of
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.values import Value

EXACT = 2.0**53
"""From here on different whole numbers may be the same float."""

_NAN = "nan"

ORDERINGS: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}
"""What the orders of two numbers, texts or arrays mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Two masks (bool[n]) that never meet; a run in neither has nothing that could be asked about."""

    true: Mask
    false: Mask

    @classmethod
    def nothing_known(cls, frame: RunFrame) -> Truth:
        """Of no run of the frame is anything known."""
        nowhere = np.zeros(len(frame), dtype=bool)
        return cls(nowhere, nowhere)

    @classmethod
    def of_known(cls, true: Mask, known: Mask) -> Truth:
        """True for some of the ``known`` ones, false for the rest of them."""
        return cls(true, known & ~true)

    @classmethod
    def of_missing(cls, frame: RunFrame, name: str) -> Truth:
        """Whether runs lack a value in a column; they all do if there is no such column."""
        column = find_column(frame, name)
        missing = np.ones(len(frame), dtype=bool) if column is None else ~column.known
        return cls(missing, ~missing)

    def opposite(self) -> Truth:
        """False where it was true."""
        return Truth(self.false, self.true)

    def and_(self, other: Truth) -> Truth:
        """True where both are, false where one is."""
        return Truth(self.true & other.true, self.false | other.false)

    def or_(self, other: Truth) -> Truth:
        """True where one is, false where both are."""
        return Truth(self.true | other.true, self.false & other.false)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_ordered(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number other than nan."""
    return is_number(value) and not (isinstance(value, float) and math.isnan(value))


def same_key(value: Value) -> Hashable:
    """Equal for values that conditions take as the same: ``1`` and ``1.0``, nan and nan;
    not ``1`` and ``'1'``.
    """
    if isinstance(value, bool):
        return "boolean", value
    if is_number(value):
        return ("number", value) if is_ordered(value) else _NAN
    if isinstance(value, tuple):
        return "list", tuple(map(same_key, value))
    return "text", value


def compare(own: Value, operator: str, value: Value) -> bool:
    """Whether two numbers or two texts stand in an order (``<``, ``<=``, ``>``, ``>=``); else false."""
    comparable = (is_number(own) and is_number(value)) or (
        isinstance(own, str) and isinstance(value, str)
    )
    return comparable and bool(ORDERINGS[operator](own, value))


def find_column(frame: RunFrame, name: str) -> Column | None:
    """The column of this name, if any run has it."""
    try:
        return frame.column(name)
    except UnknownColumn:
        return None


def truth_of_order(frame: RunFrame, name: str, operator: str, value: Value) -> Truth:
    """Whether the values of a column stand in this order to ``value``."""
    column = find_column(frame, name)
    if column is None or column.kind == "category" or not is_number(value):
        return truth_of_categories(frame, name, lambda own: compare(own, operator, value))
    bound = _as_float(value)
    true = np.asarray(ORDERINGS[operator](column.values, bound))
    if abs(bound) >= EXACT:
        doubtful = column.values == bound
        _look_closer(frame, name, true, doubtful, lambda own: compare(own, operator, value))
    return Truth.of_known(true, column.known)


def truth_of_range(frame: RunFrame, name: str, low: float | None, high: float | None) -> Truth:
    """Whether the values of a column are numbers between these ends, both included; None is no end."""
    truth = truth_of_order(frame, name, ">=", -math.inf if low is None else low)
    return truth if high is None else truth.and_(truth_of_order(frame, name, "<=", high))


def truth_of_set(frame: RunFrame, name: str, values: Sequence[Value]) -> Truth:
    """Whether the values of a column are among ``values``; None there stands for a missing one.

    Of ids their beginnings will do.
    """
    if field_of(name) in ID_FIELDS and None not in values:
        beginnings = [str(value).lower() for value in values if value]
        return truth_of_beginnings(frame, name, beginnings)
    keys = frozenset(same_key(value) for value in values if value is not None)
    column = find_column(frame, name)
    if column is None or column.kind == "category":
        truth = truth_of_categories(frame, name, lambda own: same_key(own) in keys)
    else:
        numbers = [_as_float(value) for value in values if is_number(value)]
        true = np.isin(column.values, numbers)
        if any(abs(number) >= EXACT for number in numbers):
            doubtful = true & (np.abs(column.values) >= EXACT)
            _look_closer(frame, name, true, doubtful, lambda own: same_key(own) in keys)
        if _NAN in keys:
            true |= column.presence == Presence.NAN
        truth = Truth.of_known(true, column.known)
    if None not in values:
        return truth
    missing = Truth.of_missing(frame, name)
    return missing.or_(truth) if keys else missing


def truth_of_beginnings(frame: RunFrame, name: str, beginnings: Sequence[str]) -> Truth:
    """Whether the ids in a column begin with one of ``beginnings``, none of them empty."""
    if field_of(name) != "run":
        starts = tuple(beginnings)
        return truth_of_categories(frame, name, lambda own: str(own).startswith(starts))
    true = np.zeros(len(frame), dtype=bool)
    shorter: dict[int, set[str]] = {}
    for beginning in beginnings:
        position = frame.find(beginning)
        if position is None:
            shorter.setdefault(len(beginning), set()).add(beginning)
        else:
            true[position] = True
    # Ids are looked up by so many characters, which does not slow down with the number asked for.
    for length, starts_of_ids in shorter.items():
        found = (own[:length] in starts_of_ids for own in frame.ids)
        true |= np.fromiter(found, bool, len(frame))
    return Truth.of_known(true & frame.alive, frame.alive)


def truth_of_categories(frame: RunFrame, name: str, holds: Callable[[Value], bool]) -> Truth:
    """Whether ``holds`` for the values of a column, asked once for each category; for no plain number."""
    column = find_column(frame, name)
    if column is None:
        return Truth.nothing_known(frame)
    if column.kind == "number":
        return Truth.of_known(np.zeros(len(frame), dtype=bool), column.known)
    # Behind the categories stand those that are none, in the order of Presence.
    others = (False, holds(math.nan), holds(math.inf), holds(-math.inf))
    table = np.array([*map(holds, column.categories), *others], dtype=bool)
    rows = len(column.categories) - 1 + column.presence.astype(np.intp)
    present = column.presence == Presence.VALUE
    rows[present] = column.values[present].astype(np.intp)
    return Truth.of_known(table[rows], column.known)


def _as_float(number: float) -> float:
    """The nearest float; a whole number beyond all floats becomes infinite."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _look_closer(
    frame: RunFrame, name: str, true: Mask, doubtful: Mask, holds: Callable[[Value], bool]
) -> None:
    """Ask again about those runs whose exact value a float cannot tell from its neighbours."""
    for position in np.flatnonzero(doubtful).tolist():
        true[position] = holds(frame.value(name, position))
