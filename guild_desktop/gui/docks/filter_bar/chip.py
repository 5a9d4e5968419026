"""A condition of the selection as a chip: its text, a cross, and keys for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from guild_desktop.core.clause import Clause, Except
from guild_desktop.gui.icons import icon
from guild_desktop.gui.plain_text import one_line, plain_tooltip

if TYPE_CHECKING:
    from guild_desktop.gui.theme import Themes

_WIDEST = 260


class Chip(QFrame):
    """Owned by the filter bar, GUI thread; the Tab key stops once at each.

    Signals: ``edit_requested`` (a click, or Enter) and ``removed`` (the cross, or Delete).
    """

    edit_requested = Signal()
    removed = Signal()

    def __init__(self, clause: Clause, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clause = clause
        self._themes = themes
        self.text_button = _ChipText(self)
        self.text_button.setProperty("ofChip", True)
        self.text_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.text_button.clicked.connect(self.edit_requested)
        self.cross = self.tool(self.removed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 0, 3, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.text_button)
        self._row.addWidget(self.cross)
        themes.theme_changed.connect(self.recolour)

    def show_clause(self, clause: Clause) -> None:
        """Stand for another condition."""
        if clause != self.clause:
            self.clause = clause
            self.tell()

    def tell(self) -> None:
        """Say what the condition is."""
        raise NotImplementedError

    def recolour(self, _theme: object = None) -> None:
        """Draw the buttons in the colours of the theme."""
        self.cross.setIcon(icon("close", self._themes.theme.muted))

    def tool(self, pressed: SignalInstance) -> QToolButton:
        """A small button for the mouse that emits a signal of the chip."""
        button = QToolButton(self)
        button.setProperty("quiet", True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setIconSize(QSize(12, 12))
        button.clicked.connect(pressed)
        return button

    def set_text(self, text: str, tip: str) -> None:
        """Show a text literally on one line, all of it in the tool tip below ``tip``."""
        line = one_line(text)
        elided = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, _WIDEST)
        # A lone & would underline the next letter.
        self.text_button.setText(elided.replace("&", "&&"))
        self.text_button.setToolTip(plain_tooltip(f"{tip}\n{text}" if tip else text))

    def set_look(self, look: str) -> None:
        """One of the looks of the style sheet."""
        if self.property("condition") != look:
            self.setProperty("condition", look)
            for widget in (self, self.text_button):
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def press(self, key: int) -> bool:
        """Do what a key means on the chip; False if it means nothing."""
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.edit_requested.emit()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        else:
            return False
        return True


class KeptChip(Chip):
    """A step by which some runs only are in view; to take it out is to take the step back."""

    def __init__(self, clause: Clause, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(clause, themes, parent)
        self.set_look("kept")
        self.cross.setToolTip(self.tr("Take this step back (Delete)"))
        self.recolour()
        self.tell()

    def tell(self) -> None:
        """As of every chip."""
        clause = self.clause
        if isinstance(clause, Except):
            text = self.tr("without: {0}").format(clause.clause.text)
        else:
            text = self.tr("only: {0}").format(clause.text)
        self.set_text(text, self.tr("Which runs are in view. Click to edit"))
        line = one_line(text)
        self.text_button.setAccessibleName(self.tr("Edit what is in view, {0}").format(line))
        self.cross.setAccessibleName(self.tr("Take back {0}").format(line))


class _ChipText(QPushButton):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: the keys of the chip."""
        chip = self.parentWidget()
        if not (isinstance(chip, Chip) and chip.press(event.key())):
            super().keyPressEvent(event)
