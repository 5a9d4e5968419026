"""The line one types an expression in: coloured, with the wrong characters underlined, and completed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QWidget

from guild_desktop.core.values import format_item
from guild_desktop.flags import FlagError
from guild_desktop.gui.run_panel.command_text import is_run_command
from guild_desktop.gui.run_panel.flag_rows import FlagRow
from guild_desktop.gui.run_panel.highlight import formats
from guild_desktop.gui.theme import Theme

_FUNCTIONS = (
    "linspace[",
    "range[",
    "logspace[",
    "geomspace[",
    "uniform[",
    "loguniform[",
    "choice[",
)
_WORD = re.compile(r"[\w.-]*$")


class ExpressionEditor(QLineEdit):
    """Edits the expression of one row; made by the table's delegate for as long as a cell is open.

    Signal: ``command_pasted(str)`` when a whole ``run`` command was pasted, which changes nothing here.
    """

    command_pasted = Signal(str)

    def __init__(self, row: FlagRow, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(row.text, parent)
        self._theme = theme
        self._problems: Sequence[FlagError] = row.problems
        self.setProperty("cell", True)
        self.setAccessibleName(self.tr("Expression for {0}").format(row.info.name))
        words = [format_item(choice) for choice in row.info.choices]
        if row.info.type == "boolean":
            words += ["true", "false"]
        self._completer = QCompleter(self)
        self._completer.setModel(QStringListModel([*words, *_FUNCTIONS], self._completer))
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.activated.connect(self._complete)
        self.textEdited.connect(self._offer)
        self.textChanged.connect(self._colour)
        self._colour()

    def show_problems(self, problems: Sequence[FlagError]) -> None:
        """Underline what is wrong with the text as it stands."""
        self._problems = problems
        self._colour()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a pasted command as one, instead of letting it into the expression."""
        if event.matches(QKeySequence.StandardKey.Paste) and is_run_command(
            text := QApplication.clipboard().text()
        ):
            self.command_pasted.emit(text)
            return
        super().keyPressEvent(event)

    def _colour(self) -> None:
        # A line edit takes formats only from input methods; they count from the cursor.
        attributes = [
            QInputMethodEvent.Attribute(
                QInputMethodEvent.AttributeType.TextFormat,
                found.start - self.cursorPosition(),
                found.length,
                found.format,
            )
            for found in formats(self.text(), self._problems, self._theme)
        ]
        QApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def _prefix(self) -> str:
        match = _WORD.search(self.text()[: self.cursorPosition()])
        return match[0] if match else ""

    def _offer(self) -> None:
        prefix = self._prefix()
        self._completer.setCompletionPrefix(prefix)
        best = self._completer.currentCompletion()
        if not prefix or not prefix[0].isalpha() or not best or best.lower() == prefix.lower():
            self._hide_popup()
            return
        self._completer.complete()

    def _complete(self, word: str) -> None:
        self.setSelection(self.cursorPosition() - len(self._prefix()), len(self._prefix()))
        self.insert(word)
        self.window().activateWindow()
        # ``insert`` is silent to those who listen for what a person types.
        self.textEdited.emit(self.text())

    def event(self, event: QEvent) -> bool:
        """Keep the popup from outliving the editor."""
        if event.type() == QEvent.Type.Hide:
            self._hide_popup()
        return super().event(event)

    def _hide_popup(self) -> None:
        popup = self._completer.popup()
        if popup is not None and popup.isVisible():
            popup.hide()
            # Some platforms make a popup the active window and leave it so.
            self.window().activateWindow()
