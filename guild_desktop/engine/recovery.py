"""Clears up after engines that died: ends survivors, names what is lost, keeps everything else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from guild_desktop.core.run import Status
from guild_desktop.engine.platform import end_processes
from guild_desktop.store.lock import FileLock
from guild_desktop.store.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.store.store import Store

_START_PATIENCE = 60.0
"""Seconds after which a pending batch without an engine is believed not to get one any more."""


def recover(store: Store) -> int:
    """Set right every batch that says it runs though no engine has it; how many they were.

    Whoever gets the lock of such a batch knows that its engine is dead: only engines hold it.
    """
    return sum(_recover_batch(store, batch) for batch in store.unfinished_batches())


def clear_up(store: Store, batch: Batch) -> None:
    """End what a dead engine's trials left running, and name their runs lost; needs the engine's lock."""
    running = [run.id for run in store.runs_of(batch.id) if run.status is Status.RUNNING]
    if running:
        end_processes(running, batch.limits.grace)
        Recorder(store).mark_lost(batch.id)


def _recover_batch(store: Store, batch: Batch) -> bool:
    if batch.status is Status.PENDING and time.time() - batch.pending_since < _START_PATIENCE:
        return False
    lock = FileLock(store.home.engine_lock(batch.id))
    if not lock.try_acquire():
        return False
    try:
        if store.batch(batch.id).status not in (Status.PENDING, Status.RUNNING):
            return False
        recorder = Recorder(store)
        seen = _last_sign(store.runs_of(batch.id))
        clear_up(store, batch)
        recorder.call_off_pending(batch.id, "the engine ended before it started")
        reason = "interrupted: the engine ended without a word"
        recorder.end_batch(batch.id, Status.TERMINATED, reason, seen=seen)
    finally:
        lock.release()
    return True


def _last_sign(runs: Sequence[Run]) -> float:
    """When an engine last said something of its runs; 0 if it never did."""
    return max(
        (moment for run in runs for moment in (run.started, run.stopped) if moment), default=0.0
    )
