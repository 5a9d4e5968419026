"""Conditions on runs: each has a text that reads back to an equal condition, and a mask of the runs.

A condition on a column that a run has no value in is false, and so is its opposite in the same breath
(``x not in [0:1]``): nothing is known of that run. ``not (…)`` around a condition is its plain
complement. Unknown columns are no error here, since runs that have them may still arrive: no run matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from guild_desktop.core.column import Column, Presence
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.values import Value, format_value, read_scalar

Mask: TypeAlias = NDArray[np.bool_]
Operator = Literal["=", "!=", "<", "<=", ">", ">="]

_COMPARE: dict[str, Callable[[NDArray[np.float64], float], Mask]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
KEYWORDS = frozenset(("and", "or", "not", "in", "is", "contains", "undefined"))
_PLAIN_NAME = re.compile(r"(?:(?:attr|flag|scalar):)?[^\W\d][\w.\-/]*", re.ASCII)
_PLAIN_WORD = re.compile(r"[^\W\d][\w.\-/+]*")
_AGGREGATE_NAME = re.compile(r"(?:scalar:)?(?:first|last|min|max|avg) [^\W\d][\w.\-/]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``column op value``; numbers compare with numbers, texts with texts, anything else is false."""

    column: str
    operator: Operator
    value: Value

    @property
    def text(self) -> str:
        """The condition as one types it."""
        return f"{name_text(self.column)} {self.operator} {operand_text(self.value)}"

    @property
    def columns(self) -> frozenset[str]:
        """The columns it asks about."""
        return frozenset((self.column,))

    def mask(self, frame: RunFrame) -> Mask:
        """Which runs satisfy it (bool, one a run)."""
        column = _column(frame, self.column)
        if column is None:
            return _nothing(frame)
        if column.kind == "number":
            if isinstance(self.value, bool) or not isinstance(self.value, int | float):
                return _nothing(frame)
            return _COMPARE[self.operator](column.values, float(self.value)) & _comparable(column)
        wanted = format_value(self.value)
        labels = [_compare_text(label, self.operator, wanted) for label in column.labels]
        return _of_labels(column, labels)


@dataclass(frozen=True, slots=True)
class Within:
    """A range of numbers, ends included; an end that is None is open."""

    column: str
    low: float | None
    high: float | None
    negated: bool = False

    @property
    def text(self) -> str:
        """The shortest text: ``loss <= -0.5``, ``x in [-0.5:-0.1]``, ``x not in [0:1]``."""
        name = name_text(self.column)
        if not self.negated and self.low is None and self.high is not None:
            return f"{name} <= {format_value(self.high)}"
        if not self.negated and self.high is None and self.low is not None:
            return f"{name} >= {format_value(self.low)}"
        low = "" if self.low is None else format_value(self.low)
        high = "" if self.high is None else format_value(self.high)
        return f"{name} {'not in' if self.negated else 'in'} [{low}:{high}]"

    @property
    def columns(self) -> frozenset[str]:
        """The columns it asks about."""
        return frozenset((self.column,))

    def mask(self, frame: RunFrame) -> Mask:
        """Which runs satisfy it (bool, one a run)."""
        column = _column(frame, self.column)
        if column is None or column.kind != "number":
            return _nothing(frame)
        inside = _comparable(column)
        if self.low is not None:
            inside &= column.values >= self.low
        if self.high is not None:
            inside &= column.values <= self.high
        return _comparable(column) & ~inside if self.negated else inside


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several values; of ``run`` and ``batch`` the beginnings of ids will do."""

    column: str
    values: tuple[Value, ...]
    negated: bool = False

    @property
    def text(self) -> str:
        """``optimizer in (adam, sgd)``."""
        listed = ", ".join(map(operand_text, self.values))
        return f"{name_text(self.column)} {'not in' if self.negated else 'in'} ({listed})"

    @property
    def columns(self) -> frozenset[str]:
        """The columns it asks about."""
        return frozenset((self.column,))

    def mask(self, frame: RunFrame) -> Mask:
        """Which runs satisfy it (bool, one a run)."""
        column = _column(frame, self.column)
        if column is None:
            return _nothing(frame)
        if column.kind == "number":
            numbers = [
                float(value)
                for value in self.values
                if isinstance(value, int | float) and not isinstance(value, bool)
            ]
            inside = np.isin(column.values, numbers) & _comparable(column)
        elif self.column in ("run", "batch"):
            beginnings = tuple(map(format_value, self.values))
            inside = _of_labels(column, [label.startswith(beginnings) for label in column.labels])
        else:
            wanted = set(map(format_value, self.values))
            inside = _of_labels(column, [label in wanted for label in column.labels])
        return _comparable(column) & ~inside if self.negated else inside


@dataclass(frozen=True, slots=True)
class Contains:
    """A text that contains another, in whatever case."""

    column: str
    part: str
    negated: bool = False

    @property
    def text(self) -> str:
        """``label contains best``."""
        manner = "not contains" if self.negated else "contains"
        return f"{name_text(self.column)} {manner} {operand_text(self.part)}"

    @property
    def columns(self) -> frozenset[str]:
        """The columns it asks about."""
        return frozenset((self.column,))

    def mask(self, frame: RunFrame) -> Mask:
        """Which runs satisfy it (bool, one a run)."""
        column = _column(frame, self.column)
        if column is None or column.kind != "category":
            return _nothing(frame)
        part = self.part.casefold()
        inside = _of_labels(column, [part in label.casefold() for label in column.labels])
        return _comparable(column) & ~inside if self.negated else inside


@dataclass(frozen=True, slots=True)
class Undefined:
    """A run that has nothing at all in a column; nan and infinities are something."""

    column: str
    negated: bool = False

    @property
    def text(self) -> str:
        """``loss is undefined``."""
        return f"{name_text(self.column)} is {'not ' if self.negated else ''}undefined"

    @property
    def columns(self) -> frozenset[str]:
        """The columns it asks about."""
        return frozenset((self.column,))

    def mask(self, frame: RunFrame) -> Mask:
        """Which runs satisfy it (bool, one a run)."""
        column = _column(frame, self.column)
        if column is None:
            return np.full(len(frame), not self.negated)
        missing: Mask = column.presence == Presence.MISSING
        return ~missing if self.negated else missing


@dataclass(frozen=True, slots=True)
class Not:
    """The complement of a condition."""

    clause: Clause

    @property
    def text(self) -> str:
        """``not (…)``."""
        return f"not ({self.clause.text})"

    @property
    def columns(self) -> frozenset[str]:
        """The columns it asks about."""
        return self.clause.columns

    def mask(self, frame: RunFrame) -> Mask:
        """Which runs satisfy it (bool, one a run)."""
        return ~self.clause.mask(frame)


@dataclass(frozen=True, slots=True)
class And:
    """All of several conditions."""

    clauses: tuple[Clause, ...]

    @property
    def text(self) -> str:
        """The conditions joined by ``and``."""
        return " and ".join(_grouped(clause, (And, Or)) for clause in self.clauses)

    @property
    def columns(self) -> frozenset[str]:
        """The columns they ask about."""
        return frozenset().union(*(clause.columns for clause in self.clauses))

    def mask(self, frame: RunFrame) -> Mask:
        """Which runs satisfy all of them (bool, one a run)."""
        result = np.ones(len(frame), bool)
        for clause in self.clauses:
            result &= clause.mask(frame)
        return result


@dataclass(frozen=True, slots=True)
class Or:
    """Any of several conditions."""

    clauses: tuple[Clause, ...]

    @property
    def text(self) -> str:
        """The conditions joined by ``or``."""
        return " or ".join(_grouped(clause, (Or,)) for clause in self.clauses)

    @property
    def columns(self) -> frozenset[str]:
        """The columns they ask about."""
        return frozenset().union(*(clause.columns for clause in self.clauses))

    def mask(self, frame: RunFrame) -> Mask:
        """Which runs satisfy any of them (bool, one a run)."""
        result = np.zeros(len(frame), bool)
        for clause in self.clauses:
            result |= clause.mask(frame)
        return result


Clause: TypeAlias = Comparison | Within | OneOf | Contains | Undefined | Not | And | Or


def name_text(name: str) -> str:
    """A column's name as one types it: in backquotes if it would not read back otherwise."""
    if _AGGREGATE_NAME.fullmatch(name):
        return name
    if _PLAIN_NAME.fullmatch(name) and name.lower() not in KEYWORDS:
        return name
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def operand_text(value: Value) -> str:
    """A value as one types it in a condition: texts that are no plain word stand in quotes."""
    if not isinstance(value, str):
        return format_value(value)
    plain = _PLAIN_WORD.fullmatch(value) and value.lower() not in KEYWORDS
    if plain and read_scalar(value) == value:
        return value
    return "'" + value.replace("'", "''") + "'"


def _comparable(column: Column) -> Mask:
    """Which runs have a value that can be compared: a category, a number or an infinity."""
    comparable: Mask = (column.presence != Presence.MISSING) & (column.presence != Presence.NAN)
    return comparable


def _column(frame: RunFrame, name: str) -> Column | None:
    try:
        return frame.column(name)
    except UnknownColumn:
        return None


def _nothing(frame: RunFrame) -> Mask:
    return np.zeros(len(frame), bool)


def _of_labels(column: Column, matching: list[bool]) -> Mask:
    """The runs whose category matches."""
    table = np.array([*matching, False], bool)
    indexes = np.where(column.presence == Presence.VALUE, column.values, len(matching))
    result: Mask = table[indexes.astype(np.intp)]
    return result


def _compare_text(label: str, operator: Operator, wanted: str) -> bool:
    return {
        "=": label == wanted,
        "!=": label != wanted,
        "<": label < wanted,
        "<=": label <= wanted,
        ">": label > wanted,
        ">=": label >= wanted,
    }[operator]


def _grouped(clause: Clause, kinds: tuple[type, ...]) -> str:
    return f"({clause.text})" if isinstance(clause, kinds) else clause.text
