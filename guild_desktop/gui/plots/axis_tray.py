"""The line below the parallel plot: what is the same in all runs, and axes that were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from guild_desktop.gui.plain_text import one_line, plain_tooltip
from guild_desktop.gui.plots.elided_label import ElidedLabel

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session

MOST_CHIPS = 5
"""Further axes that were left out are in the menu behind the chips."""

_LONGEST = 18  # characters of a name on a chip


class AxisTray(QWidget):
    """Tells of flags without an axis, and brings axes back; owned by the dock, hidden while it is empty."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.same = ElidedLabel()
        self._words = QLabel(self.tr("Left out:"))
        self._words.setProperty("muted", True)
        self.chips: list[QPushButton] = []
        self.more = QToolButton()
        self.more.setProperty("chip", True)
        self.more.setText(self.tr("More…"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.same, 1)
        self._row.addWidget(self._words)
        self._row.addWidget(self.more)
        self._show_parts()

    def show_constants(self, constants: tuple[tuple[str, str], ...]) -> None:
        """Tell which flags are the same in all runs."""
        values = ", ".join(f"{name} = {value}" for name, value in constants)
        text = self.tr("Same in all: {values}").format(values=values)
        self.same.set_text(text if constants else "")
        self._show_parts()

    def show_left_out(self, names: tuple[str, ...]) -> None:
        """Offer to bring back these axes."""
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.deleteLater()
        self.chips = [self._make_chip(name) for name in names[:MOST_CHIPS]]
        menu = self.more.menu()
        menu.clear()
        for name in names[MOST_CHIPS:]:
            action = menu.addAction(one_line(name, 60).replace("&", "&&"))
            action.triggered.connect(lambda _=False, name=name: self._bring_back(name))
        self._show_parts()

    def _make_chip(self, name: str) -> QPushButton:
        text = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
        chip = QPushButton("+ " + one_line(text).replace("&", "&&"))
        chip.setProperty("chip", True)
        chip.setAccessibleName(self.tr("Bring back {name}").format(name=one_line(name)))
        chip.setToolTip(plain_tooltip(self.tr("Bring back {name}").format(name=name)))
        chip.clicked.connect(lambda: self._bring_back(name))
        self._row.insertWidget(self._row.count() - 1, chip)
        return chip

    def _bring_back(self, name: str) -> None:
        self._session.show_column(name, shown=True)

    def _show_parts(self) -> None:
        self._words.setVisible(bool(self.chips))
        self.more.setVisible(not self.more.menu().isEmpty())
        self.setVisible(bool(self.same.text or self.chips))
