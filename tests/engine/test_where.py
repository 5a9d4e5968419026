"""Batches with a condition on the flags run what satisfies it, also when they go on."""

from __future__ import annotations

import pytest

from guild_desktop.core.batch import Limits
from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.run import Status
from guild_desktop.engine.continuing import Continuation, plan_continuation
from guild_desktop.engine.launch import prepare_continuation, store_batch
from guild_desktop.engine.request import BatchRequest, plan_batch, request_again
from tests.engine.conftest import PARABOLA, Bench


def xs(bench: Bench, batch: object) -> list[object]:
    return [run.flags["x"] for run in bench.runs(batch)]  # type: ignore[arg-type]


def test_that_a_grid_runs_only_the_combinations_that_satisfy_the_condition(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2, 3, 4]"}, where="x < 3")
    ended = bench.run(batch)
    assert xs(bench, batch) == [1, 2]
    assert (batch.planned, ended.planned, ended.status) == (2, 2, Status.COMPLETED)


def test_that_a_batch_that_goes_on_keeps_its_condition_until_it_gets_another(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2, 3, 4]"}, where="x < 3")
    bench.run(batch)
    bench.run(prepare_continuation(bench.store, batch.id, Continuation()))
    assert xs(bench, batch) == [1, 2]
    limits = Limits(grace=0.5, where="x < 4")
    again = prepare_continuation(bench.store, batch.id, Continuation(limits=limits))
    assert again.planned == 3
    bench.run(again)
    assert xs(bench, batch) == [1, 2, 3]


def test_that_a_condition_that_leaves_nothing_stores_nothing(bench: Bench) -> None:
    with pytest.raises(FilterError, match=r"No combination satisfies x < 0\."):
        bench.batch(PARABOLA, {"x": "[1, 2]"}, where="x < 0")
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    ended = bench.run(batch)
    for wrong in ("x < 0", "x <", "y < 1"):
        change = Continuation(limits=Limits(where=wrong))
        with pytest.raises(FilterError):
            prepare_continuation(bench.store, batch.id, change)
    assert bench.store.batch(batch.id) == ended


@pytest.mark.parametrize("optimizer", ["random", "gp"])
def test_that_a_search_proposes_only_what_satisfies_the_condition_and_ends_without(
    bench: Bench, optimizer: str
) -> None:
    batch = bench.batch(
        PARABOLA, {"x": "[0:9]"}, optimizer, where="x in (2, 5, 7)", max_trials=5, workers=2
    )
    ended = bench.run(batch)
    assert sorted(xs(bench, batch)) == [2, 5, 7]  # type: ignore[type-var]
    assert ended.status is Status.COMPLETED
    assert ended.reason == "nothing more to try was found where x in (2, 5, 7)"


def test_that_a_search_for_which_nothing_can_fit_stores_nothing(bench: Bench) -> None:
    with pytest.raises(FilterError, match=r"No value in the ranges satisfies x > 2\."):
        bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", where="x > 2")
    batch = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=1)
    ended = bench.run(batch)
    change = Continuation(limits=Limits(where="x > 2"))
    with pytest.raises(FilterError):
        prepare_continuation(bench.store, batch.id, change)
    assert bench.store.batch(batch.id) == ended


def test_that_a_search_whose_condition_hardly_ever_holds_is_warned_of_and_runs(
    bench: Bench,
) -> None:
    where = "x > 0.7 and x < 0.7000001"
    request = BatchRequest(
        bench.operation(PARABOLA),
        {"x": "[0.0:1.0]"},
        optimizer="random",
        limits=Limits(where=where),
        seed=1,
    )
    planned = plan_batch(request)
    assert planned.warning.startswith(
        f"None of 2,000 combinations drawn by chance satisfies {where}:"
    )
    batch = store_batch(bench.store, planned)
    assert plan_continuation(batch, (), Continuation()).warning == planned.warning
    ended = bench.run(batch)
    assert (ended.status, bench.runs(batch)) == (Status.ERROR, ())
    assert ended.reason == f"nothing more to try was found where {where}"


def test_that_a_condition_that_often_holds_is_not_warned_of(bench: Bench) -> None:
    request = BatchRequest(
        bench.operation(PARABOLA), {"x": "[0.0:1.0]"}, limits=Limits(where="x > 0.99"), seed=1
    )
    assert not plan_batch(request).warning


def test_that_a_run_is_run_again_without_the_condition_of_its_batch(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"}, where="x = 1")
    bench.run(batch)
    assert plan_batch(request_again(bench.runs(batch)[0], batch)).batch.limits.where == ""


def test_that_a_plan_says_how_many_combinations_satisfy_the_condition(bench: Bench) -> None:
    request = BatchRequest(
        bench.operation(PARABOLA), {"x": "range[1:9]"}, limits=Limits(where="x > 2", max_trials=4)
    )
    planned = plan_batch(request)
    assert (planned.count, planned.fitting) == (4, (7, 9))
