"""The line in which a filter is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit


class FilterField(QLineEdit):
    """Owned by the filter bar; GUI thread. Undo and redo are the window's when there is no typing to undo."""

    def start_over(self) -> None:
        """Empty the field and forget what was typed, so that undo means what was done with it."""
        self.setText("")

    def event(self, event: QEvent) -> bool:
        """Qt's: leave a shortcut to the window that means nothing here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            nothing_to_undo = event.matches(keys.Undo) and not self.isUndoAvailable()
            if nothing_to_undo or (event.matches(keys.Redo) and not self.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)
