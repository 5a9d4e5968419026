"""The engine's loop: starts trials while workers are free, obeys, listens, and stores what happens."""

from __future__ import annotations

import shutil
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.batch_row import BatchRow
from guild_desktop.engine.control import Control
from guild_desktop.engine.enough import Enough
from guild_desktop.engine.folder_records import RunRecords
from guild_desktop.engine.happenings import Happenings
from guild_desktop.engine.local_executor import Ended, LocalExecutor, Printed, StartAgain
from guild_desktop.engine.open_files import OpenFiles
from guild_desktop.engine.pause import Pause
from guild_desktop.engine.proposal_watch import ProposalWatch
from guild_desktop.engine.pruning.watch import EarlyStops
from guild_desktop.engine.retries import Retries
from guild_desktop.engine.scalar_log import ScalarLog
from guild_desktop.engine.slots import Slots
from guild_desktop.engine.verdict import Failures, batch_verdict, run_verdict, suspecting_python
from guild_desktop.store.disk_space import lacks_room

if TYPE_CHECKING:
    from guild_desktop.engine.observer import Observer
    from guild_desktop.engine.stop_request import StopRequest
    from guild_desktop.engine.trial_start import TrialStart
    from guild_desktop.engine.trials import Trials
    from guild_desktop.store.recorder import Recorder
    from guild_desktop.store.store import Store

_TURN = 0.05
"""Seconds until control rows are looked at again, and for reading in the files of a run that has ended."""

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
        operation, goal = start.batch.operation, start.batch.objective.name
        earlier = store.runs_of(start.batch.id)
        self._early = EarlyStops(start.batch)
        self._early.learn(store, earlier)
        listener = self._early.reported if self._early.is_on else None
        self._scalars = ScalarLog(recorder, operation.patterns, goal=goal, listener=listener)
        self._unread: deque[Ended] = deque()
        self._open_files = OpenFiles()
        self._slots = Slots(start.batch.limits.devices)
        self._failures = Failures(start.batch.limits, earlier)
        self._enough = Enough(start.batch, earlier)
        self._failure = ""
        self._pause = Pause(store.home.path)
        self._control = Control(stopping, store, start.batch, executor, trials, self._pause)
        self._happenings = Happenings(executor)
        self._records = RunRecords(store.home)
        self._row = BatchRow(start.batch, recorder, observer)
        self._retries = Retries(start.batch.limits.retries, self._pause)
        self._proposals = ProposalWatch(executor, trials)

    def run(self) -> None:
        """Turn until everything is over."""
        while True:
            self._control.obey()
            self._row.tell_workers(self._control.workers)
            if not (self._is_over or self._trials.exhausted):
                self._enough.look_at_clock()
            if not self._pause.look():
                self._records.catch_up()
            self._tell_pause()
            if self._may_start:
                self._fill_workers()
            if not self._is_over:
                self._trials.prepare(self._control.workers)
            if not self._is_busy and (self._is_over or self._trials.exhausted):
                break
            wanted = self._may_start and self._taken < self._control.workers
            self._proposals.turn(on=wanted)
            for event in self._happenings.take(0.0 if self._unread else _TURN):
                if isinstance(event, Printed):
                    self._scalars.feed(event.run_id, event.stream, event.data)
                    self._observer.printed(event.run_id, event.stream, event.data)
                elif isinstance(event, StartAgain):
                    self._begin_again(event.run_id)
                else:
                    self._unread.append(event)
            self._read_rest()
            self._call_off()
            self._scalars.flush()
            self._early.stop_due(self._executor)
        if self._is_over:
            self._recorder.call_off_pending(self._batch.id, _CALLED_OFF)
        self._records.catch_up()

    def meanwhile(self, seconds: float) -> None:
        """Pass the time while the store has no room: trials go on, with their limits, and can be stopped."""
        self._pause.note_full_disk()
        self._control.obey()
        self._happenings.keep(seconds)

    def verdict(self) -> tuple[Status, str]:
        """How the batch ended, and why if that needs saying."""
        runs = self._store.runs_of(self._batch.id)
        stopped = "" if self._failure else self._stop.reason or self._enough.reason
        if not (runs or stopped or self._failure) and self._batch.limits.needed:
            return Status.COMPLETED, self._trials.notice
        exhausted, notice = self._trials.exhausted, self._trials.notice
        status, reason = batch_verdict(runs, stopped, self._failure, notice, exhausted=exhausted)
        if status is Status.ERROR and any(run.exit_status for run in runs):
            reason = suspecting_python(reason, self._batch.operation)
        notices = (self._early.notice, self._open_files.notice, self._executor.notice)
        return status, "; ".join(filter(None, dict.fromkeys((reason, *notices))))

    @property
    def _taken(self) -> int:
        """How many workers have a run that is not over."""
        return len(self._executor.running) + len(self._unread)

    @property
    def _stopping(self) -> bool:
        return bool(self._stop.reason or self._failure)

    @property
    def _is_over(self) -> bool:
        """Whether no trial starts any more; those that run may go on."""
        return self._stopping or bool(self._enough.reason)

    @property
    def _is_busy(self) -> bool:
        """Whether there is something that the store does not know yet."""
        return bool(self._taken or self._happenings or self._control.called_off)

    @property
    def _may_start(self) -> bool:
        return not (self._is_over or self._pause.reason)

    def _tell_pause(self) -> None:
        # With nothing left to start there is nothing to pause.
        reason = "" if self._is_over or self._trials.exhausted else self._pause.reason
        self._row.tell_pause(reason)

    def _fill_workers(self) -> None:
        while self._taken < self._control.workers and self._may_start:
            # Who has ended without our knowledge still has its slot.
            if self._happenings or not self._executor.is_ready:
                return
            if not self._open_files.suffice(self._taken):
                self._control.workers = self._taken
                if not self._taken:
                    self._fail(self._open_files.notice)
                return
            run = self._trials.next_run()
            if run is None:
                return
            self._begin(run)

    def _begin(self, run: Run) -> None:
        if not self._recorder.start_run(run.id, time.time()):
            return
        if self._is_over or run.id in self._control.called_off:
            # It was stopped while the store had no room for its start.
            self._recorder.take_back_run(run.id)
        elif self._start_process(run):
            self._tell_of_start(run)

    def _begin_again(self, run_id: str) -> None:
        """Start a run once more, as if it had not run: in an empty folder, without values."""
        run = self._store.run(run_id)
        self._slots.give_back(run_id)
        self._scalars.forget(run)
        self._early.forget(run_id)
        try:
            # Scripts may delete their folder.
            with suppress(FileNotFoundError):
                shutil.rmtree(self._store.home.run_folder(run_id))
        except OSError as error:
            self._conclude(run_id, Status.ERROR, str(error))
            return
        if self._stopping:
            self._conclude(run_id, Status.TERMINATED, self._stop.reason or "the batch stopped")
        elif run_id in self._control.called_off:
            self._conclude(run_id, Status.TERMINATED, "stopped")
        elif self._start_process(run):
            self._records.keep(run)

    def _start_process(self, run: Run) -> bool:
        try:
            earlier = self._store.attempts_at(run)[:-1]
            for attempt in earlier:
                self._early.forget(attempt.id)
            self._early.begins(run)
            slot = self._slots.take(run.id, self._control.workers)
            spec = self._start.spec(run, slot, earlier)
            # Before its process: from then on the folder is the script's, who may do anything to it.
            self._scalars.open(run, *self._start.scalar_files(run))
            self._executor.submit(spec)
        except (UserError, OSError) as error:
            self._scalars.drop(run.id)
            if lacks_room(error):
                self._put_off(run)
                return False
            self._conclude(run.id, Status.ERROR, str(error))
            return False
        return True

    def _tell_of_start(self, run: Run) -> None:
        begun = self._store.run(run.id)
        self._records.keep(begun)
        self._observer.run_started(begun)

    def _put_off(self, run: Run) -> None:
        """Plan a run again for which the disk has no room."""
        self._slots.give_back(run.id)
        shutil.rmtree(self._store.home.run_folder(run.id), ignore_errors=True)
        self._recorder.take_back_run(run.id)
        self._trials.take_back(run)
        self._pause.met_full_disk("the next run")

    def _read_rest(self) -> None:
        """End the runs whose files are read to their end; one with a huge file keeps nobody waiting."""
        for _ in range(len(self._unread)):
            event = self._unread.popleft()
            if self._scalars.read_rest(event.run_id, _TURN):
                self._unread.append(event)
            else:
                self._end(event)

    def _end(self, event: Ended) -> None:
        scalars, notices = self._scalars.close(event.run_id)
        status, reason = run_verdict(event, scalars, self._batch.objective, notices)
        self._conclude(event.run_id, status, reason, event)

    def _conclude(
        self, run_id: str, status: Status, reason: str, ended: Ended | None = None
    ) -> None:
        self._slots.give_back(run_id)
        self._recorder.end_run(
            run_id,
            status,
            reason=reason,
            exit_status=None if ended is None else ended.exit_status,
            seconds=None if ended is None else ended.seconds,
            timed_out=ended is not None and ended.timed_out,
            foreseen=self._early.foreseen(run_id) if status is Status.PRUNED else None,
        )
        run = self._store.run(run_id)
        self._records.keep(run)
        self._early.ended(run)
        if not self._is_over and self._retries.grant(run):
            self._trials.retry(run)
            self._observer.run_ended(run)
            return
        trial_end = self._trials.learn(run)
        self._observer.run_ended(run)
        if trial_end is not None:
            self._enough.note(trial_end)
        too_many = self._failures.note(run)
        if too_many and not self._failure:
            self._fail(too_many)

    def _call_off(self) -> None:
        """Store that planned runs were stopped, and judge the trials that lacked only these."""
        if run_ids := self._control.called_off:
            self._control.called_off = frozenset()
            self._recorder.call_off_pending(self._batch.id, _CALLED_OFF, run_ids)
        ends, self._control.ends = self._control.ends, ()
        for end in ends:
            self._enough.note(end)

    def _fail(self, reason: str) -> None:
        self._failure = reason
        for run_id in self._executor.running:
            self._executor.stop(run_id, "the batch stopped")
