"""Clauses on one column as ranges and picked categories of its axis, and back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from guild_desktop.core.clause import And, Clause, Comparison, OneOf, Or, Within
from guild_desktop.core.column import Column
from guild_desktop.core.values import Value, format_value
from guild_desktop.gui.plots.axis_scale import CategoryScale, Span
from guild_desktop.gui.plots.brush import Spans

if TYPE_CHECKING:
    from guild_desktop.gui.plots.axes import Axis


def spans_clause(column: str, spans: Spans) -> Clause | None:
    """The clause that holds for values in any of ``spans`` of ``column`` and in none that is left out.

    None without a condition.
    """
    kept = [Within(column, span.low, span.high) for span in spans if not span.left_out]
    if any(span.low is None and span.high is None for span in kept):
        kept = []
    parts: list[Clause] = [joined(kept, Or)] if kept else []
    parts += [Within(column, span.low, span.high, True) for span in spans if span.left_out]
    return joined(parts, And) if parts else None


def range_clause(axis: Axis, first: float, last: float, length: float) -> Clause | None:
    """The clause for the part of ``axis`` between two fractions; None for all of it."""
    scale = axis.scale
    if isinstance(scale, CategoryScale):
        bands = scale.bands_between(first, last)
        whole = len(bands) == scale.bands
        picked = frozenset() if whole else frozenset(scale.names(bands))
        return categories_clause(axis.column, picked)
    return spans_clause(axis.name, (scale.span_between(first, last, length),))


def joined(clauses: Sequence[Clause], kind: type[And | Or]) -> Clause:
    """One clause out of one or more."""
    return clauses[0] if len(clauses) == 1 else kind(tuple(clauses))


def categories_clause(
    column: Column, picked: frozenset[str], *, left_out: bool = False
) -> Clause | None:
    """The clause that holds for the ``picked`` labels of ``column``, or for all others (``left_out``).

    They are in their natural order. None without a label.
    """
    if not picked:
        return None
    pairs = zip(column.labels, column.categories, strict=True)
    values = tuple(category for label, category in pairs if label in picked)
    return OneOf(column.name, values, left_out)


def clause_spans(clauses: Sequence[Clause]) -> Spans:
    """The ranges to draw for the ``clauses`` about one column of numbers; () if ranges cannot show them.

    One clause may be several ranges; several clauses hold together, so their ranges are cut. Those that
    are left out come last.
    """
    return _spans_of_all(clauses) or ()


def clause_categories(clauses: Sequence[Clause], column: Column) -> frozenset[str]:
    """The labels of ``column`` that satisfy all ``clauses`` about it; none if there are no clauses."""
    picked: frozenset[str] | None = None
    everything = frozenset(column.labels)
    for clause in clauses:
        found = _categories_of(clause, everything)
        if found is not None:
            picked = found if picked is None else picked & found
    return picked or frozenset()


def left_out_categories(clauses: Sequence[Clause], column: Column) -> frozenset[str] | None:
    """The labels that ``clauses`` leave out, if that is all they do;
    None if they keep some or say other things.
    """
    left_out: frozenset[str] = frozenset()
    parts = [
        part for each in clauses for part in (each.clauses if isinstance(each, And) else (each,))
    ]
    for clause in parts:
        negated = isinstance(clause, OneOf) and clause.negated
        if not negated and not (isinstance(clause, Comparison) and clause.operator == "!="):
            return None
        left_out |= frozenset(column.labels) - clause_categories((clause,), column)
    return left_out or None


def _spans_of_all(clauses: Sequence[Clause]) -> Spans | None:
    kept: Spans | None = None
    left_out: Spans = ()
    for clause in clauses:
        found = _spans_of(clause)
        if found is None:
            return None
        left_out += tuple(span for span in found if span.left_out)
        wanted = tuple(span for span in found if not span.left_out)
        if wanted:
            kept = wanted if kept is None else tuple(_cut(kept, wanted))
    return (*(kept or ()), *left_out)


def _spans_of(clause: Clause) -> Spans | None:
    if isinstance(clause, Within):
        return (Span(clause.low, clause.high, clause.negated),)
    if isinstance(clause, Comparison) and (value := _number(clause.value)) is not None:
        if clause.operator in {"<", "<="}:
            return (Span(None, value),)
        if clause.operator in {">", ">="}:
            return (Span(value, None),)
        return (Span(value, value, clause.operator == "!="),)
    if isinstance(clause, OneOf):
        numbers = [_number(value) for value in clause.values]
        return tuple(
            Span(number, number, clause.negated) for number in numbers if number is not None
        )
    if isinstance(clause, And):
        return _spans_of_all(clause.clauses)
    if isinstance(clause, Or):
        parts = [_spans_of(part) for part in clause.clauses]
        spans = tuple(span for part in parts for span in part or ())
        mixed = len(parts) > 1 and any(span.left_out for span in spans)
        return None if mixed or None in parts else spans
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
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None
