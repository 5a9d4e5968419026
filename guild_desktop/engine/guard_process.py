"""The engine's end of the line to its guard."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from guild_desktop.engine.own_command import own_command, start_helper

if TYPE_CHECKING:
    from pathlib import Path


class GuardProcess:
    """Starts the guard and tells it which trials are on; the guard acts when this process ends."""

    def __init__(self, folder: Path, grace: float) -> None:
        self._folder = folder
        self._grace = grace
        self._active: dict[str, int | None] = {}
        self._process = self._start()

    def expect(self, run_id: str) -> None:
        """Say that a trial is about to be started."""
        self._active[run_id] = None
        self._tell(f"run {run_id}")

    def started(self, run_id: str, leader: int) -> None:
        """Say which process group a trial has."""
        self._active[run_id] = leader
        self._tell(f"group {run_id} {leader}")

    def ended(self, run_id: str) -> None:
        """Say that a trial is over; the guard ends what it may have left behind."""
        self._active.pop(run_id, None)
        self._tell(f"ended {run_id}")

    def wait_until_done(self) -> None:
        """Wait until the guard has done what it was told so far: up to half a second for each trial's end.

        A run that starts again has the token by which the guard looks for what it left behind.
        """
        self._tell("answer")
        if self._process.stdout is not None:
            self._process.stdout.readline()

    def close(self) -> None:
        """Dismiss the guard after all trials have ended; it finishes its last clearing up."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)

    def _start(self) -> subprocess.Popen[bytes]:
        return start_helper(own_command("guard", str(self._grace)), self._folder)

    def _tell(self, fact: str) -> None:
        try:
            self._write(fact)
        except OSError:
            # Somebody ended the guard: another one takes over what is on.
            self.close()
            self._process = self._start()
            for run_id, leader in self._active.items():
                self._write(f"run {run_id}" if leader is None else f"group {run_id} {leader}")

    def _write(self, fact: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(f"{fact}\n".encode())
