"""Batches whose trials start warm: that they are what cold ones are, and what happens when they cannot be."""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.batch_runner import BatchRunner
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import prepare_continuation, start_engine
from guild_desktop.engine.observer import SilentObserver
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.engine.start_mode import Reference, pays, system_obstacle
from guild_desktop.scripts.kept_output import output_path
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import PARABOLA, Bench, engine_of, wait_until
from tests.engine.warm import PARENT, outputs, warm, was_forked, with_library


def is_there(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


# --- which are forked


def test_that_the_first_trial_is_cold_and_the_others_are_forked(bench: Bench) -> None:
    batch = warm(bench, PARENT)
    ended = bench.run(batch)
    assert (ended.status, ended.reason) == (Status.COMPLETED, "")
    assert was_forked(bench, batch) == [False, True, True]


def test_that_forked_trials_get_their_flags_folder_and_seed(bench: Bench) -> None:
    code = """
        import os
        x = 0
        print(f"loss: {x}")
        print(os.environ["GUILD_RUN_ID"], os.getcwd(), os.environ["GUILD_RANDOM_SEED"])
        """
    batch = warm(bench, code)
    bench.run(batch)
    for run, output in zip(bench.runs(batch), outputs(bench, batch), strict=True):
        assert run.scalars["loss"].last == run.flags["x"]
        folder = bench.store.home.run_folder(run.id)
        assert output.splitlines()[1] == f"{run.id} {folder} {run.seed}"


def test_that_a_batch_that_goes_on_keeps_its_start(bench: Bench) -> None:
    batch = warm(bench, PARENT, x="[1, 2]", max_trials=1)
    bench.run(batch)
    limits = replace(batch.limits, max_trials=None)
    prepare_continuation(
        bench.store, batch.id, Continuation(limits=limits, flags={"x": "[1, 2, 3, 4]"})
    )
    bench.run(batch)
    assert bench.store.batch(batch.id).limits.start == "warm"
    assert was_forked(bench, batch) == [False, False, True, True]


def test_that_several_forked_trials_run_at_once(bench: Bench) -> None:
    code = """
        import os, pathlib, time
        x = 0
        folder = pathlib.Path(__file__).parent / "met"
        folder.mkdir(exist_ok=True)
        (folder / str(x)).touch()
        while x > 1 and len(list(folder.iterdir())) < 3:
            time.sleep(0.01)
        print("loss: 1")
        """
    batch = warm(bench, code, workers=2)
    assert bench.run(batch).status is Status.COMPLETED
    assert bench.statuses(batch) == [Status.COMPLETED] * 3


# --- what is refused


def test_that_other_systems_and_old_pythons_are_refused() -> None:
    assert system_obstacle("darwin") == "only Linux can start them warm"
    assert system_obstacle("linux") == ""


LIBRARIES = {
    "a thread": ("import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()", "threads"),
    "CUDA": ("class cuda:\n    is_initialized = staticmethod(lambda: True)", "CUDA was initialised"),
    "a failure": ("import __main__\nif not hasattr(__main__, 'x'): raise ValueError('no luck')", "ValueError: no luck"),
    "an end": ("import os, __main__\nif hasattr(__main__, 'server') or 'guild_serving' in __import__('sys').modules: os._exit(3)", "ended without a word"),
}  # fmt: skip


@pytest.mark.parametrize("what", LIBRARIES)
def test_that_a_library_is_refused_that_brings(
    bench: Bench, bare_python: tuple[Path, Path], what: str
) -> None:
    code, why = LIBRARIES[what]
    batch = warm(bench, "try: import torch\nexcept ValueError: pass\n" + PARENT)
    batch = with_library(bench, batch, bare_python, "torch", code)
    ended = bench.run(batch)
    assert ended.status is Status.COMPLETED
    assert ended.reason.startswith("runs started cold because ")
    assert why in ended.reason
    assert not any(was_forked(bench, batch))


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("try: import tensorflow\nexcept ImportError: pass\n", "tensorflow cannot be forked"),
        ("try: import jax.numpy\nexcept ImportError: pass\n", "jax cannot be forked"),
        ("import os\nos.environ['OMP_NUM_THREADS'] = '1'\n", "changes environment variables"),
        ("import sys\nsys.path.insert(0, 'lib')\n", "changes sys.path"),
    ],
)
def test_that_a_script_is_refused_that_says(bench: Bench, code: str, why: str) -> None:
    batch = warm(bench, code + PARENT)
    ended = bench.run(batch)
    assert why in ended.reason
    assert not any(was_forked(bench, batch))


def test_that_a_command_is_refused(bench: Bench) -> None:
    batch = warm(bench, PARENT)
    command = f"{sys.executable} {batch.operation.target}"
    operation = replace(batch.operation, kind="command", target=command, flags=())
    Recorder(bench.store).set_batch(batch.id, operation=operation)
    ended = bench.run(batch)
    assert ended.reason == "runs started cold because a command is no Python script"


def test_that_a_project_s_module_is_never_taken_for_a_library_s(bench: Bench) -> None:
    (bench.folder / "bisect.py").write_text("bisect = None\n")
    batch = warm(bench, "import random, bisect\n" + PARENT)
    ended = bench.run(batch)
    assert "bisect.py in the place of one that libraries use" in ended.reason


# --- what goes wrong


def test_that_a_forked_trial_that_dies_by_a_signal_runs_again_cold(bench: Bench) -> None:
    code = """
        import os, signal
        x = 0
        if os.getppid() != ENGINE and x == 2:
            print("loss: 7")
            print("only: 1", flush=True)
            open("left", "w").close()
            os.kill(os.getpid(), signal.SIGSEGV)
        print("loss: 1", os.path.exists("left"))
        print("loss: 1")
        print("parent", os.getppid())
        """
    batch = warm(bench, code.replace("ENGINE", str(os.getpid())))
    ended = bench.run(batch)
    assert ended.status is Status.COMPLETED
    assert ended.reason == (
        "runs started cold from then on, because a run that was started warm was ended by SIGSEGV"
    )
    assert was_forked(bench, batch) == [False, False, False]
    again = bench.runs(batch)[1]
    assert again.status is Status.COMPLETED
    assert list(again.scalars) == ["loss"]
    assert again.scalars["loss"].max == 1
    assert "loss: 1 False" in outputs(bench, batch)[1]


def test_that_a_forked_trial_that_deletes_its_folder_and_dies_runs_again_cold(
    bench: Bench,
) -> None:
    code = """
        import os, shutil, signal
        x = 0
        if os.getppid() != ENGINE and x == 2:
            shutil.rmtree(os.environ["GUILD_RUN_DIR"])
            os.kill(os.getpid(), signal.SIGSEGV)
        print("loss: 1")
        print("parent", os.getppid())
        """
    batch = warm(bench, code.replace("ENGINE", str(os.getpid())))
    bench.run(batch)
    assert bench.statuses(batch) == [Status.COMPLETED] * 3
    assert was_forked(bench, batch) == [False, False, False]


def test_that_a_forked_trial_that_hangs_runs_again_cold(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guild_desktop.engine.start_mode._PATIENCE", 0.5)
    monkeypatch.setattr("guild_desktop.engine.start_mode._FACTOR", 1.0)
    code = f"import os, time\nif os.getppid() != {os.getpid()}: time.sleep(600)\n{PARENT}"
    batch = warm(bench, code)
    ended = bench.run(batch)
    assert ended.reason.endswith("a run that was started warm gave no sign of life")
    assert bench.statuses(batch) == [Status.COMPLETED] * 3


def test_that_a_trial_that_fails_by_itself_stays_failed(bench: Bench) -> None:
    batch = warm(bench, "x = 0\nprint('loss: 1')\n1 / (x - 2)\n")
    bench.run(batch)
    failed = bench.runs(batch)[1]
    assert (failed.status, failed.exit_status) == (Status.ERROR, 1)
    assert failed.reason == "ZeroDivisionError: division by zero"


WAITING = """
    import os, subprocess, sys, time
    x = 0
    print("loss: 1", flush=True)
    if x > 1 and os.getppid() != ENGINE:
        if os.fork() == 0:
            os.setsid()
            os.write(1, b"daemon %d\\n" % os.getpid())
            time.sleep(600)
        os.write(1, b"parent %d\\n" % os.getppid())
        time.sleep(600)
    """


def waiting_run(bench: Bench, batch: Batch) -> tuple[Run, int, int]:
    """The second trial once it waits: the run, its server's process, and the daemon it has made."""
    found: list[tuple[Run, int, int]] = []

    def look() -> bool:
        for run in bench.runs(batch)[1:]:
            file = output_path(bench.store.home.run_folder(run.id))
            text = file.read_text() if file.exists() else ""
            if "daemon " in text and "parent " in text:
                server, daemon = (
                    int(text.split(f"{word} ")[1].split()[0]) for word in ("parent", "daemon")
                )
                found.append((run, server, daemon))
        return bool(found)

    wait_until(look)
    return found[0]


def test_that_trials_end_with_their_server_and_run_again_cold(bench: Bench) -> None:
    batch = warm(bench, WAITING.replace("ENGINE", str(os.getpid())))
    runner = BatchRunner(bench.store.home, batch.id, SilentObserver())
    thread = threading.Thread(target=runner.run)
    thread.start()
    run, server, daemon = waiting_run(bench, batch)
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: not is_there(daemon), limit=2.0)
    thread.join(timeout=30)
    assert bench.statuses(batch) == [Status.COMPLETED] * 3
    reason = bench.store.batch(batch.id).reason
    assert reason.endswith("because the warm server was ended by SIGKILL")
    assert not processes_of_run([run.id])


def test_that_trials_daemons_and_server_end_with_their_engine(bench: Bench) -> None:
    batch = warm(bench, WAITING.replace("ENGINE", "0").replace("x > 1", "x == 2"))
    start_engine(bench.store.home, batch.id)
    run, server, daemon = waiting_run(bench, batch)
    engine_of(batch).kill()
    wait_until(lambda: not processes_of_run([run.id]), limit=2.0)
    wait_until(lambda: not is_there(server) and not is_there(daemon), limit=2.0)


def test_that_trials_end_with_their_engine_even_if_its_guard_is_killed_too(bench: Bench) -> None:
    batch = warm(
        bench,
        WAITING.replace("ENGINE", "0").replace("x > 1", "x == 2").replace("os.setsid()", "pass"),
    )
    start_engine(bench.store.home, batch.id)
    run, server, daemon = waiting_run(bench, batch)
    engine = engine_of(batch)
    engine.suspend()
    for child in engine.children():
        if "guard" in child.cmdline():
            child.kill()
    engine.kill()
    wait_until(lambda: not processes_of_run([run.id]), limit=4.0)
    wait_until(lambda: not is_there(server) and not is_there(daemon), limit=4.0)


def test_that_a_forked_trial_can_be_stopped_and_leaves_no_daemon(bench: Bench) -> None:
    batch = warm(bench, WAITING.replace("ENGINE", "0").replace("x > 1", "x == 2"))
    runner = BatchRunner(bench.store.home, batch.id, SilentObserver())
    thread = threading.Thread(target=runner.run)
    thread.start()
    run, _, _ = waiting_run(bench, batch)
    bench.store.send(batch.id, f"stop {run.id}")
    thread.join(timeout=30)
    assert bench.statuses(batch) == [Status.COMPLETED, Status.TERMINATED, Status.COMPLETED]
    wait_until(lambda: not processes_of_run([run.id]), limit=2.0)


# --- automatic


def test_that_automatic_is_warm_when_imports_are_most_of_a_trial(
    bench: Bench, bare_python: tuple[Path, Path]
) -> None:
    batch = warm(bench, "import slow\n" + PARENT, x="[1, 2, 3, 4, 5]", start="auto")
    batch = with_library(bench, batch, bare_python, "slow", "import time\ntime.sleep(0.3)\n")
    ended = bench.run(batch)
    assert ended.reason.startswith("runs started warm: imports took 0.")
    assert was_forked(bench, batch) == [False, True, True, True, True]


def test_that_automatic_is_cold_when_there_is_nothing_to_save(bench: Bench) -> None:
    code = "x = 0\nprint('loss: 1')\nprint('parent', __import__('os').getppid())\n"
    batch = warm(bench, code, x="[1, 2, 3, 4, 5]", start="auto")
    ended = bench.run(batch)
    assert ended.reason == "runs started cold: the script imports nothing at its top level"
    assert not any(was_forked(bench, batch))


@pytest.mark.parametrize(
    ("reference", "left", "chosen"),
    [
        (Reference(1.0, 1.0, 2.0), 10, True),
        (Reference(1.0, 1.0, 100.0), 10, False),
        (Reference(0.01, 0.01, 0.02), 1000, False),
        (Reference(1.0, 1.0, 2.0), 2, False),
        (Reference(None, 0.1, 2.0), 10, False),
    ],
)
def test_that_warm_pays_for_short_trials_with_long_imports(
    reference: Reference, left: int, *, chosen: bool
) -> None:
    warm_pays, why = pays(reference, left)
    assert warm_pays == chosen
    assert why.startswith(f"runs started {'warm' if chosen else 'cold'}: ")


def test_that_cold_is_the_usual_start(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    assert batch.limits.start == "cold"
