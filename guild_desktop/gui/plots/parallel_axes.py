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
    """Below the picked lines: histograms, axes, titles, what a sweep will try.

    They change with the layout, the focus, the ring and the arrow under the mouse.
    """
    geometry, fonts, theme = plot.geometry_now, plot.fonts, plot.theme
    if geometry is None:
        return
    brushed = not plot.in_focus.all()
    planned = planned_runs(plot.runs, plot.session.frame)
    for index, axis in enumerate(plot.axes.shown):
        allowed = plot.search_bands.of(axis)
        if allowed is not None:
            paint_band(painter, geometry, index, axis.scale, allowed, theme)
        bars = plot.histograms[index]
        paint_histogram(painter, geometry, index, bars, theme, brushed=brushed)
        ringed = axis.name == plot.ringed_axis
        paint_axis(painter, geometry, index, axis, fonts, theme, ringed=ringed)
        colour = arrow_colour(theme, hovered=plot.gestures.hovered_arrow == index)
        paint_arrow(painter, geometry, index, colour, flipped=axis.flipped)
        paint_proposals(painter, geometry, index, plot.runs, planned, theme)


def paint_labels(painter: QPainter, plot: ParallelPlot) -> None:
    """Above all lines: labels and lanes; they change with the layout and with brushes on lanes."""
    geometry, fonts, theme = plot.geometry_now, plot.fonts, plot.theme
    if geometry is None:
        return
    for index, axis in enumerate(plot.axes.shown):
        paint_axis_labels(painter, geometry, index, axis, fonts, theme)
        lanes = plot.brush_on(axis).lanes
        paint_lanes(painter, geometry, index, plot.runs, lanes, fonts, theme)
