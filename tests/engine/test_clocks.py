"""That clocks which are set back or forward change neither order nor durations."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from guild_desktop.core.run import Status
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
    assert [run.flags["x"] for run in sorted(runs, key=lambda run: run.sequence)] == [1, 2, 3]
    for run in runs:
        assert run.status is Status.COMPLETED, run.reason
        assert run.seconds is not None
        assert 0 <= run.seconds < 600
    assert batch.status is Status.COMPLETED
    assert batch.seconds >= 0
