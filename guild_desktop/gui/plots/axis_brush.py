"""What the clauses of a selection say about one axis: ranges, categories and lanes; and back to clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from guild_desktop.core.clause import Clause, Or
from guild_desktop.core.selection import Selection
from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_scale import CategoryScale, Span
from guild_desktop.gui.plots.brush import Spans
from guild_desktop.gui.plots.brush_clauses import (
    categories_clause,
    clause_categories,
    clause_spans,
    joined,
    left_out_categories,
    spans_clause,
)
from guild_desktop.gui.plots.lane_clauses import STATUS, lane_clause, lanes_of
from guild_desktop.gui.plots.placed_runs import Lane


@dataclass(frozen=True, slots=True)
class AxisBrush:
    """Immutable: the ``spans`` of an axis of numbers, or the categories ``kept`` or ``left_out`` of others.

    Runs in one of the ``lanes`` are wanted besides.
    """

    spans: Spans = ()
    kept: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    lanes: frozenset[Lane] = frozenset()

    def toggling(self, lane: Lane, *, adding: bool) -> AxisBrush:
        """With only this lane, or (``adding``) with it beside the rest; without it if it was there."""
        rest = self if adding else AxisBrush()
        if lane in self.lanes and (adding or self == AxisBrush(lanes=frozenset({lane}))):
            return replace(rest, lanes=rest.lanes - {lane})
        return replace(rest, lanes=rest.lanes | {lane})

    def turned_over(self) -> AxisBrush:
        """What is kept is left out, and the reverse."""
        spans = tuple(replace(span, left_out=not span.left_out) for span in self.spans)
        return AxisBrush(spans, self.left_out, self.kept)

    def leaving_out(self, names: frozenset[str]) -> AxisBrush:
        """Without some categories; with them again if exactly these were left out."""
        if self.kept - names:
            return replace(self, kept=self.kept - names)
        left_out = self.left_out - names if names <= self.left_out else self.left_out | names
        return replace(self, kept=frozenset(), left_out=left_out)


def clauses_on(selection: Selection, axis: Axis) -> tuple[Clause, ...]:
    """The clauses of a selection about ``axis`` alone, or about states that have a lane there."""
    return tuple(clause for clause in selection.clauses if _is_about(clause, axis))


def read_brush(selection: Selection, axis: Axis) -> AxisBrush:
    """What counts of a selection about ``axis``; nothing where a brush cannot show it."""
    clauses = [clause for clause in selection.active if _is_about(clause, axis)]
    if not clauses:
        return AxisBrush()
    lanes: set[Lane] = set()
    rest: list[Clause] = []
    for clause in clauses:
        found, others = _split(clause, axis)
        lanes |= found
        if others:
            rest.append(joined(others, Or))
    brush = AxisBrush(lanes=frozenset(lanes))
    if not isinstance(axis.scale, CategoryScale):
        return replace(brush, spans=clause_spans(rest))
    left_out = left_out_categories(rest, axis.column)
    if left_out is not None:
        return replace(brush, left_out=left_out)
    return replace(brush, kept=clause_categories(rest, axis.column))


def brush_clause(axis: Axis, brush: AxisBrush) -> Clause | None:
    """The clause that a brush on ``axis`` means; None if it asks for nothing."""
    if isinstance(axis.scale, CategoryScale):
        clause = categories_clause(axis.column, brush.kept) or categories_clause(
            axis.column, brush.left_out, left_out=True
        )
    else:
        clause = spans_clause(axis.name, brush.spans)
        if clause is None and any(span == Span(None, None) for span in brush.spans):
            return None
    parts = [] if clause is None else [clause]
    parts += [lane_clause(axis, lane) for lane in sorted(brush.lanes)]
    return joined(parts, Or) if parts else None


def with_brush(selection: Selection, axis: Axis, brush: AxisBrush) -> Selection:
    """The selection with ``brush`` in place of all it said about ``axis``."""
    clause = brush_clause(axis, brush)
    for old in clauses_on(selection, axis):
        if old.columns != {axis.name}:
            selection = selection.without(selection.clauses.index(old))
    if clause is None or clause.columns == {axis.name}:
        return selection.with_column(axis.name, clause)
    return selection.with_column(axis.name, None).with_clause(clause)


def _is_about(clause: Clause, axis: Axis) -> bool:
    if clause.columns == {axis.name}:
        return True
    if STATUS not in clause.columns or not clause.columns <= {axis.name, STATUS}:
        return False
    _, others = _split(clause, axis)
    return all(part.columns == {axis.name} for part in others)


def _split(clause: Clause, axis: Axis) -> tuple[set[Lane], Sequence[Clause]]:
    """The lanes among the parts of which one must hold, and the other parts."""
    clauses = {lane_clause(axis, lane): lane for lane in lanes_of(axis)}
    parts = clause.clauses if isinstance(clause, Or) and clause not in clauses else (clause,)
    lanes = {clauses[part] for part in parts if part in clauses}
    return lanes, [part for part in parts if part not in clauses]
