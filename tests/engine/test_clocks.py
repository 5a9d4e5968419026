"""That clocks which are set back or forward change neither order nor durations."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from guild_desktop.core.run import Status
from guild_desktop.engine.recovery import recover
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import PARABOLA, Bench

DAY = 24 * 3600.0


def jumping(by: float) -> Callable[[], float]:
    """A wall clock that goes on by ``by`` seconds at every look."""
    begun, looks = time.time(), 0

    def now() -> float:
        nonlocal looks
        looks += 1
        return begun + looks * by

    return now


@pytest.mark.parametrize("by", [-DAY, 3650 * DAY, -3600.0])
def test_that_runs_keep_their_order_and_durations(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, by: float
) -> None:
    monkeypatch.setattr(time, "time", jumping(by))
    batch = bench.run(bench.batch(PARABOLA, {"x": "[1, 2, 3]"}, timeout=600))
    runs = bench.runs(batch)
    for run in runs:
        assert run.status is Status.COMPLETED, run.reason
        assert run.seconds is not None
        assert 0 <= run.seconds < 600
    assert batch.status is Status.COMPLETED
    # One after another, so that the batch lasted as long as all of them, on whatever clock.
    assert sum(run.seconds or 0.0 for run in runs) <= batch.seconds < 600
    later = bench.run(bench.batch(PARABOLA, {"x": "4"}))
    newest = [record.id for record in bench.store.newest(5).records]
    assert newest == [bench.runs(later)[0].id, *(run.id for run in reversed(runs)), batch.id]


def test_that_a_batch_is_not_believed_to_be_starting_until_a_clock_comes_round_again(
    bench: Bench,
) -> None:
    batch = bench.batch(PARABOLA, {"x": "1"})
    # Stored before the clock was set back.
    Recorder(bench.store).set_batch(batch.id, pending_since=time.time() + DAY)
    assert recover(bench.store) == 1
    assert bench.store.batch(batch.id).status is Status.TERMINATED
