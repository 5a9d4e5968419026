"""Labels that show text of people and scripts as it is, never as markup."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def plain_label(
    text: str = "", parent: QWidget | None = None, *, style: str = "", wraps: bool = False
) -> QLabel:
    """A label for plain text; ``style`` names a property of the style sheet (``muted``, ``error`` …)."""
    label = WrappingLabel(parent) if wraps else QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if style:
        label.setProperty(style, True)
    return label


class WrappingLabel(QLabel):
    """A label that breaks its lines and then asks for exactly the height they need.

    Qt's own way, a height that depends on the width, makes a scroll area show everything at its
    preferred height, however much of it could shrink.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show another text."""
        if text != self.text():
            super().setText(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._fit()

    def hasHeightForWidth(self) -> bool:
        """Not in Qt's way."""
        return False

    def minimumSizeHint(self) -> QSize:
        """As narrow as the longest word allows."""
        return QSize(40, self.minimumHeight())

    def _fit(self) -> None:
        # Qt counts the height that was fixed before as needed.
        self.setMinimumHeight(0)
        self.setFixedHeight(max(self.heightForWidth(self.width()), 0))
