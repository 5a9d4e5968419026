"""Loads what the plots are made from while nobody waits for it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

_PAUSE = 100
"""Milliseconds from one part to the next, so that clicks and keys come through in between."""

_PARTS = (
    "pyqtgraph",
    *(f"{__package__}.{name}_plot" for name in ("parallel", "scatter", "history", "curves")),
)


class LoadAhead(QObject):
    """Loads the plots' modules, one after the other, from when it is made; GUI thread.

    Else the first run to arrive would load them all, a third of a second in which a sweep that has just
    begun is not seen. A thread cannot do it: two threads that load modules which need each other
    may see them half made.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._parts: Iterator[str] = iter(_PARTS)
        self._timer = QTimer(self, interval=_PAUSE)
        self._timer.timeout.connect(self._load_next)
        self._timer.start()

    def _load_next(self) -> None:
        part = next(self._parts, None)
        if part is None:
            self._timer.stop()
        else:
            importlib.import_module(part)
