"""What a batch's row says of its engine: why it starts no trials, and how many may run at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.engine.observer import Observer
    from guild_desktop.store.recorder import Recorder


class BatchRow:
    """Owned by the loop, on its thread; writes only what has changed."""

    def __init__(self, batch: Batch, recorder: Recorder, observer: Observer) -> None:
        self._batch = batch
        self._recorder = recorder
        self._observer = observer
        self._workers = batch.limits.workers
        self._pause = ""

    def tell_workers(self, workers: int) -> None:
        """Keep how many trials may run at once, so that the batch goes on so when it is continued."""
        if workers != self._workers:
            self._workers = workers
            limits = replace(self._batch.limits, workers=workers)
            self._recorder.set_batch(self._batch.id, limits=limits)

    def tell_pause(self, reason: str) -> None:
        """Keep what keeps the batch from starting trials; the empty text: nothing."""
        if reason != self._pause:
            self._pause = reason
            self._recorder.set_batch(self._batch.id, reason=reason)
            self._observer.paused(reason)
