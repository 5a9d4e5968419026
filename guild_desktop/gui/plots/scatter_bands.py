"""The bands over the points of the scatter matrix: running medians, and what the model expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guild_desktop.core.run import Status
from guild_desktop.gui.plots.band import BandPainter
from guild_desktop.gui.plots.model_bands import model_bands
from guild_desktop.gui.plots.placed_runs import Lane
from guild_desktop.gui.plots.running_median import FEWEST, running_medians

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QColor, QPainter

    from guild_desktop.analysis.results import Analysis
    from guild_desktop.gui.plots.band import Band, Floats
    from guild_desktop.gui.plots.scatter_cells import Cell
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot

_AT_ONCE = 20_000
"""Of more points the medians follow when the mouse rests."""


class ScatterBands:
    """Owned by the plot. ``medians`` and ``model`` are those of each cell, empty where none are wanted."""

    def __init__(self, plot: ScatterPlot) -> None:
        self._plot = plot
        self._analysis: Analysis | None = None
        self._why_none = ""
        self.medians: Mapping[Cell, tuple[Band, ...]] = {}
        self.model: Mapping[Cell, Band] = {}

    def renew(self) -> None:
        """Follow the runs in focus and what is known of the model."""
        plot, arrangement = self._plot, self._plot.session.arrangement
        if not arrangement.medians:
            self.medians = {}
        elif not plot.is_moving or plot.runs.rows.size * len(plot.cells) <= _AT_ONCE:
            self.medians = self._medians()
        self._renew_model()

    def tell_model(self, analysis: Analysis | None, why_none: str) -> None:
        """Show what an analysis found from now on, if that is wanted; ``why_none`` if it has no model."""
        self._analysis, self._why_none = analysis, why_none
        self._renew_model()
        if self._plot.session.arrangement.model:
            self._plot.viewport().update()

    def paint_below(self, painter: QPainter) -> None:
        """What runs in focus lie upon: how sure the model is, which would hide them."""
        bands = self._painter(painter, self._plot.theme.accent, 1.5)
        for cell, band in self.model.items():
            bands.paint_area(cell, band, self._half_band(cell))

    def paint(self, painter: QPainter) -> None:
        """What lies upon the points, and why there is nothing where a person has asked for something."""
        theme = self._plot.theme
        if reasons := self._reasons():
            self._say(painter, "\n".join(reasons))
        bands = self._painter(painter, theme.text, 2.2)
        for cell, pieces in self.medians.items():
            for piece in pieces:
                bands.paint_area(cell, piece, self._half_band(cell))
                bands.paint_middle(cell, piece, self._half_band(cell))
        bands = self._painter(painter, theme.accent, 1.5)
        for cell, band in self.model.items():
            bands.paint_middle(cell, band, self._half_band(cell))

    def _painter(self, painter: QPainter, colour: QColor, width: float) -> BandPainter:
        ground = self._plot.theme.surface
        return BandPainter(painter, self._plot.geometry_now, colour, ground, width)

    def _half_band(self, cell: Cell) -> float:
        return self._plot.axis_of_column(cell[1]).scale.half_band

    def _renew_model(self) -> None:
        self.model = {}
        if self._analysis is not None and self._plot.session.arrangement.model:
            self.model = model_bands(self._plot, self._analysis)

    def _medians(self) -> dict[Cell, tuple[Band, ...]]:
        """The running median of each cell, of the completed runs in focus with a value on both axes."""
        plot = self._plot
        runs, frame = plot.runs, plot.session.frame
        counted = plot.in_focus & frame.with_status(Status.COMPLETED)[runs.rows]
        known = {axis: counted & (runs.lane[axis] == Lane.ON_AXIS) for axis in plot.shown_axes}
        places = {axis: self._places(axis) for axis in plot.shown_axes}
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

    def _places(self, axis: int) -> Floats:
        """Where each run's value lies on an axis, as points do that are not spread within their band."""
        shown = self._plot.axes.shown[axis]
        places: Floats = shown.scale.fraction(shown.column.values[self._plot.runs.rows])
        return places

    def _reasons(self) -> list[str]:
        plot, arrangement = self._plot, self._plot.session.arrangement
        reasons = []
        if arrangement.medians and not any(self.medians.values()):
            words = plot.tr("Medians need {count} completed runs that match")
            reasons.append(words.format(count=FEWEST))
        if arrangement.model and not self.model:
            words = plot.tr("The model has nothing to say of these columns.")
            reasons.append(self._why_none or words)
        return reasons

    def _say(self, painter: QPainter, words: str) -> None:
        plot = self._plot
        first, last = plot.geometry_now.border(0, 0), plot.geometry_now.border(0, -1)
        room = first.united(last).adjusted(8.0, 4.0, -8.0, -4.0)
        painter.setFont(plot.fonts.label)
        painter.setPen(plot.theme.muted)
        flags = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        painter.drawText(room, flags | int(Qt.TextFlag.TextWordWrap), words)
