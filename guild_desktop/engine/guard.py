"""The guard: a small process that ends an engine's trials if the engine dies.

The engine holds the write end of the guard's standard input and never closes it while it lives; end
of file therefore means that it is gone, however it went. Each line is one fact: ``run ID`` before a
trial is started, ``group ID PID`` once it has a process group, ``ended ID`` when it is over. ``answer``
asks for a line on standard output once all before it is done.
"""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

from guild_desktop.engine.platform import (
    end_processes,
    group_exists,
    kill_group,
    processes_of_run,
    terminate_group,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_PAUSE = 0.02
_LEFTOVER_GRACE = 0.5
"""Seconds that processes get which a finished trial left behind."""

_ABOUT_TO_START = 1.0
"""Seconds in which a trial may appear whose engine died while it was starting it."""


def main(arguments: list[str]) -> int:
    """Watch standard input until its end; ``arguments`` holds the grace in seconds."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    end_all(follow(sys.stdin), float(arguments[0]))
    return 0


def follow(lines: Iterable[str]) -> dict[str, int | None]:
    """Read facts until the end; the runs that were still on, with their group if it is known."""
    active: dict[str, int | None] = {}
    for line in lines:
        if line.strip() == "answer":
            sys.stdout.write(line)
            sys.stdout.flush()
            continue
        fact, run_id, *rest = line.split()
        if fact == "run":
            active[run_id] = None
        elif fact == "group":
            active[run_id] = int(rest[0])
        else:
            active.pop(run_id, None)
            end_processes([run_id], _LEFTOVER_GRACE)
    return active


def end_all(active: dict[str, int | None], grace: float) -> None:
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
