"""Which processes are ended when engine and guard were killed: those of its trials, and no others."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from guild_desktop.core.run import Status
from guild_desktop.engine.launch import start_engine
from guild_desktop.engine.leaders import Leaders, noted_leaders
from guild_desktop.engine.platform import process_mark, processes_of_run
from guild_desktop.engine.recovery import RecoveryWatch, recover
from guild_desktop.store.lock import is_locked
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import Bench, engine_of, wait_until

# Programs that give themselves a title write it over the arguments and variables they were started with.
HIDDEN = (
    "import os, time\n"
    "x = 1\n"
    "stat = open('/proc/self/stat', 'rb').read().rpartition(b')')[2].split()\n"
    "begin, end = int(stat[47]), int(stat[48])\n"
    "with open('/proc/self/mem', 'r+b', buffering=0) as memory:\n"
    "    memory.seek(begin)\n"
    "    memory.write(bytes(end - begin))\n"
    "print('pid:', os.getpid(), flush=True)\n"
    "time.sleep(600)\n"
)


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process of somebody else's, in a group of its own, that has nothing to do with us."""
    process = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    )
    yield process
    process.kill()
    process.wait()


def test_that_a_trial_which_hides_its_variables_is_ended_too(bench: Bench) -> None:
    batch = bench.batch(HIDDEN, {"x": "1"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: any(run.scalars for run in bench.runs(batch)))
    (run,) = bench.runs(batch)
    trial = psutil.Process(int(run.scalars["pid"].last))
    assert processes_of_run([run.id]) == []
    engine = engine_of(batch)
    (guard,) = [child for child in engine.children() if "guard" in child.cmdline()]
    # Stopped first, so that it does not see its guard's end and act on it.
    engine.suspend()
    guard.kill()
    engine.kill()
    wait_until(lambda: not is_locked(bench.store.home.engine_lock(batch.id)))
    assert process_mark(trial.pid)
    recovery = RecoveryWatch(bench.store)
    wait_until(lambda: recovery.look() == 1)
    assert bench.statuses(batch) == [Status.LOST]
    wait_until(lambda: not process_mark(trial.pid))


def of_another_start(mark: str) -> str:
    boot, ticks = mark.split()
    return f"{boot} {int(ticks) + 1}"


def of_another_boot(mark: str) -> str:
    return f"other-{mark}"


def as_it_is(mark: str) -> str:
    return mark


@pytest.mark.parametrize(
    ("change", "status"),
    [(of_another_start, None), (of_another_boot, None), (as_it_is, -signal.SIGTERM)],
)
def test_that_a_process_with_a_used_id_is_left_alone(
    bench: Bench,
    bystander: subprocess.Popen[bytes],
    change: Callable[[str], str],
    status: int | None,
) -> None:
    batch = bench.batch("x = 1\n", {"x": "1"})
    Recorder(bench.store).set_batch(batch.id, status=Status.RUNNING)
    folder = bench.store.home.batch_folder(batch.id)
    folder.mkdir(parents=True)
    noted = [bystander.pid, change(process_mark(bystander.pid))]
    (folder / "leaders").write_text(json.dumps(noted) + "\n")
    assert recover(bench.store) == 1
    if status is not None:
        bystander.wait(60)
    assert bystander.poll() == status


def test_that_leaders_are_kept_until_the_next_engine_and_damaged_lines_passed_over(
    tmp_path: Path, bystander: subprocess.Popen[bytes]
) -> None:
    leaders = Leaders(tmp_path)
    leaders.note(bystander.pid)
    with (tmp_path / "leaders").open("a") as file:
        file.write('null\n[1, "init"]\n["1", "text"]\n[3]\n[12, 5]\n[12')
    assert noted_leaders(tmp_path) == {bystander.pid: process_mark(bystander.pid)}
    Leaders(tmp_path)
    assert noted_leaders(tmp_path) == {}


def test_that_a_process_has_one_mark_while_it_lives_and_none_afterwards() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    mark = process_mark(process.pid)
    assert mark
    assert mark == process_mark(process.pid) != process_mark(os.getpid())
    process.kill()
    # Ended, and not buried yet.
    wait_until(lambda: process_mark(process.pid) == "")
    process.communicate()
    assert process_mark(process.pid) == ""
