"""Mouse gestures and keys of the history: ranges across and upward, the run under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt

from guild_desktop.gui.plots.brush import CLICK
from guild_desktop.gui.plots.brush_clauses import spans_clause
from guild_desktop.gui.plots.cell_rectangles import How
from guild_desktop.gui.plots.history_order import across_clause
from guild_desktop.gui.plots.nearest import nearest_of_two

if TYPE_CHECKING:
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.plots.history_order import Positions
    from guild_desktop.gui.plots.history_plot import HistoryPlot

THIN = 14.0
"""A drag that is no thicker than so many pixels means only the axis along which it goes."""


class HistoryGestures:
    """Turns mouse events of the history into previews and steps of the selection; owned by the plot."""

    def __init__(self, plot: HistoryPlot) -> None:
        self._plot = plot
        self._start: QPointF | None = None
        self._before: Selection | None = None
        self._moved = False

    @property
    def is_dragging(self) -> bool:
        """Whether the button went down and has not come up."""
        return self._start is not None

    def press(self, at: QPointF, _how: How) -> None:
        """The left button goes down; each drag is the only one here."""
        if not self._plot.runs.rows.size:
            return
        self._start, self._moved = at, False
        self._before = self._plot.session.selection
        self._plot.hold(held=True)

    def move(self, at: QPointF) -> None:
        """The mouse moves with the button down."""
        if self._start is not None and (at - self._start).manhattanLength() > CLICK:
            self._moved = True
        if self._moved:
            self._plot.session.preview_selection(self._brushed(at))

    def release(self, at: QPointF, *, toggling: bool) -> None:
        """The button goes up: a range becomes one step that can be undone, a click picks a run."""
        started, moved, plot = self._start, self._moved, self._plot
        plot.hold(held=False)
        if started is not None and moved:
            text = plot.tr("brush the history")
            plot.session.set_selection(self._brushed(at), text)
        elif started is not None:
            plot.session.pick(self._id_at(at), adding=toggling)
        self._start = self._before = None

    def _brushed(self, at: QPointF) -> Selection:
        """The selection with the range from the press to ``at`` in place of earlier ones on its axes.

        A drag beside an axis means that axis; one in the frame means those along which it is long.
        """
        plot, start = self._plot, self._start or at
        selection = self._before or plot.session.selection
        border = plot.frame_now.border
        moved = at - start
        across = (
            start.y() > border.bottom() or abs(moved.x()) > THIN or abs(moved.x()) > abs(moved.y())
        )
        upward = (
            start.x() < border.left() or abs(moved.y()) > THIN or abs(moved.y()) > abs(moved.x())
        )
        if start.y() > border.bottom():
            upward = False
        elif start.x() < border.left():
            across = False
        if across:
            selection = self._across(selection, start, at)
        axis = plot.axes.upward
        if upward and axis is not None:
            frame, scale = plot.frame_now, plot.axes.scale
            first, last = frame.fractions(start)[1], frame.fractions(at)[1]
            span = scale.span_between(first, last, frame.height)
            selection = selection.with_column(axis.name, spans_clause(axis.name, (span,)))
        return selection

    def _across(self, selection: Selection, start: QPointF, at: QPointF) -> Selection:
        plot, order = self._plot, self._plot.order
        low, high = sorted(plot.frame_now.fractions(point)[0] for point in (start, at))
        first, last = float(order.xs[0]), float(order.xs[-1])
        room = last - first
        starts = plot.session.frame.column("started").values[order.rows]
        clause = across_clause(order, starts, first + low * room, first + high * room)
        return selection.with_column(order.column, clause)

    def _id_at(self, at: QPointF) -> str | None:
        """The run whose point is under the mouse."""
        plot = self._plot
        if not plot.runs.rows.size or not plot.frame_now.border.contains(at):
            return None
        run = nearest_of_two(plot.xs, plot.ys, plot.in_focus, at.x(), at.y())
        return None if run is None else plot.session.frame.ids[plot.runs.rows[run]]

    def hover(self, at: QPointF) -> None:
        """The mouse moves without a button: cursor, and the run under it."""
        plot, run = self._plot, self._id_at(at)
        border, shapes = plot.frame_now.border, Qt.CursorShape
        if not plot.runs.rows.size:
            plot.viewport().unsetCursor()
        elif border.contains(at):
            shape = shapes.CrossCursor if run is None else shapes.PointingHandCursor
            plot.viewport().setCursor(shape)
        else:
            below = at.y() > border.bottom()
            plot.viewport().setCursor(shapes.SizeHorCursor if below else shapes.SizeVerCursor)
        plot.session.set_hover(run)

    def walk(self, by_x: Positions, step: int) -> None:
        """Pick the next run in focus after the picked one, or before it; the last one if none is picked."""
        plot, session = self._plot, self._plot.session
        plot.refresh()
        shown = by_x[plot.in_focus[by_x]]
        if not shown.size:
            return
        ids, rows = session.frame.ids, plot.runs.rows
        at = shown.size - 1
        if session.highlight:
            position = session.frame.find(session.highlight[-1])
            found = np.flatnonzero(rows[shown] == position)
            if found.size:
                at = int(np.clip(found[0] + step, 0, shown.size - 1))
        session.set_highlight((ids[rows[shown[at]]],))

    def double_click(self, at: QPointF, *, pinning: bool) -> None:
        """The filters on both axes go if there are any, else all filters.

        With Ctrl (``pinning``) the run at the mouse is pinned, or let go of.
        """
        plot, session = self._plot, self._plot.session
        if pinning:
            run = self._id_at(at)
            if run is not None:
                session.toggle_pin(run)
            return
        fewer = session.selection.with_column(plot.order.column, None)
        if plot.axes.upward is not None:
            fewer = fewer.with_column(plot.axes.upward.name, None)
        selection = fewer if fewer != session.selection else session.selection.cleared()
        if selection != session.selection:
            session.set_selection(selection, plot.tr("clear the brush"))

    def escape(self) -> None:
        """Give up the range that is being dragged; without one clear all filters."""
        session = self._plot.session
        if self._start is not None:
            session.give_up_selection()
            self._start = None
            self._plot.hold(held=False)
        elif session.selection.clauses:
            session.set_selection(session.selection.cleared(), self._plot.tr("clear filters"))
