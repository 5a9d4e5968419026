"""Runs that stand out in the scatter matrix by hand: picked ones, and the one under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.axis_paint import Fonts, paint_chip
from guild_desktop.gui.plots.placed_runs import LANE_SIGNS, Lane
from guild_desktop.gui.plots.run_marks import index_of, picked, run_colour, value_text
from guild_desktop.gui.plots.scatter_paint import paint_ring

if TYPE_CHECKING:
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot


def paint_points_beside(painter: QPainter, plot: ScatterPlot) -> None:
    """The picked runs that are out of focus, in every cell: grey points with an outline."""
    painter.setPen(QPen(plot.theme.text, 1.0))
    painter.setBrush(plot.theme.context)
    for index in picked(plot, in_focus=False):
        for cell in plot.cells.values():
            painter.drawEllipse(QPointF(float(cell.xs[index]), float(cell.ys[index])), 3.5, 3.5)


def paint_points_by_hand(painter: QPainter, plot: ScatterPlot, fonts: Fonts) -> None:
    """Rings around the picked runs and the hovered one in every cell; a tag where the mouse is."""
    session = plot.session
    for at in picked(plot, in_focus=True):
        _ring(painter, plot, at, 2.0)
    if session.hover is None:
        return
    index = index_of(plot.runs, session.frame, session.hover)
    if index is not None:
        _ring(painter, plot, index, 2.6)
        if plot.gestures.hovered_cell is not None:
            _tag(painter, plot, index, plot.gestures.hovered_cell, fonts)


def _ring(painter: QPainter, plot: ScatterPlot, index: int, width: float) -> None:
    colour = run_colour(plot, index)
    for cell in plot.cells.values():
        at = QPointF(float(cell.xs[index]), float(cell.ys[index]))
        paint_ring(painter, at, colour, plot.theme, width)


def _tag(
    painter: QPainter, plot: ScatterPlot, index: int, where: tuple[int, int], fonts: Fonts
) -> None:
    """The run's values on both axes of the cell under the mouse, beside its point."""
    row, column = where
    texts = []
    for number in (plot.column_axes[column], plot.row_axes[row]):
        axis, lane = plot.axes.shown[number], Lane(int(plot.runs.lane[number, index]))
        position = int(plot.runs.rows[index])
        value = value_text(axis, position) if lane is Lane.ON_AXIS else LANE_SIGNS[lane]
        texts.append(f"{one_line(axis.name, 40)} {value}")
    text = "   ".join(texts)
    painter.setFont(fonts.label)
    width = fonts.label_size.horizontalAdvance(text) + 10.0
    height = fonts.label_size.height() + 2.0
    cell = plot.cells[where]
    x, y = float(cell.xs[index]), float(cell.ys[index])
    left = min(x + 10.0, plot.viewport().width() - width - 2.0)
    top = y - height - 8.0 if y - height - 8.0 > 0.0 else y + 10.0
    rect = QRectF(max(left, 2.0), top, width, height)
    paint_chip(painter, rect, text, plot.theme.text, plot.theme.surface)
