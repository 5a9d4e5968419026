"""A batch of very many short trials: what its engine keeps, and how long it takes to stop it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from guild_desktop.core.batch import Batch, Limits
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.run import Status
from guild_desktop.engine.launch import stop_batch, store_batch
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store.home import Home
from guild_desktop.store.store import Store
from tests.soak.batches import started_engine
from tests.soak.toll import Toll

_GROWTH = 50 << 20
"""Bytes by which an engine may grow after its first tenth."""

_PATIENCE = 4 * 3600.0


def run_many(home: Home, folder: Path, trials: int) -> Toll:
    """Run so many trials of a program that does nothing, and watch the engine meanwhile."""
    toll = Toll()
    with Store(home).opened() as store:
        batch = _batch(store, folder, trials)
        with started_engine(home, batch) as engine:
            early = _until(store, batch, trials // 10, engine)
            late = _until(store, batch, trials * 9 // 10, engine)
        runs = store.runs_of(batch.id)
    toll.saw("trials", len(runs))
    toll.saw("kilobytes at a tenth", early[0] >> 10)
    toll.saw("kilobytes at nine tenths", late[0] >> 10)
    toll.fault("growth beyond 50 MB", int(late[0] - early[0] > _GROWTH))
    toll.fault("descriptors more than before", max(0, late[1] - early[1]))
    toll.fault("threads more than before", max(0, late[2] - early[2]))
    toll.fault("not completed", sum(run.status is not Status.COMPLETED for run in runs))
    return toll


def stop_many(home: Home, folder: Path, trials: int) -> Toll:
    """Stop a batch of so many planned trials once twenty are done."""
    toll = Toll()
    with Store(home).opened() as store:
        batch = _batch(store, folder, trials)
        with started_engine(home, batch) as engine:
            _until(store, batch, 20, engine)
            began = time.monotonic()
            stop_batch(store, batch.id)
            _wait(lambda: store.batch(batch.id).status.is_finished)
            took = time.monotonic() - began
        runs = store.runs_of(batch.id)
    toll.saw("planned", len(runs))
    toll.saw("milliseconds to stop (aim: 1,000)", round(took * 1000))
    toll.fault("runs still planned", sum(not run.status.is_finished for run in runs))
    return toll


def _batch(store: Store, folder: Path, trials: int) -> Batch:
    operation = Operation(
        "command", "true {x}", "true", "", str(folder), flags=(FlagInfo("x", 0, "number"),)
    )
    flags = {"x": f"range[1:{trials}]"}
    request = BatchRequest(operation, flags, limits=Limits(workers=2, grace=0.5), seed=1)
    return store_batch(store, plan_batch(request))


def _until(
    store: Store, batch: Batch, done: int, engine: subprocess.Popen[bytes]
) -> tuple[int, int, int]:
    """Wait for so many completed trials; the engine's bytes, descriptors and threads then."""
    _wait(lambda: _completed(store, batch) >= done)
    process = psutil.Process(engine.pid)
    # Trials that run at a moment have descriptors of their own; the least of some moments are the engine's.
    moments = [_moment(process) for _ in range(20)]
    return min(m[0] for m in moments), min(m[1] for m in moments), min(m[2] for m in moments)


def _moment(process: psutil.Process) -> tuple[int, int, int]:
    time.sleep(0.002)
    with process.oneshot():
        return process.memory_info().rss, process.num_fds(), process.num_threads()


def _completed(store: Store, batch: Batch) -> int:
    sql = "SELECT count(*) FROM run WHERE batch = ? AND status = 'completed'"
    return int(store.connection.database.execute_sql(sql, (batch.id,)).fetchone()[0])


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)
