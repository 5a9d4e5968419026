"""Painting of brushes on upright axes and of the ghost handle that invites to make one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale
from guild_desktop.gui.plots.brush import Spans
from guild_desktop.gui.plots.parallel_geometry import BEYOND, ParallelGeometry
from guild_desktop.gui.theme import Theme

_HALF = 11.0  # half the width of a brush


def paint_spans(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    scale: NumberScale,
    spans: Spans,
    theme: Theme,
) -> None:
    """The ranges of an axis of numbers; an open end reaches past the axis and has no edge."""
    x = float(geometry.xs[index])
    for span in spans:
        lies = scale.stretch(span)
        top = geometry.y(lies.top) - (BEYOND if lies.open_top else 0.0)
        bottom = geometry.y(lies.bottom) + (BEYOND if lies.open_bottom else 0.0)
        _paint_block(painter, x, top, bottom, theme)
        painter.setPen(QPen(theme.accent, 2.0))
        for open_end, y in ((lies.open_top, top), (lies.open_bottom, bottom)):
            if not open_end:
                painter.drawLine(QPointF(x - _HALF, y), QPointF(x + _HALF, y))


def paint_bands(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    scale: CategoryScale,
    picked: frozenset[str],
    theme: Theme,
) -> None:
    """The picked bands of an axis of texts."""
    if not picked:
        return
    x, half = float(geometry.xs[index]), 0.42 / scale.bands * geometry.length
    for band in range(scale.bands):
        if picked.issuperset(scale.names((band,))):
            y = geometry.y(scale.place(band))
            _paint_block(painter, x, y - half, y + half, theme)
            painter.setPen(QPen(theme.accent, 2.0))
            for edge in (y - half, y + half):
                painter.drawLine(QPointF(x - _HALF, edge), QPointF(x + _HALF, edge))


def _paint_block(painter: QPainter, x: float, top: float, bottom: float, theme: Theme) -> None:
    fill = QColor(theme.accent)
    fill.setAlphaF(0.22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRect(QRectF(x - _HALF, top, 2 * _HALF, max(bottom - top, 1.0)))


def paint_ghost(
    painter: QPainter, geometry: ParallelGeometry, index: int, y: float, theme: Theme
) -> None:
    """A pale handle on the axis under the mouse: here a drag would begin."""
    x = float(geometry.xs[index])
    fill = QColor(theme.surface)
    fill.setAlphaF(0.85)
    painter.setPen(QPen(theme.accent, 1.4))
    painter.setBrush(fill)
    painter.drawRoundedRect(QRectF(x - _HALF, y - 4.0, 2 * _HALF, 8.0), 4.0, 4.0)
    painter.drawLine(QPointF(x - 4.0, y), QPointF(x + 4.0, y))
