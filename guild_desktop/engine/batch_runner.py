"""The engine's loop: starts trials while workers are free, obeys, listens, and stores what happens."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from guild_desktop.core.batch import Batch, ModelBest
from guild_desktop.core.best import objective_value
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.child_proposer import ChildProposer
from guild_desktop.engine.guard_process import GuardProcess
from guild_desktop.engine.local_executor import Ended, LocalExecutor, Printed
from guild_desktop.engine.proposer import LocalProposer, optimizer_of
from guild_desktop.engine.scalar_log import ScalarLog
from guild_desktop.engine.trial_start import TrialStart
from guild_desktop.engine.trials import ListedTrials, ProposedTrials, Trials
from guild_desktop.engine.verdict import FirstFailures, batch_verdict, run_verdict
from guild_desktop.optimizers.registry import optimizer_info
from guild_desktop.store.lock import FileLock
from guild_desktop.store.recorder import Recorder
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from guild_desktop.engine.observer import Observer
    from guild_desktop.store.home import Home

_TURN = 0.05
"""Seconds between two looks at the control rows while nothing else happens."""


class BatchRunner:
    """Runs one batch from wherever it stands to its end, in the calling thread.

    ``stop`` and ``hurry`` may be called from signal handlers of the same thread.
    """

    def __init__(self, home: Home, batch_id: str, observer: Observer) -> None:
        self._home = home
        self._batch_id = batch_id
        self._observer = observer
        self._stop_reason = ""
        self._hurried = False

    def stop(self, reason: str = "stopped") -> None:
        """Start nothing more and ask what runs to end."""
        self._stop_reason = self._stop_reason or reason

    def hurry(self) -> None:
        """Skip the grace of what is being stopped."""
        self._hurried = True

    def run(self) -> Batch:
        """Run the batch; its final record. ``UserError`` if another engine has it already."""
        lock = FileLock(self._home.engine_lock(self._batch_id))
        if not lock.try_acquire():
            raise UserError("This batch is being run already.", "Watch it, or stop it first.")
        with contextlib.closing(_Released(lock)), Store(self._home).opened() as store:
            return self._run(store)

    def _run(self, store: Store) -> Batch:
        recorder = Recorder(store)
        batch = store.batch(self._batch_id)
        recorder.mark_lost(batch.id)
        begun = time.time() if batch.started is None else batch.started
        recorder.set_batch(batch.id, status=Status.RUNNING, reason="", started=begun, stopped=None)
        with contextlib.ExitStack() as closing:
            guard = GuardProcess(self._home.path, batch.limits.grace)
            closing.callback(guard.close)
            executor = LocalExecutor(guard)
            closing.callback(executor.close)
            start = TrialStart(self._home, batch)
            trials = self._trials(store, recorder, start.source_hash)
            closing.callback(trials.close)
            loop = _Loop(self, store, recorder, executor, start, trials, self._observer)
            loop.run()
            status, reason = loop.verdict()
            best = _in_direction(trials.model_best(), batch)
        recorder.set_batch(
            batch.id, status=status, reason=reason, stopped=time.time(), model_best=best
        )
        ended = store.batch(batch.id)
        self._observer.batch_ended(ended)
        return ended

    def _trials(self, store: Store, recorder: Recorder, source_hash: str) -> Trials:
        batch = store.batch(self._batch_id)
        earlier = store.runs_of(batch.id)
        if optimizer_info(batch.optimizer).lists_all:
            return ListedTrials(batch, earlier, recorder, source_hash)
        if optimizer_info(batch.optimizer).in_child:
            proposer: LocalProposer | ChildProposer = ChildProposer(batch, self._home.path)
        else:
            proposer = LocalProposer(optimizer_of(batch))
        return ProposedTrials(
            batch,
            earlier,
            recorder,
            source_hash,
            proposer,
            lambda run: minimized_value(run, batch),
        )

    @property
    def stop_reason(self) -> str:
        """Why the batch is being stopped; empty while it is not."""
        return self._stop_reason

    @property
    def hurried(self) -> bool:
        """Whether the grace is to be skipped."""
        return self._hurried


class _Released:
    """Closes a lock, so that it can stand in ``contextlib.closing``."""

    def __init__(self, lock: FileLock) -> None:
        self.close = lock.release


class _Loop:
    """One pass through a batch; owned by its runner."""

    def __init__(
        self,
        runner: BatchRunner,
        store: Store,
        recorder: Recorder,
        executor: LocalExecutor,
        start: TrialStart,
        trials: Trials,
        observer: Observer,
    ) -> None:
        self._runner = runner
        self._store = store
        self._recorder = recorder
        self._executor = executor
        self._start = start
        self._trials = trials
        self._observer = observer
        self._batch = start.batch
        self._workers = start.batch.limits.workers
        self._scalars = ScalarLog(recorder)
        self._first_failures = FirstFailures(start.batch.limits.stop_after_failures)
        self._failure = ""
        self._asked_to_stop = False
        self._command = max((c.number for c in store.commands_after(start.batch.id, 0)), default=0)
        self._data_version = -1
        self._watched: int | None = None

    def run(self) -> None:
        """Turn until everything is over."""
        while True:
            self._obey()
            if not self._stopping:
                self._fill_workers()
            if not self._executor.running and (self._stopping or self._trials.exhausted):
                break
            self._watch_proposals()
            for event in self._executor.wait(_TURN):
                if isinstance(event, Printed):
                    self._scalars.feed(event.run_id, event.stream, event.data)
                    self._observer.printed(event.run_id, event.stream, event.data)
                else:
                    self._end(event)
            self._scalars.flush()
        if self._stopping:
            self._recorder.call_off_pending(self._batch.id, "stopped before it started")

    def verdict(self) -> tuple[Status, str]:
        """How the batch ended, and why if that needs saying."""
        runs = self._store.runs_of(self._batch.id)
        stopped = "" if self._failure else self._runner.stop_reason
        return batch_verdict(runs, stopped, self._failure, self._trials.notice)

    @property
    def _stopping(self) -> bool:
        return bool(self._runner.stop_reason or self._failure)

    def _obey(self) -> None:
        version = self._store.data_version()
        if version != self._data_version:
            self._data_version = version
            for command in self._store.commands_after(self._batch.id, self._command):
                self._command = command.number
                self._obey_one(command.text)
        if self._runner.stop_reason and (not self._asked_to_stop or self._runner.hurried):
            self._asked_to_stop = True
            for run_id in self._executor.running:
                grace = 0.0 if self._runner.hurried else None
                self._executor.stop(run_id, self._runner.stop_reason, grace)

    def _obey_one(self, text: str) -> None:
        verb, _, rest = text.partition(" ")
        if verb == "stop" and rest:
            if rest in self._executor.running:
                self._executor.stop(rest, "stopped")
        elif verb == "stop":
            self._runner.stop()
        elif verb.startswith("workers="):
            self._workers = max(1, int(verb.removeprefix("workers=")))

    def _fill_workers(self) -> None:
        while len(self._executor.running) < self._workers and not self._stopping:
            run = self._trials.next_run()
            if run is None:
                return
            self._begin(run)

    def _begin(self, run: Run) -> None:
        if not self._recorder.start_run(run.id, time.time()):
            return
        try:
            spec = self._start.spec(run, self._workers)
            self._scalars.open(run, self._start.events_file(run))
            self._executor.submit(spec)
        except UserError as error:
            self._conclude(run.id, Status.ERROR, str(error), None, None)
            return
        self._observer.run_started(self._store.run(run.id))

    def _end(self, event: Ended) -> None:
        scalars = self._scalars.close(event.run_id)
        status, reason = run_verdict(event, scalars, self._batch.objective)
        self._conclude(event.run_id, status, reason, event.exit_status, event.seconds)

    def _conclude(
        self,
        run_id: str,
        status: Status,
        reason: str,
        exit_status: int | None,
        seconds: float | None,
    ) -> None:
        self._recorder.end_run(
            run_id, status, reason=reason, exit_status=exit_status, seconds=seconds
        )
        run = self._store.run(run_id)
        self._trials.learn(run, minimized_value(run, self._batch))
        self._observer.run_ended(run)
        common = self._first_failures.note(run)
        if common:
            self._fail(common)
        elif status is Status.ERROR and self._batch.limits.fail_on_trial_error:
            self._fail(f"trial {run.trial} failed: {reason}")

    def _fail(self, reason: str) -> None:
        self._failure = reason
        for run_id in self._executor.running:
            self._executor.stop(run_id, "the batch stopped")

    def _watch_proposals(self) -> None:
        descriptor = self._trials.descriptor
        if descriptor != self._watched:
            if self._watched is not None:
                self._executor.unwatch(self._watched)
            if descriptor is not None:
                self._executor.watch(descriptor)
            self._watched = descriptor


def minimized_value(run: Run, batch: Batch) -> float | None:
    """What optimizers are told of a run: its objective, negated when it is to be maximized."""
    value = objective_value(run, batch.objective)
    if value is None or batch.objective.direction == "minimize":
        return value
    return -value


def _in_direction(best: ModelBest | None, batch: Batch) -> ModelBest | None:
    if best is None or batch.objective.direction == "minimize":
        return best
    return ModelBest(best.flags, -best.value, best.deviation)
