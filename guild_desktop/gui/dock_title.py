"""The title bar of a dock: its name and two quiet buttons, or nothing where a tab says the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QToolButton, QWidget

from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import plain_label

if TYPE_CHECKING:
    from guild_desktop.gui.theme import Theme, Themes


class DockTitle(QWidget):
    """Stands in a dock that has no tab; owned by the dock, GUI thread.

    Dragging it moves the dock, a double click floats it, as Qt does with its own title bars.
    """

    def __init__(self, dock: QDockWidget, themes: Themes) -> None:
        super().__init__(dock)
        self._themes = themes
        name = plain_label(dock.windowTitle(), style="title")
        self._float = self._button(self.tr("Float or dock {0}").format(dock.windowTitle()))
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._close = self._button(self.tr("Close {0}").format(dock.windowTitle()))
        self._close.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 2, 4)
        row.setSpacing(2)
        row.addWidget(name, 1)
        row.addWidget(self._float)
        row.addWidget(self._close)
        themes.theme_changed.connect(self._set_icons)
        self._set_icons(themes.theme)

    def _button(self, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("quiet", True)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setIconSize(QSize(12, 12))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _set_icons(self, theme: Theme) -> None:
        self._float.setIcon(icon("float", theme.muted))
        self._close.setIcon(icon("close", theme.muted))
