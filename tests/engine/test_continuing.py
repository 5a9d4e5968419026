"""A batch that goes on with other ranges, flags, goals and optimizers."""

from __future__ import annotations

import pytest

from guild_desktop.core.batch import Limits, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.engine.continuing import Continuation, plan_continuation
from guild_desktop.engine.folder_records import kept_batches
from guild_desktop.engine.launch import prepare_continuation
from guild_desktop.flags import FlagErrors
from tests.engine.conftest import PARABOLA, Bench

BOTH = "x = 0.5\nprint(f'loss: {x * x}')\nif x < 1: print(f'score: {x}')\n"


def test_that_another_optimizer_goes_on_from_what_was_tried(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[-2.0:2.0]"}, "random", max_trials=6)
    bench.run(batch)
    before = bench.runs(batch)
    change = Continuation(more=3, optimizer="bayes", options={"initial-trials": "2"})
    prepared = prepare_continuation(bench.store, batch.id, change)
    assert (prepared.name, prepared.planned) == ("train.py+bayes", 9)
    ended = bench.run(prepared)
    runs = bench.runs(batch)
    assert runs[:6] == before
    assert [run.origin for run in runs[6:]] == ["model"] * 3
    assert (ended.status, ended.reason) == (Status.COMPLETED, "")
    assert ended.options["initial-trials"] == 2


def test_that_trials_outside_of_a_narrowed_range_are_named_at_the_end(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[-2.0:2.0]"}, "random", max_trials=6)
    bench.run(batch)
    inside = sum(-1 <= run.flags["x"] <= 1 for run in bench.runs(batch))  # type: ignore[operator]
    assert 0 < inside < 6
    change = Continuation(more=4, flags={"x": "[-1.0:1.0]"})
    ended = bench.run(prepare_continuation(bench.store, batch.id, change))
    outside = 6 - inside
    lie = "lies" if outside == 1 else "lie"
    assert ended.reason == (
        f"uses {inside} of 6 earlier trials: {outside} {lie} outside x=[-1.0:1.0]"
    )
    assert all(-1 <= run.flags["x"] <= 1 for run in bench.runs(batch)[6:])  # type: ignore[operator]
    # The record beside the store tells the same, for when that is lost.
    (kept,) = kept_batches(bench.store.home)
    assert kept.flags == ended.flags == {"x": "[-1.0:1.0]"}


def test_that_another_goal_uses_what_reported_it(bench: Bench) -> None:
    batch = bench.batch(BOTH, {"x": "[0.0:2.0]"}, "random", max_trials=6)
    bench.run(batch)
    silent = sum("score" not in run.scalars for run in bench.runs(batch))
    change = Continuation(objective=Objective("score", "maximize"))
    planned = plan_continuation(batch, bench.runs(batch), change)
    assert planned.sentence("run") == (
        f"uses {6 - silent} of 6 earlier runs: {silent} reported no score"
    )
    assert planned.earlier is not None
    values = [value for _, value in planned.earlier.told if value is not None]
    assert values
    assert max(values) <= 0, "optimizers minimize"


def test_that_what_a_model_thought_of_another_search_is_forgotten(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[-2.0:2.0]"}, "bayes", max_trials=5)
    assert bench.run(batch).model_best is not None
    same = plan_continuation(bench.store.batch(batch.id), bench.runs(batch), Continuation())
    assert same.batch.model_best is not None
    change = Continuation(flags={"x": "[-1.0:1.0]"})
    assert prepare_continuation(bench.store, batch.id, change).model_best is None


def test_that_a_search_can_become_a_grid_and_a_search_again(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1:3]"}, "random", max_trials=2)
    bench.run(batch)
    tried = {run.flags["x"] for run in bench.runs(batch)}
    change = Continuation(optimizer="grid", flags={"x": "[1, 2, 3, 4]"}, limits=Limits(grace=0.5))
    planned = plan_continuation(bench.store.batch(batch.id), bench.runs(batch), change)
    assert (planned.to_go, planned.sentence()) == (2, "uses 2 of 2 completed trials")
    ended = bench.run(prepare_continuation(bench.store, batch.id, change))
    assert (ended.name, ended.planned) == ("train.py+", 4)
    assert {run.flags["x"] for run in bench.runs(batch)[2:]} == {1, 2, 3, 4} - tried
    change = Continuation(optimizer="random", flags={"x": "[1:6]"}, more=9)
    ended = bench.run(prepare_continuation(bench.store, batch.id, change))
    assert sorted(run.flags["x"] for run in bench.runs(batch)) == [1, 2, 3, 4, 5, 6]  # type: ignore[type-var]
    assert ended.reason == "everything there is to try was tried"


def test_that_a_flag_the_script_has_gained_can_be_searched(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=2)
    bench.run(batch)
    operation = bench.operation(f"z = 1\n{PARABOLA}", x=0.5, z=1)
    change = Continuation(more=2, operation=operation, flags={"z": "[1:4]"})
    ended = bench.run(prepare_continuation(bench.store, batch.id, change))
    assert ended.reason == "uses 0 of 2 earlier trials: 2 ran without z"
    assert [set(run.flags) for run in bench.runs(batch)] == [{"x"}] * 2 + [{"x", "z"}] * 2


def test_that_a_flag_the_script_has_lost_goes(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=2)
    bench.run(batch)
    operation = bench.operation("y = 1.0\nprint(f'loss: {y}')\n", y=1.0)
    change = Continuation(more=1, operation=operation, flags={"y": "[0.0:1.0]"})
    ended = bench.run(prepare_continuation(bench.store, batch.id, change))
    assert set(ended.flags) == {"y"}
    assert set(bench.runs(batch)[-1].flags) == {"y"}


def test_that_failed_trials_are_not_proposed_again_by_another_optimizer(bench: Bench) -> None:
    code = "x = 1\nassert x != 2\nprint(f'loss: {x}')\n"
    batch = bench.batch(code, {"x": "[1:4]"}, "random", max_trials=4)
    bench.run(batch)
    change = Continuation(more=4, optimizer="bayes")
    ended = bench.run(prepare_continuation(bench.store, batch.id, change))
    assert len(bench.runs(batch)) == 4
    assert ended.reason == "everything there is to try was tried"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (Continuation(optimizer="bayes", flags={"x": "0.5"}), UserError),
        (Continuation(optimizer="nonesuch"), UserError),
        (Continuation(optimizer="gp", options={"points": "3"}), UserError),
        (Continuation(flags={"x": "[2:"}), FlagErrors),
        (Continuation(flags={"nonesuch": "1"}), FlagErrors),
        (Continuation(more=100_001), UserError),
    ],
)
def test_that_what_cannot_be_changes_nothing(
    bench: Bench, change: Continuation, error: type[UserError]
) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=1)
    ended = bench.run(batch)
    with pytest.raises(error):
        prepare_continuation(bench.store, batch.id, change)
    assert bench.store.batch(batch.id) == ended
