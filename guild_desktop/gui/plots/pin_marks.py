"""Pinned runs in the plots: their lines in front, their numbers on lines and points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from guild_desktop.gui.plots.line_layer import draw_lines
from guild_desktop.gui.plots.run_marks import index_of, run_colour

if TYPE_CHECKING:
    from guild_desktop.gui.plots.axis_paint import Fonts
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot
    from guild_desktop.gui.theme import Theme

RADIUS = 7.5
"""Of a number's circle on a line; on points it is smaller."""

_ON_POINTS = 6.0
_WIDTH = 2.5


def pinned(plot: ParallelPlot | ScatterPlot) -> list[tuple[int, int]]:
    """The number (from 1) and the index of each pinned run that is drawn."""
    session = plot.session
    found = [
        (at, index_of(plot.runs, session.frame, run)) for at, run in enumerate(session.pins, 1)
    ]
    return [(number, index) for number, index in found if index is not None]


def paint_pinned_lines(painter: QPainter, plot: ParallelPlot) -> None:
    """The lines of pinned runs in front of others, whether in focus or not."""
    for _, index in pinned(plot):
        lines = plot.plan.segments(np.array([index], dtype=np.intp))
        for colour, width in (
            (plot.theme.surface, _WIDTH + 2.5),
            (run_colour(plot, index), _WIDTH),
        ):
            pen = QPen(colour, width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            draw_lines(painter, lines, pen)


def tag_point(plot: ParallelPlot, number: int, index: int) -> QPointF:
    """Where on its line the number of a pinned run stands:
    each in a gap of its own while there are enough.
    """
    xs, heights = plot.plan.xs, plot.plan.heights[:, index]
    gaps = xs.size - 1
    if gaps < 1:
        return QPointF(float(xs[0]) + 2 * RADIUS * number, float(heights[0]))
    gap, turn = gaps - 1 - (number - 1) % gaps, (number - 1) // gaps
    share = (0.5, 0.72, 0.28, 0.61, 0.39, 0.83, 0.17, 0.9)[turn]
    x = float(xs[gap] + share * (xs[gap + 1] - xs[gap]))
    y = float(heights[gap] + share * (heights[gap + 1] - heights[gap]))
    return QPointF(x, y)


def paint_line_tags(painter: QPainter, plot: ParallelPlot, fonts: Fonts) -> None:
    """The numbers on the lines."""
    for number, index in pinned(plot):
        _paint_tag(painter, tag_point(plot, number, index), number, RADIUS, fonts, plot.theme)


def paint_point_tags(painter: QPainter, plot: ScatterPlot, fonts: Fonts) -> None:
    """The numbers beside the points, in every cell."""
    for number, index in pinned(plot):
        for cell in plot.cells.values():
            at = QPointF(float(cell.xs[index]), float(cell.ys[index]))
            painter.setPen(QPen(plot.theme.accent, 2.0))
            painter.setBrush(run_colour(plot, index))
            painter.drawEllipse(at, 4.0, 4.0)
            beside = at + QPointF(8.0, -8.0)
            _paint_tag(painter, beside, number, _ON_POINTS, fonts, plot.theme)


def _paint_tag(
    painter: QPainter, at: QPointF, number: int, radius: float, fonts: Fonts, theme: Theme
) -> None:
    painter.setPen(QPen(theme.surface, 1.5))
    painter.setBrush(theme.accent)
    painter.drawEllipse(at, radius, radius)
    font = QFont(fonts.title)
    font.setPixelSize(round(1.5 * radius))
    painter.setFont(font)
    painter.setPen(theme.on_accent)
    rect = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip)
    painter.drawText(rect, flags, str(number))
