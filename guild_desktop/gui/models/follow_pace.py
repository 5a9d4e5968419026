"""When a table of many rows follows what has changed, so that it never takes much of the time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Signal

MOST_MOVING = 2500
"""With more rows than this, before or after, the table waits for a brush to come to rest."""

REST_MS = 80
"""So long after its last move a brush is at rest."""

_PAUSE = 6.0  # times what it costs to follow a frame of many runs


class FollowPace(QObject):
    """Owned by the table's model; GUI thread.

    Signal: ``due`` when the table is to follow, perhaps at once.
    """

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cost = 0.0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.due)

    def frame_came(self, rows: int) -> None:
        """A new frame: at once where ``rows`` are few, else so seldom that it costs a seventh of the time."""
        if rows <= MOST_MOVING:
            self.due.emit()
        elif not self._later.isActive():
            self._later.start(max(REST_MS, int(_PAUSE * 1000 * self._cost)))

    def selection_moved(self, rows: int) -> None:
        """A new selection: at once where ``rows``, those before and after, are few,
        else when a drag has come to rest.
        """
        if rows > MOST_MOVING:
            self._later.start(REST_MS)
        else:
            self.due.emit()

    @contextmanager
    def following(self) -> Iterator[None]:
        """Around what follows: nothing is due any more, and its cost is learnt."""
        self._later.stop()
        begun = time.thread_time()
        yield
        self._cost = time.thread_time() - begun
