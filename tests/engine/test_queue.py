"""Queued batches start one after another; whatever is killed, none is lost and none starts twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Status
from guild_desktop.engine import batch_runner
from guild_desktop.engine.batch_runner import AlreadyRunningError
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import (
    advance_queue,
    call_off_queued,
    move_queued,
    prepare_continuation,
    start_engine,
    start_queued,
    store_batch,
)
from guild_desktop.engine.recovery import recover
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store import database
from guild_desktop.store.backup import back_up_if_due, daily_copies
from guild_desktop.store.batch_queue import BatchQueue
from guild_desktop.store.edits import Edits
from guild_desktop.store.home import Home
from guild_desktop.store.lock import FileLock
from guild_desktop.store.recorder import Recorder
from guild_desktop.store.store import Store
from tests.engine.conftest import PARABOLA, Bench, engine_of, wait_until
from tests.engine.test_batch_runner import SLEEPER

WAITS = (
    "import pathlib, time\n"
    "x = 1\n"
    "print('loss: 1', flush=True)\n"
    "while not pathlib.Path(__file__).with_name('go').exists(): time.sleep(0.01)\n"
)


def queued(bench: Bench, text: str, code: str = PARABOLA) -> Batch:
    request = BatchRequest(bench.operation(code), {"x": text})
    return store_batch(bench.store, plan_batch(request), queued=True)


def order(bench: Bench) -> list[str]:
    return [batch.id for batch in BatchQueue(bench.store).waiting()]


def status(bench: Bench, batch: Batch) -> Status:
    return bench.store.batch(batch.id).status


def test_that_batches_start_in_their_order_when_those_before_have_ended(bench: Bench) -> None:
    running = bench.batch(WAITS, {"x": "1"})
    start_engine(bench.store.home, running.id)
    wait_until(lambda: status(bench, running) is Status.RUNNING)
    first, second = queued(bench, "[1, 2]", WAITS), queued(bench, "5", WAITS)
    assert advance_queue(bench.store) is None
    assert order(bench) == [first.id, second.id]
    assert bench.store.batch(first.id).is_waiting
    (bench.folder / "go").touch()
    wait_until(lambda: status(bench, second) is Status.COMPLETED)
    starts = [bench.store.batch(batch.id).started or 0.0 for batch in (running, first, second)]
    assert starts == sorted(starts)
    ends = [bench.store.batch(batch.id).stopped or 0.0 for batch in (running, first)]
    assert all(start >= end for start, end in zip(starts[1:], ends, strict=True))
    assert order(bench) == []
    assert bench.store.batch(first.id).queued is None


def test_that_the_order_can_be_changed(bench: Bench) -> None:
    a, b, c = (queued(bench, str(number)).id for number in range(3))
    assert move_queued(bench.store, c, 1)
    assert order(bench) == [c, a, b]
    assert move_queued(bench.store, c, 99)
    assert order(bench) == [a, b, c]
    assert move_queued(bench.store, b, 1)
    assert order(bench) == [b, a, c]
    assert queued(bench, "9").id == order(bench)[-1]
    assert not move_queued(bench.store, "nobody", 1)


def test_that_a_batch_that_is_called_off_never_starts(bench: Bench) -> None:
    sweep, single = queued(bench, "[1, 2]"), queued(bench, "1")
    assert call_off_queued(bench.store, sweep.id)
    assert call_off_queued(bench.store, single.id)
    assert not call_off_queued(bench.store, single.id)
    assert advance_queue(bench.store) is None
    for batch in (sweep, single):
        assert status(bench, batch) is Status.TERMINATED
    assert bench.statuses(single) == [Status.TERMINATED]
    assert bench.store.batch(sweep.id).reason == "called off before it started"


def test_that_a_batch_of_the_queue_can_start_beside_what_runs(bench: Bench) -> None:
    running = bench.batch(WAITS, {"x": "1"})
    start_engine(bench.store.home, running.id)
    wait_until(lambda: status(bench, running) is Status.RUNNING)
    batch = queued(bench, "1", WAITS)
    assert start_queued(bench.store, batch.id)
    assert not start_queued(bench.store, batch.id)
    wait_until(lambda: status(bench, batch) is Status.RUNNING)
    assert status(bench, running) is Status.RUNNING
    (bench.folder / "go").touch()
    wait_until(lambda: status(bench, batch) is Status.COMPLETED)


def test_that_a_queue_goes_on_after_its_engine_was_killed(bench: Bench) -> None:
    running = bench.batch(SLEEPER, {"x": "1"})
    start_engine(bench.store.home, running.id)
    wait_until(lambda: Status.RUNNING in bench.statuses(running))
    batch = queued(bench, "[1, 2]")
    os.kill(engine_of(running).pid, signal.SIGKILL)
    wait_until(lambda: recover(bench.store))
    assert advance_queue(bench.store) == batch.id
    wait_until(lambda: status(bench, batch) is Status.COMPLETED)


def test_that_a_batch_whose_starter_was_killed_waits_again(bench: Bench) -> None:
    batch, other = queued(bench, "[1, 2]"), queued(bench, "3")
    # What a process does that is killed between taking it out and starting its engine.
    assert BatchQueue(bench.store).claim_next() == batch.id
    assert recover(bench.store) == 0
    Recorder(bench.store).set_batch(batch.id, pending_since=time.time() - 3600)
    assert recover(bench.store) == 1
    assert order(bench) == [batch.id, other.id]
    assert advance_queue(bench.store) == batch.id
    wait_until(lambda: status(bench, other) is Status.COMPLETED)
    assert bench.statuses(batch) == [Status.COMPLETED] * 2


def test_that_of_many_who_look_at_once_one_starts_the_next(bench: Bench) -> None:
    batch = queued(bench, "1")
    claimed: list[str | None] = []
    together = threading.Barrier(8)

    def look() -> None:
        with Store(bench.store.home).opened() as store:
            together.wait()
            claimed.append(BatchQueue(store).claim_next())

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(claimed), claimed.count(batch.id)) == (8, 1)


def test_that_a_batch_that_cannot_start_does_not_hold_up_the_next(bench: Bench) -> None:
    gone, batch = queued(bench, "[1, 2]"), queued(bench, "[1, 2]")
    operation = bench.store.batch(gone.id).operation
    missing = bench.folder / "gone.py"
    changed = replace(operation, target=str(missing))
    Recorder(bench.store).set_batch(gone.id, operation=changed)
    assert advance_queue(bench.store) == gone.id
    wait_until(lambda: status(bench, batch) is Status.COMPLETED)
    assert status(bench, gone) is Status.ERROR


def test_that_a_batch_in_the_trash_does_not_wait(bench: Bench) -> None:
    batch = queued(bench, "[1, 2]")
    assert not BatchQueue(bench.store).is_empty()
    Edits(bench.store).set_deleted([batch.id], deleted=True)
    assert BatchQueue(bench.store).is_empty()
    assert order(bench) == []
    assert not bench.store.batch(batch.id).is_waiting


def test_that_the_daily_copy_keeps_nobody_waiting(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, waiting = bench.batch(PARABOLA, {"x": "[1, 2]"}), queued(bench, "1")
    seen: list[Status] = []

    def copy_while_others_work(
        connection: sqlite3.Connection, home: Home, given_up: Callable[[], bool]
    ) -> bool:
        monkeypatch.undo()
        seen.append(status(bench, waiting))
        prepare_continuation(bench.store, batch.id, Continuation())
        seen.append(bench.run(batch).status)
        return back_up_if_due(connection, home, given_up)

    monkeypatch.setattr(database, "back_up_if_due", copy_while_others_work)
    bench.run(batch)
    assert seen[0] is not Status.STAGED
    assert seen[1] is Status.COMPLETED
    assert daily_copies(bench.store.home)
    wait_until(lambda: status(bench, waiting) is Status.COMPLETED)


def test_that_an_engine_waits_for_the_lock_of_a_batch_that_nobody_serves(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_runner, "_LOCK_PATIENCE", 0.0)
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    lock = FileLock(bench.store.home.engine_lock(batch.id))
    lock.acquire()
    looks = iter(range(3))
    took = FileLock.try_acquire

    def look(self: FileLock) -> bool:
        if next(looks, None) is None:
            lock.release()
        return took(self)

    monkeypatch.setattr(FileLock, "try_acquire", look)
    assert bench.run(batch).status is Status.COMPLETED


def test_that_a_batch_whose_lock_stays_taken_waits_in_the_queue_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_runner, "_LOCK_PATIENCE", 0.0)
    monkeypatch.setattr(batch_runner, "_CLEARING_PATIENCE", 0.0)
    batch = queued(bench, "[1, 2]")
    assert BatchQueue(bench.store).claim(batch.id)
    with (
        FileLock(bench.store.home.engine_lock(batch.id)).held(),
        pytest.raises(AlreadyRunningError),
    ):
        bench.run(batch)
    assert order(bench) == [batch.id]


@pytest.mark.parametrize("text", ["1", "[1, 2]"])
def test_that_a_queued_batch_holds_no_runs_that_look_planned(bench: Bench, text: str) -> None:
    batch = queued(bench, text)
    assert Status.PENDING not in bench.statuses(batch)
