"""A line of plain text that gives up its end instead of its neighbours when room is short."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guild_desktop.gui.plain_text import one_line, plain_tooltip


class ElidedLabel(QWidget):
    """Plain text on one line, elided to the width; the whole of it in the tool tip."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, muted: bool = True
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._muted = muted
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str) -> None:
        """Say ``text``, literally."""
        self._text = one_line(text, 1000)
        self.setAccessibleName(self._text)
        self.setToolTip(plain_tooltip(self._text))
        self.update()

    def sizeHint(self) -> QSize:
        """One line high."""
        return QSize(0, self.fontMetrics().height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        painter = QPainter(self)
        palette = self.palette()
        brush = palette.placeholderText() if self._muted else palette.windowText()
        painter.setPen(brush.color())
        shown = self.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, self.width() - 2
        )
        painter.drawText(
            self.rect(),
            int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine),
            shown,
        )
        painter.end()
