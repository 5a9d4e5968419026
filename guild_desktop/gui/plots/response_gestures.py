"""Mouse gestures of the response: ranges of the flag and upward, the run or the model's value under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.brush import CLICK
from guild_desktop.gui.plots.brush_clauses import categories_clause, spans_clause
from guild_desktop.gui.plots.cell_rectangles import How
from guild_desktop.gui.plots.history_gestures import THIN
from guild_desktop.gui.plots.nearest import nearest_of_two

if TYPE_CHECKING:
    from guild_desktop.core.clause import Clause
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.response_plot import ResponsePlot


class ResponseGestures:
    """Turns mouse events into previews and steps of the selection; owned by the plot."""

    def __init__(self, plot: ResponsePlot) -> None:
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
        if self._plot.axes.across is None:
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
            plot.session.set_selection(self._brushed(at), plot.tr("brush the response"))
        elif started is not None:
            plot.session.pick(self._id_at(at), adding=toggling)
        self._start = self._before = None

    def hover(self, at: QPointF) -> None:
        """The mouse moves without a button: cursor, the run under it, and what the model says there."""
        plot, run = self._plot, self._id_at(at)
        border, shapes = plot.frame_now.border, Qt.CursorShape
        if plot.axes.across is None:
            plot.viewport().unsetCursor()
        elif border.contains(at):
            shape = shapes.CrossCursor if run is None else shapes.PointingHandCursor
            plot.viewport().setCursor(shape)
        else:
            below = at.y() > border.bottom()
            plot.viewport().setCursor(shapes.SizeHorCursor if below else shapes.SizeVerCursor)
        plot.point_at(at if run is None else None)
        plot.session.set_hover(run)

    def double_click(self, at: QPointF, *, pinning: bool) -> None:
        """The filters on both axes go if there are any, else all filters.

        With Ctrl (``pinning``) the run at the mouse is pinned, or let go of.
        """
        session = self._plot.session
        if pinning:
            run = self._id_at(at)
            if run is not None:
                session.toggle_pin(run)
            return
        fewer = session.selection
        for axis in self._axes:
            fewer = fewer.with_column(axis.name, None)
        selection = fewer if fewer != session.selection else session.selection.cleared()
        if selection != session.selection:
            session.set_selection(selection, self._plot.tr("clear the brush"))

    def escape(self) -> None:
        """Give up the range that is being dragged; without one clear all filters."""
        session = self._plot.session
        if self._start is not None:
            session.give_up_selection()
            self._start = None
            self._plot.hold(held=False)
        elif session.selection.clauses:
            session.set_selection(session.selection.cleared(), self._plot.tr("clear filters"))

    @property
    def _axes(self) -> tuple[Axis, ...]:
        axes = (self._plot.axes.across, self._plot.axes.upward)
        return tuple(axis for axis in axes if axis is not None)

    def _brushed(self, at: QPointF) -> Selection:
        """The selection with the range from the press to ``at`` in place of earlier ones on its axes.

        A drag beside an axis means that axis; one in the frame means those along which it is long.
        """
        plot, start = self._plot, self._start or at
        selection = self._before or plot.session.selection
        border, frame = plot.frame_now.border, plot.frame_now
        wide, high = abs(at.x() - start.x()), abs(at.y() - start.y())
        across, upward = wide > THIN or wide > high, high > THIN or high > wide
        if start.y() > border.bottom():
            across, upward = True, False
        elif start.x() < border.left():
            across, upward = False, True
        (first, bottom), (last, top) = frame.fractions(start), frame.fractions(at)
        axes = plot.axes
        if across and axes.across is not None:
            clause = _clause(axes.across, first, last, frame.width)
            selection = selection.with_column(axes.across.name, clause)
        if upward and axes.upward is not None:
            clause = _clause(axes.upward, bottom, top, frame.height)
            selection = selection.with_column(axes.upward.name, clause)
        return selection

    def _id_at(self, at: QPointF) -> str | None:
        """The run whose point is under the mouse."""
        plot = self._plot
        if not plot.xs.size or not plot.frame_now.border.contains(at):
            return None
        run = nearest_of_two(plot.xs, plot.ys, plot.in_focus, at.x(), at.y())
        return None if run is None else plot.session.frame.ids[plot.runs.rows[run]]


def _clause(axis: Axis, start: float, end: float, length: float) -> Clause | None:
    """The values between two fractions of an axis."""
    scale = axis.scale
    if isinstance(scale, CategoryScale):
        bands = scale.bands_between(start, end)
        return categories_clause(axis.column, frozenset(scale.names(bands)))
    return spans_clause(axis.name, (scale.span_between(start, end, length),))
