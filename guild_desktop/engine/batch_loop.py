"""The engine's loop: starts trials while workers are free, obeys, listens, and stores what happens."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError
from guild_desktop.core.objective_value import objective_value
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.folder_records import keep_run
from guild_desktop.engine.local_executor import Ended, LocalExecutor, Printed, StartAgain
from guild_desktop.engine.scalar_log import ScalarLog
from guild_desktop.engine.trial_start import event_files, events_file
from guild_desktop.engine.verdict import FirstFailures, batch_verdict, run_verdict
from guild_desktop.scripts.interpreter_check import check_interpreter

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.engine.observer import Observer
    from guild_desktop.engine.stop_request import StopRequest
    from guild_desktop.engine.trial_start import TrialStart
    from guild_desktop.engine.trials import Trials
    from guild_desktop.store.recorder import Recorder
    from guild_desktop.store.store import Store

_TURN = 0.05
"""Seconds between two looks at the control rows while nothing else happens."""

_CALLED_OFF = "stopped before it started"


class BatchLoop:
    """One pass through a batch, until nothing of it runs and nothing more is to be started.

    Owned by the batch runner and used on its thread; ``stopping`` may be changed by signal handlers and
    is looked at in every turn.
    """

    def __init__(
        self,
        stopping: StopRequest,
        store: Store,
        recorder: Recorder,
        executor: LocalExecutor,
        start: TrialStart,
        trials: Trials,
        observer: Observer,
    ) -> None:
        self._stop = stopping
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
        self._command = 0
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
                elif isinstance(event, StartAgain):
                    self._begin_again(event.run_id)
                else:
                    self._end(event)
            self._scalars.flush()
        if self._stopping:
            self._recorder.call_off_pending(self._batch.id, _CALLED_OFF)

    def verdict(self) -> tuple[Status, str]:
        """How the batch ended, and why if that needs saying."""
        runs = self._store.runs_of(self._batch.id)
        stopped = "" if self._failure else self._stop.reason
        status, reason = batch_verdict(runs, stopped, self._failure, self._trials.notice)
        if status is Status.ERROR and any(run.exit_status for run in runs):
            reason = self._suspecting_python(reason)
        return status, "; ".join(filter(None, (reason, self._executor.notice)))

    def _suspecting_python(self, reason: str) -> str:
        """Where nothing but failures came, the Python that ran them may be none."""
        operation = self._batch.operation
        if operation.kind == "command":
            return reason
        problem = check_interpreter(operation.python).problem
        return f"{reason} ({problem.rstrip('.')})" if problem else reason

    @property
    def _stopping(self) -> bool:
        return bool(self._stop.reason or self._failure)

    def _obey(self) -> None:
        version = self._store.data_version()
        if version != self._data_version:
            self._data_version = version
            for command in self._store.commands_after(self._batch.id, self._command):
                self._command = command.number
                self._obey_one(command.text)
        if self._stop.reason and (not self._asked_to_stop or self._stop.hurried):
            self._asked_to_stop = True
            for run_id in self._executor.running:
                grace = 0.0 if self._stop.hurried else None
                self._executor.stop(run_id, self._stop.reason, grace)

    def _obey_one(self, text: str) -> None:
        verb, _, rest = text.partition(" ")
        if verb == "stop" and rest:
            if rest in self._executor.running:
                self._executor.stop(rest, "stopped")
            else:
                self._recorder.call_off_pending(self._batch.id, _CALLED_OFF, rest)
        elif verb == "stop":
            self._stop.stop()
        elif verb.startswith("workers="):
            self._workers = max(1, int(verb.removeprefix("workers=")))

    def _fill_workers(self) -> None:
        while len(self._executor.running) < self._workers and not self._stopping:
            if not self._executor.is_ready:
                return
            run = self._trials.next_run()
            if run is None:
                return
            self._begin(run)

    def _begin(self, run: Run) -> None:
        if self._recorder.start_run(run.id, time.time()) and self._start_process(run):
            self._tell_of_start(run)

    def _begin_again(self, run_id: str) -> None:
        """Start a run once more, as if it had not run: in an empty folder, without values."""
        run = self._store.run(run_id)
        self._scalars.forget(run)
        try:
            shutil.rmtree(self._store.home.run_folder(run_id))
        except OSError as error:
            self._conclude(run_id, Status.ERROR, str(error), None, None)
            return
        if self._stopping:
            self._conclude(
                run_id, Status.TERMINATED, self._stop.reason or "the batch stopped", None, None
            )
        elif self._start_process(run):
            keep_run(self._store.home, run)

    def _start_process(self, run: Run) -> bool:
        try:
            spec = self._start.spec(run, self._workers)
            self._executor.submit(spec)
            folder = self._store.home.run_folder(run.id)
            self._scalars.open(run, events_file(folder), event_files(folder))
        except (UserError, OSError) as error:
            self._conclude(run.id, Status.ERROR, str(error), None, None)
            return False
        return True

    def _tell_of_start(self, run: Run) -> None:
        begun = self._store.run(run.id)
        keep_run(self._store.home, begun)
        self._observer.run_started(begun)

    def _end(self, event: Ended) -> None:
        scalars, unread = self._scalars.close(event.run_id)
        status, reason = run_verdict(event, scalars, self._batch.objective, unread)
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
        keep_run(self._store.home, run)
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
        # A descriptor nobody reads from would keep waking the loop.
        wanted = not self._stopping and len(self._executor.running) < self._workers
        descriptor = self._trials.descriptor if wanted else None
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
