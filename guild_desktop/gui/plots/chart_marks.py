"""Marks beside a run of a chart: the number of its pin, and a tag with its values."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from guild_desktop.gui.plots.axis_paint import Fonts, paint_chip
from guild_desktop.gui.theme import Theme

PIN = 7.0
"""The radius of the disc that carries a pin's number."""


def paint_pin(
    painter: QPainter, at: QPointF, number: int, room: QRectF, fonts: Fonts, theme: Theme
) -> None:
    """The number of a pinned run on a disc beside its point, inside ``room``; the point is ringed."""
    painter.setPen(QPen(theme.accent, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, 4.5, 4.5)
    x = at.x() + 10.0 if at.x() + 10.0 + PIN < room.right() else at.x() - 10.0
    y = at.y() - 8.0 if at.y() - 8.0 - PIN > room.top() else at.y() + 9.0
    paint_number(painter, QPointF(x, y), number, fonts, theme)


def paint_number(painter: QPainter, at: QPointF, number: int, fonts: Fonts, theme: Theme) -> None:
    """A number on a disc."""
    font = painter.font()
    small = fonts.title
    painter.setPen(QPen(theme.surface, 1.0))
    painter.setBrush(theme.accent)
    painter.drawEllipse(at, PIN, PIN)
    painter.setPen(theme.on_accent)
    painter.setFont(small)
    rect = QRectF(at.x() - PIN, at.y() - PIN, 2 * PIN, 2 * PIN)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), str(number))
    painter.setFont(font)


def paint_diamond(painter: QPainter, at: QPointF, colour: QColor, ground: QColor) -> None:
    """The sign of runs that were stopped early, where one of them ended."""
    x, y, reach = at.x(), at.y(), 4.5
    corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
    painter.setPen(QPen(ground, 1.0))
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def paint_tag(
    painter: QPainter, at: QPointF, text: str, room: QRectF, fonts: Fonts, theme: Theme
) -> None:
    """What a run is, literally, beside its point and inside ``room``."""
    painter.setFont(fonts.label)
    width = fonts.label_size.horizontalAdvance(text) + 12.0
    height = fonts.label_size.height() + 4.0
    left = max(min(at.x() + 10.0, room.right() - width - 2.0), room.left() + 2.0)
    top = at.y() - height - 8.0 if at.y() - height - 8.0 > room.top() else at.y() + 10.0
    paint_chip(painter, QRectF(left, top, width, height), text, theme.text, theme.surface)
