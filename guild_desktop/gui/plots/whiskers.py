"""Whiskers: a deviation to each side of the mean of trials with repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen

from guild_desktop.gui.plots.axis_scale import NumberScale

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from guild_desktop.gui.plots.axes import Axis, Mask
    from guild_desktop.gui.plots.folded_trials import FoldedTrials
    from guild_desktop.gui.plots.placed_runs import Floats
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot

Positions: TypeAlias = npt.NDArray[np.intp]

MOST_WHISKERS = 300
"""More of them would hide each other and the points."""


def whiskers(
    trials: FoldedTrials | None, axis: Axis, in_focus: Mask, rows: Positions
) -> tuple[Positions, Floats, Floats]:
    """Which of the points drawn have whiskers along an axis, and the fractions of it where
    they begin and end.

    ``in_focus`` (mask of m) and ``rows`` (their positions in the frame) are those of the points; none where
    they are too many.
    """
    nothing = np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros(0)
    if trials is None or not isinstance(axis.scale, NumberScale):
        return nothing
    # The history leaves out what has not begun.
    drawn = np.isin(trials.positions, rows)
    at = np.searchsorted(rows, trials.positions[drawn])
    low, high = (end[drawn] for end in trials.spans(axis))
    shown = np.isfinite(low) & np.isfinite(high) & in_focus[at]
    if np.count_nonzero(shown) > MOST_WHISKERS:
        return nothing
    begins, ends = (np.clip(axis.scale.fraction(end[shown]), -0.02, 1.02) for end in (low, high))
    return at[shown], begins, ends


def paint_whiskers(painter: QPainter, lines: list[QLineF], colour: QColor) -> None:
    """Thin lines without caps, as there may be hundreds."""
    if not lines:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, 1.2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLines(lines)
    painter.restore()


def paint_scatter_whiskers(painter: QPainter, plot: ScatterPlot) -> None:
    """Those of all cells, upward and across."""
    if plot.trials is None:
        return
    geometry = plot.geometry_now
    along = {
        index: whiskers(plot.trials, plot.axes.shown[index], plot.in_focus, plot.runs.rows)
        for index in plot.shown_axes
    }
    lines = []
    for (row, column), points in plot.cells.items():
        stripe, (at, low, high) = geometry.rows[row], along[plot.row_axes[row]]
        for index, begin, end in zip(at.tolist(), low.tolist(), high.tolist(), strict=True):
            if points.has_x[index]:
                x = float(points.xs[index])
                y = stripe.inner[1]
                lines.append(QLineF(x, y - begin * stripe.length, x, y - end * stripe.length))
        stripe, (at, low, high) = geometry.columns[column], along[plot.column_axes[column]]
        for index, begin, end in zip(at.tolist(), low.tolist(), high.tolist(), strict=True):
            if points.has_y[index]:
                y = float(points.ys[index])
                x = stripe.inner[0]
                lines.append(QLineF(x + begin * stripe.length, y, x + end * stripe.length, y))
    paint_whiskers(painter, lines, plot.theme.muted)
