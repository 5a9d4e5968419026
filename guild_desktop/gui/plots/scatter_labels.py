"""The labels beside the cells of the scatter matrix, and the room they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.gui.plots.scatter_geometry import Needs
from guild_desktop.gui.plots.scatter_paint import (
    MOST_LABEL,
    lane_notes,
    paint_column_labels,
    paint_row_labels,
    row_label_width,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from guild_desktop.gui.plots.scatter_plot import ScatterPlot


def needs_of(plot: ScatterPlot) -> Needs:
    """What a plot must leave room for."""
    fonts, runs = plot.fonts, plot.runs
    rows = [plot.axes.shown[index] for index in plot.row_axes]
    labels = max((row_label_width(axis, 120.0, fonts) for axis in rows), default=0.0)
    lanes = [runs.lane_counts(index) for index in plot.row_axes]
    for counts in lanes:
        notes = lane_notes(counts, fonts, MOST_LABEL)
        labels = max(labels, min(fonts.label_size.horizontalAdvance(notes), MOST_LABEL))
    return Needs(
        left=labels + fonts.title_size.height() + 14.0,
        below=fonts.label_size.height() + fonts.title_size.height() + 8.0,
        row_rugs=tuple(bool(counts) for counts in lanes),
        column_rugs=tuple(bool(runs.lane_counts(index)) for index in plot.column_axes),
        tall_first=bool(rows) and rows[0].role == "objective",
    )


def paint_labels(painter: QPainter, plot: ScatterPlot, *, upright: bool) -> None:
    """The labels of rows and columns, which change with the layout only;
    ``upright`` as in ``paint_row_labels``.
    """
    geometry, fonts, theme = plot.geometry_now, plot.fonts, plot.theme
    for column, index in enumerate(plot.column_axes):
        axis, lanes = plot.axes.shown[index], plot.runs.lane_counts(index)
        paint_column_labels(painter, geometry, column, axis, lanes, fonts, theme)
    for row, index in enumerate(plot.row_axes):
        axis, lanes = plot.axes.shown[index], plot.runs.lane_counts(index)
        paint_row_labels(painter, geometry, row, axis, lanes, fonts, theme, upright=upright)
