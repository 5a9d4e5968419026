"""The one place that unknown exceptions reach: a log file, one dialog, and the program goes on."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from guild_desktop import __version__

_LOG_LIMIT = 1 << 20


class Reporter(QObject):
    """Tells a person about bugs, one dialog at a time; owned by the main window, GUI thread.

    ``install`` makes it the end of every exception that nobody caught, in any thread.
    """

    _arrived = Signal(str, str)

    def __init__(self, log: Path, window: QWidget) -> None:
        super().__init__(window)
        self._log = log
        self._window = window
        self._open = False
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over from Python's own last resorts."""
        sys.excepthook = self.report
        threading.excepthook = lambda args: self.report(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an exception and show it, from any thread."""
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        self._write(text)
        self._arrived.emit(f"{kind.__name__}: {error}", text)

    def _write(self, text: str) -> None:
        try:
            if self._log.exists() and self._log.stat().st_size > _LOG_LIMIT:
                self._log.replace(self._log.with_suffix(".old"))
            with self._log.open("a", encoding="utf-8") as file:
                file.write(f"{diagnostics()}\n{text}\n")
        except OSError as failure:
            sys.stderr.write(f"the report could not be kept: {failure}\n")

    def _show(self, summary: str, text: str) -> None:
        if self._open:
            return
        self._open = True
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Something went wrong"))
        box.setText(self.tr("Guild Desktop met a mistake of its own and goes on."))
        box.setInformativeText(
            self.tr("{0}\n\nYour runs are safe. A report was kept in {1}.").format(
                summary, self._log
            )
        )
        box.setDetailedText(f"{diagnostics()}\n{text}")
        copy = box.addButton(self.tr("Copy report"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Close)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(f"{diagnostics()}\n{text}"))
        box.finished.connect(self._closed)
        box.open()

    def _closed(self) -> None:
        self._open = False


def diagnostics() -> str:
    """Versions that a report should name."""
    import sqlite3

    return (
        f"Guild Desktop {__version__}, Python {platform.python_version()}, "
        f"PySide6 {PySide6.__version__}, SQLite {sqlite3.sqlite_version}, {platform.platform()}"
    )
