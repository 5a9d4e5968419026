"""What the parallel plot paints over its lines, in order, and the room it needs beside its axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.axis_paint import (
    HISTOGRAM,
    axis_ticks,
    words_below,
)
from guild_desktop.gui.plots.brush_paint import paint_axis_brush, paint_ghost
from guild_desktop.gui.plots.parallel_axes import paint_inside
from guild_desktop.gui.plots.pin_marks import paint_line_tags, paint_pinned_lines
from guild_desktop.gui.plots.run_marks import paint_hovered_values, paint_marked_runs

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from guild_desktop.gui.plots.axis_paint import Fonts
    from guild_desktop.gui.plots.parallel_geometry import ParallelGeometry
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot
    from guild_desktop.gui.plots.placed_runs import PlacedRuns


def room_beside(runs: PlacedRuns, fonts: Fonts) -> tuple[float, float]:
    """What the first axis needs at its left and the last at its right."""
    if not runs.axes:
        return 0.0, 0.0
    first, last = runs.axes[0], runs.axes[-1]
    halves = [
        min(fonts.title_size.horizontalAdvance(one_line(axis.name)), 90.0) / 2
        for axis in (first, last)
    ]
    words = fonts.label_size.horizontalAdvance(words_below(last)) / 2
    ticks = axis_ticks(last, 200.0, 20.0)
    widest = max((fonts.label_size.horizontalAdvance(tick.label) for tick in ticks), default=0.0)
    lanes = runs.lane_counts(len(runs.axes) - 1)
    signs = fonts.label_size.horizontalAdvance("nan 000") if lanes else 0.0
    right = max(min(widest, 110.0), signs, words, halves[1]) + 16.0
    return max(HISTOGRAM + 4.0, halves[0]), right


def paint_over_lines(painter: QPainter, plot: ParallelPlot, geometry: ParallelGeometry) -> None:
    """Axes, histograms, lanes, brushes, and the runs under the mouse or picked."""
    fonts, theme, gestures = plot.fonts, plot.theme, plot.gestures
    brushes = [plot.brush_on(axis) for axis in plot.axes.shown]
    plot.show_stencil(painter, plot.axes_drawn, (plot.ringed_axis, gestures.hovered_arrow))
    paint_inside(painter, plot)
    paint_pinned_lines(painter, plot)
    paint_marked_runs(painter, plot)
    plot.show_stencil(painter, plot.labels_drawn, tuple(brush.lanes for brush in brushes))
    for index, (axis, brush) in enumerate(zip(plot.axes.shown, brushes, strict=True)):
        paint_axis_brush(painter, geometry, index, axis.scale, brush, theme)
    paint_line_tags(painter, plot, fonts)
    paint_hovered_values(painter, plot, fonts)
    if gestures.ghost is not None:
        paint_ghost(painter, geometry, *gestures.ghost, theme)
