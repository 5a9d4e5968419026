"""Says in the Run panel which sweep it goes on with, and leads back to new sweeps."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from guild_desktop.core.batch import Batch
from guild_desktop.gui.format import count
from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.theme import Themes


class ContinueStrip(QFrame):
    """Stands above the preview while a sweep is being changed; owned by the panel. Signal: ``left()``."""

    left = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setObjectName("continueStrip")
        self.setProperty("tinted", True)
        self._text = plain_label(parent=self, wraps=True)
        self._text.setObjectName("continuedSweep")
        self.leave = QToolButton(self)
        self.leave.setObjectName("leaveContinued")
        self.leave.setProperty("flat", True)
        self.leave.setIconSize(QSize(10, 10))
        meaning = self.tr("Make a new sweep instead")
        self.leave.setToolTip(meaning)
        self.leave.setAccessibleName(meaning)
        self.leave.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 6, 4)
        row.setSpacing(4)
        row.addWidget(self._text, 1)
        row.addWidget(self.leave)
        self.hide()
        themes.theme_changed.connect(self._take_colours)
        self._take_colours()

    def show_sweep(self, batch: Batch | None) -> None:
        """Name the sweep that goes on; None hides the strip."""
        self.setVisible(batch is not None)
        if batch is not None:
            words = self.tr("Going on with {0} ({1}), {2} runs so far")
            self._text.setText(words.format(batch.name, batch.id[:8], count(batch.planned)))

    def _take_colours(self) -> None:
        self.leave.setIcon(icon("close", self._themes.theme.muted))
