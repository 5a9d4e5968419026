"""The heads of the compared runs: number of the pin, what it is called, its id, and a cross to unpin it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from guild_desktop.core.run import SHORT_ID

if TYPE_CHECKING:
    from guild_desktop.gui.theme import Themes

_CROSS = 8
_PAD = 8


@dataclass(frozen=True, slots=True)
class RunHead:
    """What stands above a run: ``number`` is that of its pin, None if it is only picked."""

    run_id: str
    title: str
    number: int | None


class RunHeader(QHeaderView):
    """Heads of two lines; owned by the table, GUI thread. The section 0 is that of the names.

    Signals: ``unpin_asked`` and ``pick_asked`` with a run's id.
    """

    unpin_asked = Signal(str)
    pick_asked = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._themes = themes
        self._heads: tuple[RunHead, ...] = ()
        self._over: int | None = None
        self.setSectionsMovable(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(64)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Compared runs"))

    def show_heads(self, heads: Sequence[RunHead]) -> None:
        """Show these, from section 1 on."""
        self._heads = tuple(heads)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(super().sizeHint().width(), 2 * self.fontMetrics().height() + 10)

    def cross_of(self, section: int) -> QRect:
        """Where the cross of a section is, in the viewport."""
        left = self.sectionViewportPosition(section)
        side = 20
        return QRect(left + self.sectionSize(section) - side - 2, 3, side, side)

    def head_at(self, section: int) -> RunHead | None:
        """The head of a section; None for that of the names."""
        return self._heads[section - 1] if 0 < section <= len(self._heads) else None

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one head; texts are literal."""
        theme, head = self._themes.theme, self.head_at(section)
        painter.save()
        painter.fillRect(rect, theme.surface)
        painter.setPen(QPen(theme.line, 1.0))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if head is not None:
            self._paint_head(painter, rect, head, section)
        painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, head: RunHead, section: int) -> None:
        theme, line = self._themes.theme, self.fontMetrics().height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        flags |= int(Qt.TextFlag.TextSingleLine)
        left, top = rect.left() + _PAD, rect.top() + 3
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        if head.number is not None:
            disc = QRectF(left, top + (line - 15) / 2, 15, 15)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawEllipse(disc)
            painter.setPen(theme.on_accent)
            painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(head.number))
            self._paint_cross(painter, section)
            left += 20
        room = rect.right() - left - (22 if head.number is not None else 4)
        painter.setPen(theme.text)
        title = painter.fontMetrics().elidedText(head.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, top, room + 2, line), flags, title)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(theme.muted)
        below = QRect(rect.left() + _PAD, top + line, rect.width() - _PAD - 2, line)
        painter.drawText(below, flags, head.run_id[:SHORT_ID])

    def _paint_cross(self, painter: QPainter, section: int) -> None:
        theme, centre = self._themes.theme, QRectF(self.cross_of(section)).center()
        painter.setPen(QPen(theme.text if self._over == section else theme.muted, 1.5))
        half = _CROSS / 2
        for sign in (-1, 1):
            start = QPointF(centre.x() - half, centre.y() - sign * half)
            painter.drawLine(start, QPointF(centre.x() + half, centre.y() + sign * half))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the cross under the mouse."""
        section = self._cross_at(event)
        if section != self._over:
            self._over = section
            self.viewport().update()
        self.viewport().setToolTip("" if section is None else self.tr("Unpin"))
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a cross unpins its run, one beside it picks the run."""
        super().mouseReleaseEvent(event)
        section = self._cross_at(event)
        head = self.head_at(self.logicalIndexAt(event.position().toPoint()))
        if head is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if section is not None:
            self.unpin_asked.emit(head.run_id)
        elif self.cursor().shape() != Qt.CursorShape.SplitHCursor:
            self.pick_asked.emit(head.run_id)

    def _cross_at(self, event: QMouseEvent) -> int | None:
        place = event.position().toPoint()
        section = self.logicalIndexAt(place)
        head = self.head_at(section)
        pinned = head is not None and head.number is not None
        return section if pinned and self.cross_of(section).contains(place) else None
