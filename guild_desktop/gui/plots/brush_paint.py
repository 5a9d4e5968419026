"""Painting of brushes on upright axes and of the ghost handle that invites to make one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from guild_desktop.gui.plots.axis_brush import AxisBrush
from guild_desktop.gui.plots.axis_scale import AxisScale, CategoryScale
from guild_desktop.gui.plots.parallel_geometry import BEYOND, ParallelGeometry
from guild_desktop.gui.theme import Theme

_HALF = 11.0  # half the width of a brush


def paint_axis_brush(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    scale: AxisScale,
    brush: AxisBrush,
    theme: Theme,
) -> None:
    """The ranges of an axis, or its bands; what is left out is hatched."""
    x = float(geometry.xs[index])
    if isinstance(scale, CategoryScale):
        half = 0.42 / scale.bands * geometry.length
        for band in range(scale.bands):
            names = frozenset(scale.names((band,)))
            kept = bool(brush.kept) and names <= brush.kept
            if kept or (names and names <= brush.left_out):
                y = geometry.y(scale.place(band))
                _paint_block(painter, x, y - half, y + half, (True, True), theme, hatched=not kept)
        return
    for span in brush.spans:
        lies = scale.stretch(span)
        top = geometry.y(lies.top) - (BEYOND if lies.open_top else 0.0)
        bottom = geometry.y(lies.bottom) + (BEYOND if lies.open_bottom else 0.0)
        edges = not lies.open_top, not lies.open_bottom
        _paint_block(painter, x, top, bottom, edges, theme, hatched=span.left_out)


def _paint_block(
    painter: QPainter,
    x: float,
    top: float,
    bottom: float,
    edges: tuple[bool, bool],
    theme: Theme,
    *,
    hatched: bool,
) -> None:
    """A range, with an edge at its top and bottom unless it is open there."""
    rect = QRectF(x - _HALF, top, 2 * _HALF, max(bottom - top, 1.0))
    colour = theme.failed if hatched else theme.accent
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(rect, tinted(colour, 0.10 if hatched else 0.22))
    if hatched:
        painter.fillRect(rect, QBrush(tinted(colour, 0.8), Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(colour, 2.0))
    for edged, y in zip(edges, (top, bottom), strict=True):
        if edged:
            painter.drawLine(QPointF(x - _HALF, y), QPointF(x + _HALF, y))


def tinted(colour: QColor, share: float) -> QColor:
    """``colour`` so that the rest of what is below shows through."""
    fill = QColor(colour)
    fill.setAlphaF(share)
    return fill


def paint_ghost(
    painter: QPainter, geometry: ParallelGeometry, index: int, y: float, theme: Theme
) -> None:
    """A pale handle on the axis under the mouse: here a drag would begin."""
    x = float(geometry.xs[index])
    painter.setPen(QPen(theme.accent, 1.4))
    painter.setBrush(tinted(theme.surface, 0.85))
    painter.drawRoundedRect(QRectF(x - _HALF, y - 4.0, 2 * _HALF, 8.0), 4.0, 4.0)
    painter.drawLine(QPointF(x - 4.0, y), QPointF(x + 4.0, y))
