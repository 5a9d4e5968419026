"""The guard by itself: a process that is told of runs and loses its engine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psutil

from guild_desktop.core.run import Status
from guild_desktop.engine.launch import start_engine
from guild_desktop.engine.own_command import own_command
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.engine.recovery import recover
from tests.engine.conftest import Bench, engine_of, wait_until

RUN_ID = f"{os.getpid():032x}"
"""Processes are found by it, so tests that run beside each other must not share one."""


def test_that_a_trial_which_its_engine_was_just_starting_is_ended_too() -> None:
    guard = subprocess.Popen(
        own_command("guard", "0.0"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert guard.stdin is not None
    assert guard.stdout is not None
    guard.stdin.write(f"run {RUN_ID}\nanswer\n")
    guard.stdin.flush()
    assert guard.stdout.readline().strip() == "answer"
    # Between fork and exec a trial has neither a group the guard knows of nor its token.
    about_to_start = f"sleep 0.3; exec env GUILD_RUN_ID={RUN_ID} sleep 120"
    environment = {key: text for key, text in os.environ.items() if key != "GUILD_RUN_ID"}
    with subprocess.Popen(["sh", "-c", about_to_start], env=environment) as trial:
        guard.stdin.close()
        try:
            assert trial.wait(60) < 0
        finally:
            trial.kill()
    assert guard.wait(60) == 0
    guard.stdout.close()


STUBBORN = (
    "import signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('ready', flush=True)\n"
    "time.sleep(120)\n"
)
LOOKING_ROUND = (
    "import os, signal, sys, time\n"
    "import psutil\n"
    "def note(*_):\n"
    "    alive = sum(psutil.Process(int(pid)).status() != 'zombie' for pid in sys.argv[2:])\n"
    "    with open(sys.argv[1], 'w') as seen: seen.write(str(alive))\n"
    "    os._exit(0)\n"
    "signal.signal(signal.SIGTERM, note)\n"
    "print('ready', flush=True)\n"
    "time.sleep(120)\n"
)


def started(code: str, run_id: str, *words: str) -> subprocess.Popen[str]:
    """A process that carries a run's token, once it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "GUILD_RUN_ID": run_id},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.stdout.close()
    return process


def test_that_what_runs_does_not_wait_for_what_ended_trials_left_behind(tmp_path: Path) -> None:
    leftovers = [started(STUBBORN, f"{number}" + RUN_ID[1:]) for number in range(1, 6)]
    pids = [str(process.pid) for process in leftovers]
    seen = tmp_path / "seen"
    trial = started(LOOKING_ROUND, RUN_ID, str(seen), *pids)
    facts = [f"run {RUN_ID}", f"group {RUN_ID} {trial.pid}"]
    facts += [f"ended {number}{RUN_ID[1:]}" for number in range(1, 6)]
    # A process that nobody has buried is still of its group.
    threading.Thread(target=trial.wait).start()
    try:
        with subprocess.Popen(own_command("guard", "60"), stdin=subprocess.PIPE) as guard:
            guard.communicate("".join(f"{fact}\n" for fact in facts).encode(), timeout=60)
        assert [process.wait(60) for process in (trial, *leftovers)] == [0, *[-9] * 5]
    finally:
        for process in (trial, *leftovers):
            process.kill()
            process.wait()
    assert seen.read_text() == "5"


def test_that_an_answer_comes_when_what_trials_left_behind_has_ended() -> None:
    leftover = started(STUBBORN, RUN_ID)
    try:
        with subprocess.Popen(
            own_command("guard", "60"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as guard:
            assert guard.stdin is not None
            assert guard.stdout is not None
            guard.stdin.write(f"run {RUN_ID}\nended {RUN_ID}\nanswer\n".encode())
            guard.stdin.flush()
            assert guard.stdout.readline() == b"answer\n"
            assert leftover.wait(60) == -9
            guard.stdin.close()
            assert guard.wait(60) == 0
    finally:
        leftover.kill()
        leftover.wait()


def guard_of(engine: psutil.Process) -> psutil.Process | None:
    """An engine's living guard."""
    for child in engine.children():
        with suppress(psutil.Error):
            if "guard" in child.cmdline():
                return child
    return None


def test_that_a_killed_guard_s_successor_ends_the_trial_that_was_on(bench: Bench) -> None:
    # Long, so that nothing else happens that the engine would tell a guard.
    batch = bench.batch("import time\nx = 0\nprint('loss: 1')\ntime.sleep(600)\n", {"x": "1"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: Status.RUNNING in bench.statuses(batch))
    (run,) = bench.runs(batch)
    wait_until(lambda: processes_of_run([run.id]))
    engine = engine_of(batch)
    first = guard_of(engine)
    assert first is not None
    first.kill()
    wait_until(lambda: (guard_of(engine) or first) != first)
    engine.kill()
    wait_until(lambda: not processes_of_run([run.id]))
    wait_until(lambda: recover(bench.store) == 1)
    assert bench.statuses(batch) == [Status.LOST]
