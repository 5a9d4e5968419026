"""What the store adds to plain SQLite: reading all, planning many, recording one fact."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from guild_desktop.core.frame import RunFrame
from guild_desktop.store.recorder import Recorder
from guild_desktop.store.store import Store
from tests.benchmarks.measure import Result, cpu_here, medians, result
from tests.benchmarks.sample_home import add_batch, fill, new_runs, opened


def measure(*, quick: bool) -> Iterator[Result]:
    """Compare with the standard library's sqlite3 doing the same to the same rows."""
    count, rounds = (1_000, 3) if quick else (10_000, 7)
    with tempfile.TemporaryDirectory() as scratch, opened(Path(scratch, "home")) as store:
        fill(store, count)
        yield from _reading(store, count, rounds)
        yield from _writing(store, count, rounds)


def _reading(store: Store, count: int, rounds: int) -> Iterator[Result]:
    plain = sqlite3.connect(store.home.store_file)
    changes = store.changes_since(0)
    found = medians(
        {
            "plain": lambda: plain.execute("SELECT * FROM run ORDER BY sequence").fetchall(),
            "records": lambda: store.changes_since(0),
            "frame": lambda: RunFrame.empty().updated(changes.runs, changes.batches),
            "newest": lambda: store.newest(20),
        },
        rounds,
        cpu_here,
    )
    plain.close()
    yield result(f"home: read {count} runs", found["records"], "ms")
    yield result("home:   against SELECT * alone", found["records"] / found["plain"], "x")
    yield result(f"home: {count} runs to a frame", found["frame"], "ms")
    yield result(f"home: the 20 newest of {count}", found["newest"], "ms")


def _writing(store: Store, count: int, rounds: int) -> Iterator[Result]:
    recorder, batch, planned = Recorder(store), add_batch(store, count), new_runs(count)
    plain = sqlite3.connect(store.home.path / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode = wal")
    plain.execute("PRAGMA synchronous = 1")
    plain.execute("CREATE TABLE run (id TEXT, flags TEXT, trial INTEGER)")
    rows = [(str(run.trial), str(run.flags), run.trial) for run in planned]
    found = medians(
        {
            "planned": lambda: recorder.add_runs(batch, planned, ""),
            "rows": _in_transaction(
                plain, lambda: plain.executemany("INSERT INTO run VALUES (?, ?, ?)", rows)
            ),
            "facts": lambda: [recorder.set_batch(batch.id, reason="") for _ in range(100)],
            "commits": lambda: [
                _in_transaction(
                    plain, lambda: plain.execute("UPDATE run SET trial = 0 WHERE id=0")
                )()
                for _ in range(100)
            ],
        },
        rounds,
        cpu_here,
    )
    plain.close()
    yield result(f"home: plan {count} runs in one transaction", found["planned"], "ms")
    yield result("home:   against INSERT alone", found["planned"] / found["rows"], "x")
    yield result("home: record one fact", found["facts"] / 100, "ms")


def _in_transaction(plain: sqlite3.Connection, work: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        plain.execute("BEGIN IMMEDIATE")
        work()
        plain.execute("COMMIT")

    return run
