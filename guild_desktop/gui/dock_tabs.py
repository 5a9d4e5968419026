"""The tabs of docks that share a place: whole words, and closer together before arrows are needed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QMainWindow, QTabBar

_GAP = 8
"""Pixels beside a word on each side, as in the style sheet."""


class DockTabs(QObject):
    """Looks after the tab bars that Qt makes for docks; owned by the window's layout, GUI thread.

    The names of tabs are never cut. A bar that has little room for them gets the property ``tight``,
    with which the style sheet leaves half of the usual gap between them; only where that is not enough,
    arrows move the tabs.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window

    def look(self) -> None:
        """Look after bars that are new, and at all of them."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for tabs in self._window.findChildren(QTabBar, options=direct):
            tabs.setElideMode(Qt.TextElideMode.ElideNone)
            tabs.setUsesScrollButtons(True)
            tabs.removeEventFilter(self)
            tabs.installEventFilter(self)
            _fit(tabs)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: the room changes with the size of the docks."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QTabBar):
            _fit(watched)
        return super().eventFilter(watched, event)


def _fit(tabs: QTabBar) -> None:
    tight = _usual_width(tabs) > tabs.width()
    if tight != bool(tabs.property("tight")):
        tabs.setProperty("tight", tight)
        tabs.style().unpolish(tabs)
        tabs.style().polish(tabs)
        # Else the bar keeps the widths that its tabs had.
        QApplication.sendEvent(tabs, QEvent(QEvent.Type.StyleChange))


def _usual_width(tabs: QTabBar) -> int:
    """How wide the tabs are with the usual gaps, whichever of them is in front and bold."""
    font = tabs.font()
    plain = QFontMetrics(font)
    font.setBold(True)
    bold = QFontMetrics(font)
    names = [tabs.tabText(at) for at in range(tabs.count())]
    widths = [plain.horizontalAdvance(name) for name in names]
    widest = max(
        (bold.horizontalAdvance(name) - width for name, width in zip(names, widths, strict=True)),
        default=0,
    )
    return sum(widths) + widest + 2 * _GAP * len(names)
