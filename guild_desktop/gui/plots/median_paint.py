"""Running medians in the cells of the scatter matrix: which runs they are of, and how they look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from guild_desktop.core.frame import STATUSES
from guild_desktop.core.run import Status
from guild_desktop.gui.plots.placed_runs import Lane
from guild_desktop.gui.plots.running_median import FEWEST, RunningMedian, running_medians

if TYPE_CHECKING:
    from guild_desktop.gui.plots.running_median import Floats
    from guild_desktop.gui.plots.scatter_cells import Cell
    from guild_desktop.gui.plots.scatter_geometry import ScatterGeometry
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot
    from guild_desktop.gui.theme import Theme

_COMPLETED = STATUSES.index(Status.COMPLETED)
_WIDEST_BOX = 0.45  # of a band's half width


def medians_of(plot: ScatterPlot) -> dict[Cell, tuple[RunningMedian, ...]]:
    """The running median of each cell, of the completed runs in focus with a value on both axes, in fractions."""
    runs, frame = plot.runs, plot.session.frame
    counted = plot.in_focus & (frame.status[runs.rows] == _COMPLETED)
    known = {axis: counted & (runs.lane[axis] == Lane.ON_AXIS) for axis in plot.shown_axes}
    places = {axis: _places(plot, axis) for axis in plot.shown_axes}
    found = {}
    for row, upward in enumerate(plot.row_axes):
        for column, across in enumerate(plot.column_axes):
            both = known[across] & known[upward]
            found[row, column] = running_medians(
                places[across][both],
                places[upward][both],
                by_value=plot.axes.shown[across].scale.half_band > 0.0,
            )
    return found


def _places(plot: ScatterPlot, axis: int) -> Floats:
    """Where each run's value lies on an axis, as points do that are not spread within their band."""
    shown = plot.axes.shown[axis]
    places: Floats = shown.scale.fraction(shown.column.values[plot.runs.rows])
    return places


def paint_medians(painter: QPainter, plot: ScatterPlot) -> None:
    """All of them over the points; why there are none, where a person has asked for some."""
    geometry = plot.geometry_now
    if plot.session.arrangement.medians and not any(plot.medians.values()):
        words = plot.tr("Medians need {count} completed runs that match")
        _say_why_none(painter, plot, words.format(count=FEWEST))
    for cell, pieces in plot.medians.items():
        painter.save()
        painter.setClipRect(geometry.brushed(*cell))
        half = plot.axis_of_column(cell[1]).scale.half_band * _WIDEST_BOX
        for median in pieces:
            if median.by_value:
                _paint_boxes(painter, geometry, cell, median, half, plot.theme)
            else:
                _paint_line(painter, geometry, cell, median, plot.theme)
        painter.restore()


def _say_why_none(painter: QPainter, plot: ScatterPlot, words: str) -> None:
    first, last = plot.geometry_now.border(0, 0), plot.geometry_now.border(0, -1)
    room = first.united(last).adjusted(8.0, 4.0, -8.0, -4.0)
    painter.setFont(plot.fonts.label)
    painter.setPen(plot.theme.muted)
    flags = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
    painter.drawText(room, flags | int(Qt.TextFlag.TextWordWrap), words)


def _paint_line(
    painter: QPainter, geometry: ScatterGeometry, cell: Cell, median: RunningMedian, theme: Theme
) -> None:
    low, middle, high = (
        [
            QPointF(geometry.x(cell[1], x), geometry.y(cell[0], y))
            for x, y in zip(median.xs.tolist(), ys.tolist(), strict=True)
        ]
        for ys in (median.low, median.middle, median.high)
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_band(theme))
    painter.drawPolygon(QPolygonF([*low, *reversed(high)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for edge in (low, high):
        painter.setPen(QPen(_edge(theme), 1.0))
        painter.drawPolyline(QPolygonF(edge))
    for pen in _line_pens(theme):
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(middle))


def _paint_boxes(
    painter: QPainter,
    geometry: ScatterGeometry,
    cell: Cell,
    median: RunningMedian,
    half: float,
    theme: Theme,
) -> None:
    row, column = cell
    for x, low, middle, high in zip(
        median.xs.tolist(),
        median.low.tolist(),
        median.middle.tolist(),
        median.high.tolist(),
        strict=True,
    ):
        left, right = geometry.x(column, x - half), geometry.x(column, x + half)
        box = QRectF(QPointF(left, geometry.y(row, high)), QPointF(right, geometry.y(row, low)))
        painter.setPen(QPen(_edge(theme), 1.0))
        painter.setBrush(_band(theme))
        painter.drawRect(box)
        y = geometry.y(row, middle)
        for pen in _line_pens(theme):
            painter.setPen(pen)
            painter.drawLine(QPointF(left, y), QPointF(right, y))


def _band(theme: Theme) -> QColor:
    band = QColor(theme.muted)
    band.setAlphaF(0.25)
    return band


def _edge(theme: Theme) -> QColor:
    edge = QColor(theme.text)
    edge.setAlphaF(0.7)
    return edge


def _line_pens(theme: Theme) -> tuple[QPen, QPen]:
    pens = QPen(theme.surface, 4.5), QPen(theme.text, 2.2)
    for pen in pens:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pens
