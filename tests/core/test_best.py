"""Which runs are best."""

from __future__ import annotations

import math

import numpy as np
import pytest

from guild_desktop.core.batch import Objective
from guild_desktop.core.best import best_runs
from guild_desktop.core.objective_value import objective_value
from guild_desktop.core.run import Status
from tests.core.sample_runs import frame_of, make_run, scalar

MINIMUM = Objective("loss", "minimize")
MAXIMUM = Objective("loss", "maximize")


def order(frame, objective=MINIMUM, **limits):
    return best_runs(frame, frame.alive, objective, **limits).tolist()


def test_that_the_best_come_first_and_of_equals_the_earlier():
    frame = frame_of(*(make_run(n, loss=loss) for n, loss in enumerate([3.0, 1.0, 2.0, 1.0])))
    assert order(frame) == [1, 3, 2, 0]
    assert order(frame, MAXIMUM) == [0, 2, 1, 3]


def test_that_of_equals_the_one_created_first_is_best_wherever_it_stands_in_the_frame():
    frame = frame_of(make_run(7, loss=1.0), make_run(3, loss=1.0), make_run(5, loss=1.0))
    for objective in (MINIMUM, MAXIMUM):
        assert order(frame, objective) == [1, 2, 0]
        assert order(frame, objective, count=1) == [1]
        assert order(frame, objective, fraction=0.5) == [1, 2]


def test_that_only_completed_runs_with_a_finite_value_can_be_best():
    losses = [math.nan, -math.inf, math.inf, None, 1.0]
    runs = [make_run(number, loss=loss) for number, loss in enumerate(losses)]
    runs += [make_run(5, loss=-9.0, status=Status.PRUNED), make_run(6, loss=-9.0, deleted=1.0)]
    assert order(frame_of(*runs)) == [4]
    values = [objective_value(run, Objective()) for run in runs[:6]]
    assert values == [None, None, None, None, 1.0, None]


def test_that_as_many_as_asked_for_are_given_and_a_part_is_rounded_up():
    frame = frame_of(*(make_run(number, loss=float(number)) for number in range(10)))
    assert order(frame, count=3) == [0, 1, 2]
    assert order(frame, count=0) == []
    assert order(frame, fraction=0.3) == [0, 1, 2]
    assert order(frame, fraction=0.01) == [0]
    assert order(frame, fraction=1.0) == list(range(10))
    assert best_runs(frame, np.arange(10) >= 8, Objective(), count=3).tolist() == [8, 9]


def test_that_the_aggregate_of_the_objective_counts():
    runs = [
        make_run(0, scalars={"loss": scalar(1.0, min=0.5)}),
        make_run(1, scalars={"loss": scalar(0.9, min=0.8)}),
    ]
    assert order(frame_of(*runs)) == [1, 0]
    assert order(frame_of(*runs), Objective("loss", aggregate="min")) == [0, 1]
    assert objective_value(runs[0], Objective("loss", aggregate="min")) == 0.5


def test_that_a_flag_of_the_same_name_is_not_the_objective():
    runs = [make_run(0, {"loss": 0.0}, loss=2.0), make_run(1, {"loss": 5.0}, loss=1.0)]
    assert order(frame_of(*runs)) == [1, 0]


@pytest.mark.parametrize("column", ["loss", "scalar:loss", "min loss", "min scalar:loss"])
def test_that_an_objective_may_be_named_with_its_prefix(column):
    objective = Objective.of(column)
    assert objective.name == "loss"
    run = make_run(0, {"loss": 7.0}, loss=2.0)
    assert objective_value(run, objective) == 2.0
    assert order(frame_of(run), objective) == [0]


@pytest.mark.parametrize("name", ["loss", "val loss", "min loss", "scalar:loss", "min", "flag:x"])
@pytest.mark.parametrize("aggregate", ["last", "min"])
def test_that_the_column_of_an_objective_names_it_again(name, aggregate):
    objective = Objective(name, "maximize", aggregate)
    assert Objective.of(objective.column, "maximize") == objective


def test_that_nothing_is_best_where_nobody_has_the_objective():
    assert order(frame_of(make_run(0, {"x": 1}))) == []
