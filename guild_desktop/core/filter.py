"""The filter language: conditions as people type them in the filter bar and after ``-F``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import NoReturn, get_args

from guild_desktop.core.batch import Aggregate
from guild_desktop.core.clause import (
    And,
    Clause,
    Comparison,
    Contains,
    Not,
    OneOf,
    Operator,
    Or,
    Undefined,
    Within,
)
from guild_desktop.core.errors import UserError
from guild_desktop.core.values import Value, read_scalar

__all__ = [
    "And",
    "Clause",
    "Comparison",
    "Contains",
    "FilterError",
    "Not",
    "OneOf",
    "Or",
    "Undefined",
    "Within",
    "parse_filter",
    "top_level_clauses",
]

MAX_LENGTH = 64 << 10
MAX_DEPTH = 32

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<quoted>'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")
      | (?P<name>`(?:[^`\\]|\\.)*`)
      | (?P<operator><=|>=|==|!=|<>|=|<|>)
      | (?P<mark>[()\[\],:])
      | (?P<word>(?:(?:attr|flag|scalar):)?[^\s()\[\],:=<>!'"`]+)""",
    re.VERBOSE | re.DOTALL,
)
_SAME: dict[str, Operator] = {
    "=": "=",
    "==": "=",
    "!=": "!=",
    "<>": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}


class FilterError(UserError):
    """A condition that cannot be read; the trouble lies from ``start`` to ``end`` (exclusive)."""

    def __init__(self, message: str, hint: str, start: int, end: int) -> None:
        super().__init__(message, hint)
        self.start = start
        self.end = end


def parse_filter(text: str) -> Clause:
    """The condition that ``text`` states; ``FilterError`` with its place if it states none.

    ``and`` binds tighter than ``or``; ``x in [a, b]`` and ``x in (a, b)`` name values, ``x in [a:b]``
    a range with its ends, of which one may be left out.
    """
    parser = _Parser(text)
    clause = parser.disjunction(0)
    parser.expect_end()
    return clause


def top_level_clauses(text: str) -> tuple[Clause, ...]:
    """The conditions that ``and`` joins, one by one."""
    clause = parse_filter(text)
    return clause.clauses if isinstance(clause, And) else (clause,)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        return self.text.lower() if self.kind == "word" else ""


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise FilterError("This filter is too long.", "Use fewer conditions.", 0, len(text))
        self._end = len(text)
        self._tokens = _scan(text)
        self._at = 0

    def disjunction(self, depth: int) -> Clause:
        clauses = [self._conjunction(depth)]
        while self._take("or"):
            clauses.append(self._conjunction(depth))
        return clauses[0] if len(clauses) == 1 else Or(_flat(clauses, Or))

    def expect_end(self) -> None:
        token = self._peek()
        if token is not None:
            self._fail(
                token, f"{token.text} is not expected here.", "Join conditions with and, or."
            )

    def _conjunction(self, depth: int) -> Clause:
        clauses = [self._negation(depth)]
        while self._take("and"):
            clauses.append(self._negation(depth))
        return clauses[0] if len(clauses) == 1 else And(_flat(clauses, And))

    def _negation(self, depth: int) -> Clause:
        if depth > MAX_DEPTH:
            self._fail(self._peek(), "This filter is nested too deeply.", "Use fewer parentheses.")
        if self._take("not"):
            return Not(self._negation(depth + 1))
        if self._take_mark("("):
            clause = self.disjunction(depth + 1)
            self._need_mark(")")
            return clause
        return self._condition()

    def _condition(self) -> Clause:
        column = self._column()
        token = self._next("A condition needs an operator.", "Write it like loss < -0.5.")
        if token.kind == "operator":
            return _comparison(column, _SAME[token.text], self._value())
        negated = token.keyword == "not"
        if negated:
            token = self._next("After not comes in or contains.", "Write it like x not in [0:1].")
        match token.keyword:
            case "in":
                return self._membership(column, negated=negated)
            case "contains":
                value = self._value()
                return Contains(column, value if isinstance(value, str) else str(value), negated)
            case "is" if not negated:
                negated = self._take("not")
                if self._take("undefined"):
                    return Undefined(column, negated)
                self._fail(self._peek(), "After is comes undefined.", "Write: x is undefined.")
        self._fail(
            token,
            f"{token.text} is no operator.",
            "Use = != < <= > >=, in, contains, is undefined.",
        )

    def _membership(self, column: str, *, negated: bool) -> Clause:
        opening = self._next("After in comes a list.", "Write [a, b] or [low:high].")
        closing = {"[": "]", "(": ")"}.get(opening.text if opening.kind == "mark" else "")
        if closing is None:
            self._fail(opening, "After in comes a list.", "Write [a, b] or [low:high].")
        if closing == "]" and (self._is_mark(":") or self._is_mark(":", ahead=1)):
            return self._range(column, opening, negated=negated)
        values: list[Value] = []
        while not self._take_mark(closing):
            if values:
                self._need_mark(",")
            values.append(self._value())
        if not values:
            self._fail(opening, "This list has no values.", "Write at least one.")
        return OneOf(column, tuple(values), negated)

    def _range(self, column: str, opening: _Token, *, negated: bool) -> Clause:
        low = None if self._is_mark(":") else self._number()
        self._need_mark(":")
        high = None if self._is_mark("]") else self._number()
        self._need_mark("]")
        if low is not None and high is not None and low > high:
            self._fail(opening, "This range ends before it begins.", "Write the lower end first.")
        return Within(column, low, high, negated)

    def _column(self) -> str:
        token = self._next(
            "A condition begins with a flag or scalar.", "Write it like loss < -0.5."
        )
        if token.kind == "name":
            return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)
        if token.kind != "word":
            self._fail(token, f"{token.text} is not the name of a flag or scalar.", "")
        name = token.text
        bare = name.removeprefix("scalar:")
        following = self._peek()
        if bare in get_args(Aggregate) and following is not None and following.kind == "word":
            after = self._peek(1)
            if following.keyword not in ("in", "is", "not", "contains") or (
                after is not None and after.kind == "operator"
            ):
                self._at += 1
                return f"{name} {following.text}"
        return name

    def _value(self) -> Value:
        token = self._next("A value is missing.", "Write a number or a word.")
        if token.kind == "quoted":
            return read_scalar(token.text)
        if token.kind != "word":
            self._fail(
                token, f"{token.text} is not a value.", "Put a text with such signs in quotes."
            )
        return read_scalar(token.text)

    def _number(self) -> float:
        token = self._peek()
        value = self._value()
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            self._fail(token, "The ends of a range are numbers.", "Name texts as in [a, b].")
        return value

    def _peek(self, ahead: int = 0) -> _Token | None:
        index = self._at + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    def _next(self, message: str, hint: str) -> _Token:
        token = self._peek()
        if token is None:
            self._fail(None, message, hint)
        self._at += 1
        return token

    def _take(self, keyword: str) -> bool:
        token = self._peek()
        found = token is not None and token.keyword == keyword
        self._at += found
        return found

    def _is_mark(self, mark: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token is not None and token.kind == "mark" and token.text == mark

    def _take_mark(self, mark: str) -> bool:
        found = self._is_mark(mark)
        self._at += found
        return found

    def _need_mark(self, mark: str) -> None:
        if not self._take_mark(mark):
            self._fail(self._peek(), f"A {mark} is missing.", "Close what was opened.")

    def _fail(self, token: _Token | None, message: str, hint: str) -> NoReturn:
        start, end = (self._end, self._end) if token is None else (token.start, token.end)
        raise FilterError(message, hint, start, end)


def _comparison(column: str, operator: Operator, value: Value) -> Clause:
    """A bound by a number is the same as a range that is open at its other end."""
    if isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value):
        if operator == "<=":
            return Within(column, None, value)
        if operator == ">=":
            return Within(column, value, None)
    return Comparison(column, operator, value)


def _scan(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            sign = text[at]
            hint = "Close the quotes." if sign in "'\"`" else "Put texts with such signs in quotes."
            raise FilterError(f"{sign} cannot be read here.", hint, at, at + 1)
        if found.lastgroup != "space":
            tokens.append(_Token(found.lastgroup, found[0], found.start(), found.end()))
        at = found.end()
    return tokens


def _flat(clauses: list[Clause], kind: type[And | Or]) -> tuple[Clause, ...]:
    """Conditions of the same kind joined to one list: ``(a and b) and c`` is ``a and b and c``."""
    flat: list[Clause] = []
    for clause in clauses:
        flat += clause.clauses if isinstance(clause, kind) else (clause,)
    return tuple(flat)
