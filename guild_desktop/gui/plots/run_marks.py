"""The runs that stand out by hand: picked in plot or table, or under the mouse with their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from guild_desktop.gui.format import short_number
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_paint import Fonts, paint_chip
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.colour import NO_SHADE, shade_colour, shades_of
from guild_desktop.gui.plots.line_layer import draw_lines
from guild_desktop.gui.plots.placed_runs import Lane, Look, PlacedRuns

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.history_plot import HistoryPlot
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot
    from guild_desktop.gui.plots.response_plot import ResponsePlot
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot

MOST_PICKED = 100
"""No more picked runs than this get a halo; beyond it nothing would stand out."""


def paint_runs_beside(painter: QPainter, plot: ParallelPlot) -> None:
    """The picked runs that are out of focus: grey, and outlined so that they can be followed."""
    for index in picked(plot, in_focus=False):
        lines = plot.plan.segments(np.array([index], dtype=np.intp))
        for colour, width in ((plot.theme.text, 3.2), (plot.theme.context, 1.8)):
            draw_lines(painter, lines, QPen(colour, width))


def picked(
    plot: ParallelPlot | ScatterPlot | HistoryPlot | ResponsePlot, *, in_focus: bool
) -> list[int]:
    """The indexes of the picked runs among those drawn, of those in focus or of those out of it."""
    session = plot.session
    newest = session.highlight[-MOST_PICKED:]
    found = (index_of(plot.runs, session.frame, run_id) for run_id in newest)
    return [at for at in found if at is not None and bool(plot.in_focus[at]) is in_focus]


def paint_marked_runs(painter: QPainter, plot: ParallelPlot) -> None:
    """Halo and line for the picked runs, and for the one under the mouse."""
    for at in picked(plot, in_focus=True):
        _paint_line(painter, plot, at, halo=5.5)
    index = _hovered(plot)
    if index is not None:
        _paint_line(painter, plot, index, halo=7.0)


def paint_hovered_values(painter: QPainter, plot: ParallelPlot, fonts: Fonts) -> None:
    """Tags with the values of the run under the mouse, in front of everything."""
    index = _hovered(plot)
    if index is not None:
        _paint_tags(painter, plot, index, fonts)


def _hovered(plot: ParallelPlot) -> int | None:
    session = plot.session
    return None if session.hover is None else index_of(plot.runs, session.frame, session.hover)


def index_of(runs: PlacedRuns, frame: RunFrame, run_id: str) -> int | None:
    """The index of a run among those drawn, or of what stands for it; None if there is none."""
    try:
        position = frame.position(run_id)
    except KeyError:
        return None
    if runs.stands is not None:
        position = int(runs.stands[position])
    index = int(np.searchsorted(runs.rows, position))
    return index if index < runs.rows.size and runs.rows[index] == position else None


def index_of_best(runs: PlacedRuns, session: Session) -> int | None:
    """The index of the best run in focus among those drawn, the one that table and Best card name."""
    best = session.best
    return None if best is None else index_of(runs, session.frame, session.frame.ids[best])


def _paint_line(painter: QPainter, plot: ParallelPlot, index: int, halo: float) -> None:
    lines = plot.plan.segments(np.array([index], dtype=np.intp))
    glow = QColor(plot.theme.accent)
    glow.setAlphaF(0.45)
    colour = run_colour(plot, index)
    for pen_colour, width in ((plot.theme.surface, halo), (glow, halo - 1.0), (colour, 2.6)):
        pen = QPen(pen_colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        draw_lines(painter, lines, pen)


def run_colour(plot: ParallelPlot | ScatterPlot | HistoryPlot | ResponsePlot, index: int) -> QColor:
    """The colour of one run; out of focus grey, as the colours of the objective do not hold for it."""
    theme, runs, tones = plot.tones.painted(plot.theme), plot.runs, plot.tones
    if not plot.in_focus[index]:
        return theme.context
    look = int(runs.look[index])
    if look == Look.FAILED:
        return theme.failed
    if look == Look.RUNNING:
        return theme.running
    shade = int(shades_of(plot.colours, tones.values[index : index + 1])[0])
    if shade == NO_SHADE:
        return theme.muted
    return shade_colour(shade, dark=theme.dark, colour_map=theme.colour_map)


def _paint_tags(painter: QPainter, plot: ParallelPlot, index: int, fonts: Fonts) -> None:
    geometry = plot.geometry_now
    if geometry is None:
        return
    painter.setFont(fonts.label)
    height = fonts.label_size.height() + 2.0
    for number, axis in enumerate(plot.axes.shown):
        if plot.runs.lane[number, index] != Lane.ON_AXIS:
            continue
        x, y = float(geometry.xs[number]), float(plot.plan.heights[number, index])
        room = geometry.spacing - 26.0
        text = fonts.label_size.elidedText(
            value_text(axis, int(plot.runs.rows[index])), Qt.TextElideMode.ElideRight, room
        )
        width = fonts.label_size.horizontalAdvance(text) + 10.0
        left = min(x + 6.0, geometry.width - width - 1.0)
        chip = QRectF(left, y - height / 2, width, height)
        paint_chip(painter, chip, text, plot.theme.text, plot.theme.surface)


def value_text(axis: Axis, position: int) -> str:
    """The value of the run at ``position`` of the frame on ``axis``, as a person reads it."""
    value = float(axis.column.values[position])
    if isinstance(axis.scale, CategoryScale):
        return one_line(axis.column.labels[int(value)])
    text = short_number(float(f"{value:.4g}"))
    if axis.deviations is None or not np.isfinite(axis.deviations[position]):
        return text
    return f"{text} ± {short_number(float(f'{axis.deviations[position]:.2g}'))}"
