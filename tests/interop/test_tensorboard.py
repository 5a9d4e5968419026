"""That the real TensorBoard shows what the log folder says, also what comes later."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path

import pytest

from guild_desktop.core.run import Status
from guild_desktop.interop.tensorboard.log_folder import LogFolder
from tests.engine.conftest import wait_until
from tests.interop.conftest import START, Runs
from tests.interop.tensorboard_server import tensorboard


@pytest.mark.parametrize("fast", [True, False])
def test_that_tensorboard_shows_runs_and_what_comes_later(
    runs: Runs, tmp_path: Path, fast: bool
) -> None:
    log = LogFolder(tmp_path / "log", runs.series)
    first = runs.ended(
        runs.running({"x": 0.5, "opt": "adam", "deep": True}, loss=[(0, 3.0), (5, 2.0), (9, 0.25)])
    )
    second = runs.running({"x": 1.5, "opt": "sgd", "deep": True}, loss=[(0, 8.0)])
    log.update([first, second])
    one, two = (
        "train.py 00000001 x=0.5 opt=adam deep=true",
        "train.py 00000002 x=1.5 opt=sgd deep=true",
    )

    with closing(log), tensorboard(log.path, fast=fast) as board:
        wait_until(lambda: set(board.runs()) == {one, two})
        flags = board.flags()
        assert flags["x"]["type"] == "DATA_TYPE_FLOAT64"
        assert flags["x"]["domainInterval"] == {"minValue": 0.5, "maxValue": 1.5}
        assert flags["opt"]["domainDiscrete"] == ["adam", "sgd"]
        assert flags["deep"]["domainDiscrete"] == [True]
        assert [flags[name]["differs"] for name in ("x", "opt", "deep")] == [True, True, False]
        assert board.metrics() == {"loss", "time"}
        assert board.runs()[one] == {
            "flags": {"x": 0.5, "opt": "adam", "deep": True},
            "metrics": {"loss": 0.25, "time": 10.0},
            "status": "STATUS_SUCCESS",
        }
        assert board.runs()[two]["metrics"] == {"loss": 8.0}
        assert board.runs()[two]["status"] == "STATUS_UNKNOWN"
        points = board.scalars(one, "loss")
        assert [(step, value) for _, step, value in points] == [(0, 3.0), (5, 2.0), (9, 0.25)]
        assert [time - START for time, _, _ in points] == pytest.approx([10 / 3, 20 / 3, 10])

        second = runs.report(second, loss=[(1, 4.0)], acc=[(1, math.nan)])
        third = runs.running({"x": "auto", "new": 3, "rate": math.inf}, loss=[(0, 1.0)])
        third = runs.ended(third, Status.ERROR)
        fourth = runs.running({"rate": 0.5})
        log.update([first, runs.ended(second), third, fourth])
        three, four = "train.py 00000003 x=auto new=3 rate=inf", "train.py 00000004 rate=0.5"
        wait_until(lambda: board.metrics() == {"loss", "time", "acc"})
        wait_until(lambda: board.runs().get(three, {}).get("status") == "STATUS_FAILURE")
        wait_until(lambda: board.runs()[two]["status"] == "STATUS_SUCCESS")
        # inf is a gap there, and the flag a number still.
        assert board.runs()[three]["flags"] == {"x": "auto", "new": 3.0}
        assert board.flags()["rate"]["type"] == "DATA_TYPE_FLOAT64"
        assert board.flags()["rate"]["domainInterval"] == {"minValue": 0.5, "maxValue": 0.5}
        assert board.runs()[two]["metrics"] == {"loss": 4.0, "time": 10.0, "acc": "NaN"}
        assert board.flags()["x"]["domainDiscrete"] == [0.5, 1.5, "auto"]
        assert set(board.runs(x=[0.5, 1.5, "auto"])) == {one, two, three, four}
        assert set(board.runs(x=["auto", 1.5])) == {two, three, four}
