"""The small arrow over an axis that shows in which direction it rises, and turns it round."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from guild_desktop.gui.plots.parallel_geometry import ParallelGeometry
from guild_desktop.gui.theme import Theme

_HALF, _HEIGHT = 4.5, 7.0
_ABOVE = 19.0  # the arrow's top over the end of the axis
_REACH = 4.0  # around it a click still means it


def arrow_rect(geometry: ParallelGeometry, index: int) -> QRectF:
    """Where the arrow of an axis is."""
    x = float(geometry.xs[index])
    return QRectF(x - _HALF, geometry.top - _ABOVE, 2 * _HALF, _HEIGHT)


def arrow_at(geometry: ParallelGeometry, at: QPointF) -> int | None:
    """The axis whose arrow is at a point, or None."""
    for index in range(geometry.xs.size):
        if arrow_rect(geometry, index).adjusted(-_REACH, -_REACH, _REACH, 1.0).contains(at):
            return index
    return None


def paint_arrow(
    painter: QPainter, geometry: ParallelGeometry, index: int, colour: QColor, *, flipped: bool
) -> None:
    """The arrow points to where values are high; on an axis of texts to where they begin."""
    rect = arrow_rect(geometry, index)
    tip, base = (rect.bottom(), rect.top()) if flipped else (rect.top(), rect.bottom())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    corners = [
        QPointF(rect.left(), base),
        QPointF(rect.right(), base),
        QPointF(rect.center().x(), tip),
    ]
    painter.drawPolygon(QPolygonF(corners))


def arrow_colour(theme: Theme, *, hovered: bool) -> QColor:
    """Quiet until the mouse is on it."""
    return theme.accent if hovered else theme.muted
