"""Runs trials as processes of this machine and says what they print and how they end."""

from __future__ import annotations

import selectors
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guild_desktop.core.run import Status
from guild_desktop.engine.leader import ColdLeader
from guild_desktop.engine.trial_process import TrialProcess
from guild_desktop.engine.trial_spec import Stream, TrialSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.engine.guard_process import GuardProcess
    from guild_desktop.engine.leader import Leader

_POLL = 0.02
"""Seconds between looks at processes where the system has no exit handle."""

_MOST_READS = 8
"""Reads of one stream after the exit: more than a pipe can hold."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A trial wrote these bytes to one of its streams."""

    run_id: str
    stream: Stream
    data: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """A trial's process has ended. ``stop_reason`` says why we asked it to, if we did, and ``stop_status``
    what its run is then; ``timed_out`` that its time limit was the reason.

    ``output_problem`` says why its output could not be kept, if it could not; ``output_gap`` that it was
    kept as far as the disk had room.
    """

    run_id: str
    exit_status: int
    seconds: float
    stop_reason: str
    error_line: str
    output_problem: str = ""
    output_gap: str = ""
    stop_status: Status = Status.TERMINATED
    timed_out: bool = False


@dataclass(frozen=True, slots=True)
class StartAgain:
    """The way in which a trial was started did not suit it; it is to be prepared and submitted again."""

    run_id: str


Event = Printed | Ended | StartAgain


class LocalExecutor:
    """Owns the processes of running trials; used by one thread, which calls ``wait`` in a loop.

    ``notice`` is what a person should know about how trials were started.
    """

    def __init__(self, guard: GuardProcess, notice: str = "") -> None:
        self.notice = notice
        self._guard = guard
        self._selector = selectors.DefaultSelector()
        self._processes: dict[str, TrialProcess] = {}
        self._watched_guard: int | None = None
        self._watch_guard()

    @property
    def running(self) -> tuple[str, ...]:
        """Ids of the runs whose processes live."""
        return tuple(self._processes)

    def watch(self, descriptor: int) -> None:
        """Return early from ``wait`` when this descriptor can be read, too."""
        self._selector.register(descriptor, selectors.EVENT_READ, None)

    def unwatch(self, descriptor: int) -> None:
        """Undo ``watch``."""
        self._selector.unregister(descriptor)

    @property
    def is_ready(self) -> bool:
        """Whether a trial may be submitted now."""
        return True

    def submit(self, spec: TrialSpec) -> None:
        """Start a trial; ``UserError`` if its program cannot be started."""
        self._begin(spec, ColdLeader)

    def _begin(self, spec: TrialSpec, lead: Callable[[TrialSpec], Leader]) -> None:
        self._guard.expect(spec.run_id)
        try:
            process = TrialProcess(spec, lead)
        except BaseException:
            self._guard.ended(spec.run_id)
            raise
        self._guard.started(spec.run_id, process.pid)
        self._processes[spec.run_id] = process
        for descriptor in process.streams:
            self._selector.register(descriptor, selectors.EVENT_READ, process)
        if process.exit_handle is not None:
            self._selector.register(process.exit_handle, selectors.EVENT_READ, process)

    def stop(self, run_id: str, reason: str, grace: float | None = None) -> None:
        """Ask a trial to end; it is killed when its grace (or this one) is over."""
        process = self._processes.get(run_id)
        if process is not None:
            process.stop(reason, grace)

    def prune(self, run_id: str, reason: str) -> None:
        """Ask a trial to end because it does worse than others;
        one that has ended by itself has its result.
        """
        process = self._processes.get(run_id)
        if process is not None and process.poll() is None:
            process.stop(reason, status=Status.PRUNED)

    def wait(self, timeout: float, *, reading: bool = True) -> list[Event]:
        """What has happened, after at most ``timeout`` seconds; output comes before its end.

        Without ``reading`` trials wait with what they print once their pipes are full.
        """
        events: list[Event] = []
        if reading:
            for key, _ in self._selector.select(self._patience(timeout)):
                if key.fd == self._watched_guard:
                    self._selector.unregister(key.fd)
                    self._watched_guard = None
                process: TrialProcess | None = key.data
                if process is not None and key.fd in process.streams:
                    self._read(process, key.fd, events)
        else:
            time.sleep(min(_POLL, self._patience(timeout)))
        if self._watched_guard is None and self._guard.replace():
            self._watch_guard()
        for process in tuple(self._processes.values()):
            process.look_at_clock()
            exit_status = process.poll()
            if exit_status is None:
                continue
            if process.still_ends():
                self._stop_watching_exit(process)
            else:
                self._finish(process, exit_status, events)
        return events

    def close(self) -> None:
        """End whatever still runs, at once."""
        for process in tuple(self._processes.values()):
            process.stop("the engine ends", 0.0)
        while self._processes:
            self.wait(_POLL)
        self._selector.close()

    def _watch_guard(self) -> None:
        # At once: until another one knows what is on, it would outlive us.
        self._watched_guard = self._guard.descriptor
        if self._watched_guard is not None:
            self.watch(self._watched_guard)

    def _patience(self, timeout: float) -> float:
        deadlines = [process.next_deadline() for process in self._processes.values()]
        patience = min([timeout, *(due for due in deadlines if due is not None)])
        if any(not self._tells_its_exit(process) for process in self._processes.values()):
            patience = min(patience, _POLL)
        return patience

    def _read(self, process: TrialProcess, descriptor: int, events: list[Event]) -> bool:
        """Read once; False when there is nothing more to read now."""
        data = process.read(descriptor)
        if data:
            run_id = process.spec.run_id
            events.append(Printed(run_id, process.streams[descriptor], data))
            return True
        if data is not None:
            self._selector.unregister(descriptor)
            del process.streams[descriptor]
        return False

    def _tells_its_exit(self, process: TrialProcess) -> bool:
        handle = process.exit_handle
        return handle is not None and handle in self._selector.get_map()

    def _stop_watching_exit(self, process: TrialProcess) -> None:
        if process.exit_handle is not None and self._tells_its_exit(process):
            self._selector.unregister(process.exit_handle)

    def _finish(self, process: TrialProcess, exit_status: int, events: list[Event]) -> None:
        seconds = process.seconds()
        # What its leader left behind may write for ever; only what is in the pipes by now counts.
        process.end_leftovers()
        for descriptor in tuple(process.streams):
            for _ in range(_MOST_READS):
                if not self._read(process, descriptor, events):
                    break
        for descriptor in process.streams:
            self._selector.unregister(descriptor)
        self._stop_watching_exit(process)
        process.close()
        run_id = process.spec.run_id
        del self._processes[run_id]
        self._guard.ended(run_id)
        events.append(
            Ended(
                run_id,
                exit_status,
                seconds,
                process.stop_reason,
                process.last_error_line(),
                process.output_problem(),
                process.output_gap(),
                process.stop_status,
                process.timed_out,
            )
        )
