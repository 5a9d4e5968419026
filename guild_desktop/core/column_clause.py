"""What a condition on runs is, and the conditions on the values of one column."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from guild_desktop.core.clause_text import (
    name_text,
    number_text,
    operand,
    part_text,
    value_text,
)
from guild_desktop.core.column import Mask
from guild_desktop.core.column_names import TEXT_FIELDS, field_of
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.truth import (
    Truth,
    truth_of_categories,
    truth_of_order,
    truth_of_range,
    truth_of_set,
)
from guild_desktop.core.values import Value, value_text as plain_text

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
Number: TypeAlias = int | float


class Clause(ABC):
    """A condition on runs; immutable. Two are equal if their texts are; a text reads back as an equal one.

    A run without a value satisfies neither a condition nor its opposite: ``x < 1``, ``x >= 1``,
    ``x != 1``, ``x not in [0:1]`` and ``not x < 1`` all leave it out; only ``is undefined``, ``= null``
    and ``except x < 1`` find it.
    A value of another kind is a value: of the text ``adam``, ``x < 1`` is false and ``not x < 1``
    true. nan is one too: less and greater than nothing, equal to nan. Infinities are numbers.
    """

    __slots__ = ()

    precedence: ClassVar[int] = 3
    """How tightly it binds: ``or`` 0, ``and`` 1, ``not`` and ``except`` 2."""

    @property
    @abstractmethod
    def text(self) -> str:
        """The condition as one types it."""

    @property
    @abstractmethod
    def columns(self) -> frozenset[str]:
        """The names of the columns it is about."""

    @abstractmethod
    def truth(self, frame: RunFrame) -> Truth:
        """Which runs of the frame it holds for and which it does not; of the others nothing is known."""

    def mask(self, frame: RunFrame) -> Mask:
        """Which runs of the frame it holds for (bool[n]); a column that no run has is no error here."""
        return self.truth(frame).true

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Clause) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, eq=False)
class ColumnClause(Clause):
    """A condition on the values of one column."""

    column: str

    @property
    def columns(self) -> frozenset[str]:
        """The one column."""
        return frozenset((self.column,))


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(ColumnClause):
    """``column operator value``: numbers with numbers, texts with texts in their case;
    else only ``!=`` holds.
    """

    operator: Operator
    value: Value

    @property
    def text(self) -> str:
        """``loss < -0.5``."""
        return f"{name_text(self.column)} {self.operator} {value_text(self.column, self.value)}"

    def truth(self, frame: RunFrame) -> Truth:
        """As ``Clause`` says; ``run = ab12`` needs only the beginning of an id."""
        value = operand(self.column, self.value)
        if self.operator not in {"=", "!="}:
            return truth_of_order(frame, self.column, self.operator, value)
        truth = truth_of_set(frame, self.column, (value,))
        return truth.opposite() if self.operator == "!=" else truth


@dataclass(frozen=True, slots=True, eq=False)
class Within(ColumnClause):
    """A range of numbers, both ends included; an end that is None is open.

    The ends may be given in either order. ``negated``: the numbers outside, and values that are no numbers.
    """

    low: Number | None
    high: Number | None
    negated: bool = False

    def __post_init__(self) -> None:
        low, high = self.low, self.high
        if low != low or high != high:  # noqa: PLR0124 - the test for nan that takes None too
            raise ValueError("a range has no end at nan")
        if low is not None and high is not None and low > high:
            low, high = high, low
        object.__setattr__(self, "low", None if low == -math.inf else low)
        object.__setattr__(self, "high", None if high == math.inf else high)

    @property
    def text(self) -> str:
        """The shortest: ``loss <= -0.55``, ``x in [-0.5:-0.1]``, ``x not in [0:1]``."""
        name = name_text(self.column)
        low = "" if self.low is None else number_text(self.low)
        high = "" if self.high is None else number_text(self.high)
        if self.is_one_sided and not self.negated:
            return f"{name} >= {low}" if low else f"{name} <= {high}"
        if low and low == high and field_of(self.column) not in TEXT_FIELDS:
            return f"{name} {'!=' if self.negated else '='} {low}"
        return f"{name} {'not in' if self.negated else 'in'} [{low}:{high}]"

    @property
    def is_one_sided(self) -> bool:
        """Whether a comparison says as much; in fields of texts ``run <= 1`` would compare texts."""
        one_end = (self.low is None) != (self.high is None)
        return one_end and field_of(self.column) not in TEXT_FIELDS

    def truth(self, frame: RunFrame) -> Truth:
        """As ``Clause`` says; infinities lie beyond every end and inside an open one."""
        truth = truth_of_range(frame, self.column, self.low, self.high)
        return truth.opposite() if self.negated else truth


@dataclass(frozen=True, slots=True, eq=False)
class OneOf(ColumnClause):
    """Any of the values, or none of them; of ``run`` and ``batch`` the beginnings of ids will do."""

    values: tuple[Value, ...]
    negated: bool = False

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a set has values")

    @property
    def text(self) -> str:
        """``optimizer in (adam, sgd)``, or ``optimizer = adam`` where it is but one."""
        name = name_text(self.column)
        texts = [value_text(self.column, value) for value in self.values]
        if len(texts) == 1:
            return f"{name} {'!=' if self.negated else '='} {texts[0]}"
        return f"{name} {'not in' if self.negated else 'in'} ({', '.join(texts)})"

    def truth(self, frame: RunFrame) -> Truth:
        """As ``Clause`` says."""
        wanted = [operand(self.column, value) for value in self.values]
        truth = truth_of_set(frame, self.column, wanted)
        return truth.opposite() if self.negated else truth


@dataclass(frozen=True, slots=True, eq=False)
class Contains(ColumnClause):
    """A text with ``part`` in it, or a list one of whose items is ``part``; upper or lower case."""

    part: str
    negated: bool = False

    @property
    def text(self) -> str:
        """``label contains best``."""
        words = "not contains" if self.negated else "contains"
        return f"{name_text(self.column)} {words} {part_text(self.part)}"

    def truth(self, frame: RunFrame) -> Truth:
        """As ``Clause`` says; numbers and booleans contain nothing."""
        part = self.part.casefold()

        def holds(value: Value) -> bool:
            if isinstance(value, tuple):
                return any(plain_text(item).casefold() == part for item in value)
            return isinstance(value, str) and part in value.casefold()

        truth = truth_of_categories(frame, self.column, holds)
        return truth.opposite() if self.negated else truth


@dataclass(frozen=True, slots=True, eq=False)
class Undefined(ColumnClause):
    """Nothing there: never given, never reported, or null. nan and infinities are something."""

    negated: bool = False

    @property
    def text(self) -> str:
        """``loss is undefined``."""
        return f"{name_text(self.column)} is {'not ' if self.negated else ''}undefined"

    def truth(self, frame: RunFrame) -> Truth:
        """It holds for a run or it does not."""
        truth = Truth.of_missing(frame, self.column)
        return truth.opposite() if self.negated else truth
