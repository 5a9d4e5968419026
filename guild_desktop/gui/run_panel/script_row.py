"""The script: its path to type, drop or browse, the recent ones, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.run_panel.command_text import is_run_command
from guild_desktop.gui.run_panel.fields import ElidedLine
from guild_desktop.gui.theme import Themes


class ScriptRow(QWidget):
    """Names the script; owned by the panel, which opens it. Signals: ``path_entered(str)``,
    ``command_entered(str)`` when a whole ``run`` command came in instead of a path.
    """

    path_entered = Signal(str)
    command_entered = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._shown = ""
        self.path = PathLine(self)
        self.path.setObjectName("scriptPath")
        self.path.setAccessibleName(self.tr("Script"))
        self.path.setPlaceholderText(self.tr("Open or drop a .py file"))
        self.path.editingFinished.connect(self._entered)
        self.path.textChanged.connect(self._look_for_command)
        self._recent = QToolButton(self)
        self._recent.setObjectName("scriptRecent")
        self._recent.setText("▾")
        self._recent.setAccessibleName(self.tr("Recent scripts"))
        self._recent.setToolTip(self.tr("Recent scripts"))
        self._recent.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._recent.setMenu(QMenu(self._recent))
        self._browse = QToolButton(self)
        self._browse.setObjectName("scriptBrowse")
        self._browse.setAccessibleName(self.tr("Open a script"))
        self._browse.setToolTip(self.tr("Open a script…"))
        self._browse.clicked.connect(self._choose)
        self._error = plain_label(parent=self, style="error", wraps=True)
        self._error.setObjectName("scriptError")
        self._error.hide()
        for button in (self._recent, self._browse):
            button.setProperty("quiet", True)
            button.setFixedSize(26, 26)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.path, 1)
        line.addWidget(self._recent)
        line.addWidget(self._browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self._error)
        themes.theme_changed.connect(self._take_colours)
        self._take_colours()

    def show_path(self, path: str) -> None:
        """Show which script is meant, its name in sight."""
        self._shown = path
        self.path.setText(path)
        self.path.setToolTip(plain_tooltip(path))
        self.path.show_end()

    def show_error(self, text: str) -> None:
        """Say what is wrong with the script; the empty text says that nothing is."""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.path.setProperty("error", bool(text))
        # A style sheet looks at properties only when it is told to.
        self.path.style().polish(self.path)

    def set_recent(self, scripts: Iterable[str]) -> None:
        """Offer these scripts, the last used one first."""
        menu = self._recent.menu()
        menu.clear()
        for script in scripts:
            path = Path(script)
            text = f"{path.name}    {path.parent}".replace("&", "&&")
            menu.addAction(text).triggered.connect(
                lambda _checked=False, script=script: self.path_entered.emit(script)
            )
        self._recent.setEnabled(not menu.isEmpty())

    def _entered(self) -> None:
        text = self.path.text().strip()
        if text and text != self._shown:
            self._shown = text
            self.path_entered.emit(text)

    def _look_for_command(self, text: str) -> None:
        # However it came in: by a menu's Paste, by the middle button, or dropped.
        if is_run_command(text):
            self.show_path(self._shown)
            self.command_entered.emit(text)

    def _choose(self) -> None:
        folder = str(Path(self._shown).parent) if self._shown else ""
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Open a script"),
            folder,
            self.tr("Python scripts (*.py);;All files (*)"),
        )
        if path:
            self.path_entered.emit(path)

    def _take_colours(self) -> None:
        self._browse.setIcon(icon("open", self._themes.theme.text))


class PathLine(ElidedLine):
    """Shows the end of a path, where the name is, unless somebody edits it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.TextElideMode.ElideLeft, parent)

    def show_end(self) -> None:
        """Scroll to the name."""
        self.setCursorPosition(len(self.text()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Back to the name."""
        super().focusOutEvent(event)
        self.show_end()
