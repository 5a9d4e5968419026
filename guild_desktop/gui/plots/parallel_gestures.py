"""Mouse gestures of the parallel plot: what a person does on it becomes clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_arrow import arrow_at
from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale
from guild_desktop.gui.plots.brush import (
    CLICK,
    NumberDrag,
    Part,
    Spans,
    grip_at,
    pick_category,
    sweep_categories,
)
from guild_desktop.gui.plots.brush_clauses import (
    categories_clause,
    clause_categories,
    clause_spans,
    spans_clause,
)
from guild_desktop.gui.plots.nearest import nearest_line
from guild_desktop.gui.plots.text import literal_tip

if TYPE_CHECKING:
    from guild_desktop.core.clause import Clause
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot

_CURSORS = {
    Part.FREE: Qt.CursorShape.SizeVerCursor,
    Part.LOW_END: Qt.CursorShape.SizeVerCursor,
    Part.HIGH_END: Qt.CursorShape.SizeVerCursor,
    Part.INSIDE: Qt.CursorShape.OpenHandCursor,
}


@dataclass(slots=True, eq=False)
class _AxisPress:
    """A press on an axis that has not been released; ``drag`` only on an axis of numbers."""

    axis: Axis
    start: float
    drag: NumberDrag | None
    picked: frozenset[str]
    adding: bool
    moved: bool = False


class ParallelGestures:
    """Turns mouse events of the plot into previews and steps of the selection; owned by the plot.

    Positions are in the coordinates of the plot's viewport.
    """

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot
        self._press: _AxisPress | None = None
        self._title: int | None = None
        self._arrow: int | None = None
        self._start = QPointF()
        self.ghost: tuple[int, float] | None = None
        self.hovered_arrow: int | None = None
        self.ringed_axis: str | None = None

    @property
    def is_dragging(self) -> bool:
        """Whether the button is down on an axis or a title."""
        return self._press is not None or self._title is not None

    def press(self, at: QPointF, *, adding: bool) -> None:
        """The left button goes down; ``adding`` (Shift) keeps the ranges there are."""
        plot = self._plot
        geometry = plot.geometry_now
        self._start = at
        if geometry is None:
            return
        self._arrow = arrow_at(geometry, at)
        if self._arrow is not None:
            return
        index = geometry.axis_at(at.x(), at.y())
        if index is None:
            self._title = geometry.title_at(at.x(), at.y())
            if self._title is not None:
                self.ringed_axis = plot.axes.shown[self._title].name
            return
        axis = plot.axes.shown[index]
        self.ringed_axis, self.ghost = axis.name, None
        start = geometry.fraction(at.y())
        clauses = plot.clauses_on(axis)
        if isinstance(axis.scale, CategoryScale):
            picked = clause_categories(clauses, axis.column)
            self._press = _AxisPress(axis, start, None, picked, adding)
        else:
            drag = NumberDrag(
                axis.scale, clause_spans(clauses), start, geometry.length, adding=adding
            )
            self._press = _AxisPress(axis, start, drag, frozenset(), adding)
        plot.hold(held=True)

    def move(self, at: QPointF) -> None:
        """The mouse moves with the left button down."""
        plot, press, geometry = self._plot, self._press, self._plot.geometry_now
        if press is None or geometry is None:
            if self._title is not None:
                self._drag_title(at)
            return
        if abs(at.y() - self._start.y()) > CLICK:
            press.moved = True
        if press.moved:
            clause = self._dragged_clause(press, geometry.fraction(at.y()))
            selection = plot.session.selection
            plot.session.preview_selection(selection.with_column(press.axis.name, clause))

    def _dragged_clause(self, press: _AxisPress, fraction: float) -> Clause | None:
        scale = press.axis.scale
        if press.drag is not None:
            return spans_clause(press.axis.name, press.drag.move(fraction))
        if not isinstance(scale, CategoryScale):
            return None
        picked = sweep_categories(scale, press.picked, press.start, fraction, adding=press.adding)
        return categories_clause(press.axis.column, picked)

    def release(self, at: QPointF, *, toggling: bool) -> None:
        """The left button goes up: a drag becomes one step that can be undone, a click picks."""
        plot, press, geometry = self._plot, self._press, self._plot.geometry_now
        arrow, self._arrow = self._arrow, None
        if arrow is not None and geometry is not None:
            if arrow == arrow_at(geometry, at):
                plot.actions_on.flip(plot.axes.shown[arrow])
            return
        was_title = self._title is not None
        if was_title:
            plot.session.set_arrangement(plot.session.arrangement, plot.tr("move an axis"))
        self._press = self._title = None
        plot.hold(held=False)
        plot.viewport().unsetCursor()
        if press is None or geometry is None:
            if not was_title and (at - self._start).manhattanLength() <= CLICK:
                self._pick_line(at, adding=toggling)
            return
        if press.moved:
            clause = self._dragged_clause(press, geometry.fraction(at.y()))
            self.set_clause(press.axis, clause)
            plot.brushed.emit()
            return
        self._click(press, toggling=toggling)

    def _click(self, press: _AxisPress, *, toggling: bool) -> None:
        scale = press.axis.scale
        if isinstance(scale, CategoryScale):
            band = scale.band_at(press.start)
            if band is not None:
                picked = pick_category(scale, press.picked, band, toggle=toggling)
                self.set_clause(press.axis, categories_clause(press.axis.column, picked))
                self._plot.brushed.emit()

    def set_clause(self, axis: Axis, clause: Clause | None) -> None:
        """Make ``clause`` what the brush on ``axis`` says, as one step."""
        session = self._plot.session
        text = self._plot.tr("Brush {name}").format(name=axis.name)
        session.set_selection(session.selection.with_column(axis.name, clause), text)

    def set_spans(self, axis: Axis, spans: Spans) -> None:
        """Make ``spans`` the ranges on ``axis``, as one step."""
        self.set_clause(axis, spans_clause(axis.name, spans))

    def clear_axis(self, axis: Axis) -> None:
        """Remove every clause about ``axis``."""
        if self._plot.clauses_on(axis):
            self.set_clause(axis, None)

    def clear_all(self) -> None:
        """Remove all clauses."""
        session = self._plot.session
        if session.selection.clauses:
            session.set_selection(session.selection.cleared(), self._plot.tr("Clear filters"))

    def double_click(self, at: QPointF) -> None:
        """On an axis its clauses go, on free area all of them."""
        geometry = self._plot.geometry_now
        if geometry is None:
            return
        index = None if arrow_at(geometry, at) is not None else geometry.axis_at(at.x(), at.y())
        if index is not None:
            self.clear_axis(self._plot.axes.shown[index])
        elif geometry.title_at(at.x(), at.y()) is None and arrow_at(geometry, at) is None:
            self.clear_all()

    def cancel(self) -> bool:
        """Give up a drag and return to the ranges from before it; False if there is none."""
        press = self._press
        if press is None:
            return False
        self._press = None
        session = self._plot.session
        before = press.drag.before if press.drag is not None else ()
        scale = press.axis.scale
        clause = (
            categories_clause(press.axis.column, press.picked)
            if isinstance(scale, CategoryScale)
            else spans_clause(press.axis.name, before)
        )
        session.preview_selection(session.selection.with_column(press.axis.name, clause))
        self._plot.hold(held=False)
        return True

    def hover(self, at: QPointF) -> None:
        """The mouse moves without a button: cursor, ghost handle, and the run under it."""
        plot, geometry = self._plot, self._plot.geometry_now
        if geometry is None:
            return
        index = geometry.axis_at(at.x(), at.y())
        ghost, cursor, run, tip = None, None, None, ""
        title, arrow = geometry.title_at(at.x(), at.y()), arrow_at(geometry, at)
        if arrow is not None:
            tip = plot.tr("Turn this axis round (F)")
            cursor = Qt.CursorShape.PointingHandCursor
        elif index is not None:
            axis, fraction = plot.axes.shown[index], geometry.fraction(at.y())
            cursor = Qt.CursorShape.PointingHandCursor
            if isinstance(axis.scale, NumberScale):
                spans = clause_spans(plot.clauses_on(axis))
                part = grip_at(axis.scale, spans, fraction, geometry.length).part
                cursor = _CURSORS[part]
                if part is Part.FREE:
                    ghost = (index, min(max(at.y(), geometry.top), geometry.bottom))
        elif title is not None:
            tip = literal_tip(plot.axes.shown[title].name)
            cursor = Qt.CursorShape.SizeHorCursor
        else:
            run = self._line_at(at)
        plot.viewport().setToolTip(tip)
        if cursor is None:
            plot.viewport().unsetCursor()
        else:
            plot.viewport().setCursor(cursor)
        if (ghost, arrow) != (self.ghost, self.hovered_arrow):
            self.ghost, self.hovered_arrow = ghost, arrow
            plot.viewport().update()
        self._set_hover(run)

    def leave(self) -> None:
        """The mouse has left the plot."""
        self.ghost = self.hovered_arrow = None
        self._set_hover(None)
        self._plot.viewport().update()

    def _set_hover(self, run: int | None) -> None:
        session, runs = self._plot.session, self._plot.runs
        run_id = None if run is None else session.frame.ids[runs.rows[run]]
        if run_id != session.hover:
            session.set_hover(run_id)

    def _line_at(self, at: QPointF) -> int | None:
        plot = self._plot
        geometry = plot.geometry_now
        if geometry is None or not plot.runs.rows.size or at.y() < geometry.top - 14.0:
            return None
        candidates = plot.in_focus if plot.in_focus.any() else ~plot.in_focus
        return nearest_line(plot.plan.xs, plot.plan.heights, candidates, at.x(), at.y())

    def _pick_line(self, at: QPointF, *, adding: bool) -> None:
        """Pick the run whose line was clicked; Ctrl picks it besides the others or lets go of it."""
        session = self._plot.session
        run = self._line_at(at)
        picked = session.highlight if adding else ()
        if run is None:
            if not adding and session.highlight:
                session.set_highlight(())
            return
        run_id = session.frame.ids[self._plot.runs.rows[run]]
        rest = tuple(other for other in picked if other != run_id)
        session.set_highlight(rest if len(rest) < len(picked) else (*rest, run_id))

    def _drag_title(self, at: QPointF) -> None:
        plot, geometry = self._plot, self._plot.geometry_now
        if geometry is None or self._title is None or geometry.xs.size < 2:
            return
        plot.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        place = round((at.x() - float(geometry.xs[0])) / geometry.spacing)
        place = min(max(place, 0), geometry.xs.size - 1)
        if place != self._title:
            plot.move_axis(self._title, place, preview=True)
            self._title = place
