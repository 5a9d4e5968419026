"""Takes a whole command pasted into any field of the panel as a command."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from guild_desktop.gui.run_panel.command_text import is_run_command


class PasteFilter(QObject):
    """Looks at the keys of the fields it watches; owned by the panel. Signal: ``command_pasted(str)``."""

    command_pasted = Signal(str)

    def watch(self, parent: QWidget) -> None:
        """Watch every field inside ``parent``."""
        # Number fields and dropdowns take the keys of the lines inside them.
        for kind in (QLineEdit, QAbstractSpinBox, QComboBox):
            for field in parent.findChildren(kind):
                field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop a paste that is a command; all else passes."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
            and is_run_command(text := QApplication.clipboard().text())
        ):
            self.command_pasted.emit(text)
            return True
        return super().eventFilter(watched, event)
