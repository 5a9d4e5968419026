"""What a face may want to hear from an engine in its own process."""

from __future__ import annotations

from typing import Protocol

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Run
from guild_desktop.engine.trial_spec import Stream


class Observer(Protocol):
    """Told of what happens, on the engine's thread, after it was stored."""

    def batch_started(self, batch: Batch, done: int, wanted: int) -> None:
        """The batch is on; of the ``wanted`` runs, as far as they are known, so many are ``done``."""

    def paused(self, reason: str) -> None:
        """The batch starts no trials for now, and why; the empty text: it does again."""

    def run_started(self, run: Run) -> None:
        """A run has a process now."""

    def printed(self, run_id: str, stream: Stream, data: bytes) -> None:
        """A run wrote these bytes."""

    def run_ended(self, run: Run) -> None:
        """A run is over; ``run`` is its final record."""

    def batch_ended(self, batch: Batch) -> None:
        """The batch is over; ``batch`` is its final record."""


class SilentObserver:
    """Listens to nothing: a detached engine has no face."""

    def paused(self, reason: str) -> None:
        """See ``Observer``."""

    def batch_started(self, batch: Batch, done: int, wanted: int) -> None:
        """See ``Observer``."""

    def run_started(self, run: Run) -> None:
        """See ``Observer``."""

    def printed(self, run_id: str, stream: Stream, data: bytes) -> None:
        """See ``Observer``."""

    def run_ended(self, run: Run) -> None:
        """See ``Observer``."""

    def batch_ended(self, batch: Batch) -> None:
        """See ``Observer``."""
