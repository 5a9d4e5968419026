"""Mouse gestures of the scatter matrix: a rectangle is a range on its column and one on its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.brush import CLICK
from guild_desktop.gui.plots.brush_clauses import categories_clause, spans_clause
from guild_desktop.gui.plots.nearest import nearest_of_two
from guild_desktop.gui.plots.text import literal_tip

if TYPE_CHECKING:
    from guild_desktop.core.clause import Clause
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot


class ScatterGestures:
    """Turns mouse events of the matrix into previews and steps of the selection; owned by the plot."""

    def __init__(self, plot: ScatterPlot) -> None:
        self._plot = plot
        self._cell: tuple[int, int] | None = None
        self._start = QPointF()
        self._moved = False
        self.hovered_cell: tuple[int, int] | None = None

    @property
    def is_dragging(self) -> bool:
        """Whether the button went down in a cell and has not come up."""
        return self._cell is not None

    def forget(self) -> None:
        """The cells have moved: none is under the mouse any more."""
        self.hovered_cell = None

    def press(self, at: QPointF) -> None:
        """The left button goes down."""
        self._cell = self._plot.geometry_now.at(at)
        self._start, self._moved = at, False
        if self._cell is not None:
            self._plot.hold(held=True)

    def move(self, at: QPointF) -> None:
        """The mouse moves with the button down."""
        if self._cell is None:
            return
        if (at - self._start).manhattanLength() > CLICK:
            self._moved = True
        if self._moved:
            self._plot.session.preview_selection(self._brushed(at))

    def release(self, at: QPointF, *, toggling: bool) -> None:
        """The button goes up: a rectangle becomes one step that can be undone, a click picks a run."""
        cell, moved = self._cell, self._moved
        self._plot.hold(held=False)
        session = self._plot.session
        if cell is not None and moved:
            text = self._plot.tr("brush {row} against {column}").format(
                row=self._plot.axis_of_row(cell[0]).name,
                column=self._plot.axis_of_column(cell[1]).name,
            )
            session.set_selection(self._brushed(at), text)
        elif cell is not None:
            session.pick(self._id_at(at), adding=toggling)
        self._cell = None

    def _brushed(self, at: QPointF) -> Selection:
        """The selection with the rectangle from the press to ``at`` in place of earlier ranges there."""
        plot, cell = self._plot, self._cell
        selection = plot.session.selection
        if cell is None:
            return selection
        geometry = plot.geometry_now
        start = geometry.fractions(*cell, self._start)
        end = geometry.fractions(*cell, at)
        lengths = geometry.columns[cell[1]].length, geometry.rows[cell[0]].length
        axes = plot.axis_of_column(cell[1]), plot.axis_of_row(cell[0])
        for axis, first, last, length in zip(axes, start, end, lengths, strict=True):
            selection = selection.with_column(axis.name, _range_clause(axis, first, last, length))
        return selection

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
        plot.viewport().setToolTip("" if axis is None else literal_tip(axis.name))
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
        """In a cell the clauses about its axes go if there are any; elsewhere all clauses.

        With Ctrl (``pinning``) the run at the mouse is pinned, or let go of.
        """
        plot = self._plot
        session = plot.session
        if pinning:
            run = self._id_at(at)
            if run is not None:
                session.toggle_pin(run)
            return
        where = plot.geometry_now.at(at)
        selection = session.selection.cleared()
        if where is not None:
            names = (plot.axis_of_row(where[0]).name, plot.axis_of_column(where[1]).name)
            fewer = session.selection
            for name in names:
                fewer = fewer.with_column(name, None)
            selection = fewer if fewer != session.selection else selection
        if selection != session.selection:
            session.set_selection(selection, plot.tr("clear the brush"))

    def escape(self) -> None:
        """Give up the rectangle that is being dragged; without one clear all clauses."""
        session = self._plot.session
        if self._cell is not None:
            session.give_up_selection()
            self._cell = None
            self._plot.hold(held=False)
        elif session.selection.clauses:
            session.set_selection(session.selection.cleared(), self._plot.tr("clear filters"))


def _range_clause(axis: Axis, first: float, last: float, length: float) -> Clause | None:
    """The clause for the part of ``axis`` between two fractions; None for all of it."""
    scale = axis.scale
    if isinstance(scale, CategoryScale):
        bands = scale.bands_between(first, last)
        whole = len(bands) == scale.bands
        picked = frozenset() if whole else frozenset(scale.names(bands))
        return categories_clause(axis.column, picked)
    return spans_clause(axis.name, (scale.span_between(first, last, length),))
