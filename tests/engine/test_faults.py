"""What an engine does when the world around it breaks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace

import psutil

from guild_desktop.core.run import Status
from guild_desktop.engine.batch_runner import AlreadyRunningError, BatchRunner
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import prepare_continuation, start_engine
from guild_desktop.engine.observer import SilentObserver
from guild_desktop.engine.output import OutputFile
from guild_desktop.engine.own_command import own_command
from guild_desktop.engine.recovery import recover
from guild_desktop.store.lock import FileLock
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import PARABOLA, Bench, wait_until

FLOOD = (
    "import subprocess, sys\n"
    "x = 1\n"
    "subprocess.Popen([sys.executable, '-c', 'while True: print(\"y\" * 4000)'])\n"
    "print('loss: 1')\n"
)


def test_that_a_child_that_writes_for_ever_does_not_hold_the_engine(bench: Bench) -> None:
    batch = bench.batch(FLOOD, {"x": "[1, 2]"})
    assert bench.run(batch).status is Status.COMPLETED
    assert bench.statuses(batch) == [Status.COMPLETED] * 2


def test_that_a_run_that_deletes_its_folder_is_an_error_and_the_next_one_runs(
    bench: Bench,
) -> None:
    code = (
        "import os, shutil\n"
        "x = 1\n"
        "if x == 1: shutil.rmtree(os.environ['GUILD_RUN_DIR'])\n"
        "print('loss: 1')\n"
    )
    batch = bench.batch(code, {"x": "[1, 2]"})
    bench.run(batch)
    first, second = bench.runs(batch)
    assert (first.status, first.reason) == (Status.ERROR, "its run folder vanished")
    assert second.status is Status.COMPLETED


def test_that_a_run_folder_that_cannot_be_made_is_that_run_s_error(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    runs = bench.store.home.path / "runs"
    runs.rmdir()
    runs.write_text("a file in place of the folder")
    ended = bench.run(batch)
    assert ended.status is Status.ERROR
    assert bench.statuses(batch) == [Status.ERROR] * 2


def test_that_a_full_disk_ends_the_keeping_of_output_not_the_reading(bench: Bench) -> None:
    file = OutputFile(bench.folder / "output", head=10, tail=10)
    (bench.folder / "output.1").mkdir()
    (bench.folder / "output.2").mkdir()
    for _ in range(5):
        file.write(b"0123456789")
    file.close()
    assert file.problem
    assert (bench.folder / "output").read_bytes() == b"0123456789"


def test_that_another_guard_takes_over_when_the_guard_is_killed(bench: Bench) -> None:
    code = "import time\nx = 0\nprint('loss: 1')\ntime.sleep(0.4)\n"
    batch = bench.batch(code, {"x": "[1, 2, 3]"})
    runner = BatchRunner(bench.store.home, batch.id, SilentObserver())
    thread = threading.Thread(target=runner.run)
    thread.start()
    wait_until(lambda: Status.RUNNING in bench.statuses(batch))
    guards = [
        child
        for child in psutil.Process().children()
        if "guard" in child.cmdline() and child.status() != psutil.STATUS_ZOMBIE
    ]
    for guard in guards:
        guard.kill()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert bench.statuses(batch) == [Status.COMPLETED] * 3


def test_that_a_hang_up_which_nohup_ignores_stops_nothing(bench: Bench) -> None:
    go_on = bench.folder / "go-on"
    code = f"import os, time\nx = 0\nwhile not os.path.exists({str(go_on)!r}): time.sleep(0.05)\n"
    batch = bench.batch(code, {"x": "[1, 2]"})
    command = own_command("engine", "--home", str(bench.store.home.path), batch.id)
    with subprocess.Popen(["nohup", *command], stdin=subprocess.DEVNULL) as engine:
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        engine.send_signal(signal.SIGHUP)
        go_on.touch()
    assert bench.statuses(batch) == [Status.COMPLETED] * 2


def test_that_a_second_engine_leaves_the_first_one_s_batch_alone(bench: Bench) -> None:
    code = "import time\nx = 0\nprint('loss: 1')\ntime.sleep(4)\n"
    batch = bench.batch(code, {"x": "1"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: Status.RUNNING in bench.statuses(batch))
    start_engine(bench.store.home, batch.id)
    log = bench.store.home.engine_log(batch.id)
    wait_until(lambda: log.exists() and str(AlreadyRunningError()) in log.read_text())
    assert bench.store.batch(batch.id).status is Status.RUNNING
    wait_until(lambda: bench.store.batch(batch.id).status is Status.COMPLETED)


def test_that_an_old_batch_which_was_just_continued_is_not_taken_for_dead(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    bench.run(batch)
    Recorder(bench.store).set_batch(
        batch.id, created=time.time() - 86_400, pending_since=time.time() - 86_400
    )
    prepare_continuation(bench.store, batch.id, Continuation())
    assert recover(bench.store) == 0
    assert bench.store.batch(batch.id).status is Status.PENDING


def test_that_an_engine_waits_for_one_who_only_looks_at_its_lock(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "1"})
    lock = FileLock(bench.store.home.engine_lock(batch.id))
    lock.acquire()
    threading.Timer(0.2, lock.release).start()
    assert bench.run(batch).status is Status.COMPLETED


def test_that_a_killed_optimizer_is_replaced_by_random_values(bench: Bench) -> None:
    code = "import time\nx = 0.0\nprint(f'loss: {x * x}')\ntime.sleep(0.3)\n"
    batch = bench.batch(code, {"x": "[-1.0:1.0]"}, "gp", max_trials=5)
    runner = BatchRunner(bench.store.home, batch.id, SilentObserver())
    thread = threading.Thread(target=runner.run)
    thread.start()
    wait_until(lambda: Status.COMPLETED in bench.statuses(batch))
    for child in psutil.Process().children():
        # Trials may be ending meanwhile.
        with suppress(psutil.Error):
            if "optimizer" in child.cmdline():
                os.kill(child.pid, signal.SIGKILL)
    thread.join(timeout=60)
    assert not thread.is_alive()
    ended = bench.store.batch(batch.id)
    assert ended.status is Status.COMPLETED
    assert "random values were tried instead" in ended.reason
    assert bench.statuses(batch) == [Status.COMPLETED] * 5


def test_that_a_script_may_be_run_by_a_link_to_an_interpreter(bench: Bench) -> None:
    link = bench.folder / "python"
    link.symlink_to(sys.executable)
    batch = bench.batch(PARABOLA, {"x": "1"})
    Recorder(bench.store).set_batch(batch.id, operation=replace(batch.operation, python=str(link)))
    assert bench.run(batch).status is Status.COMPLETED
