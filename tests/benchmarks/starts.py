"""What starting a trial costs by itself, cold and warm, without store, folder and guard."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.engine.guard_process import GuardProcess
from guild_desktop.engine.trial_spec import TrialSpec
from guild_desktop.engine.warm_server import WarmServer
from guild_desktop.scripts.command_line import trial_command
from guild_desktop.scripts.environment import child_environment, server_environment
from guild_desktop.scripts.preload import Preload, preload_of
from guild_desktop.scripts.snapshot import populate_run_folder, take_snapshot
from tests.benchmarks.measure import Result, Task, cpu_of_children, medians, process, result, wall

COLD_BAR = 1.15
WARM_CPU_BAR, WARM_WALL_BAR, FORK_BAR = 1 / 5, 1 / 3, 1 / 10
"""Five times less CPU, three times less time; a fork alone ten times less CPU."""

_MANY = 60


def measure_starts(script: Path, trials: int, rounds: int) -> Iterator[Result]:
    """Trials of a script that imports numpy, one after another."""
    prepared = _prepare(script)
    bare = process([sys.executable, script.name], PYTHONUNBUFFERED="1", where=script.parent)
    guard = GuardProcess(script.parent, 1.0)
    tasks: dict[str, Task] = {
        "bare": lambda: [bare() for _ in range(trials)],
        "cold": lambda: [_cold(prepared) for _ in range(trials)],
        "warm": lambda: _warm(prepared, guard, trials),
        "many": lambda: _warm(prepared, guard, trials + _MANY),
    }
    used, lasted = medians(tasks, rounds, cpu_of_children), medians(tasks, rounds, wall)
    guard.close()
    one = used["cold"] / trials
    yield result(
        "engine: cold trial, bootstrap only / bare",
        used["cold"] / used["bare"],
        "x",
        COLD_BAR,
        f"{one:.0f} ms",
    )
    preload = f"{used['warm']:.0f} ms, the server's imports included"
    warm = f"engine: {trials} warm trials / bare loop"
    yield result(f"{warm}, CPU", used["warm"] / used["bare"], "x", WARM_CPU_BAR, preload)
    yield result(
        f"{warm}, on the clock",
        lasted["warm"] / lasted["bare"],
        "x",
        WARM_WALL_BAR,
        f"{lasted['warm']:.0f} ms",
    )
    fork = (used["many"] - used["warm"]) / _MANY
    share = fork / used["bare"] * trials
    yield result("engine: one fork more / bare trial", share, "x", FORK_BAR, f"{fork:.1f} ms")


@dataclass(frozen=True)
class _Prepared:
    spec: TrialSpec
    preload: Preload


def _prepare(script: Path) -> _Prepared:
    flags = (FlagInfo("x", 0.1),)
    operation = Operation(
        "script", str(script), script.name, sys.executable, str(script.parent), flags=flags
    )
    snapshot = take_snapshot(operation, script.parent / "source")
    folder = script.parent / "run"
    folder.mkdir()
    populate_run_folder(snapshot.folder, folder)
    command = trial_command(operation, {"x": 0.5}, folder, snapshot.folder)
    variables = child_environment("r1", folder, "b1", 1)
    preload = preload_of(operation, snapshot.folder)
    if isinstance(preload, str):
        raise TypeError(preload)
    spec = TrialSpec("r1", command.argv, command.cwd, variables, folder / "output", None, 1.0)
    return _Prepared(spec, preload)


def _cold(prepared: _Prepared) -> None:
    spec = prepared.spec
    subprocess.run(
        spec.argv,
        check=True,
        cwd=spec.cwd,
        env=dict(spec.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _warm(prepared: _Prepared, guard: GuardProcess, trials: int) -> None:
    spec = prepared.spec
    server = WarmServer(prepared.preload, server_environment(spec.environment), guard)
    select.select([server.descriptor], [], [])
    server.look()
    with Path(os.devnull).open("wb") as nothing:
        for _ in range(trials):
            pid = server.fork(spec, nothing.fileno(), nothing.fileno())
            handle = os.pidfd_open(pid)
            select.select([handle], [], [])
            os.close(handle)
            if server.bury(pid):
                raise RuntimeError("a forked trial failed")
    server.close()
