"""How much of what Run would do is completed already: counted in the background, known a moment later."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from guild_desktop.engine.request import PlannedBatch
from guild_desktop.gui.live.background import Background

Counter = Callable[[PlannedBatch], Callable[[], int]]
"""Gives for a planned batch a function that may take its time to count its completed trials."""


class CompletedCount(QObject):
    """Owned by the Run panel, on the GUI thread. Signal: ``changed()`` when ``number`` has."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.number = 0
        """Completed trials of what was planned last; 0 until they are counted."""
        self._counter: Counter | None = None
        self._planned: tuple[object, ...] | None = None
        self._background = Background(self)

    def set_counter(self, counter: Counter) -> None:
        """Say who counts."""
        self._counter = counter

    def forget(self) -> None:
        """Count anew at the next ``look``: runs have ended since."""
        self._planned = None

    def look(self, planned: PlannedBatch) -> None:
        """Count for what is planned now, unless that was done."""
        batch = planned.batch
        limits = batch.limits.max_trials, batch.limits.where
        trials = batch.flags, batch.rows, batch.options, *limits, batch.seed
        asked = batch.operation, planned.kind, trials
        if asked == self._planned:
            return
        is_same_place = self._planned is None
        self._planned = asked
        if not is_same_place:
            self.number = 0

        def take(number: int) -> None:
            if asked == self._planned:
                self.number = number
                self.changed.emit()

        if self._counter is None or planned.kind == "search":
            take(0)
        else:
            self._background.run(self._counter(planned), take, lambda _: take(0))
