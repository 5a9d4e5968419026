"""Clauses on one column as ranges and picked categories of its axis, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guild_desktop.core.filter import Clause, Comparison, OneOf, Or, Within
from guild_desktop.gui.plots.axis_scale import CategoryScale, Span
from guild_desktop.gui.plots.brush import Spans


def spans_clause(column: str, spans: Spans) -> Clause | None:
    """The clause that holds for values in any of ``spans`` of ``column``; None without a condition."""
    clauses = [Within(column, span.low, span.high) for span in spans]
    if not clauses or any(span == Span(None, None) for span in spans):
        return None
    return clauses[0] if len(clauses) == 1 else Or(tuple(clauses))


def categories_clause(column: str, scale: CategoryScale, picked: frozenset[str]) -> Clause | None:
    """The clause that holds for the ``picked`` categories, in the order of the axis."""
    if not picked:
        return None
    return OneOf(column, tuple(label for label in scale.labels if label in picked))


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


def clause_categories(clauses: Sequence[Clause], scale: CategoryScale) -> frozenset[str]:
    """The categories that satisfy all ``clauses`` about one column of texts; none if none are about it."""
    picked: frozenset[str] | None = None
    everything = frozenset(scale.labels)
    for clause in clauses:
        found = _categories_of(clause, everything)
        if found is not None:
            picked = found if picked is None else picked & found
    return picked or frozenset()


def _spans_of(clause: Clause) -> Spans | None:
    if isinstance(clause, Within) and not clause.negated:
        return (Span(clause.low, clause.high),)
    if isinstance(clause, Comparison) and _is_number(clause.value):
        value = float(clause.value)
        if clause.operator in {"<", "<="}:
            return (Span(None, value),)
        if clause.operator in {">", ">="}:
            return (Span(value, None),)
        if clause.operator == "=":
            return (Span(value, value),)
    if isinstance(clause, OneOf) and not clause.negated and all(map(_is_number, clause.values)):
        return tuple(Span(float(value), float(value)) for value in clause.values)
    if isinstance(clause, Or):
        parts = [_spans_of(part) for part in clause.clauses]
        if all(part is not None for part in parts):
            return tuple(span for part in parts if part is not None for span in part)
    return None


def _categories_of(clause: Clause, everything: frozenset[str]) -> frozenset[str] | None:
    if isinstance(clause, OneOf):
        named = everything & frozenset(str(value) for value in clause.values)
        return everything - named if clause.negated else named
    if isinstance(clause, Comparison) and clause.operator in {"=", "!="}:
        named = everything & {str(clause.value)}
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


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
