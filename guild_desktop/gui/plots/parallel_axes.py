"""What of the parallel plot's axes is alike from one painting to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.gui.plots.axis_paint import (
    paint_axis,
    paint_axis_labels,
    paint_histogram,
    paint_lanes,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from guild_desktop.gui.plots.parallel_plot import ParallelPlot


def paint_axes(painter: QPainter, plot: ParallelPlot) -> None:
    """Below the picked lines: axes, titles, histograms of all runs; they change with the layout and the ring."""
    geometry, fonts, theme = plot.geometry_now, plot.fonts, plot.theme
    if geometry is None:
        return
    for index, axis in enumerate(plot.axes.shown):
        paint_histogram(painter, geometry, index, plot.histograms[index], theme, inside=False)
        ringed = axis.name == plot.ringed_axis
        paint_axis(painter, geometry, index, axis, fonts, theme, ringed=ringed)


def paint_inside(painter: QPainter, plot: ParallelPlot) -> None:
    """Over those the histograms of the runs in focus.

    As long as all are in focus grey says it, and colour is kept for what a brush picks out.
    """
    geometry, theme = plot.geometry_now, plot.theme
    if geometry is None or plot.in_focus.all():
        return
    for index in range(len(plot.axes.shown)):
        paint_histogram(painter, geometry, index, plot.histograms[index], theme, inside=True)


def paint_labels(painter: QPainter, plot: ParallelPlot) -> None:
    """Above all lines: labels and lanes; they change with the layout only."""
    geometry, fonts, theme = plot.geometry_now, plot.fonts, plot.theme
    if geometry is None:
        return
    for index, axis in enumerate(plot.axes.shown):
        paint_axis_labels(painter, geometry, index, axis, fonts, theme)
        paint_lanes(painter, geometry, index, plot.runs, fonts, theme)
