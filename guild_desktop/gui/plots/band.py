"""A line with a band around it along one axis of a plot, as numbers and as paint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

if TYPE_CHECKING:
    from guild_desktop.gui.plots.scatter_cells import Cell
    from guild_desktop.gui.plots.scatter_geometry import ScatterGeometry

Floats: TypeAlias = npt.NDArray[np.float64]

_WIDEST_BOX = 0.45  # of a band of values' half width


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """At places ``xs`` (n) a ``middle`` with a ``low`` and a ``high`` end around it,
    all in fractions of the axes.

    Between the places of a ``by_value`` one lies nothing: there every point lies on one of them.
    """

    xs: Floats
    low: Floats
    middle: Floats
    high: Floats
    by_value: bool


class BandPainter:
    """Paints bands into cells of the scatter matrix;
    ``ground`` makes the line, ``width`` pixels wide, stand out from the points.
    """

    def __init__(
        self,
        painter: QPainter,
        geometry: ScatterGeometry,
        colour: QColor,
        ground: QColor,
        width: float,
    ) -> None:
        self._painter = painter
        self._geometry = geometry
        self._fill, self._edge = QColor(colour), QColor(colour)
        self._fill.setAlphaF(0.2)
        self._edge.setAlphaF(0.7)
        self._pens = QPen(ground, 2 * width), QPen(colour, width)
        for pen in self._pens:
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)

    def paint_area(self, cell: Cell, band: Band, half_band: float) -> None:
        """From the low to the high end; ``half_band`` is half the width of a value on the axis
        across, as a fraction.
        """
        painter, edge = self._painter, QPen(self._edge, 1.0)
        self._begin(cell)
        if band.by_value:
            painter.setPen(edge)
            painter.setBrush(self._fill)
            for corner, opposite in zip(
                self._left_ends(cell, band.xs, band.high, half_band),
                self._right_ends(cell, band.xs, band.low, half_band),
                strict=True,
            ):
                painter.drawRect(QRectF(corner, opposite))
        else:
            low, high = self._line(cell, band.xs, band.low), self._line(cell, band.xs, band.high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._fill)
            painter.drawPolygon(QPolygonF([*low, *reversed(high)]))
            painter.setPen(edge)
            painter.drawPolyline(QPolygonF(low))
            painter.drawPolyline(QPolygonF(high))
        painter.restore()

    def paint_middle(self, cell: Cell, band: Band, half_band: float) -> None:
        """The line, or of values a short one for each."""
        self._begin(cell)
        for pen in self._pens:
            self._painter.setPen(pen)
            if band.by_value:
                for left, right in zip(
                    self._left_ends(cell, band.xs, band.middle, half_band),
                    self._right_ends(cell, band.xs, band.middle, half_band),
                    strict=True,
                ):
                    self._painter.drawLine(left, right)
            else:
                self._painter.drawPolyline(QPolygonF(self._line(cell, band.xs, band.middle)))
        self._painter.restore()

    def _begin(self, cell: Cell) -> None:
        self._painter.save()
        self._painter.setClipRect(self._geometry.brushed(*cell))

    def _left_ends(self, cell: Cell, xs: Floats, ys: Floats, half_band: float) -> list[QPointF]:
        return self._line(cell, xs - half_band * _WIDEST_BOX, ys)

    def _right_ends(self, cell: Cell, xs: Floats, ys: Floats, half_band: float) -> list[QPointF]:
        return self._line(cell, xs + half_band * _WIDEST_BOX, ys)

    def _line(self, cell: Cell, xs: Floats, ys: Floats) -> list[QPointF]:
        row, column = cell
        geometry = self._geometry
        return [
            QPointF(geometry.x(column, x), geometry.y(row, y))
            for x, y in zip(xs.tolist(), ys.tolist(), strict=True)
        ]
