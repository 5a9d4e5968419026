"""Conditions on runs as data: each knows its text, the columns it is about, and the runs it holds for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import ClassVar

from guild_desktop.core.column_clause import (
    Clause,
    ColumnClause,
    Comparison,
    Contains,
    Number,
    OneOf,
    Operator,
    Undefined,
    Within,
)
from guild_desktop.core.column_pair import ColumnPair
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.truth import Truth

__all__ = [
    "And",
    "Clause",
    "ColumnClause",
    "ColumnPair",
    "Comparison",
    "Contains",
    "Except",
    "JoinedClause",
    "Not",
    "Number",
    "OneOf",
    "Operator",
    "Or",
    "Undefined",
    "Within",
    "joined",
    "negated",
]

_OPPOSITES: dict[Operator, Operator] = {
    "=": "!=",
    "!=": "=",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}


@dataclass(frozen=True, slots=True, eq=False)
class Not(Clause):
    """The opposite: it holds for runs of which the condition is known not to."""

    clause: Clause
    precedence: ClassVar[int] = 2

    @property
    def text(self) -> str:
        """``not x < 1``."""
        return f"not {_grouped(self.clause, self.precedence)}"

    @property
    def columns(self) -> frozenset[str]:
        """Those of the condition."""
        return self.clause.columns

    def truth(self, frame: RunFrame) -> Truth:
        """As ``Clause`` says."""
        return self.clause.truth(frame).opposite()


@dataclass(frozen=True, slots=True, eq=False)
class Except(Clause):
    """All other runs: it holds for exactly those for which the condition does not, known or not."""

    clause: Clause
    precedence: ClassVar[int] = 2

    @property
    def text(self) -> str:
        """``except x < 1``."""
        return f"except {_grouped(self.clause, self.precedence)}"

    @property
    def columns(self) -> frozenset[str]:
        """Those of the condition."""
        return self.clause.columns

    def truth(self, frame: RunFrame) -> Truth:
        """It holds for a run or it does not."""
        inside = self.clause.truth(frame).true
        return Truth(~inside, inside)


@dataclass(frozen=True, slots=True, eq=False)
class JoinedClause(Clause):
    """One or more conditions as one."""

    clauses: tuple[Clause, ...]

    def __post_init__(self) -> None:
        if not self.clauses:
            raise ValueError("a condition joins one or more")

    @property
    def columns(self) -> frozenset[str]:
        """Those of all conditions."""
        return frozenset[str]().union(*(clause.columns for clause in self.clauses))

    def _joined(self, word: str) -> str:
        if len(self.clauses) == 1:
            return self.clauses[0].text
        return word.join(_grouped(clause, self.precedence) for clause in self.clauses)


@dataclass(frozen=True, slots=True, eq=False)
class And(JoinedClause):
    """All of the conditions."""

    precedence: ClassVar[int] = 1

    @property
    def text(self) -> str:
        """``x < 1 and loss < 0``."""
        return self._joined(" and ")

    def truth(self, frame: RunFrame) -> Truth:
        """It is known not to hold as soon as one of them is."""
        return reduce(Truth.and_, (clause.truth(frame) for clause in self.clauses))


@dataclass(frozen=True, slots=True, eq=False)
class Or(JoinedClause):
    """Any of the conditions."""

    precedence: ClassVar[int] = 0

    @property
    def text(self) -> str:
        """``x < 1 or loss < 0``."""
        return self._joined(" or ")

    def truth(self, frame: RunFrame) -> Truth:
        """It is known not to hold only if none of them does."""
        return reduce(Truth.or_, (clause.truth(frame) for clause in self.clauses))


def joined(clauses: tuple[Clause, ...]) -> Clause:
    """One or more conditions as one that holds where all do."""
    return clauses[0] if len(clauses) == 1 else And(clauses)


def negated(clause: Clause) -> Clause:
    """The opposite as one would write it: ``x > 1`` of ``x <= 1``, ``x not in [0:1]`` of ``x in [0:1]``.

    Of runs without a value neither holds, but for ``except``; of nan, neither side of a comparison.
    """
    match clause:
        case Comparison() | ColumnPair():
            return replace(clause, operator=_OPPOSITES[clause.operator])
        case Within(negated=False) if clause.is_one_sided:
            low, high = clause.low, clause.high
            return Comparison(
                clause.column, "<" if high is None else ">", low if high is None else high
            )
        case Within() | OneOf() | Contains() | Undefined():
            return replace(clause, negated=not clause.negated)
        case Not() | Except():
            return clause.clause
        case JoinedClause(clauses=(only,)):
            return negated(only)
        case _:
            return Not(clause)


def _grouped(clause: Clause, precedence: int) -> str:
    """The text of a part, in parentheses if it binds less tightly than what it is part of."""
    part = clause
    while isinstance(part, JoinedClause) and len(part.clauses) == 1:
        part = part.clauses[0]
    return f"({part.text})" if part.precedence < precedence else part.text
