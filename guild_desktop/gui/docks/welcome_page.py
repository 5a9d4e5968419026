"""What stands alone in the window while the library is empty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from guild_desktop.gui.icons import icon, program_icon
from guild_desktop.gui.labels import plain_label

if TYPE_CHECKING:
    from guild_desktop.gui.theme import Theme, Themes

_WIDTH = 560
_RECENT = 5


class WelcomePage(QWidget):
    """Offers the sample, a script or a table of results to open, and recent scripts.

    Signals: ``sample_wanted()``, ``script_wanted()`` and ``table_wanted()`` (choose one), and
    ``script_chosen(path)``.
    """

    sample_wanted = Signal()
    script_wanted = Signal()
    table_wanted = Signal()
    script_chosen = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcomePage")
        self.setAccessibleName(self.tr("Welcome"))
        self._sample = QPushButton(self.tr("Try the sample"))
        self._sample.setObjectName("demoButton")
        self._sample.setAccessibleName(self.tr("Try the sample"))
        self._sample.setProperty("primary", True)
        self._sample.clicked.connect(self.sample_wanted)
        self._open = QPushButton(self.tr("Open a script…"))
        self._open.clicked.connect(self.script_wanted)
        self._table = QPushButton(self.tr("Open a table of results…"))
        self._table.setObjectName("openTable")
        self._table.clicked.connect(self.table_wanted)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        self._build()
        themes.theme_changed.connect(self._set_icons)
        self._set_icons(themes.theme)

    def set_recent(self, scripts: tuple[str, ...]) -> None:
        """List recently used scripts that still exist."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        existing = [path for path in scripts if Path(path).is_file()][:_RECENT]
        if existing:
            self._recent.addWidget(plain_label(self.tr("Recent"), style="muted"))
        for path in existing:
            button = QPushButton(f"{Path(path).name}    {Path(path).parent}".replace("&", "&&"))
            button.setProperty("flat", True)
            button.setAccessibleName(self.tr("Open {0}").format(path))
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(lambda _=False, path=path: self.script_chosen.emit(path))
            self._recent.addWidget(button)

    def _build(self) -> None:
        card = QFrame()
        card.setProperty("card", True)
        card.setFixedWidth(_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(40, 36, 40, 32)
        column.setSpacing(12)
        picture = QLabel()
        picture.setPixmap(program_icon().pixmap(QSize(56, 56)))
        column.addWidget(picture)
        title = QLabel(self.tr("Which settings are good?"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        title.setFont(font)
        title.setProperty("title", True)
        column.addWidget(title)
        text = plain_label(
            self.tr(
                "Open the training script you already have, say what to try, press Run and watch "
                "the runs arrive. Nothing is added to your script."
            ),
            style="muted",
        )
        text.setWordWrap(True)
        column.addWidget(text)
        column.addSpacing(8)
        column.addLayout(
            self._offer(
                self._sample,
                self.tr("Twenty runs of a noisy function, searched by a Gaussian process."),
            )
        )
        column.addLayout(
            self._offer(
                self._open,
                self.tr("Any Python script that prints a line like loss:\N{NO-BREAK SPACE}0.25"),
            )
        )
        column.addLayout(
            self._offer(
                self._table,
                self.tr("A CSV file, whatever made it: each row becomes a run to explore."),
            )
        )
        column.addSpacing(4)
        column.addLayout(self._recent)
        column.addWidget(
            plain_label(
                self.tr("…or drop a .py or .csv file anywhere on this window."), style="muted"
            )
        )
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(card)
        row.addStretch()
        page = QVBoxLayout(self)
        page.addStretch(2)
        page.addLayout(row)
        page.addStretch(3)

    def _offer(self, button: QPushButton, words: str) -> QHBoxLayout:
        button.setMinimumWidth(196)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(button)
        label = plain_label(words, style="muted")
        label.setWordWrap(True)
        row.addWidget(label, 1)
        return row

    def _set_icons(self, theme: Theme) -> None:
        self._sample.setIcon(icon("run", theme.on_accent))
        self._open.setIcon(icon("open", theme.text))
        self._table.setIcon(icon("columns", theme.text))
