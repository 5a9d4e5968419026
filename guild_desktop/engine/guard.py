"""The guard: a small process that ends an engine's trials if the engine dies.

The engine holds the write end of the guard's standard input and never closes it while it lives; end
of file therefore means that it is gone, however it went. Each line is one fact: ``run ID`` before a
trial is started, ``group ID PID`` once it has a process group, ``ended ID`` when it is over. ``answer``
asks for a line on standard output once all before it is done.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING

from guild_desktop.engine.platform import (
    ask_processes_to_end,
    end_processes,
    group_exists,
    kill_group,
    processes_of_run,
    terminate_group,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAUSE = 0.02
_BLOCK = 64 << 10
_LEFTOVER_GRACE = 0.5
"""Seconds that processes get which a finished trial left behind."""

_ABOUT_TO_START = 1.0
"""Seconds in which a trial may appear whose engine died while it was starting it."""


def main(arguments: list[str]) -> int:
    """Watch standard input until its end; ``arguments`` holds the grace in seconds."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    watch = Watch(sys.stdin.fileno(), sys.stdout.fileno())
    watch.follow()
    # What runs comes first: who has ended may have left many behind.
    end_all(watch.active, float(arguments[0]))
    if watch.leftovers:
        end_processes(watch.leftovers, _LEFTOVER_GRACE)
    return 0


class Watch:
    """Reads facts from one descriptor and answers at another; never waits for what is to end.

    ``active`` are the runs that are on, with their group if it is known. ``leftovers`` have ended, and
    what they may have left behind has not yet.
    """

    def __init__(self, facts: int, answers: int) -> None:
        self.active: dict[str, int | None] = {}
        self.leftovers: dict[str, float] = {}
        """Until when (monotonic) they may end by themselves."""
        self._facts = facts
        self._answers = answers
        self._unread = b""
        self._asked = 0
        os.set_blocking(facts, False)

    def follow(self) -> None:
        """Take note of facts until their end."""
        poll = select.poll()
        poll.register(self._facts, select.POLLIN)
        while True:
            poll.poll(self._patience())
            before = set(self.leftovers)
            if not self._read():
                return
            new = self.leftovers.keys() - before
            # All at once: to find them, all processes of the machine are looked through.
            if new and not ask_processes_to_end(new):
                for run_id in new:
                    del self.leftovers[run_id]
            self._look_at_clock()

    def _patience(self) -> float | None:
        """Milliseconds until something is due; None if nothing is."""
        if not self.leftovers:
            return None
        due = _PAUSE if self._asked else min(self.leftovers.values()) - time.monotonic()
        return max(0.0, due) * 1000

    def _read(self) -> bool:
        """Take note of all that was said by now; False at the end."""
        while True:
            try:
                data = os.read(self._facts, _BLOCK)
            except BlockingIOError:
                return True
            if not data:
                return False
            *lines, self._unread = (self._unread + data).split(b"\n")
            for line in lines:
                self._note(*line.decode().split())

    def _note(self, fact: str, run_id: str = "", leader: str = "") -> None:
        if fact == "answer":
            self._asked += 1
        elif fact == "ended":
            self.active.pop(run_id, None)
            self.leftovers[run_id] = time.monotonic() + _LEFTOVER_GRACE
        else:
            # It may be on a second time; what carries its token now is no leftover.
            self.leftovers.pop(run_id, None)
            self.active[run_id] = int(leader) if fact == "group" else None

    def _look_at_clock(self) -> None:
        """End leftovers whose time is up, and answer when there are no more of them."""
        now = time.monotonic()
        late = [run_id for run_id, until in self.leftovers.items() if now >= until]
        if late:
            end_processes(late, 0.0)
        if self._asked and self.leftovers and not processes_of_run(self.leftovers):
            late = list(self.leftovers)
        for run_id in late:
            del self.leftovers[run_id]
        if self._asked and not self.leftovers:
            os.write(self._answers, b"answer\n" * self._asked)
            self._asked = 0


def end_all(active: Mapping[str, int | None], grace: float) -> None:
    """End these runs: ask their groups, wait up to ``grace`` seconds, kill, then look for the rest.

    A run without a group was about to start when the engine died. Its process carries the run's token
    only once it has become the user's Python, so it is waited for.
    """
    groups = [leader for leader in active.values() if leader is not None]
    for leader in groups:
        terminate_group(leader)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and any(map(group_exists, groups)):
        time.sleep(_PAUSE)
    for leader in groups:
        kill_group(leader)
    starting = any(leader is None for leader in active.values())
    deadline = time.monotonic() + (_ABOUT_TO_START if starting else 0.0)
    while True:
        if active and processes_of_run(active):
            end_processes(active, 0.0)
        if time.monotonic() >= deadline:
            return
        time.sleep(_PAUSE)
