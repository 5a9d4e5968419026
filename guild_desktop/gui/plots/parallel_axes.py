"""What of the parallel plot's axes is alike from one painting to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.gui.plots.axis_arrow import arrow_colour, paint_arrow
from guild_desktop.gui.plots.axis_paint import (
    paint_axis,
    paint_axis_labels,
    paint_histogram,
    paint_lanes,
)
from guild_desktop.gui.plots.search_bands import paint_band, paint_proposals, planned_runs

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from guild_desktop.gui.plots.parallel_plot import ParallelPlot


def paint_axes(painter: QPainter, plot: ParallelPlot) -> None:
    """Below the picked lines: histograms of all runs, axes, titles, what a sweep will try.

    They change with the layout, the ring and the arrow under the mouse.
    """
    geometry, fonts, theme = plot.geometry_now, plot.fonts, plot.theme
    if geometry is None:
        return
    planned = planned_runs(plot.runs, plot.session.frame)
    for index, axis in enumerate(plot.axes.shown):
        allowed = plot.search_bands.of(axis)
        if allowed is not None:
            paint_band(painter, geometry, index, axis.scale, allowed, theme)
        paint_histogram(painter, geometry, index, plot.histograms[index], theme, inside=False)
        ringed = axis.name == plot.ringed_axis
        paint_axis(painter, geometry, index, axis, fonts, theme, ringed=ringed)
        colour = arrow_colour(theme, hovered=plot.gestures.hovered_arrow == index)
        paint_arrow(painter, geometry, index, colour, flipped=axis.flipped)
        paint_proposals(painter, geometry, index, plot.runs, planned, theme)


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
    """Above all lines: labels and lanes; they change with the layout and with brushes on lanes."""
    geometry, fonts, theme = plot.geometry_now, plot.fonts, plot.theme
    if geometry is None:
        return
    for index, axis in enumerate(plot.axes.shown):
        paint_axis_labels(painter, geometry, index, axis, fonts, theme)
        lanes = plot.brush_on(axis).lanes
        paint_lanes(painter, geometry, index, plot.runs, lanes, fonts, theme)
