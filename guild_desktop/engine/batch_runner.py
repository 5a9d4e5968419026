"""Runs one batch: takes its lock, puts the engine's parts together, and says how it ended."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import latest_attempts
from guild_desktop.core.batch import Batch, ModelBest
from guild_desktop.core.errors import UserError
from guild_desktop.core.reasons import paused
from guild_desktop.core.run import Status
from guild_desktop.engine.batch_loop import BatchLoop
from guild_desktop.engine.child_proposer import ChildProposer
from guild_desktop.engine.folder_records import keep_batch
from guild_desktop.engine.guard_process import GuardProcess
from guild_desktop.engine.launch import advance_queue
from guild_desktop.engine.leaders import Leaders
from guild_desktop.engine.needed import completed_with
from guild_desktop.engine.patient_recorder import PatientRecorder
from guild_desktop.engine.proposer import LocalProposer, optimizer_of
from guild_desktop.engine.recovery import clear_up
from guild_desktop.engine.starting_proposer import StartingProposer
from guild_desktop.engine.stop_request import StopRequest
from guild_desktop.engine.trial_start import TrialStart
from guild_desktop.engine.trials import ListedTrials, ProposedTrials, Trials
from guild_desktop.engine.warm_executor import executor_for
from guild_desktop.optimizers.registry import optimizer_info
from guild_desktop.store.batch_queue import BatchQueue
from guild_desktop.store.disk_space import shortage
from guild_desktop.store.errors import StoreError
from guild_desktop.store.lock import FileLock
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from guild_desktop.engine.observer import Observer
    from guild_desktop.store.home import Home


_LOCK_PATIENCE = 2.0
"""Seconds to wait for the lock of a batch that another engine serves."""

_CLEARING_PATIENCE = 50.0
"""Seconds to wait for it while nobody serves the batch: somebody may be ending what a dead engine left."""

_TURN = 0.25
"""Seconds between two looks at the disk before the first trial."""

_STORE_PATIENCE = 2.0
"""Seconds to wait for the turn to write at one try, after which is told who holds the store."""


class AlreadyRunningError(UserError):
    """Another engine has the batch, and it is that engine's business."""

    def __init__(self) -> None:
        super().__init__("This batch is being run already.", "Watch it, or stop it first.")


class BatchRunner:
    """Runs one batch from wherever it stands to its end, in the calling thread.

    Signal handlers of that thread may ask it to stop through ``stopping``.
    """

    def __init__(self, home: Home, batch_id: str, observer: Observer) -> None:
        self._home = home
        self._batch_id = batch_id
        self._observer = observer
        self.stopping = StopRequest()

    def run(self) -> Batch:
        """Run the batch; its final record. ``UserError`` if another engine has it already.

        Any other error is the end of the batch as well, and stands in its record.
        """
        lock = FileLock(self._home.engine_lock(self._batch_id))
        self._take(lock)
        store = Store(self._home, _STORE_PATIENCE)
        with contextlib.closing(_Released(lock)), store.opened():
            recorder = PatientRecorder(store, self._observer.paused, lambda: self.stopping.hurried)
            try:
                return self._run(store, recorder)
            except Exception as error:
                # What cannot be told now will be found out by who looks at the lock.
                with contextlib.suppress(StoreError):
                    self._record(store, recorder, error)
                raise
            finally:
                # Freed first: what was waiting shall find nothing that runs.
                lock.release()
                # What cannot be done now, windows and commands will do. The copy comes last: it may take
                # long, and neither what waits nor who continues this batch should.
                with contextlib.suppress(UserError):
                    advance_queue(store)
                    store.back_up_daily()

    def _take(self, lock: FileLock) -> None:
        """Get the batch's lock; otherwise who claimed the batch for us has claimed it in vain."""
        deadline = time.monotonic() + _CLEARING_PATIENCE
        while True:
            try:
                # Somebody may be looking whether the lock is free, or be ending with this very batch.
                lock.acquire(timeout=_LOCK_PATIENCE)
            except TimeoutError:
                with Store(self._home).opened() as store:
                    served = store.batch(self._batch_id).status is not Status.PENDING
                    if served or time.monotonic() > deadline:
                        BatchQueue(store).put_back(self._batch_id)
                        raise AlreadyRunningError from None
            else:
                return

    def _record(self, store: Store, recorder: PatientRecorder, error: Exception) -> None:
        """Leave in the batch's record why its engine ends, unless it had ended before."""
        if store.batch(self._batch_id).status.is_finished:
            return
        recorder.mark_lost(self._batch_id)
        recorder.call_off_pending(self._batch_id, "the engine ended before it started")
        reason = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
        recorder.end_batch(self._batch_id, Status.ERROR, reason)

    def _run(self, store: Store, recorder: PatientRecorder) -> Batch:
        batch = store.batch(self._batch_id)
        clear_up(store, batch, recorder)
        recorder.begin_batch(batch.id)
        begun = time.monotonic()
        self._wait_for_room(store, recorder)
        keep_batch(self._home, store.batch(batch.id))
        with contextlib.ExitStack() as closing:
            leaders = Leaders(self._home.batch_folder(batch.id))
            guard = GuardProcess(self._home.path, batch.limits.grace, leaders)
            closing.callback(guard.close)
            start = TrialStart(self._home, batch)
            executor = executor_for(start, guard)
            closing.callback(executor.close)
            trials = self._trials(store, recorder, start.source_hash, guard)
            closing.callback(trials.close)
            latest = latest_attempts(store.runs_of(batch.id))
            done = sum(run.status.is_finished for run in latest)
            self._observer.batch_started(store.batch(batch.id), done, done + trials.to_go)
            loop = BatchLoop(
                self.stopping, store, recorder, executor, start, trials, self._observer
            )
            with recorder.waiting_with(loop.meanwhile):
                loop.run()
            status, reason = loop.verdict()
            # A model that is slow to answer has not changed its mind: of another search nothing was left.
            best = _in_direction(trials.model_best(), batch) or batch.model_best
        seconds = time.monotonic() - begun
        recorder.end_batch(batch.id, status, reason, model_best=best, seconds=seconds)
        ended = store.batch(batch.id)
        keep_batch(self._home, ended)
        self._observer.batch_ended(ended)
        return ended

    def _wait_for_room(self, store: Store, recorder: PatientRecorder) -> None:
        """Stand still while the disk is full: not even the copy of the source may have room."""
        told = ""
        while (no_room := shortage(self._home.path)) and not self._is_to_stop(store):
            if not told:
                told = paused(by_person=False, no_room=no_room)
                recorder.set_batch(self._batch_id, reason=told)
                self._observer.paused(told)
            time.sleep(_TURN)
        if told:
            recorder.set_batch(self._batch_id, reason="")
            self._observer.paused("")

    def _is_to_stop(self, store: Store) -> bool:
        """Whether the loop, once it turns, will only stop."""
        asked = any(word.text == "stop" for word in store.commands_after(self._batch_id, 0))
        return asked or bool(self.stopping.reason)

    def _trials(
        self, store: Store, recorder: PatientRecorder, source_hash: str, guard: GuardProcess
    ) -> Trials:
        batch = store.batch(self._batch_id)
        earlier = store.runs_of(batch.id)

        if optimizer_info(batch.optimizer).lists_all:
            skipped = batch.operation if batch.limits.needed else None
            elsewhere = skipped and completed_with(store, skipped, source_hash, but=batch.id)
            return ListedTrials(batch, earlier, recorder, source_hash, elsewhere or ())
        if optimizer_info(batch.optimizer).in_child:
            proposer: LocalProposer | ChildProposer = ChildProposer(
                batch, self._home.path, guard=guard
            )
        else:
            proposer = LocalProposer(optimizer_of(batch))
        starting = StartingProposer(proposer, batch, earlier)
        return ProposedTrials(batch, earlier, recorder, source_hash, starting)


class _Released:
    """Closes a lock, so that it can stand in ``contextlib.closing``."""

    def __init__(self, lock: FileLock) -> None:
        self.close = lock.release


def _in_direction(best: ModelBest | None, batch: Batch) -> ModelBest | None:
    """A model's best, which is minimized, in the objective's own direction."""
    if best is None:
        return None
    return replace(best, value=batch.objective.sign * best.value)
