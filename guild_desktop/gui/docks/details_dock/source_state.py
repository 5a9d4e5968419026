"""Which source a run had, and whether the script's is another by now."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from guild_desktop.gui.live.background import Background
from guild_desktop.scripts.source_view import hash_of_source

if TYPE_CHECKING:
    from guild_desktop.core.operation import Operation
    from guild_desktop.core.run import Run
    from guild_desktop.store.home import Home

_FRESH = 5.0
"""Seconds for which the source on disk is taken to be as it was seen."""

_GONE = "gone"
"""In place of the hash of a script that cannot be read."""


class SourceState(QObject):
    """Owned by the details, GUI thread; it looks at one operation at a time, in the background.

    Signal: ``changed()`` when ``words`` may have become others: more is known, or the details' window has
    come to the front, for that is when a script has been edited elsewhere.
    """

    changed = Signal()

    def __init__(self, home: Home, details: QWidget) -> None:
        super().__init__(details)
        self._background = Background(self, threads=1)
        self._home = home
        self._operation: Operation | None = None
        self._hash: str | None = None
        self._looked_at = 0.0
        details.installEventFilter(self)

    def words(self, run: Run, operation: Operation | None) -> str:
        """The source of a run in a few words; what the disk has now is added when it is known.

        Empty for runs of a table, and for those that have no source yet.
        """
        if run.origin == "table" or not run.source_hash or operation is None:
            return ""
        self._look(operation)
        words = self.tr("source {0}").format(run.source_hash[:8])
        if self._hash == _GONE:
            return self.tr("{0}, the script is gone").format(words)
        if self._hash is not None and self._hash != run.source_hash:
            return self.tr("{0}, changed since this run").format(words)
        return words

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: see when the window comes to the front."""
        is_shown = isinstance(watched, QWidget) and watched.isActiveWindow()
        if event.type() == QEvent.Type.ActivationChange and is_shown:
            self._looked_at = 0.0
            self.changed.emit()
        return super().eventFilter(watched, event)

    def _look(self, operation: Operation) -> None:
        if operation != self._operation:
            self._operation, self._hash, self._looked_at = operation, None, 0.0
        if self._background.is_busy or time.monotonic() - self._looked_at < _FRESH:
            return
        self._looked_at = time.monotonic()
        self._background.run(
            lambda: hash_of_source(operation, self._home.batches),
            lambda found: self._take(operation, found),
            lambda _: self._take(operation, _GONE),
        )

    def _take(self, operation: Operation, found: str) -> None:
        if operation != self._operation:
            # The look at the one that is shown now was put off.
            self._looked_at = 0.0
        known, self._hash = self._hash, found if operation == self._operation else None
        # 0: it was asked for once more meanwhile.
        if not self._looked_at or self._hash != known:
            self.changed.emit()
