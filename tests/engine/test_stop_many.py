"""Stopping very many planned runs costs no more transactions than stopping one."""

from __future__ import annotations

from guild_desktop.core.run import Status
from guild_desktop.engine.launch import stop_batch, stop_runs
from tests.engine.conftest import Bench, wait_until
from tests.engine.test_batch_runner import Meanwhile

SILENT = "import time\nx = 0\ntime.sleep(60 if x == 1 else 0)\n"
MANY = 10_000


def revision(bench: Bench) -> int:
    """Rises by one with each transaction that changes a run or batch."""
    return bench.store.connection.revision()


def test_that_a_batch_with_ten_thousand_planned_runs_stops_in_a_few_transactions(
    bench: Bench,
) -> None:
    batch = bench.batch(SILENT, {"x": f"range[1:{MANY}]"})
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.statuses(batch).count(Status.RUNNING) == 1)
        before = revision(bench)
        stop_batch(bench.store, batch.id)
    # The running one ends, the planned ones are called off, the batch ends.
    assert revision(bench) == before + 3
    assert bench.statuses(batch) == [Status.TERMINATED] * MANY


def test_that_ten_thousand_picked_runs_are_stopped_by_one_word(bench: Bench) -> None:
    batch = bench.batch(SILENT, {"x": f"range[1:{MANY}]"})
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.statuses(batch).count(Status.RUNNING) == 1)
        running, *planned = (run.id for run in bench.runs(batch))
        before = revision(bench)
        stop_runs(bench.store, batch.id, planned)
        wait_until(lambda: bench.statuses(batch).count(Status.TERMINATED) == MANY - 1)
        assert revision(bench) == before + 1
        assert len(bench.store.commands_after(batch.id, 0)) == 1
        stop_runs(bench.store, batch.id, [running])
    # Nobody tried to start what was called off.
    assert revision(bench) == before + 3
