"""A heading that folds what stands below it away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget


class Fold(QToolButton):
    """Shows and hides ``content``; owned by the panel. Signal: ``opened(QWidget)``, its content."""

    opened = Signal(object)

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setProperty("flat", True)
        self.setProperty("chip", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggled.connect(self._show)
        self._show(False)

    def _show(self, is_open: bool) -> None:  # noqa: FBT001 - the signal's own argument
        self.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._content.setVisible(is_open)
        if is_open:
            self.opened.emit(self._content)
