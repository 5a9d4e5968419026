"""What the same code has completed before is left out of a grid that asks for what is needed."""

from __future__ import annotations

import pytest

from guild_desktop.core.batch import Limits
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.engine.launch import store_batch
from guild_desktop.engine.needed import count_completed
from guild_desktop.engine.request import BatchRequest, PlannedBatch, plan_batch, request_again
from guild_desktop.store.edits import Edits
from tests.engine.conftest import PARABOLA, Bench


def needed(bench: Bench, text: str, code: str = PARABOLA) -> PlannedBatch:
    operation = bench.operation(code)
    return plan_batch(BatchRequest(operation, {"x": text}, limits=Limits(needed=True)))


def test_that_only_combinations_that_are_not_completed_run(bench: Bench) -> None:
    bench.run(bench.batch(PARABOLA, {"x": "[1, 2.0]"}))
    assert count_completed(bench.store, needed(bench, "[1, 2, 2.0, 3]")) == 2
    batch = bench.batch(PARABOLA, {"x": "[1, 2, 2.0, 3]"}, needed=True)
    ended = bench.run(batch)
    assert [run.flags["x"] for run in bench.runs(batch)] == [2, 3]
    assert (ended.status, ended.planned) == (Status.COMPLETED, 2)
    assert ended.reason == "2 were completed before"


def test_that_what_is_wanted_twice_is_done_twice(bench: Bench) -> None:
    bench.run(bench.batch(PARABOLA, {"x": "1"}))
    batch = bench.batch(PARABOLA, {"x": "[1]*3"}, needed=True)
    bench.run(batch)
    assert len(bench.runs(batch)) == 2


def test_that_failed_deleted_and_other_code_s_runs_do_not_count(bench: Bench) -> None:
    bench.run(bench.batch("x = 1\nassert x == 1\nprint('loss: 1')\n", {"x": "[1, 2]"}))
    bench.run(bench.batch(PARABOLA, {"x": "[1, 2, 3]"}))
    assert count_completed(bench.store, needed(bench, "[1, 2, 3]")) == 3
    gone = bench.store.changes_since(0).runs[-1].id
    Edits(bench.store).set_deleted([gone], deleted=True)
    assert count_completed(bench.store, needed(bench, "[1, 2, 3]")) == 2
    (bench.folder / "beside.py").write_text("y = 1\n")
    assert count_completed(bench.store, needed(bench, "[1, 2, 3]")) == 0


def test_that_a_batch_of_which_nothing_is_left_is_completed(bench: Bench) -> None:
    bench.run(bench.batch(PARABOLA, {"x": "[1, 2]"}))
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"}, needed=True)
    ended = bench.run(batch)
    assert (ended.status, ended.reason) == (Status.COMPLETED, "2 were completed before")
    assert bench.runs(batch) == ()


def test_that_a_search_cannot_leave_out_what_is_completed(bench: Bench) -> None:
    with pytest.raises(UserError, match="as it goes"):
        needed(bench, "[0.0:1.0]")


def test_that_a_run_of_a_batch_that_left_something_out_can_be_run_again(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"}, needed=True)
    bench.run(batch)
    planned = plan_batch(request_again(bench.runs(batch)[0], batch))
    again = store_batch(bench.store, planned)
    bench.run(again)
    assert bench.statuses(again) == [Status.COMPLETED]
