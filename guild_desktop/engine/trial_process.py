"""One trial's process: started in a session of its own, read without waiting, ended for certain."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from guild_desktop.core.errors import UserError
from guild_desktop.core.reasons import timed_out
from guild_desktop.core.run import Status
from guild_desktop.engine.leader import ColdLeader, Leader
from guild_desktop.engine.output import OutputFile
from guild_desktop.engine.platform import group_exists, kill_group, terminate_group
from guild_desktop.engine.trial_spec import Stream, TrialSpec

_BLOCK = 256 << 10
_ERROR_TAIL = 16 << 10


class TrialProcess:
    """A running trial, owned by the executor, used on its thread; ``lead`` starts its first process.

    The end of a trial is the exit of its leader, never the end of its output: children may hold the
    pipes for ever. One that was asked to end has its grace for all of its processes: of a shell script the
    leader dies at once, while what it started may still be saving.
    """

    def __init__(self, spec: TrialSpec, lead: Callable[[TrialSpec], Leader] = ColdLeader) -> None:
        self.spec = spec
        self.stop_reason = ""
        self.stop_status = Status.TERMINATED
        self.timed_out = False
        self._kill_at: float | None = None
        self._error_tail = b""
        try:
            self._output = OutputFile(spec.output)
        except OSError as error:
            raise UserError(
                f"The run's folder cannot be written: {error.strerror or error}.",
                "Check the permissions and the free space of the home.",
            ) from error
        self._begun = time.monotonic()
        try:
            self._leader = lead(spec)
        except BaseException:
            self._output.close()
            raise
        self.exit_handle = self._leader.exit_handle
        out, err = self._leader.pipes
        self.streams: dict[int, Stream] = {out: "stdout", err: "stderr"}
        for pipe in self.streams:
            os.set_blocking(pipe, False)

    @property
    def pid(self) -> int:
        """The leader's process id, which is its group's id too."""
        return self._leader.pid

    def read(self, descriptor: int) -> bytes | None:
        """What one stream has now; empty at its end, None when there is nothing yet."""
        try:
            data = os.read(descriptor, _BLOCK)
        except BlockingIOError:
            return None
        self._output.write(data)
        if self.streams[descriptor] == "stderr":
            self._error_tail = (self._error_tail + data)[-_ERROR_TAIL:]
        return data

    def poll(self) -> int | None:
        """The exit status once the leader has ended (negative: the signal that ended it)."""
        return self._leader.poll()

    def still_ends(self) -> bool:
        """Whether its leader has ended as it was asked to, and others of its group have grace
        left to do so.
        """
        if self._kill_at is None or time.monotonic() >= self._kill_at:
            return False
        return group_exists(self.pid)

    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self._begun

    def stop(
        self, reason: str, grace: float | None = None, status: Status = Status.TERMINATED
    ) -> None:
        """Ask the trial's processes to end; they are killed when the grace is over.

        The first reason stays, and with it the ``status`` that the run has then.
        """
        if not self.stop_reason:
            self.stop_reason, self.stop_status = reason, status
            terminate_group(self.pid)
        wait = self.spec.grace if grace is None else grace
        deadline = time.monotonic() + wait
        self._kill_at = deadline if self._kill_at is None else min(self._kill_at, deadline)

    def look_at_clock(self) -> None:
        """Stop a trial that is over its time limit, kill one that is over its grace."""
        limit = self.spec.timeout
        if limit is not None and not self.stop_reason and self.seconds() > limit:
            self.timed_out = True
            self.stop(timed_out(limit))
        if self._kill_at is not None and time.monotonic() >= self._kill_at:
            kill_group(self.pid)

    def next_deadline(self) -> float | None:
        """Seconds until ``look_at_clock`` has something to do; None if nothing is due."""
        if self._kill_at is not None:
            return max(0.0, self._kill_at - time.monotonic())
        if self.spec.timeout is not None:
            return max(0.0, self.spec.timeout - self.seconds())
        return None

    def end_leftovers(self) -> None:
        """End what the leader left behind in its group."""
        kill_group(self.pid)

    def output_problem(self) -> str:
        """Why its output could not be kept; empty if it was."""
        if self._output.problem and not self._output.lacked_room:
            return f"its output could not be kept: {self._output.problem}"
        return "" if self.spec.output.exists() else "its run folder vanished"

    def output_gap(self) -> str:
        """That the disk had no room for all of its output; empty if it had."""
        return "the disk had no room for all of its output" if self._output.lacked_room else ""

    def close(self) -> None:
        """Let go of everything after the exit."""
        self._leader.close()
        self._output.close()

    def last_error_line(self) -> str:
        """The last line it wrote to standard error: of a Python script, what went wrong."""
        lines = self._error_tail.decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip()[:300] if lines else ""
