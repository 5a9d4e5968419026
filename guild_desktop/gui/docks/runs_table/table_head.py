"""The line above the runs table: what is unusual at its left, how runs are listed at its right."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from guild_desktop.gui.flow_layout import FlowLayout

_GAP = 8


class TableHead(QWidget):
    """``left`` and ``right`` on one line; where they have no room beside each other, ``left`` comes below.

    What stands left is short before it goes to a line of its own, and the window may be as narrow as the
    wider of both. Owned by the runs table.
    """

    def __init__(self, left: Iterable[QWidget], right: Iterable[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        tools, words = QWidget(self), _Shrunk(self)
        _in_a_row(tools, right)
        _in_a_row(words, left).addStretch(1)
        around = QHBoxLayout(self)
        around.setContentsMargins(12, 8, 8, 4)
        lines = FlowLayout(gap=_GAP, last_fills=True)
        around.addLayout(lines)
        lines.addWidget(words)
        lines.set_corner(tools)


class _Shrunk(QWidget):
    """Asks for no more room than it has to have, and takes what there is."""

    def sizeHint(self) -> QSize:
        """Qt's: as narrow as possible."""
        return QSize(self.minimumSizeHint().width(), super().sizeHint().height())


def _in_a_row(parent: QWidget, widgets: Iterable[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout(parent)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_GAP)
    for widget in widgets:
        row.addWidget(widget)
    return row
