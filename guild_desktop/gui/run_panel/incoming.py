"""What comes in from elsewhere: a command pasted into any field, a file or command dropped anywhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from guild_desktop.gui.run_panel.command_text import is_run_command


class Incoming(QObject):
    """Looks at what the panel and its fields receive; owned by the panel.

    Signals: ``command_received(str)``, ``file_received(str)``. Everything else passes.
    """

    command_received = Signal(str)
    file_received = Signal(str)

    def watch(self, panel: QWidget) -> None:
        """Watch a panel and every field inside it."""
        panel.setAcceptDrops(True)
        panel.installEventFilter(self)
        # Number fields and dropdowns take the keys of the lines inside them.
        for kind in (QLineEdit, QAbstractSpinBox, QComboBox):
            for field in panel.findChildren(kind):
                self.watch_field(field)

    def watch_field(self, field: QWidget) -> None:
        """Watch one more field."""
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take commands and files, and let the rest pass."""
        if isinstance(event, QKeyEvent):
            if (
                event.type() == QEvent.Type.KeyPress
                and event.matches(QKeySequence.StandardKey.Paste)
                and is_run_command(text := QApplication.clipboard().text())
            ):
                self.command_received.emit(text)
                return True
        elif isinstance(event, QDropEvent) and self._is_for_us(event.mimeData()):
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self._take(event.mimeData())
            return True
        return super().eventFilter(watched, event)

    def _is_for_us(self, data: QMimeData) -> bool:
        return bool(_files(data)) or is_run_command(data.text())

    def _take(self, data: QMimeData) -> None:
        files = _files(data)
        if files:
            self.file_received.emit(files[0])
        else:
            self.command_received.emit(data.text())


def _files(data: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
