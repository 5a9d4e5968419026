"""Process groups, run tokens and exit handles on Linux, macOS and other POSIX systems.

Standard library only on Linux: the guard runs this file and must start in no time.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RUN_VARIABLE = "GUILD_RUN_ID"
_PROCESSES = Path("/proc/self")
"""Is there where the system shows processes as files."""

_PAUSE = 0.02


def terminate_group(leader: int) -> bool:
    """Ask a process group to end; False if there is none (any more)."""
    return _signal_group(leader, signal.SIGTERM)


def kill_group(leader: int) -> bool:
    """End a process group at once; False if there is none (any more)."""
    return _signal_group(leader, signal.SIGKILL)


def _signal_group(leader: int, number: signal.Signals) -> bool:
    try:
        os.killpg(leader, number)
        # A stopped process takes note of SIGTERM only once it continues.
        os.killpg(leader, signal.SIGCONT)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def group_exists(leader: int) -> bool:
    """Whether anything of a process group is left, its leader or others."""
    try:
        os.killpg(leader, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def exit_handle(pid: int) -> int | None:
    """A descriptor that becomes readable when the process exits, where the system has such."""
    if not hasattr(os, "pidfd_open"):
        return None
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None


def most_open_files() -> int:
    """How many files, pipes and the like this process may have open at once."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def is_readable(descriptor: int) -> bool:
    """Whether something can be read now: of an exit handle, whether its process has exited."""
    # select() knows no descriptor beyond 1023.
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def processes_of_run(run_ids: Iterable[str]) -> list[int]:
    """Ids of all processes, wherever they went, that carry one of these runs' token.

    The token is in the environment every trial is started with; children inherit it, so a
    process that left the group (a daemon) is still found.
    """
    tokens = {f"{RUN_VARIABLE}={run_id}".encode() for run_id in run_ids}
    return [
        pid
        for pid, environment in _environments()
        if pid != os.getpid() and not tokens.isdisjoint(environment)
    ]


def group_of(leader: int) -> list[int]:
    """Ids of all processes of a group."""
    found = []
    for pid in _ids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == leader:
                found.append(pid)
    return found


def process_mark(pid: int) -> str:
    """What tells a process from all that had or will have its id: its start, and the machine's.

    Empty if there is none (any more), or only what is left of one until it is buried.
    """
    if not _PROCESSES.exists():
        return _mark_by_psutil(pid)
    try:
        # The name of the program, in parentheses, may hold anything.
        fields = (_PROCESSES.parent / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in b"ZX" else f"{_boot()} {int(fields[19])}"


@lru_cache(maxsize=1)
def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()


def _mark_by_psutil(pid: int) -> str:
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        return f"{psutil.boot_time()} {process.create_time()}"
    except psutil.Error:
        return ""


def ask_processes_to_end(run_ids: Iterable[str]) -> bool:
    """Ask all processes of these runs to end, without waiting; False if there are none."""
    return bool(ask_to_end(processes_of_run(run_ids)))


def end_processes(run_ids: Iterable[str], grace: float) -> None:
    """End all processes of these runs: ask, wait up to ``grace`` seconds, then kill."""
    tokens = list(run_ids)
    found = ask_to_end(processes_of_run(tokens))
    deadline = time.monotonic() + grace
    while found and time.monotonic() < deadline:
        time.sleep(_PAUSE)
        found = processes_of_run(tokens)
    kill(found)


def kill(pids: Iterable[int]) -> None:
    """End processes at once."""
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def ask_to_end(pids: list[int]) -> list[int]:
    """Ask processes to end, without waiting; the same ids."""
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGTERM)
            os.kill(pid, signal.SIGCONT)
    return pids


def _ids() -> list[int]:
    if _PROCESSES.exists():
        names = (folder.name for folder in _PROCESSES.parent.iterdir())
        return [int(name) for name in names if name.isdigit()]
    import psutil

    return list(psutil.pids())


def _environments() -> Iterator[tuple[int, list[bytes]]]:
    if _PROCESSES.exists():
        for pid in _ids():
            with suppress(OSError):
                environment = (_PROCESSES.parent / str(pid) / "environ").read_bytes()
                yield pid, environment.split(b"\0")
    else:
        import psutil

        for process in psutil.process_iter():
            with suppress(psutil.Error):
                pairs = process.environ().items()
                yield process.pid, [f"{key}={value}".encode() for key, value in pairs]
