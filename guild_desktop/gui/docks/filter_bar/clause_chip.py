"""One clause of the selection as a chip that can be muted and turned into its opposite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from guild_desktop.core.clause import negated
from guild_desktop.gui.docks.filter_bar.chip import Chip
from guild_desktop.gui.icons import icon
from guild_desktop.gui.plain_text import one_line, plain_tooltip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.core.clause import Clause
    from guild_desktop.gui.theme import Themes

_INVERTS = {
    Qt.Key.Key_I,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Minus,
    Qt.Key.Key_plusminus,
}


class ClauseChip(Chip):
    """Signals beside those of every chip: ``mute_toggled`` (the eye, or Space) and ``inverted`` (±, or I)."""

    mute_toggled = Signal()
    inverted = Signal()

    def __init__(self, clause: Clause, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(clause, themes, parent)
        self.is_muted = False
        self.eye = self.tool(self.mute_toggled)
        self.turn = self.tool(self.inverted)
        self._row.insertWidget(0, self.eye)
        self._row.insertWidget(2, self.turn)
        self.cross.setToolTip(self.tr("Remove this filter (Delete)"))
        self.recolour()
        self._tell_muted()
        self.tell()

    def set_muted(self, *, muted: bool) -> None:
        """Show whether the clause counts."""
        if muted != self.is_muted:
            self.is_muted = muted
            self.recolour()
            self._tell_muted()
            self.tell()

    def _tell_muted(self) -> None:
        self.set_look("muted" if self.is_muted else "counts")
        self.eye.setToolTip(
            self.tr("Muted: this filter does not count. Click to count it again (Space)")
            if self.is_muted
            else self.tr("Mute: the filter stays and does not count (Space)")
        )

    def tell(self) -> None:
        """As of every chip."""
        line = one_line(self.clause.text)
        if self.is_muted:
            name, tip = self.tr("Edit muted filter {0}"), self.tr("Muted: does not count")
            mute = self.tr("Count filter {0} again")
        else:
            name, tip, mute = self.tr("Edit filter {0}"), "", self.tr("Mute filter {0}")
        self.set_text(self.clause.text, tip)
        self.text_button.setAccessibleName(name.format(line))
        self.eye.setAccessibleName(mute.format(line))
        opposite = self.tr("Invert (I): {0}").format(negated(self.clause).text)
        self.turn.setToolTip(plain_tooltip(opposite))
        self.turn.setAccessibleName(self.tr("Invert filter {0}").format(line))
        self.cross.setAccessibleName(self.tr("Remove filter {0}").format(line))

    def recolour(self, _theme: object = None) -> None:
        """As of every chip."""
        super().recolour()
        colour = self._themes.theme.muted
        self.eye.setIcon(icon("eye-off" if self.is_muted else "eye", colour))
        self.turn.setIcon(icon("invert", colour))

    def press(self, key: int) -> bool:
        """Do what a key means on the chip; False if it means nothing."""
        if key == Qt.Key.Key_Space:
            self.mute_toggled.emit()
        elif key in _INVERTS:
            self.inverted.emit()
        else:
            return super().press(key)
        return True
