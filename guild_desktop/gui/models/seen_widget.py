"""A widget that costs nothing while nobody can see it, behind another tab too."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget


def is_in_sight(widget: QWidget) -> bool:
    """Whether a part of a widget can be seen:
    Qt calls one behind another tab visible, which has no region.
    """
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


class SeenWidget(QWidget):
    """Base of what stands in docks; GUI thread.

    Qt calls a dock behind another tab visible: it only lies outside of the window. So ``refresh`` waits
    until a part of the widget is painted, and is called in the next turn of the event loop.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stale = True

    def refresh(self) -> None:
        """Bring everything up to date."""
        raise NotImplementedError

    def refresh_when_seen(self, *_change: object) -> None:
        """Bring everything up to date, now or when it is seen next; takes what a signal carries."""
        self._stale = not is_in_sight(self)
        if not self._stale:
            self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: catch up with what was missed."""
        super().paintEvent(event)
        if self._stale:
            self._stale = False
            QTimer.singleShot(0, self, self.refresh)
