"""Python's garbage is collected on the GUI thread only, where Qt's objects may be deleted."""

from __future__ import annotations

import gc
import sys
import time

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 200
"""Milliseconds between two looks at how much there may be to collect."""

_PAUSE = 100.0
"""All of it is looked through so seldom that this takes a hundredth of the time."""

_MANY_MODULES = 50

_OLDEST = 2
"""Of Python's three generations the one that holds everything that has stayed."""


class Garbage(QObject):
    """Collects in place of Python from when it is made; owned by the application, GUI thread.

    Python looks for objects that refer to each other in circles on whatever thread has just made one
    too many, the sweep thread as well as any other. A widget in such a circle would be deleted there,
    and Qt may crash: PySide has those of its own classes deleted on the GUI thread, but not those of
    classes that inherit from them. So this does the same by Python's own counts and thresholds, but
    here, between two events.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._rested = 0.0
        self._modules = 0
        looking = QTimer(self, interval=_LOOK_MS)
        looking.timeout.connect(self._look)
        looking.start()

    def _look(self) -> None:
        modules = len(sys.modules)
        if modules >= self._modules + _MANY_MODULES:
            # What was loaded stays. Looking through it would keep the window busy longer than painting
            # all of it.
            self._modules = modules
            gc.freeze()
            return
        # A count of the oldest tells how often the middle one was collected since it was.
        due = [have > most for have, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[_OLDEST] and time.monotonic() >= self._rested:
            begun = time.monotonic()
            gc.collect()
            now = time.monotonic()
            self._rested = now + _PAUSE * (now - begun)
        elif due[1]:
            gc.collect(1)
        elif due[0]:
            gc.collect(0)
