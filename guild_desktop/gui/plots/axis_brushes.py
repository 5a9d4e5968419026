"""Brushes on the axes of a plot: shown while a gesture goes on, then made steps that can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from guild_desktop.gui.plots.axis_brush import AxisBrush, clauses_on, read_brush, with_brush
from guild_desktop.gui.plots.lane_clauses import lanes_of, left_out_lane_clause

if TYPE_CHECKING:
    from collections.abc import Collection

    from guild_desktop.core.clause import Clause
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.placed_runs import Lane


class AxisBrushes:
    """Writes brushes into the session's selection; owned by a plot."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def on(self, axis: Axis) -> AxisBrush:
        """What the selection says about an axis now."""
        return read_brush(self._session.selection, axis)

    def preview(self, axis: Axis, brush: AxisBrush) -> None:
        """Show a brush while a gesture goes on."""
        self._session.preview_selection(with_brush(self._session.selection, axis, brush))

    def settle(self, axis: Axis) -> None:
        """Make what was previewed on an axis stand, as one step."""
        text = QCoreApplication.translate("Plots", "brush {name}").format(name=axis.name)
        self._session.set_selection(self._session.selection, text)

    def set(self, axis: Axis, brush: AxisBrush) -> None:
        """Make a brush stand, as one step."""
        self.preview(axis, brush)
        self.settle(axis)

    def set_clause(self, axis: Axis, clause: Clause) -> None:
        """Make a condition on an axis stand in place of all that was said about it, as one step."""
        cleared = with_brush(self._session.selection, axis, AxisBrush())
        self._show(axis, cleared.with_column(axis.name, clause))

    def has_any(self, axis: Axis) -> bool:
        """Whether the selection says anything about an axis, even what a brush cannot show."""
        return bool(clauses_on(self._session.selection, axis))

    def toggle_lane(self, axis: Axis, lane: Lane, *, adding: bool) -> None:
        """Keep the runs in a lane, alone or (``adding``) besides; or let go of it."""
        self.set(axis, self.on(axis).toggling(lane, adding=adding))

    def leave_out_lane(self, axis: Axis, lane: Lane) -> None:
        """Leave out the runs in a lane; or let them in again."""
        if lane in self._left_out_lanes(axis):
            self._show(axis, self._letting_in(axis, {lane}))
        else:
            self._show(axis, self._leaving_out(axis, {lane}))

    def turn_over(self, axis: Axis) -> None:
        """Leave out what is kept on an axis, and keep what is left out."""
        brush, left_out = self.on(axis), self._left_out_lanes(axis)
        if brush.spans or brush.kept or brush.left_out:
            self.set(axis, brush.turned_over())
        elif brush.lanes:
            self._show(axis, self._leaving_out(axis, brush.lanes))
        elif left_out:
            kept = AxisBrush(lanes=left_out)
            self._show(axis, with_brush(self._letting_in(axis, left_out), axis, kept))

    def _left_out_lanes(self, axis: Axis) -> frozenset[Lane]:
        active = self._session.selection.active
        lanes = lanes_of(axis)
        return frozenset(one for one in lanes if left_out_lane_clause(axis, one) in active)

    def _leaving_out(self, axis: Axis, lanes: Collection[Lane]) -> Selection:
        brush = self.on(axis)
        fewer = replace(brush, lanes=brush.lanes.difference(lanes))
        selection = with_brush(self._session.selection, axis, fewer)
        for lane in sorted(lanes):
            selection = selection.with_clause(left_out_lane_clause(axis, lane))
        return selection

    def _letting_in(self, axis: Axis, lanes: Collection[Lane]) -> Selection:
        selection = self._session.selection
        for lane in lanes:
            clause = left_out_lane_clause(axis, lane)
            selection = selection.without(selection.clauses.index(clause))
        return selection

    def _show(self, axis: Axis, selection: Selection) -> None:
        self._session.preview_selection(selection)
        self.settle(axis)

    def clear(self, axis: Axis) -> None:
        """Remove every clause about an axis."""
        if self.has_any(axis):
            self.set(axis, AxisBrush())

    def clear_all(self) -> None:
        """Remove all clauses."""
        session = self._session
        if session.selection.clauses:
            text = QCoreApplication.translate("Plots", "clear filters")
            session.set_selection(session.selection.cleared(), text)
