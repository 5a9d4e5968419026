"""While another program holds the store an engine waits, says so, and loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager

import pytest

from guild_desktop.core.run import Status
from guild_desktop.engine.launch import start_engine
from guild_desktop.engine.patient_recorder import PatientRecorder
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.store.lock import FileLock
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import Bench, wait_until
from tests.engine.test_pause import WAITS


@contextmanager
def transaction(bench: Bench):
    """What a shell of SQLite does that is left in the midst of a change."""
    stranger = sqlite3.connect(bench.store.home.store_file, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    yield
    stranger.close()


def turn(bench: Bench) -> AbstractContextManager[None]:
    """What one of our own programs does that is stopped in the midst of a change."""
    return FileLock(bench.store.home.write_lock).held()


@pytest.mark.parametrize("held", [transaction, turn])
def test_that_nothing_is_lost_while_another_program_holds_the_store(
    bench: Bench, held: Callable[[Bench], AbstractContextManager[None]]
) -> None:
    batch = bench.batch(WAITS, {"x": "[1, 2]"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: Status.RUNNING in bench.statuses(batch))
    wait_until(lambda: processes_of_run([bench.runs(batch)[0].id]))
    log = bench.store.home.engine_log(batch.id)
    with held(bench):
        (bench.folder / "go-1").touch()
        (bench.folder / "go-2").touch()
        wait_until(lambda: "Another program holds the store" in log.read_text())
        assert bench.statuses(batch) == [Status.RUNNING, Status.PENDING]
    wait_until(lambda: bench.store.batch(batch.id).status.is_finished)
    assert bench.store.batch(batch.id).status is Status.COMPLETED
    assert bench.statuses(batch) == [Status.COMPLETED] * 2
    assert "going on" in log.read_text()


def test_that_every_fact_of_an_engine_is_told_patiently() -> None:
    facts = [name for name in vars(Recorder) if not name.startswith("_")]
    assert "forget_scalars" in facts
    for name in facts:
        assert getattr(PatientRecorder, name) is not getattr(Recorder, name)
