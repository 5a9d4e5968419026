"""What of the script's folder runs will see: one quiet line, and all of it with its rules at a press."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from guild_desktop.core.byte_size import format_bytes
from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import Operation
from guild_desktop.gui.format import count
from guild_desktop.gui.live.background import Background
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.run_panel.source_list import SourceList
from guild_desktop.scripts.source_view import SourceView, view_source

_FRESH = 5.0
"""Seconds for which what was seen is taken to be so while a person edits."""

_ROOM = 4
"""Pixels of the line that its text cannot have."""


class SourceRow(QWidget):
    """Owned by the panel, GUI thread; it looks in the background, one look at a time.

    It looks again when the window comes to the front, for that is when files have been changed elsewhere.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self, threads=1)
        self._apart = Path()
        self._operation: Operation | None = None
        self._looked_at = 0.0
        self._again = False
        self._view: SourceView | None = None
        self._texts: tuple[str, ...] = ()
        self._list: SourceList | None = None
        self.line = QPushButton(self)
        self.line.setObjectName("sourceLine")
        self.line.setProperty("flat", True)
        self.line.setProperty("line", True)
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(22)
        self.line.clicked.connect(self._show_list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self._tell()

    def set_apart(self, folder: Path) -> None:
        """Say where the files of runs are: the folder of the project that holds them is left out."""
        self._apart = folder

    def look(self, operation: Operation | None) -> None:
        """Show what runs of this operation would see; returns at once. None: no script is open."""
        known = self._operation
        self._operation = operation
        if operation is None:
            self._view = None
            self._tell()
        elif known is None or _place(known) != _place(operation):
            self._view = None
            self._tell()
            self._look()
        elif time.monotonic() - self._looked_at > _FRESH:
            self._look()

    def changeEvent(self, event: QEvent) -> None:
        """Qt's: look again when the window has come to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: cut the text where the line ends."""
        super().resizeEvent(event)
        self._fit()

    def _look(self) -> None:
        operation, apart = self._operation, self._apart
        if operation is None:
            return
        if self._background.is_busy:
            self._again = True
            return
        self._again = False
        self._looked_at = time.monotonic()
        self._background.run(
            lambda: view_source(operation, apart),
            lambda view: self._take(operation, view),
            lambda error: self._take(operation, error),
        )

    def _take(self, operation: Operation, seen: SourceView | UserError) -> None:
        now = self._operation
        if now is not None and _place(now) == _place(operation):
            if isinstance(seen, UserError):
                self._view = None
                self._tell(seen.message)
            else:
                self._view = seen
                self._tell(*self._words(seen))
                if self._list is not None:
                    self._list.show_source(now, seen)
        elif now is not None:
            self._again = True
        if self._again:
            self._look()

    def _words(self, view: SourceView) -> tuple[str, ...]:
        """What there is to say, longest first: the line shows as much of it as it has room for."""
        if view.in_project:
            long = self.tr("Source: in the script's own folder, nothing is copied")
            return long, self.tr("Source: not copied")
        copied, left = count(len(view.copied)), count(len(view.left_out))
        one = len(view.copied) == 1
        files = self.tr("Source: 1 file") if one else self.tr("Source: {0} files").format(copied)
        sized = self.tr("{0}, {1} copied").format(files, format_bytes(view.size))
        if not view.left_out:
            return sized, files
        left_out = self.tr("{0} left out").format(left)
        return f"{sized}; {left_out}", f"{files}; {left_out}", files

    def _tell(self, *texts: str) -> None:
        self._texts = texts
        hint = self.tr("What of the script's folder runs see. Press for all of it, with the rules.")
        self.line.setAccessibleName(texts[0] if texts else self.tr("Source"))
        self.line.setToolTip(plain_tooltip(*texts[:1], hint))
        self.line.setEnabled(self._view is not None)
        self._fit()

    def _fit(self) -> None:
        metrics, room = self.line.fontMetrics(), max(0, self.line.width() - _ROOM)
        fitting = (text for text in self._texts if metrics.horizontalAdvance(text) <= room)
        text = next(fitting, self._texts[-1] if self._texts else "")
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.line.setText(cut.replace("&", "&&"))

    def _show_list(self) -> None:
        if self._operation is None or self._view is None:
            return
        self._list = SourceList(self)
        self._list.show_source(self._operation, self._view)
        self._list.finished.connect(self._forget_list)
        self._list.open()
        self._look()

    def _forget_list(self) -> None:
        self._list = None


def _place(operation: Operation) -> tuple[str, ...]:
    """All of an operation that its source depends on."""
    return operation.kind, operation.target, operation.project, operation.cwd
