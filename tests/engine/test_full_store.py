"""While the store has no room nothing is lost, and trials are held to what was asked of them."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Status
from guild_desktop.engine.launch import start_engine, stop_batch, stop_runs
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.scripts.kept_output import output_path
from tests.engine.conftest import Bench, engine_of, wait_until
from tests.engine.test_pause import WAITS


@contextmanager
def store_without_room(bench: Bench, batch: Batch, trials: int = 1) -> Iterator[int]:
    """Start the engine of a batch and, once so many trials run,
    let no file of its be longer than the store's log.

    What it does then is what it does when a quota is used up. The first trial ends by then, so that there
    is something to store. Gives the engine's process id.
    """
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: len(running(bench, batch)) == trials)
    for run_id in running(bench, batch):
        wait_until(lambda run_id=run_id: processes_of_run([run_id]))
    engine = engine_of(batch).pid
    soft, hard = resource.prlimit(engine, resource.RLIMIT_FSIZE)
    length = bench.store.home.store_file.with_name("store.db-wal").stat().st_size
    resource.prlimit(engine, resource.RLIMIT_FSIZE, (length, hard))
    (bench.folder / "go-1").touch()
    wait_until(lambda: "free space" in log(bench, batch))
    assert bench.statuses(batch)[:trials] == [Status.RUNNING] * trials
    yield engine
    assert bench.statuses(batch)[:trials] == [Status.RUNNING] * trials
    assert "going on" not in log(bench, batch)
    resource.prlimit(engine, resource.RLIMIT_FSIZE, (soft, hard))
    wait_until(lambda: bench.store.batch(batch.id).status.is_finished)
    assert "going on" in log(bench, batch)


def running(bench: Bench, batch: Batch) -> list[str]:
    return [run.id for run in bench.runs(batch) if run.status is Status.RUNNING]


def log(bench: Bench, batch: Batch) -> str:
    return bench.store.home.engine_log(batch.id).read_text()


def wait_for_ends(bench: Bench, batch: Batch) -> None:
    """Wait until no process of a run lives, of those that the store says run."""
    wait_until(lambda: not processes_of_run(running(bench, batch)))


def test_that_a_store_that_cannot_grow_loses_nothing(bench: Bench) -> None:
    code = WAITS + "for step in range(200):\n    print(f'step: {step}')\n    print('loss: 1')\n"
    batch = bench.batch(code, {"x": "[1, 2]"})
    with store_without_room(bench, batch):
        (bench.folder / "go-2").touch()
        assert bench.statuses(batch) == [Status.RUNNING, Status.PENDING]
    assert bench.statuses(batch) == [Status.COMPLETED] * 2
    for run in bench.runs(batch):
        assert len(bench.store.series(run, "loss")) == 201


def test_that_time_limits_hold_while_the_store_has_no_room(bench: Bench) -> None:
    batch = bench.batch(WAITS, {"x": "[1, 2]"}, workers=2, timeout=6.0)
    with store_without_room(bench, batch, trials=2):
        wait_for_ends(bench, batch)
    assert bench.statuses(batch) == [Status.COMPLETED, Status.TERMINATED]
    assert "6 s" in bench.runs(batch)[1].reason


def test_that_the_grace_of_a_stopped_trial_ends_while_the_store_has_no_room(bench: Bench) -> None:
    stubborn = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + WAITS
    batch = bench.batch(stubborn, {"x": "[1, 2]"}, workers=2)
    with store_without_room(bench, batch, trials=2):
        stop_runs(bench.store, batch.id, [bench.runs(batch)[1].id])
        wait_for_ends(bench, batch)
    assert bench.statuses(batch) == [Status.COMPLETED, Status.TERMINATED]
    assert bench.runs(batch)[1].reason == "stopped"


@pytest.mark.parametrize("way", ["word", "signal"])
def test_that_a_batch_can_be_stopped_while_its_store_has_no_room(bench: Bench, way: str) -> None:
    batch = bench.batch(WAITS, {"x": "[1, 2, 3]"}, workers=2)
    with store_without_room(bench, batch, trials=2) as engine:
        if way == "word":
            stop_batch(bench.store, batch.id)
        else:
            os.kill(engine, signal.SIGTERM)
        wait_for_ends(bench, batch)
    assert bench.statuses(batch) == [Status.COMPLETED, Status.TERMINATED, Status.TERMINATED]
    assert bench.store.batch(batch.id).status is Status.TERMINATED


def test_that_a_planned_run_can_be_stopped_while_the_store_has_no_room(bench: Bench) -> None:
    batch = bench.batch(WAITS, {"x": "[1, 2, 3]"})
    (bench.folder / "go-3").touch()
    with store_without_room(bench, batch):
        stop_runs(bench.store, batch.id, [bench.runs(batch)[1].id])
    assert bench.statuses(batch) == [Status.COMPLETED, Status.TERMINATED, Status.COMPLETED]


def test_that_trials_print_and_end_while_the_store_has_no_room(bench: Bench) -> None:
    # More than a pipe holds.
    lines = "for step in range(4_000):\n    print(f'loss: {step} (step {step})')\n"
    batch = bench.batch(WAITS + lines, {"x": "[1, 2]"}, workers=2)
    with store_without_room(bench, batch, trials=2):
        (bench.folder / "go-2").touch()
        wait_for_ends(bench, batch)
    assert bench.statuses(batch) == [Status.COMPLETED] * 2
    for run in bench.runs(batch):
        assert (run.scalars["loss"].count, run.scalars["loss"].last) == (4_001, 3_999)


def test_that_a_trial_that_failed_while_the_store_had_no_room_gets_another_attempt(
    bench: Bench,
) -> None:
    code = "import os\n" + WAITS + "assert x == 1 or os.environ['GUILD_ATTEMPT'] > '1'\n"
    batch = bench.batch(code, {"x": "[1, 2]"}, workers=2)
    with store_without_room(bench, batch, trials=2):
        (bench.folder / "go-2").touch()
        wait_for_ends(bench, batch)
    assert bench.statuses(batch) == [Status.COMPLETED, Status.ERROR, Status.COMPLETED]
    assert output_path(bench.store.home.run_folder(bench.runs(batch)[2].id)).is_file()
