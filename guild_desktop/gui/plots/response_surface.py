"""The model over two flags as a picture:
colour for the mean, pale where it is unsure, lines of equal value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from guild_desktop.gui.plots.colour import ColourRange, shade_table
from guild_desktop.gui.plots.response_axes import has_bands, places

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Contour
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.chart_frame import ChartFrame
    from guild_desktop.gui.plots.number_scale import Floats
    from guild_desktop.gui.theme import Theme

_SIDE = 128
"""Samples along each axis."""

_LINES = 7
STRONGEST, PALEST = 130.0, 20.0
"""Opacity, of 255, where the model is sure and where it is least sure."""


def sampled(contour: Contour, across: Axis, down: Axis) -> tuple[Floats, Floats]:
    """Mean and deviation at the middles of ``_SIDE`` parts of both axes, from the bottom and the left."""
    one = _weights(places(across, contour.across), bands=has_bands(across))
    other = _weights(places(down, contour.down), bands=has_bands(down))
    mean, deviation = np.array(contour.mean), np.array(contour.deviation)
    return other @ mean @ one.T, other @ deviation @ one.T


@dataclass(frozen=True, eq=False)
class Surface:
    """The samples of a contour as in ``sampled``, and the values of its strongest and its weakest colour.

    Made once for a contour on two axes: its lines take some hundredths of a second.
    """

    contour: Contour
    across: Axis
    down: Axis
    mean: Floats
    deviation: Floats
    colours: ColourRange

    @classmethod
    def of(cls, contour: Contour, across: Axis, down: Axis, direction: str) -> Surface:
        """The surface on two axes."""
        mean, deviation = sampled(contour, across, down)
        best, worst = float(mean.min()), float(mean.max())
        if direction == "maximize":
            best, worst = worst, best
        return cls(contour, across, down, mean, deviation, ColourRange(best, worst))

    def is_of(self, contour: Contour, across: Axis, down: Axis, direction: str) -> bool:
        """Whether it would be made the same of these."""
        is_same = self.contour is contour and self.colours.best == self._best(direction)
        return is_same and (self.across.scale, self.down.scale) == (across.scale, down.scale)

    def _best(self, direction: str) -> float:
        ends = self.colours.best, self.colours.worst
        return max(ends) if direction == "maximize" else min(ends)

    def paint(self, painter: QPainter, frame: ChartFrame, theme: Theme) -> None:
        """Paint it inside the frame, with lines of equal value where nothing stands apart."""
        shades = self.colours.shades(self.mean.ravel()).reshape(self.mean.shape)
        table = shade_table(dark=theme.dark, colour_map=theme.colour_map)
        unsure = self.deviation / max(float(self.deviation.max()), 1e-300)
        pixels = np.empty((*self.mean.shape, 4), dtype=np.uint8)
        pixels[..., :3] = table[shades]
        pixels[..., 3] = STRONGEST + (PALEST - STRONGEST) * unsure
        # Rows of a picture begin at the top.
        pixels = np.ascontiguousarray(pixels[::-1])
        size = self.mean.shape[1], self.mean.shape[0]
        image = QImage(pixels.data, *size, 4 * size[0], QImage.Format.Format_RGBA8888)
        rect = QRectF(frame.left, frame.top, frame.width, frame.height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, image)
        colour = QColor(theme.text)
        colour.setAlphaF(0.35)
        painter.setPen(QPen(colour, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        place = QTransform.fromTranslate(rect.left(), rect.bottom())
        painter.drawPath(place.scale(rect.width(), -rect.height()).map(self._lines))
        painter.restore()

    @cached_property
    def _lines(self) -> QPainterPath:
        """Lines of equal value in fractions of both axes; none where it is flat or values stand apart."""
        path = QPainterPath()
        is_flat = self.colours.best == self.colours.worst
        if is_flat or has_bands(self.across) or has_bands(self.down):
            return path
        levels = np.quantile(self.mean, np.linspace(0.0, 1.0, _LINES + 2)[1:-1])
        for level in np.unique(levels):
            for line in pyqtgraph.isocurve(self.mean.T, float(level), connected=True):
                for number, (x, y) in enumerate(line):
                    place = QPointF(x / _SIDE, y / _SIDE)
                    if number:
                        path.lineTo(place)
                    else:
                        path.moveTo(place)
        return path


def _weights(at: Floats, *, bands: bool) -> Floats:
    """How much each value counts at each sample, shape (samples, values)."""
    middles = (np.arange(_SIDE) + 0.5) / _SIDE
    known = np.flatnonzero(np.isfinite(at))
    weights = np.zeros((_SIDE, len(at)))
    if bands:
        nearest = known[np.argmin(np.abs(middles[:, np.newaxis] - at[known]), axis=1)]
        weights[np.arange(_SIDE), nearest] = 1.0
        return weights
    order = known[np.argsort(at[known])]
    for place, value in enumerate(order):
        share = np.zeros(len(order))
        share[place] = 1.0
        weights[:, value] = np.interp(middles, at[order], share)
    return weights
