"""Clauses on one column as ranges and picked categories of its axis, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guild_desktop.core.clause import Clause, Comparison, OneOf, Or, Within
from guild_desktop.core.column import Column
from guild_desktop.core.values import Value, format_value
from guild_desktop.gui.plots.axis_scale import Span
from guild_desktop.gui.plots.brush import Spans


def spans_clause(column: str, spans: Spans) -> Clause | None:
    """The clause that holds for values in any of ``spans`` of ``column``; None without a condition."""
    clauses = [Within(column, span.low, span.high) for span in spans]
    if not clauses or any(span == Span(None, None) for span in spans):
        return None
    return clauses[0] if len(clauses) == 1 else Or(tuple(clauses))


def categories_clause(column: Column, picked: frozenset[str]) -> Clause | None:
    """The clause that holds for the ``picked`` labels of ``column``, in their natural order."""
    if not picked:
        return None
    pairs = zip(column.labels, column.categories, strict=True)
    return OneOf(column.name, tuple(category for label, category in pairs if label in picked))


def clause_spans(clauses: Sequence[Clause]) -> Spans:
    """The ranges to draw for the ``clauses`` about one column of numbers; () if ranges cannot show them.

    One clause may be several ranges; several clauses hold together, so their ranges are cut.
    """
    spans: Spans | None = None
    for clause in clauses:
        found = _spans_of(clause)
        if found is None:
            return ()
        spans = found if spans is None else tuple(_cut(spans, found))
    return spans or ()


def clause_categories(clauses: Sequence[Clause], column: Column) -> frozenset[str]:
    """The labels of ``column`` that satisfy all ``clauses`` about it; none if there are no clauses."""
    picked: frozenset[str] | None = None
    everything = frozenset(column.labels)
    for clause in clauses:
        found = _categories_of(clause, everything)
        if found is not None:
            picked = found if picked is None else picked & found
    return picked or frozenset()


def _spans_of(clause: Clause) -> Spans | None:
    if isinstance(clause, Within) and not clause.negated:
        return (Span(clause.low, clause.high),)
    if isinstance(clause, Comparison) and (value := _number(clause.value)) is not None:
        if clause.operator in {"<", "<="}:
            return (Span(None, value),)
        if clause.operator in {">", ">="}:
            return (Span(value, None),)
        if clause.operator == "=":
            return (Span(value, value),)
    if isinstance(clause, OneOf) and not clause.negated:
        numbers = [_number(value) for value in clause.values]
        return tuple(Span(number, number) for number in numbers if number is not None)
    if isinstance(clause, Or):
        parts = [_spans_of(part) for part in clause.clauses]
        if all(part is not None for part in parts):
            return tuple(span for part in parts if part is not None for span in part)
    return None


def _categories_of(clause: Clause, everything: frozenset[str]) -> frozenset[str] | None:
    if isinstance(clause, OneOf):
        named = everything & frozenset(map(format_value, clause.values))
        return everything - named if clause.negated else named
    if isinstance(clause, Comparison) and clause.operator in {"=", "!="}:
        named = everything & {format_value(clause.value)}
        return named if clause.operator == "=" else everything - named
    if isinstance(clause, Or):
        parts = [_categories_of(part, everything) for part in clause.clauses]
        if all(part is not None for part in parts):
            return frozenset().union(*(part for part in parts if part is not None))
    return None


def _cut(first: Spans, second: Spans) -> Iterable[Span]:
    """The overlaps of the ranges of two clauses."""
    for one in first:
        for other in second:
            lows = [low for low in (one.low, other.low) if low is not None]
            highs = [high for high in (one.high, other.high) if high is not None]
            low, high = max(lows, default=None), min(highs, default=None)
            if low is None or high is None or low <= high:
                yield Span(low, high)


def _number(value: Value) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None
