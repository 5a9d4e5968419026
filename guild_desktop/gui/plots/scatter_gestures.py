"""Mouse gestures of the scatter matrix: a rectangle is a range on its column and one on its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QPointF, Qt

from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.plots.brush import CLICK
from guild_desktop.gui.plots.brush_clauses import range_clause
from guild_desktop.gui.plots.cell_rectangles import (
    CellAxes,
    How,
    Rectangle,
    with_rectangle,
    without_cell,
)
from guild_desktop.gui.plots.nearest import nearest_of_two

if TYPE_CHECKING:
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.plots.scatter_cells import Cell
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot

Place: TypeAlias = tuple[float, float]
"""Fractions of the axis across and of the one upward."""


class ScatterGestures:
    """Turns mouse events of the matrix into previews and steps of the selection; owned by the plot."""

    def __init__(self, plot: ScatterPlot) -> None:
        self._plot = plot
        self._cell: Cell | None = None
        self._start = QPointF()
        self._moved = False
        self._how = How.REPLACING
        self._before = plot.session.selection
        self.hovered_cell: Cell | None = None

    @property
    def is_dragging(self) -> bool:
        """Whether the button went down in a cell and has not come up."""
        return self._cell is not None

    def forget(self) -> None:
        """The cells have moved: none is under the mouse any more."""
        self.hovered_cell = None

    def press(self, at: QPointF, how: How) -> None:
        """The left button goes down."""
        self._cell = self._plot.geometry_now.at(at)
        self._start, self._moved, self._how = at, False, how
        self._before = self._plot.session.selection
        if self._cell is not None:
            self._plot.keys.choose(self._cell)
            self._plot.hold(held=True)

    def move(self, at: QPointF) -> None:
        """The mouse moves with the button down."""
        if self._cell is None:
            return
        if (at - self._start).manhattanLength() > CLICK:
            self._moved = True
        if self._moved:
            self._plot.session.preview_selection(self._dragged(self._cell, at))

    def release(self, at: QPointF, *, toggling: bool) -> None:
        """The button goes up: a rectangle becomes one step that can be undone, a click picks a run."""
        cell, moved = self._cell, self._moved
        self._plot.hold(held=False)
        if cell is not None and moved:
            self.settle(cell, self._dragged(cell, at))
        elif cell is not None:
            self._plot.session.pick(self._id_at(at), adding=toggling)
        self._cell = None

    def settle(self, cell: Cell, selection: Selection) -> None:
        """Make a selection stand that came of a rectangle in a cell."""
        row, column = self._plot.names_of(cell)
        text = self._plot.tr("brush {row} against {column}").format(row=row, column=column)
        self._plot.session.set_selection(selection, text)

    def _dragged(self, cell: Cell, at: QPointF) -> Selection:
        geometry = self._plot.geometry_now
        start, end = geometry.fractions(*cell, self._start), geometry.fractions(*cell, at)
        return self.brushed(self._before, cell, start, end, self._how)

    def brushed(
        self, before: Selection, cell: Cell, start: Place, end: Place, how: How
    ) -> Selection:
        """The selection ``before``, and a rectangle between two places of a cell,
        in fractions of its axes.
        """
        plot, geometry = self._plot, self._plot.geometry_now
        lengths = geometry.columns[cell[1]].length, geometry.rows[cell[0]].length
        axes = plot.axis_of_column(cell[1]), plot.axis_of_row(cell[0])
        across, upward = (
            range_clause(axis, first, last, length)
            for axis, first, last, length in zip(axes, start, end, lengths, strict=True)
        )
        column, row = (axis.name for axis in axes)
        others = {axis.name for axis in plot.axes.shown} - {column, row}
        return with_rectangle(before, CellAxes(column, row, others), Rectangle(across, upward), how)

    def _id_at(self, at: QPointF) -> str | None:
        """The run whose point is under the mouse."""
        plot = self._plot
        where = plot.geometry_now.at(at)
        if where is None:
            return None
        points = plot.cells[where]
        run = nearest_of_two(points.xs, points.ys, plot.in_focus, at.x(), at.y())
        return None if run is None else plot.session.frame.ids[plot.runs.rows[run]]

    def hover(self, at: QPointF) -> None:
        """The mouse moves without a button: cursor, and the run under it."""
        plot = self._plot
        self.hovered_cell = plot.geometry_now.at(at)
        run = self._id_at(at)
        row, column = plot.geometry_now.labels_at(at)
        axis = None if row is None else plot.axis_of_row(row)
        axis = axis if column is None else plot.axis_of_column(column)
        tip = "" if axis is None else axis.name
        if self.hovered_cell is not None and run is None:
            tip = plot.tr(
                "Drag to keep the runs inside; with Shift one more rectangle, with Alt to leave them out. "
                "A double click enlarges the cell (Enter)"
            )
        plot.viewport().setToolTip(plain_tooltip(tip))
        if self.hovered_cell is None:
            plot.viewport().unsetCursor()
        else:
            shape = Qt.CursorShape.CrossCursor if run is None else Qt.CursorShape.PointingHandCursor
            plot.viewport().setCursor(shape)
        plot.session.set_hover(run)

    def leave(self) -> None:
        """The mouse has left the plot."""
        self.hovered_cell = None
        self._plot.session.set_hover(None)

    def double_click(self, at: QPointF, *, pinning: bool) -> None:
        """In a cell it becomes as large as the plot, or all are shown again; elsewhere all clauses go.

        With Ctrl (``pinning``) the run at the mouse is pinned, or let go of.
        """
        plot = self._plot
        where = plot.geometry_now.at(at)
        if pinning:
            run = self._id_at(at)
            if run is not None:
                plot.session.toggle_pin(run)
        elif where is not None:
            plot.views.toggle(where)
        else:
            self.clear_all()

    def give_up(self) -> bool:
        """Give up the rectangle that is being dragged; False if there is none."""
        if self._cell is None:
            return False
        self._plot.session.give_up_selection()
        self._cell = None
        self._plot.hold(held=False)
        return True

    def has_filters(self, cell: Cell) -> bool:
        """Whether the selection says anything about the axes of a cell alone."""
        return self._without(cell) != self._plot.session.selection

    def clear_cell(self, cell: Cell) -> None:
        """Remove every clause about the axes of a cell."""
        if self.has_filters(cell):
            self._plot.session.set_selection(self._without(cell), self._plot.tr("clear the brush"))

    def clear_all(self) -> None:
        """Remove all clauses."""
        session = self._plot.session
        if session.selection.clauses:
            session.set_selection(session.selection.cleared(), self._plot.tr("clear filters"))

    def _without(self, cell: Cell) -> Selection:
        row, column = self._plot.names_of(cell)
        return without_cell(self._plot.session.selection, column, row)
