"""The filter language: conditions as people type them into the filter bar and after ``-F``."""

from __future__ import annotations

import math
import re
from collections.abc import Collection

from guild_desktop.core.clause import (
    And,
    Clause,
    ColumnPair,
    Comparison,
    Contains,
    Except,
    Not,
    OneOf,
    Operator,
    Or,
    Undefined,
    Within,
)
from guild_desktop.core.clause_text import operand
from guild_desktop.core.column_names import TEXT_FIELDS, field_of
from guild_desktop.core.filter_reader import FilterReader
from guild_desktop.core.run import Status
from guild_desktop.core.truth import is_ordered
from guild_desktop.core.values import Value, read_word

__all__ = [
    "And",
    "Clause",
    "ColumnPair",
    "Comparison",
    "Contains",
    "Except",
    "Not",
    "OneOf",
    "Or",
    "Undefined",
    "Within",
    "parse_condition",
    "parse_filter",
    "top_level_clauses",
]

_OPERATORS: dict[str, Operator] = {
    "<=": "<=",
    ">=": ">=",
    "==": "=",
    "!=": "!=",
    "<>": "!=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "=": "=",
    "<": "<",
    ">": ">",
}
_OPERATOR = re.compile("|".join(_OPERATORS))
_SLIP = re.compile(r"=<|=>|=!|!|&+|\|+")
_STATES = {
    **{status.value: status.value for status in Status},
    # As the window calls them.
    "planned": Status.PENDING.value,
    "failed": Status.ERROR.value,
    "stopped": Status.TERMINATED.value,
    "stopped early": Status.PRUNED.value,
    "interrupted": Status.LOST.value,
}
_MEANT = {"=<": "<=", "=>": ">=", "=!": "!="}
_RANGE_END = re.compile(r"""[^\s()\[\],=<>!≤≥≠'"`:]*""")
_RANGE = re.compile(rf"\[\s*{_RANGE_END.pattern}\s*:")


def parse_filter(text: str) -> Clause:
    """The condition that ``text`` states; ``FilterError`` with its place if it states none.

    ``NAME op VALUE`` with ``= == != <> < <= > >=``, ``in [a, b]`` or ``in (a, b)`` for a set, ``in
    [low:high]`` for a range with its ends, either of which may be left out, ``not in``, ``contains``, ``not
    contains``, ``is undefined``, ``is not undefined``. ``not`` binds tightest, as does ``except``, then
    ``and``, then ``or``. Values are those of flags (``1e-3``, ``true``, ``null``, ``'quoted text'``, ``[16,
    32]``); names with odd characters stand in backquotes, as does the name of another column in place of a
    value: ``warmup < `epochs```.
    """
    return _Parser(text).whole()


def parse_condition(text: str, flags: Collection[str]) -> Clause:
    """The condition on these flags that ``text`` states; ``FilterError`` with its place if it states none.

    The language of ``parse_filter``, in which every name is a flag's, and a word without quotes that is
    the name of a flag stands for it after an operator too: ``warmup < epochs``.
    """
    return _Parser(text, flags).whole()


def top_level_clauses(text: str) -> tuple[Clause, ...]:
    """The conditions that ``and`` joins at the top of ``text``, one by one."""
    clause = parse_filter(text)
    return clause.clauses if isinstance(clause, And) else (clause,)


class _Parser:
    """Recursive descent over one text: a method for each thing the grammar names."""

    def __init__(self, text: str, flags: Collection[str] | None = None) -> None:
        self._reader = FilterReader(text)
        self._flags = flags

    def whole(self) -> Clause:
        clause = self._any_of(0)
        if not self._reader.is_at_end():
            raise self._reader.error_here(
                "The condition ends before this.", "Join conditions with and, or."
            )
        return clause

    def _any_of(self, depth: int) -> Clause:
        clauses = [self._all_of(depth)]
        while self._reader.take_word("or"):
            clauses.append(self._all_of(depth))
        return clauses[0] if len(clauses) == 1 else Or(_flat(clauses, Or))

    def _all_of(self, depth: int) -> Clause:
        clauses = [self._maybe_not(depth)]
        while self._reader.take_word("and"):
            clauses.append(self._maybe_not(depth))
        return clauses[0] if len(clauses) == 1 else And(_flat(clauses, And))

    def _maybe_not(self, depth: int) -> Clause:
        reader = self._reader
        for word, kind in (("not", Not), ("except", Except)):
            if reader.take_word(word):
                reader.check_depth(depth)
                return kind(self._maybe_not(depth + 1))
        start = reader.skip_space()
        if not reader.take("("):
            return self._condition()
        reader.check_depth(depth)
        clause = self._any_of(depth + 1)
        if not reader.take(")"):
            raise reader.error("A parenthesis is not closed.", "Add a ).", start, start + 1)
        return clause

    def _condition(self) -> Clause:
        reader = self._reader
        start = reader.skip_space()
        column = self._known(reader.name(), start)
        operator = self._operator()
        if operator is not None:
            return self._comparison(column, operator)
        if reader.take_word("is"):
            negated = reader.take_word("not")
            if reader.take_word("undefined"):
                return Undefined(column, negated)
            raise reader.error_here(
                "After is, only undefined makes sense.", "To compare, write = or !=."
            )
        negated = reader.take_word("not")
        if reader.take_word("in"):
            return self._members(column, negated=negated)
        if reader.take_word("contains"):
            return Contains(column, reader.text_value(), negated)
        if negated:
            raise reader.error_here(
                "After not, in or contains is missing.", "Write it like x not in [0:1]."
            )
        raise reader.error_here(
            "An operator is missing after the name.",
            "Use one of = != < <= > >=, in, contains, is undefined.",
        )

    def _operator(self) -> Operator | None:
        start = self._reader.skip_space()
        match = self._reader.match(_OPERATOR)
        slip = self._reader.match(_SLIP)
        if slip is not None and (match is None or slip.end() > match.end()):
            meant = _MEANT.get(slip[0])
            hint = f"Write {meant}." if meant else "Use one of = != < <= > >=."
            raise self._reader.error(f"{slip[0]} is no operator.", hint, start, slip.end())
        if match is None:
            return None
        self._reader.at = match.end()
        return _OPERATORS[match[0]]

    def _known(self, name: str, start: int) -> str:
        """The column that a name means where only some flags may be meant."""
        return name if self._flags is None else self._reader.flag_of(name, self._flags, start)

    def _other_column(self, operator: Operator) -> str | None:
        """The name of a column that stands in place of a value, None if a value does."""
        reader = self._reader
        start = reader.skip_space()
        word = reader.bare_word()
        if reader.peek() == "`":
            return self._known(reader.backquoted(), start)
        if self._flags is None or not word:
            return None
        is_order = operator not in {"=", "!="}
        # Nobody asks whether a number comes before a word: that is a flag's name with a slip in it.
        is_name = word in self._flags or (is_order and isinstance(read_word(word), str))
        if not is_name:
            return None
        reader.at += len(word)
        return self._known(word, start)

    def _comparison(self, column: str, operator: Operator) -> Clause:
        other = self._other_column(operator)
        if other is not None:
            return ColumnPair(column, operator, other)
        value = self._value_for(column)
        # At infinity a range has no end, and would print as one without.
        if is_ordered(value) and abs(value) != math.inf:
            if operator == "<=":
                return Within(column, None, value)
            if operator == ">=":
                return Within(column, value, None)
        return Comparison(column, operator, value)

    def _value_for(self, column: str) -> Value:
        reader = self._reader
        start = reader.skip_space()
        if field_of(column) == "status":
            return _state(reader.field_value(), reader, start)
        if field_of(column) in TEXT_FIELDS:
            return reader.field_value()
        value = reader.value()
        if isinstance(operand(column, value), str) and field_of(column) == "started":
            raise reader.error(
                "This is no date.", "Write 2026-11-23 or '2026-11-23 14:30'.", start, reader.at
            )
        return value

    def _members(self, column: str, *, negated: bool) -> Clause:
        reader = self._reader
        start = reader.skip_space()
        if reader.match(_RANGE):
            return self._range(column, negated=negated)
        closing = {"[": "]", "(": ")"}.get(reader.peek())
        if closing is None:
            raise reader.error_here(
                "After in, values are missing.", "Write [a, b] for some of them, [0:1] for a range."
            )
        reader.at += 1
        values: list[Value] = []
        while not reader.take(closing):
            if (values and not reader.take(",")) or reader.is_at_end():
                raise reader.unclosed(start, closing)
            values.append(self._value_for(column))
        if not values:
            raise reader.error(
                "A set needs values.", "Write at least one, as in [a].", start, reader.at
            )
        return OneOf(column, tuple(values), negated)

    def _range(self, column: str, *, negated: bool) -> Clause:
        reader = self._reader
        start = reader.at
        reader.at += 1
        low = self._range_end()
        reader.take(":")
        high = self._range_end()
        if reader.take(":"):
            raise reader.error("A range has two ends.", "Write it like [0:1].", start, reader.at)
        if not reader.take("]"):
            raise reader.unclosed(start, "]")
        return Within(column, low, high, negated)

    def _range_end(self) -> float | None:
        reader = self._reader
        start = reader.skip_space()
        match = reader.match(_RANGE_END)
        if match is None or not match[0]:
            return None
        reader.at = match.end()
        number = read_word(match[0])
        if not is_ordered(number):
            hint = "Write it like [0:1]; put texts that hold a colon in quotes."
            raise reader.error("The ends of a range are numbers.", hint, start, reader.at)
        return number


def _state(word: str | None, reader: FilterReader, start: int) -> str | None:
    """The state that ``word`` names; ``FilterError`` if there is none of that name."""
    if word is None or word.casefold() in _STATES:
        return None if word is None else _STATES[word.casefold()]
    names = ", ".join(Status)
    raise reader.error(
        f"There is no state called {word}.", f"The states are {names}.", start, reader.at
    )


def _flat(clauses: list[Clause], kind: type[And | Or]) -> tuple[Clause, ...]:
    """One list where parts of the same kind were joined: ``(a and b) and c`` is ``a and b and c``."""
    flat: list[Clause] = []
    for clause in clauses:
        flat.extend(clause.clauses if isinstance(clause, kind) else (clause,))
    return tuple(flat)
