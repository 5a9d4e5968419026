"""Batches that go on while some of their runs are in the trash:
nothing is lost, doubled or counted wrongly.
"""

from __future__ import annotations

import pytest

from guild_desktop.core.attempts import latest_attempts
from guild_desktop.core.batch import Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.engine.continuing import Continuation, plan_continuation
from guild_desktop.engine.launch import prepare_continuation
from guild_desktop.engine.trials import ListedTrials
from guild_desktop.store.edits import Edits
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import PARABOLA, Bench

Place = tuple[int, int]


def move(bench: Bench, batch: Batch, *places: Place, into_trash: bool = True) -> None:
    """Put the runs of some repeats of trials into the trash, or take them out."""
    ids = [run.id for run in bench.runs(batch) if (run.trial, run.repeat) in places]
    Edits(bench.store).set_deleted(ids, deleted=into_trash)


def go_on(bench: Bench, batch: Batch, change: Continuation | None = None) -> None:
    bench.run(prepare_continuation(bench.store, batch.id, change or Continuation()))


def kept(bench: Bench, batch: Batch) -> list[Place]:
    """The places of the completed runs outside the trash, in their order."""
    return [
        (run.trial, run.repeat)
        for run in bench.runs(batch)
        if run.status is Status.COMPLETED and run.deleted is None
    ]


def test_that_planned_runs_in_the_trash_are_planned_anew_and_run_outside_of_it(
    bench: Bench,
) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"}, repeat=2)
    recorder = Recorder(bench.store)
    ListedTrials(batch, (), recorder, "")
    recorder.call_off_pending(batch.id, "stopped before it started")
    recorder.end_batch(batch.id, Status.TERMINATED, "stopped")
    move(bench, batch, (1, 2), (2, 1))
    go_on(bench, batch)
    everything = [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert sorted(kept(bench, batch)) == everything
    move(bench, batch, (1, 2), (2, 1), into_trash=False)
    latest = latest_attempts(bench.runs(batch))
    assert [(run.trial, run.repeat, run.status) for run in latest] == [
        (*place, Status.COMPLETED) for place in everything
    ]
    assert plan_continuation(batch, bench.runs(batch), Continuation()).to_go == 0


def test_that_a_completed_combination_in_the_trash_is_not_run_a_second_time(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"}, repeat=2)
    bench.run(batch)
    move(bench, batch, (1, 2), (2, 1), (2, 2))
    go_on(bench, batch)
    move(bench, batch, (1, 2), (2, 1), (2, 2), into_trash=False)
    assert kept(bench, batch) == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_that_a_search_learns_from_what_is_outside_the_trash_and_tries_nothing_again(
    bench: Bench,
) -> None:
    whole = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=4)
    bench.run(whole)
    batch = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=3)
    bench.run(batch)
    move(bench, batch, (3, 1))
    planned = plan_continuation(
        bench.store.batch(batch.id), bench.runs(batch), Continuation(more=1)
    )
    assert planned.sentence() == "uses 2 of 3 earlier trials: 1 is in the trash"
    go_on(bench, batch, Continuation(more=1))
    xs = [[run.flags["x"] for run in bench.runs(each)] for each in (whole, batch)]
    assert xs[0] == xs[1]


def test_that_the_best_outside_the_trash_are_confirmed_with_numbers_that_nothing_has(
    bench: Bench,
) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.25, 0.5, 9]"}, repeat=2)
    bench.run(batch)
    move(bench, batch, (1, 1), (1, 2), (2, 2))
    go_on(bench, batch, Continuation(confirm=1, repeats=1))
    assert kept(bench, batch) == [(2, 1), (3, 1), (3, 2), (2, 3)]


def test_that_failed_runs_in_the_trash_are_not_run_again(bench: Bench) -> None:
    batch = bench.batch("x = 0.5\nassert x > 0.5\n", {"x": "[0.0:0.5]"}, "random", max_trials=2)
    bench.run(batch)
    move(bench, batch, (1, 1), (2, 1))
    with pytest.raises(UserError, match="No run of"):
        prepare_continuation(bench.store, batch.id, Continuation(failed=True))
    move(bench, batch, (2, 1), into_trash=False)
    go_on(bench, batch, Continuation(failed=True))
    assert [run.trial for run in bench.runs(batch)] == [1, 2, 2]


def test_that_patience_asks_for_no_better_value_than_those_outside_the_trash(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.25, 3]"}, patience=1)
    bench.run(batch)
    move(bench, batch, (1, 1))
    go_on(bench, batch, Continuation(flags={"x": "[0.25, 3, 2, 1, 4]"}))
    assert [run.flags["x"] for run in bench.runs(batch) if run.started] == [0.25, 3, 2, 1, 4]
