"""Mouse gestures of the parallel plot: what a person does on it becomes clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.plots.axis_arrow import arrow_at
from guild_desktop.gui.plots.axis_press import AxisPress, PressKeys
from guild_desktop.gui.plots.axis_scale import NumberScale
from guild_desktop.gui.plots.brush import CLICK, Part, grip_at
from guild_desktop.gui.plots.lane_clauses import lane_words
from guild_desktop.gui.plots.nearest import nearest_line
from guild_desktop.gui.plots.wheel_brush import WheelBrush

if TYPE_CHECKING:
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot
    from guild_desktop.gui.plots.placed_runs import Lane

_CURSORS = {
    Part.FREE: Qt.CursorShape.SizeVerCursor,
    Part.LOW_END: Qt.CursorShape.SizeVerCursor,
    Part.HIGH_END: Qt.CursorShape.SizeVerCursor,
    Part.INSIDE: Qt.CursorShape.OpenHandCursor,
}


class ParallelGestures:
    """Turns mouse events of the plot into previews and steps of the selection; owned by the plot.

    Positions are in the coordinates of the plot's viewport.
    """

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot
        self._press: AxisPress | None = None
        self._title: int | None = None
        self._arrow: int | None = None
        self._lane: tuple[int, Lane] | None = None
        self._start = QPointF()
        self.wheel = WheelBrush(plot)
        self.ghost: tuple[int, float] | None = None
        self.hovered_arrow: int | None = None
        self.ringed_axis: str | None = None

    @property
    def is_dragging(self) -> bool:
        """Whether the button is down on an axis or a title."""
        return self._press is not None or self._title is not None

    def press(self, at: QPointF, keys: PressKeys) -> None:
        """The left button goes down."""
        plot, geometry = self._plot, self._plot.geometry_now
        self.wheel.finish()
        self._start = at
        self._arrow = self._lane = self._title = None
        if geometry is None:
            return
        self._arrow, self._lane = arrow_at(geometry, at), plot.lane_at(at)
        if self._arrow is not None or self._lane is not None:
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
        self._press = AxisPress(axis, plot.brush_on(axis), start, geometry.length, keys)
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
            brush = press.dragged(geometry.fraction(at.y()))
            plot.brushes.preview(press.axis, brush)

    def release(self, at: QPointF, keys: PressKeys) -> None:
        """The left button goes up: a drag becomes one step that can be undone, a click picks."""
        plot, press, geometry = self._plot, self._press, self._plot.geometry_now
        arrow, lane, title = self._arrow, self._lane, self._title
        self._press = self._arrow = self._lane = self._title = None
        plot.hold(held=False)
        plot.viewport().unsetCursor()
        if geometry is None:
            return
        if arrow is not None:
            if arrow == arrow_at(geometry, at):
                plot.actions_on.flip(plot.axes.shown[arrow])
        elif lane is not None:
            if lane == plot.lane_at(at):
                axis = plot.axes.shown[lane[0]]
                self.ringed_axis = axis.name
                if keys.leaving_out:
                    plot.brushes.leave_out_lane(axis, lane[1])
                else:
                    adding = keys.adding or keys.toggling
                    plot.brushes.toggle_lane(axis, lane[1], adding=adding)
        elif title is not None:
            plot.session.set_arrangement(plot.session.arrangement, plot.tr("move an axis"))
        elif press is not None:
            brush = press.dragged(geometry.fraction(at.y())) if press.moved else press.clicked()
            if brush is not None:
                plot.brushes.set(press.axis, brush)
                plot.brushed.emit()
        elif (at - self._start).manhattanLength() <= CLICK:
            plot.session.pick(self._id_at(at), adding=keys.toggling)

    def double_click(self, at: QPointF, keys: PressKeys) -> None:
        """On an axis its clauses go, on free area all of them; with Ctrl the run there is pinned."""
        plot, geometry = self._plot, self._plot.geometry_now
        if keys.toggling:
            run = self._id_at(at)
            if run is not None:
                plot.session.toggle_pin(run)
            return
        if geometry is None or arrow_at(geometry, at) is not None or plot.lane_at(at) is not None:
            return
        index = geometry.axis_at(at.x(), at.y())
        if index is not None:
            plot.brushes.clear(plot.axes.shown[index])
        elif geometry.title_at(at.x(), at.y()) is None:
            plot.brushes.clear_all()

    def axis_for_menu(self, at: QPointF) -> Axis | None:
        """The axis whose line, title or lane is at a point."""
        plot, geometry = self._plot, self._plot.geometry_now
        if geometry is None:
            return None
        lane, index = plot.lane_at(at), geometry.axis_at(at.x(), at.y())
        if index is None:
            index = lane[0] if lane is not None else geometry.title_at(at.x(), at.y())
        if index is None:
            return None
        self.ringed_axis = plot.axes.shown[index].name
        return plot.axes.shown[index]

    def cancel(self) -> bool:
        """Give up a drag and return to the selection from before it; False if there is none."""
        press = self._press
        if press is None:
            return False
        self._press = None
        self._plot.session.give_up_selection()
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
        lane = plot.lane_at(at)
        if arrow is not None:
            tip = plot.tr("Turn this axis round (F)")
            cursor = Qt.CursorShape.PointingHandCursor
        elif lane is not None:
            words = plot.tr(
                "{what}: click to keep only these, with Shift these too, with Alt to leave them out (M, E)"
            )
            tip = words.format(what=lane_words(lane[1]))
            cursor = Qt.CursorShape.PointingHandCursor
        elif index is not None:
            axis, fraction = plot.axes.shown[index], geometry.fraction(at.y())
            cursor = Qt.CursorShape.PointingHandCursor
            if isinstance(axis.scale, NumberScale):
                spans = plot.brush_on(axis).spans
                part = grip_at(axis.scale, spans, fraction, geometry.length).part
                cursor = _CURSORS[part]
                tip = (
                    plot.tr("Drag to keep a range, with Alt to leave it out (Enter to type it)")
                    if part is Part.FREE
                    else plot.tr("Drag to move or resize; the wheel grows and shrinks it")
                )
                if part is Part.FREE:
                    ghost = (index, min(max(at.y(), geometry.top), geometry.bottom))
        elif title is not None:
            hint = plot.tr("drag to move, right click for more")
            tip = plain_tooltip(f"{plot.axes.shown[title].name} ({hint})")
            cursor = Qt.CursorShape.SizeHorCursor
        else:
            run = self._id_at(at)
        plot.viewport().setToolTip(tip)
        if cursor is None:
            plot.viewport().unsetCursor()
        else:
            plot.viewport().setCursor(cursor)
        if (ghost, arrow) != (self.ghost, self.hovered_arrow):
            self.ghost, self.hovered_arrow = ghost, arrow
            plot.viewport().update()
        plot.session.set_hover(run)

    def _id_at(self, at: QPointF) -> str | None:
        """The run whose line is under the mouse."""
        plot, geometry = self._plot, self._plot.geometry_now
        if geometry is None or not plot.runs.rows.size or at.y() < geometry.top - 14.0:
            return None
        candidates = plot.in_focus if plot.in_focus.any() else ~plot.in_focus
        run = nearest_line(plot.plan.xs, plot.plan.heights, candidates, at.x(), at.y())
        return None if run is None else plot.session.frame.ids[plot.runs.rows[run]]

    def leave(self) -> None:
        """The mouse has left the plot."""
        self.ghost = self.hovered_arrow = None
        self._plot.session.set_hover(None)
        self._plot.viewport().update()

    def _drag_title(self, at: QPointF) -> None:
        plot, geometry = self._plot, self._plot.geometry_now
        if geometry is None or self._title is None or geometry.xs.size < 2:
            return
        plot.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        place = round((at.x() - float(geometry.xs[0])) / geometry.spacing)
        place = min(max(place, 0), geometry.xs.size - 1)
        if place != self._title:
            plot.actions_on.put(self._title, place, preview=True)
            self._title = place
