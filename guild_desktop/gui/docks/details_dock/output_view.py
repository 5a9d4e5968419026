"""What a run prints, as it comes: the last lines, followed while the end is in sight, searchable."""

from __future__ import annotations

import time
from collections import deque
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontDatabase,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.gui.format import count
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.models.output_tail import OutputTail, Piece
from guild_desktop.gui.models.terminal_lines import TerminalLines
from guild_desktop.scripts.kept_output import find_gap

KEPT_LINES = 2000
_PAUSE = 150
"""Milliseconds between two looks at a file that may grow."""
_SOONEST = 20
_SHARE = 3000
"""What waits to be read is read after three times (in milliseconds a second) what the piece before took."""


class OutputView(QWidget):
    """Owned by the details; GUI thread. Reads only while it can be seen.

    Signals: ``caught_up`` when all there is for now has been shown.
    """

    caught_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._tail: OutputTail | None = None
        self._grows = False
        self._terminal = TerminalLines()
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._timer = QTimer(self, interval=_PAUSE)
        self._timer.timeout.connect(self._read)
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("outputView")
        self.text.setAccessibleName(self.tr("Output"))
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMaximumBlockCount(KEPT_LINES + 1)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._gap = plain_label(parent=self, style="muted", wraps=True)
        self._gap.setObjectName("outputGap")
        self._gap.hide()
        self._bar = self._make_search_bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._bar)
        column.addWidget(self._gap)
        column.addWidget(self.text, 1)
        self.text.installEventFilter(self)

    @property
    def lines(self) -> tuple[str, ...]:
        """The last lines read, the unfinished one included."""
        partial = self._terminal.partial
        return (*self._lines, partial) if partial else tuple(self._lines)

    def show_file(self, path: Path | None, *, grows: bool) -> None:
        """Show the output at ``path`` from its end; ``grows`` says that more may come.

        None says that there is no output to know of, as of a run that was read from a table.
        """
        silent = self.tr("Nothing was printed.")
        unknown = self.tr("What this run printed is not known: it was read from a table.")
        self.text.setPlaceholderText(unknown if path is None else silent)
        self._path = path
        self._tail = None if path is None else OutputTail(path)
        self._grows = grows
        self._start_over()
        if self.isVisible():
            self._timer.start()
            self._read()

    def set_growing(self, *, grows: bool) -> None:
        """Say whether more may come; what is there is read to its end in any case."""
        self._grows = grows
        if self.isVisible() and self._tail is not None:
            self._timer.start()

    def _start_over(self) -> None:
        self._clear()
        self._gap.hide()

    def _clear(self) -> None:
        self._terminal = TerminalLines()
        self._lines.clear()
        self.text.clear()

    def _read(self) -> None:
        if self._tail is None:
            self._timer.stop()
            return
        piece = self._tail.read()
        if piece.data:
            begun = time.thread_time()
            self._show(piece)
            cost = time.thread_time() - begun
            self._timer.start(min(max(_SOONEST, int(_SHARE * cost)), _PAUSE))
            return
        self._timer.setInterval(_PAUSE)
        if not self._grows:
            self._timer.stop()
        self._tell_gap()
        self.caught_up.emit()

    def _tell_gap(self) -> None:
        """Say above the lines that some of the output was not kept, if that is so."""
        gap = None if self._path is None else find_gap(self._path)
        self._gap.setVisible(gap is not None)
        if gap is None:
            return
        how_much = (
            self.tr("Some bytes")
            if gap.size is None
            else self.tr("{0} bytes").format(count(gap.size))
        )
        self._gap.setText(
            self.tr("{0} in the middle of a long output were not kept.").format(how_much)
        )

    def _show(self, piece: Piece) -> None:
        bar = self.text.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        before = bar.value()
        if piece.anew:
            self._clear()
        ended = self._terminal.feed(piece.data)
        self._lines.extend(ended)
        cursor = QTextCursor(self.text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        # The last block holds the line that had not ended; it may have been overwritten.
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join([*ended[-KEPT_LINES:], self._terminal.partial]))
        bar.setValue(bar.maximum() if at_end else before)

    # Only what can be seen is read

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: go on reading."""
        super().showEvent(event)
        if self._tail is not None:
            self._timer.start()
            self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's: stop reading."""
        self._timer.stop()
        super().hideEvent(event)

    # Search

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: while the output has the keyboard, Find means the output and not the window's."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Find):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._open_search()
                return True
        return super().eventFilter(watched, event)

    def _make_search_bar(self) -> QWidget:
        bar = QWidget(self)
        self._search = QLineEdit(bar)
        self._search.setObjectName("outputSearch")
        self._search.setAccessibleName(self.tr("Search the output"))
        self._search.setPlaceholderText(self.tr("Search the output"))
        self._search.returnPressed.connect(self._find_next)
        self._search.textEdited.connect(lambda _text: self._mark(found=True))
        buttons = [
            (self.tr("Previous"), self._find_previous),
            (self.tr("Next"), self._find_next),
            (self.tr("Close"), self._close_search),
        ]
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._search, 1)
        for text, slot in buttons:
            button = QToolButton(bar)
            button.setText(text)
            button.setProperty("flat", True)
            button.clicked.connect(slot)
            row.addWidget(button)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), bar)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._close_search)
        bar.hide()
        return bar

    def _open_search(self) -> None:
        self._bar.show()
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _close_search(self) -> None:
        self._bar.hide()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find_next(self) -> None:
        self._find(QTextDocument.FindFlag(0))

    def _find_previous(self) -> None:
        self._find(QTextDocument.FindFlag.FindBackward)

    def _find(self, flags: QTextDocument.FindFlag) -> None:
        wanted = self._search.text()
        if not wanted:
            return
        found = self.text.find(wanted, flags)
        if not found:
            # Once around: from the other end.
            before = self.text.textCursor()
            backward = bool(flags & QTextDocument.FindFlag.FindBackward)
            operation = QTextCursor.MoveOperation
            self.text.moveCursor(operation.End if backward else operation.Start)
            found = self.text.find(wanted, flags)
            if not found:
                self.text.setTextCursor(before)
        self._mark(found=found)

    def _mark(self, *, found: bool) -> None:
        self._search.setProperty("error", not found)
        self._search.style().unpolish(self._search)
        self._search.style().polish(self._search)
