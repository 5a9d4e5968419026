"""What an optimizer is told of runs that were stopped early."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.operation import Operation
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.core.told_values import ToldValues

BATCH = Batch("b", 1, Operation("script", "train.py", "train.py", "python", "."), {}, "bayes")


def run(number: int, loss: float, status: Status = Status.COMPLETED) -> Run:
    summary = ScalarSummary(loss, loss, loss, loss, loss, 1, 0)
    return Run(str(number), number, "b", number, "train.py", status, scalars={"loss": summary})


THREE = [run(1, 0.1), run(2, 0.2), run(3, 0.5)]


@pytest.mark.parametrize(
    ("reached", "told"),
    [(0.3, 0.3), (2.3, 2.3), (0.05, 0.2), (math.inf, None), (math.nan, None)],
    ids=["as it is", "also if it is worst", "no better than half of them", "inf", "nan"],
)
def test_that_a_run_stopped_early_has_its_place_among_the_completed(
    reached: float, told: float | None
) -> None:
    assert ToldValues(BATCH, THREE).of(run(4, reached, Status.PRUNED)) == told


def test_that_its_place_heeds_the_direction_of_the_goal() -> None:
    batch = replace(BATCH, objective=Objective("loss", "maximize"))
    told = ToldValues(batch, THREE)
    assert [told.of(run(4, value, Status.PRUNED)) for value in (0.15, 0.01, 0.9)] == [
        -0.15,
        -0.01,
        -0.2,
    ]


def test_that_without_a_completed_run_it_is_told_as_it_is() -> None:
    assert ToldValues(BATCH).of(run(1, 2.3, Status.PRUNED)) == 2.3


def test_that_what_completes_later_counts_too_and_once() -> None:
    told = ToldValues(BATCH)
    for _ in range(3):
        assert told.of(run(1, 0.4)) == 0.4
    assert told.of(run(2, 0.6)) == 0.6
    assert told.of(run(3, 0.0, Status.PRUNED)) == 0.5
    assert told.of(run(4, 0.0, Status.ERROR)) is None


def test_that_what_was_foreseen_of_a_stopped_run_is_what_is_told() -> None:
    stopped = replace(run(4, 2.3, Status.PRUNED), foreseen={"loss": 0.4})
    assert ToldValues(BATCH, THREE).of(stopped) == 0.4
    upward = replace(BATCH, objective=Objective("loss", "maximize"))
    assert ToldValues(upward, THREE).of(stopped) == -0.4


def test_that_what_was_foreseen_for_another_goal_says_nothing() -> None:
    stopped = replace(run(4, 0.3, Status.PRUNED), foreseen={"min loss": 0.1})
    assert ToldValues(BATCH, THREE).of(stopped) == 0.3
