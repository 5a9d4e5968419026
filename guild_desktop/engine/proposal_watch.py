"""Wakes the loop when an optimizer has answered, but only while somebody waits for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guild_desktop.engine.local_executor import LocalExecutor
    from guild_desktop.engine.trials import Trials


class ProposalWatch:
    """Owned by the loop, on its thread."""

    def __init__(self, executor: LocalExecutor, trials: Trials) -> None:
        self._executor = executor
        self._trials = trials
        self._watched: int | None = None

    def turn(self, *, on: bool) -> None:
        """Let the answers wake the executor's ``wait``, or not any more."""
        # A descriptor nobody reads from would keep waking the loop.
        descriptor = self._trials.descriptor if on else None
        if descriptor != self._watched:
            if self._watched is not None:
                self._executor.unwatch(self._watched)
            if descriptor is not None:
                self._executor.watch(descriptor)
            self._watched = descriptor
