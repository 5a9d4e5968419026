"""Clears up after engines that died: ends survivors, names what is lost, keeps everything else."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from guild_desktop.core.reasons import ENGINE_GONE
from guild_desktop.core.run import Status
from guild_desktop.engine.output import join_left_behind
from guild_desktop.engine.survivors import Survivors
from guild_desktop.scripts.kept_output import output_path
from guild_desktop.store.batch_queue import BatchQueue
from guild_desktop.store.lock import FileLock
from guild_desktop.store.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.store.store import Store

_UNFINISHED = (Status.PENDING, Status.RUNNING)

_START_PATIENCE = 60.0
"""Seconds after which a pending batch without an engine is believed not to get one any more."""


def recover(store: Store) -> int:
    """Set right every batch that says it runs though no engine has it; how many they were.

    Whoever gets the lock of such a batch knows that its engine is dead: only engines hold it. This
    waits until what survived has ended, at most for the grace of each batch.
    """

    def clear(batch: Batch) -> bool:
        clear_up(store, batch, Recorder(store))
        return True

    return sum(_recover_batch(store, batch, clear) for batch in store.unfinished_batches())


def clear_up(store: Store, batch: Batch, recorder: Recorder) -> None:
    """End what a dead engine's trials left running, and name their runs lost; needs the engine's lock."""
    running = _running(store, batch)
    Survivors(store.home.batch_folder(batch.id), running).end(batch.limits.grace)
    if running:
        _lose(store, batch, running, recorder)


class RecoveryWatch:
    """Does what ``recover`` does, but look by look and without waiting; one thread's, like its store.

    It knows from ``follow`` which batches are unfinished, so that a look costs nothing while there
    are none, and otherwise one try of a lock for each.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._unfinished: dict[str, Batch] = {}
        self._asked: dict[str, tuple[Survivors, float]] = {}
        self.follow(store.unfinished_batches())

    @property
    def is_waiting(self) -> bool:
        """Whether something that a dead engine left running was asked to end and has not yet."""
        return bool(self._asked)

    def follow(self, batches: Iterable[Batch], purged: Iterable[str] = ()) -> None:
        """Take note of batches that are new or have changed, and of ids that are gone."""
        batches = tuple(batches)
        for gone in (*purged, *(batch.id for batch in batches if batch.status not in _UNFINISHED)):
            self._unfinished.pop(gone, None)
            self._asked.pop(gone, None)
        self._unfinished.update((b.id, b) for b in batches if b.status in _UNFINISHED)

    def look(self) -> int:
        """Set right the batches whose engine is dead and of which nothing runs any more; how many."""
        batches = tuple(self._unfinished.values())
        return sum(_recover_batch(self._store, batch, self._clear_up) for batch in batches)

    def _clear_up(self, batch: Batch) -> bool:
        """As ``clear_up``, one step of it; whether it is done."""
        running = _running(self._store, batch)
        if not self._have_ended(running, batch):
            return False
        if running:
            _lose(self._store, batch, running, Recorder(self._store))
        self._asked.pop(batch.id, None)
        return True

    def _have_ended(self, run_ids: list[str], batch: Batch) -> bool:
        if batch.id not in self._asked:
            survivors = Survivors(self._store.home.batch_folder(batch.id), run_ids)
            # Once only: many programs take a second request as one to hurry.
            asked = survivors.ask()
            if asked:
                self._asked[batch.id] = survivors, time.monotonic() + batch.limits.grace
            return not asked
        survivors, deadline = self._asked[batch.id]
        if time.monotonic() < deadline:
            return not survivors.find()
        survivors.kill()
        return True


def _may_be_starting(batch: Batch) -> bool:
    # A moment that is far ahead is from before the clock was set back, and says nothing.
    away = abs(time.time() - batch.pending_since)
    return batch.status is Status.PENDING and away < _START_PATIENCE


def _running(store: Store, batch: Batch) -> list[str]:
    return [run.id for run in store.runs_of(batch.id) if run.status is Status.RUNNING]


def _lose(store: Store, batch: Batch, running: Iterable[str], recorder: Recorder) -> None:
    """Put together what these runs had printed, and say that their result is unknown."""
    for run_id in running:
        # What they printed stays where it is if that cannot be done; it is still read there.
        with suppress(OSError):
            join_left_behind(output_path(store.home.run_folder(run_id)))
    recorder.mark_lost(batch.id)


def _recover_batch(store: Store, batch: Batch, clear: Callable[[Batch], bool]) -> bool:
    if _may_be_starting(batch):
        return False
    lock = FileLock(store.home.engine_lock(batch.id))
    if not lock.try_acquire():
        return False
    try:
        # Since we were told of it, its engine may have ended it and somebody may be continuing it.
        known = {unfinished.id: unfinished for unfinished in store.unfinished_batches()}
        if batch.id not in known or _may_be_starting(known[batch.id]):
            return False
        if BatchQueue(store).put_back(batch.id):
            # Whoever took it out of the queue died before its engine began.
            return True
        # Clearing up says of the lost runs that they ended now.
        seen = _last_sign(store.runs_of(batch.id))
        if not clear(batch):
            return False
        recorder = Recorder(store)
        recorder.call_off_pending(batch.id, "the engine ended before it started")
        recorder.end_batch(batch.id, Status.TERMINATED, ENGINE_GONE, seen=seen)
    finally:
        lock.release()
    return True


def _last_sign(runs: Sequence[Run]) -> float:
    """When an engine last said something of its runs; 0 if it never did."""
    return max(
        (moment for run in runs for moment in (run.started, run.stopped) if moment), default=0.0
    )
