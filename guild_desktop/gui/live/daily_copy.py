"""Sees to the store's daily copy while a window is open."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from guild_desktop.core.errors import UserError
from guild_desktop.gui.live.background import Background
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from guild_desktop.store.home import Home

_FIRST = 60_000
"""Milliseconds after the window's start, when nobody waits for it any more."""

_INTERVAL = 3_600_000


class DailyCopy(QObject):
    """Owned by the window's file actions, GUI thread;
    copies in a thread of its own, which has a connection of its own.

    Engines make the copy when a sweep ends; this is for homes where none does. That it cannot be made,
    for want of room say, is told nobody: it is tried again, and nothing that is asked for depends on it.
    """

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._background = Background(self, threads=1)
        self._given_up = threading.Event()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_INTERVAL)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.timeout.connect(self.look)
        self._first.start(_FIRST)

    @property
    def is_busy(self) -> bool:
        """Whether it is looking, or making the copy."""
        return self._background.is_busy

    @Slot()
    def look(self) -> None:
        """Make the copy if it is due; returns at once."""
        if not self.is_busy:
            self._background.run(self._make, lambda _: None)

    def finish(self) -> None:
        """Give up a copy that is being made; the next window or engine makes it."""
        self._given_up.set()
        self._timer.stop()
        self._first.stop()
        self._background.close()

    def _make(self) -> None:
        try:
            store = Store(self._home)
            # If it is gone, opening it would make a new one.
            store.file_identity()
            with store.opened():
                store.back_up_daily(self._given_up.is_set)
        except UserError:
            # As the class says. Of a damaged store the window hears where it reads.
            return
