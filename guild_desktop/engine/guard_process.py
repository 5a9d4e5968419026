"""The engine's end of the line to its guard."""

from __future__ import annotations

import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from guild_desktop.engine.own_command import own_command, start_helper

if TYPE_CHECKING:
    from pathlib import Path

    from guild_desktop.engine.leaders import Leaders


_PAUSE = 1.0
"""Seconds between two starts, so that a guard which cannot live costs nothing."""


class GuardProcess:
    """Starts the guard and tells it which trials are on; the guard acts when this process ends.

    ``leaders`` are kept besides, for when both were killed.

    Somebody may end the guard: then its ``descriptor`` becomes readable, and ``replace`` starts another.
    """

    def __init__(self, folder: Path, grace: float, leaders: Leaders | None = None) -> None:
        self._leaders = leaders
        self._folder = folder
        self._grace = grace
        self._active: dict[str, int | None] = {}
        self._untold: list[str] = []
        self._begun = time.monotonic()
        self._process = self._start()

    @property
    def descriptor(self) -> int | None:
        """What becomes readable when the guard has died; None while there is none."""
        pipe = self._process.stdout
        return None if pipe is None or pipe.closed else pipe.fileno()

    def replace(self) -> bool:
        """Let another guard take over what is on; False if it is too early for that, or not possible."""
        self._close_pipes()
        if time.monotonic() - self._begun < _PAUSE:
            return False
        self._begun = time.monotonic()
        self._process.kill()
        self._process.wait()
        try:
            self._process = self._start()
        except OSError:
            # What a process may open, or a machine run, is used up: later there may be room.
            return False
        facts, self._untold = self._untold, []
        for run_id, leader in self._active.items():
            facts.append(f"run {run_id}" if leader is None else f"group {run_id} {leader}")
        for fact in facts:
            self._tell(fact)
        return True

    def expect(self, run_id: str) -> None:
        """Say that a trial is about to be started."""
        self._active[run_id] = None
        self._tell(f"run {run_id}")

    def started(self, run_id: str, leader: int) -> None:
        """Say which process group a trial has."""
        self._active[run_id] = leader
        if self._leaders is not None:
            self._leaders.note(leader)
        self._tell(f"group {run_id} {leader}")

    def ended(self, run_id: str) -> None:
        """Say that a trial is over; the guard ends what it may have left behind."""
        self._active.pop(run_id, None)
        if not self._tell(f"ended {run_id}"):
            self._untold.append(f"ended {run_id}")

    def wait_until_done(self) -> None:
        """Wait until the guard has done what it was told so far: up to half a second for each trial's end.

        A run that starts again has the token by which the guard looks for what it left behind.
        """
        if self._tell("answer") and self._process.stdout is not None:
            self._process.stdout.readline()

    def close(self) -> None:
        """Dismiss the guard after all trials have ended; it finishes its last clearing up."""
        self._close_pipes()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        return start_helper(own_command("guard", str(self._grace)), self._folder)

    def _tell(self, fact: str) -> bool:
        """Whether there was a guard to tell; the next one learns of what is on when it takes over."""
        pipe = self._process.stdin
        if pipe is None or pipe.closed:
            return False
        try:
            pipe.write(f"{fact}\n".encode())
        except OSError:
            return False
        return True
