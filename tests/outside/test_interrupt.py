"""Ctrl+C, a closed terminal, a killed engine: what runs ends, and what was finished stays."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import psutil
import pytest

from guild_desktop.store.edits import Edits
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store
from tests.outside.terminal import Terminal, wait_until

STUBBORN = """\
import signal
import time

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
x = 1
print('loss: 1.0', flush=True)
time.sleep(60)
"""

FIRST_ENDS = """\
import time
x = 1
print(f'loss: {x}', flush=True)
time.sleep(60 if x > 1 else 0)
"""

SLOW_AT_FIRST = """\
import pathlib
import time
x = 1
flag = pathlib.Path(__file__).with_name('fast')
print(f'loss: {x}', flush=True)
time.sleep(0 if x == 1 or flag.exists() else 60)
"""


def trials_alive(home: Path) -> list[psutil.Process]:
    """Processes of trials whose run folder lies in this home."""
    found = []
    for process in psutil.process_iter():
        try:
            variables = process.environ()
        except (psutil.Error, OSError):
            continue
        inside = variables.get("GUILD_RUN_DIR", "").startswith(str(home))
        if inside and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def running_rows(terminal: Terminal) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = terminal.type("runs", "-Sr", "--json").document
    return [row for row in rows if "trials" not in row]


def wait_for_trial(terminal: Terminal, count: int = 1) -> None:
    wait_until(lambda: len(trials_alive(terminal.home)) >= count, "a running trial")
    wait_until(lambda: len(running_rows(terminal)) >= count, "a row that says so")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_that_an_interrupted_run_ends_its_trial_and_exits_130(
    terminal: Terminal, number: signal.Signals
) -> None:
    with terminal.running("slow.py") as engine:
        wait_for_trial(terminal)
        engine.send_signal(number)
        _, err = engine.communicate(timeout=20)
    assert engine.returncode == 130
    assert "Traceback" not in err
    assert trials_alive(terminal.home) == []
    (run,) = terminal.runs()
    assert (run["status"], run["reason"]) == ("terminated", "interrupted")


def test_that_an_interrupted_batch_keeps_what_was_finished(terminal: Terminal) -> None:
    terminal.write("first.py", FIRST_ENDS)
    with terminal.running("first.py", "x=[1,2,3]") as engine:
        wait_until(lambda: running_second(terminal), "the second trial")
        engine.send_signal(signal.SIGINT)
        engine.communicate(timeout=20)
    assert engine.returncode == 130
    assert [run["status"] for run in terminal.runs()] == ["terminated", "terminated", "completed"]
    assert terminal.runs()[0]["started"] is None
    assert terminal.batches()[0]["status"] == "terminated"


def running_second(terminal: Terminal) -> bool:
    return any(row["trial"] == 2 for row in running_rows(terminal))


def test_that_a_second_interrupt_skips_the_grace(terminal: Terminal) -> None:
    terminal.write("stubborn.py", STUBBORN)
    with terminal.running("stubborn.py") as engine:
        assert engine.stdout is not None
        assert engine.stdout.readline() == "loss: 1.0\n"
        engine.send_signal(signal.SIGINT)
        # It ignores what it is asked; ten seconds of grace would follow.
        with pytest.raises(subprocess.TimeoutExpired):
            engine.wait(timeout=0.5)
        engine.send_signal(signal.SIGINT)
        engine.wait(timeout=5)
    assert engine.returncode == 130
    assert trials_alive(terminal.home) == []


def test_that_no_trial_outlives_a_killed_engine_and_the_next_command_names_what_is_lost(
    terminal: Terminal,
) -> None:
    terminal.write("slow.py", SLOW_AT_FIRST)
    with terminal.running("slow.py", "x=[1,2,3,4]", "--workers", "2") as engine:
        wait_for_trial(terminal, 2)
        engine.kill()
        engine.wait()
        wait_until(lambda: not trials_alive(terminal.home), "the end of all trials")
    statuses = [run["status"] for run in terminal.runs()]
    assert statuses == ["terminated", "lost", "lost", "completed"]
    (batch,) = terminal.batches()
    assert batch["status"] == "terminated"

    (terminal.folder / "fast").touch()
    said = terminal.type("run", "--restart", batch["id"], "-y")
    assert said.status == 0, said.err
    completed = [run for run in terminal.runs() if run["status"] == "completed"]
    assert sorted(run["flags"]["x"] for run in completed) == [1, 2, 3, 4]
    assert terminal.batches()[0]["status"] == "completed"


def test_that_a_trial_that_left_its_group_is_ended_with_the_engine(terminal: Terminal) -> None:
    terminal.write(
        "daemon.py",
        "import subprocess, sys, time\nx = 1\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],"
        " start_new_session=True)\n"
        "print('loss: 1', flush=True)\ntime.sleep(60)\n",
    )
    with terminal.running("daemon.py") as engine:
        wait_for_trial(terminal, 1)
        wait_until(lambda: len(trials_alive(terminal.home)) == 2, "the process it starts")
        engine.kill()
        engine.wait()
        wait_until(lambda: not trials_alive(terminal.home), "the end of all")


def test_that_stop_ends_a_run_of_another_terminal(terminal: Terminal) -> None:
    with terminal.running("slow.py") as engine:
        wait_for_trial(terminal)
        (row,) = running_rows(terminal)
        assert terminal.type("stop", row["id"]).status == 0
        engine.wait(timeout=10)
    assert engine.returncode == 1
    assert [run["status"] for run in terminal.runs()] == ["terminated"]
    assert trials_alive(terminal.home) == []


def test_that_stopping_a_batch_keeps_its_planned_trials_from_starting(terminal: Terminal) -> None:
    with terminal.running("slow.py", "x=[1,2,3]") as engine:
        wait_for_trial(terminal)
        assert terminal.type("stop", "--all").status == 0
        engine.wait(timeout=10)
    assert [run["status"] for run in terminal.runs()] == ["terminated"] * 3
    assert [run["started"] is None for run in terminal.runs()] == [True, True, False]


@pytest.mark.parametrize("words", [["-Sr"], ["-Ft", "night"], ["-Fl", "first"], ["-Fm"]])
def test_that_what_is_to_be_stopped_can_be_chosen_by_every_filter(
    terminal: Terminal, words: list[str]
) -> None:
    people = ("--label", "first look", "--tag", "night")
    with terminal.running("slow.py", "x=[1,2,3]", *people) as engine:
        wait_for_trial(terminal)
        with Store(open_home(terminal.home)).opened() as store:
            Edits(store).set_marked([row["id"] for row in terminal.rows()], marked=True)
        said = terminal.type("stop", *words)
        assert (said.status, said.err) == (0, "")
        engine.wait(timeout=10)
    assert {row["status"] for row in terminal.rows()} == {"terminated"}


def test_that_a_filter_that_nothing_satisfies_stops_nothing(terminal: Terminal) -> None:
    with terminal.running("slow.py"):
        wait_for_trial(terminal)
        said = terminal.type("stop", "-Ft", "night")
        assert (said.status, said.err) == (1, "Nothing of that is running.\n")
        assert running_rows(terminal)


def test_that_an_interrupted_question_stores_nothing(terminal: Terminal) -> None:
    child = subprocess.Popen(
        [*terminal.program, "run", "train.py"],
        cwd=terminal.folder,
        env=terminal.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    while "Continue?" not in (said := os.read(child.stdout.fileno(), 4096).decode()):
        assert said
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=10)
    assert child.returncode == 130
    assert "Traceback" not in err
    assert terminal.rows() == []
