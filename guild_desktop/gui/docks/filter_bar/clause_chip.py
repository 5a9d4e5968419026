"""One clause of the selection as a chip: its text, and a cross to take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from guild_desktop.gui.icons import icon
from guild_desktop.gui.models.cell_text import one_line, plain_tooltip

if TYPE_CHECKING:
    from guild_desktop.core.clause import Clause
    from guild_desktop.gui.theme import Themes

_WIDEST = 260


class ClauseChip(QFrame):
    """Owned by the filter bar. Signals: ``edit_requested`` and ``removed``."""

    edit_requested = Signal()
    removed = Signal()

    def __init__(self, clause: Clause, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clause = clause
        self.setProperty("tinted", True)
        self._text = QPushButton(self)
        self._text.setProperty("flat", True)
        self._text.setStyleSheet("QPushButton { padding: 1px 2px 1px 8px; }")
        self._text.setCursor(Qt.CursorShape.PointingHandCursor)
        self._text.clicked.connect(self.edit_requested)
        self._cross = QToolButton(self)
        self._cross.setProperty("flat", True)
        self._cross.setStyleSheet("QToolButton { padding: 2px; min-height: 0; }")
        self._cross.setIconSize(QSize(12, 12))
        self._cross.setIcon(icon("close", themes.theme.muted))
        self._cross.setToolTip(self.tr("Remove this filter"))
        self._cross.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(2)
        row.addWidget(self._text)
        row.addWidget(self._cross)
        self._write()

    def tell(self, clause: Clause) -> None:
        """Stand for another clause."""
        if clause != self.clause:
            self.clause = clause
            self._write()

    def _write(self) -> None:
        text = one_line(self.clause.text)
        elided = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _WIDEST)
        # A lone & would underline the next letter.
        self._text.setText(elided.replace("&", "&&"))
        self._text.setAccessibleName(self.tr("Edit filter {0}").format(text))
        self._text.setToolTip(plain_tooltip(self.clause.text))
        self._cross.setAccessibleName(self.tr("Remove filter {0}").format(text))

    @property
    def text_button(self) -> QPushButton:
        """Edits the clause."""
        return self._text

    @property
    def cross(self) -> QToolButton:
        """Removes the clause."""
        return self._cross
