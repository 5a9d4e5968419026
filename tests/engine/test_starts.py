"""Searches that begin with the script's defaults and with chosen runs."""

from __future__ import annotations

import pytest

from guild_desktop.core.batch import Batch, Limits
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run, Status
from guild_desktop.core.starts import StartPoint
from guild_desktop.engine.continuing import Continuation, plan_continuation
from guild_desktop.engine.folder_records import kept_batches
from guild_desktop.engine.launch import prepare_continuation, store_batch
from guild_desktop.engine.new_runs import new_repeats
from guild_desktop.engine.request import BatchRequest, PlannedBatch, plan_batch
from guild_desktop.engine.search_so_far import starts_left
from guild_desktop.engine.still_to_run import unfinished_runs
from guild_desktop.engine.trials import search_of
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import PARABOLA, Bench

NEAR = StartPoint("a", {"x": 0.3, "gone": 1})
FAR = StartPoint("b", {"x": 9.0})


def planned(bench: Bench, code: str = PARABOLA, **others: object) -> PlannedBatch:
    fields: dict[str, object] = {"flags": {"x": "[-2.0:2.0]"}, "optimizer": "random", "seed": 1}
    fields["limits"] = Limits(grace=0.5, max_trials=4)
    return plan_batch(
        BatchRequest(bench.operation(code), **{**fields, **others})  # type: ignore[arg-type]
    )


def story(bench: Bench, batch: Batch) -> list[tuple[str, object]]:
    return [(run.origin, run.flags["x"]) for run in bench.runs(batch)]


@pytest.mark.parametrize("optimizer", ["random", "bayes"])
def test_that_defaults_and_start_points_are_tried_before_anything_is_proposed(
    bench: Bench, optimizer: str
) -> None:
    plan = planned(bench, optimizer=optimizer, defaults_first=True, start_points=(FAR, NEAR, NEAR))
    assert plan.notes == ("Run b is not tried: x = 9.0 lies outside of its range.",)
    batch = store_batch(bench.store, plan)
    ended = bench.run(batch)
    assert ended.status is Status.COMPLETED
    assert story(bench, batch)[:2] == [("default", 0.5), ("start", 0.3)]
    xs = [x for _, x in story(bench, batch)]
    assert len(xs) == len(set(xs)) == 4
    (kept,) = kept_batches(bench.store.home)
    assert kept.starts == ended.starts == plan.batch.starts


def test_that_what_learns_tries_the_defaults_first_unless_told_otherwise(bench: Bench) -> None:
    def begins(optimizer: str, wanted: bool | None) -> bool:
        return bool(planned(bench, optimizer=optimizer, defaults_first=wanted).batch.starts)

    for optimizer in ("bayes", "gp", "forest", "tpe"):
        assert begins(optimizer, None)
        assert not begins(optimizer, wanted=False)
    for optimizer in ("random", "sobol"):
        assert not begins(optimizer, None)
        assert begins(optimizer, wanted=True)


def test_that_defaults_outside_of_a_range_are_named_and_not_tried(bench: Bench) -> None:
    plan = planned(bench, optimizer="bayes", flags={"x": "[1.0:2.0]"})
    assert plan.batch.starts == ()
    assert plan.notes == (
        "The script's defaults are not tried: x = 0.5 lies outside of its range.",
    )


def test_that_starts_that_do_not_satisfy_the_condition_are_named(bench: Bench) -> None:
    request = BatchRequest(
        bench.operation(PARABOLA),
        {"x": "[0.0:1.0]"},
        optimizer="bayes",
        limits=Limits(where="x < 0.4"),
        start_points=(NEAR,),
    )
    plan = plan_batch(request)
    assert [start.flags for start in plan.batch.starts] == [{"x": 0.3}]
    assert plan.notes == ("The script's defaults are not tried: x < 0.4 does not hold.",)


def test_that_a_grid_has_no_start(bench: Bench) -> None:
    for first in ({"defaults_first": True}, {"start_points": (NEAR,)}):
        with pytest.raises(UserError, match="Only a search can try something first"):
            planned(bench, flags={"x": "[1, 2]"}, optimizer=None, **first)
    assert planned(bench, flags={"x": "[1, 2]"}, optimizer=None).batch.starts == ()


def test_that_a_limit_counts_starts_too(bench: Bench) -> None:
    request = BatchRequest(
        bench.operation(PARABOLA),
        {"x": "[0.0:1.0]"},
        optimizer="random",
        limits=Limits(max_trials=1),
        defaults_first=True,
        start_points=(NEAR,),
    )
    batch = store_batch(bench.store, plan_batch(request))
    bench.run(batch)
    assert story(bench, batch) == [("default", 0.5)]
    bench.run(prepare_continuation(bench.store, batch.id, Continuation(more=2)))
    assert story(bench, batch)[1] == ("start", 0.3)
    assert story(bench, batch)[2][0] == "random"


def test_that_failed_defaults_are_not_tried_again_when_the_search_goes_on(bench: Bench) -> None:
    code = "x = 0.5\nassert x != 0.5\nprint(f'loss: {x}')\n"
    batch = store_batch(bench.store, planned(bench, code, optimizer="bayes"))
    bench.run(batch)
    bench.run(prepare_continuation(bench.store, batch.id, Continuation(more=2)))
    assert [x for _, x in story(bench, batch)].count(0.5) == 1
    assert len(bench.runs(batch)) == 6


@pytest.mark.parametrize("optimizer", ["random", "bayes"])
def test_that_a_search_in_two_parts_proposes_the_same_as_in_one(
    bench: Bench, optimizer: str
) -> None:
    whole = store_batch(bench.store, planned(bench, optimizer=optimizer, defaults_first=True))
    bench.run(whole)
    limits = Limits(grace=0.5, max_trials=1)
    plan = plan_batch(
        BatchRequest(
            bench.operation(PARABOLA),
            {"x": "[-2.0:2.0]"},
            optimizer=optimizer,
            seed=1,
            defaults_first=True,
            limits=limits,
        )
    )
    parts = store_batch(bench.store, plan)
    bench.run(parts)
    bench.run(prepare_continuation(bench.store, parts.id, Continuation(more=3)))
    assert story(bench, parts) == story(bench, whole)


def test_that_starts_can_be_added_when_a_search_goes_on(bench: Bench) -> None:
    batch = store_batch(bench.store, planned(bench))
    bench.run(batch)
    change = Continuation(more=3, defaults_first=True, start_points=(FAR, NEAR))
    plan = plan_continuation(bench.store.batch(batch.id), bench.runs(batch), change)
    assert plan.notes == ("Run b is not tried: x = 9.0 lies outside of its range.",)
    bench.run(prepare_continuation(bench.store, batch.id, change))
    assert story(bench, batch)[4:6] == [("default", 0.5), ("start", 0.3)]
    assert story(bench, batch)[6][0] == "random"


def test_that_starts_that_a_narrowed_range_leaves_out_are_not_tried(bench: Bench) -> None:
    limits = Limits(grace=0.5, max_trials=1)
    request = BatchRequest(
        bench.operation(PARABOLA),
        {"x": "[-2.0:2.0]"},
        optimizer="random",
        limits=limits,
        defaults_first=True,
        start_points=(StartPoint("a", {"x": -1.0}), NEAR),
    )
    batch = store_batch(bench.store, plan_batch(request))
    bench.run(batch)
    change = Continuation(more=2, flags={"x": "[0.0:1.0]"})
    bench.run(prepare_continuation(bench.store, batch.id, change))
    assert [origin for origin, _ in story(bench, batch)] == ["default", "start", "random"]
    assert story(bench, batch)[1] == ("start", 0.3)
    called_off = Continuation(defaults_first=False)
    plan = plan_continuation(bench.store.batch(batch.id), bench.runs(batch), called_off)
    assert {start.origin for start in plan.batch.starts} == {"start"}


def test_that_a_start_whose_repeats_wait_is_not_tried_a_second_time(bench: Bench) -> None:
    limits = Limits(grace=0.5, max_trials=2, repeat=2)
    plan = planned(bench, defaults_first=True, limits=limits)
    batch = store_batch(bench.store, plan)
    # As after an engine that was killed between planning and starting them.
    recorder = Recorder(bench.store)
    flags = plan.batch.starts[0].flags
    recorder.add_runs(batch, new_repeats(batch, 1, flags, "default", (1, 2)), "")
    recorder.call_off_pending(batch.id, "the engine ended before it started")
    bench.run(batch)
    runs = bench.runs(batch)
    assert [(run.trial, run.repeat) for run in runs] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert [run.origin for run in runs] == ["default", "default", "random", "random"]


@pytest.mark.parametrize(
    ("status", "started", "again"),
    [
        (Status.ERROR, 1.0, False),
        (Status.TERMINATED, 1.0, False),
        (Status.PENDING, None, False),
        (Status.TERMINATED, None, True),
        (Status.LOST, 1.0, True),
    ],
)
def test_that_a_start_is_tried_again_only_if_nobody_knows_how_it_went(
    bench: Bench, status: Status, started: float | None, again: bool
) -> None:
    batch = planned(bench, defaults_first=True).batch
    run = Run("r", 1, "b", 1, "train.py", status, started=started, flags={"x": 0.5})
    # Not as a trial of its own, but as another attempt at the one there is.
    assert starts_left(batch, search_of(batch), [run]) == []
    assert any(unfinished_runs(search_of(batch), [run], 1)) == again
