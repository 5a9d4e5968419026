"""Where TensorBoard can be seen, or why it cannot, in one line above the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from guild_desktop.gui import format as written
from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import plain_label

if TYPE_CHECKING:
    from guild_desktop.core.errors import UserError
    from guild_desktop.gui.theme import Themes


class TensorBoardBar(QFrame):
    """Above the runs table; owned by the runs page, GUI thread. Hidden while there is nothing to say.

    Signals: ``open_requested`` and ``stop_requested``.
    """

    open_requested = Signal()
    stop_requested = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setObjectName("tensorboardBar")
        self.setAccessibleName(self.tr("TensorBoard"))
        self.setProperty("tinted", True)
        self._text = plain_label("", self)
        self._text.setObjectName("tensorboardText")
        self._text.setWordWrap(True)
        # An address or a command that somebody will want to copy.
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._open = self._button("openTensorboard", self.tr("Open in browser"))
        self._open.clicked.connect(self.open_requested)
        self._stop = self._button("stopTensorboard", self.tr("Stop TensorBoard"))
        self._stop.clicked.connect(self.stop_requested)
        self._close = QToolButton(self)
        self._close.setObjectName("dismissTensorboard")
        self._close.setProperty("flat", True)
        self._close.setIconSize(QSize(12, 12))
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        for part in (self._open, self._stop, self._close):
            row.addWidget(part)
        self.hide()
        themes.theme_changed.connect(self._recolour)
        self._recolour()

    @property
    def sentence(self) -> str:
        """What the bar says."""
        return self._text.text()

    def tell_start(self) -> None:
        """Say that it takes a moment."""
        self._tell(self.tr("Starting TensorBoard…"), self._stop)

    def tell_open(self, runs: int, address: str, *, seen: bool) -> None:
        """Say that it shows so many runs, and where; ``seen`` unless no browser could be opened."""
        number = self.tr("1 run") if runs == 1 else self.tr("{0} runs").format(written.count(runs))
        text = self.tr("TensorBoard shows {0} at {1}").format(number, address)
        if not seen:
            also = self.tr("No browser could be opened here; go to the address yourself.")
            text = f"{text}. {also}"
        self._tell(text, self._open, self._stop)

    def tell_error(self, error: UserError) -> None:
        """Say why it is not there."""
        self._tell(str(error), self._close)

    def _tell(self, text: str, *offered: QWidget) -> None:
        self._text.setText(text)
        for part in (self._open, self._stop, self._close):
            part.setVisible(part in offered)
        self.show()

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setProperty("chip", True)
        return button

    def _recolour(self, _theme: object = None) -> None:
        self._close.setIcon(icon("close", self._themes.theme.muted))
