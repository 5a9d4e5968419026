"""What the preview says before anything runs."""

from __future__ import annotations

import pytest

from guild_desktop.core.batch import Limits, Objective
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.engine.request import BatchRequest, PlannedBatch, plan_batch
from guild_desktop.gui.run_panel.summary import (
    MOST_LISTED,
    SAMPLED,
    sentence,
    sentence_as_markup,
    trial_sample,
)
from guild_desktop.optimizers.registry import create

FLAGS = (FlagInfo("x", 0.1, "number"), FlagInfo("noise", 0.1, "number"))


def planned(
    flags: dict[str, str],
    optimizer: str | None = None,
    max_trials: int | None = None,
    repeat: int = 1,
) -> PlannedBatch:
    operation = Operation("script", "/a/train.py", "train.py", "/python", "/a", flags=FLAGS)
    return plan_batch(
        BatchRequest(
            operation,
            flags,
            optimizer=optimizer,
            objective=Objective("loss"),
            limits=Limits(max_trials=max_trials, repeat=repeat),
            seed=3,
        )
    )


@pytest.mark.parametrize(
    ("plan", "text"),
    [
        (planned({}), "You are about to run train.py"),
        (planned({"x": "[1, 2, 3]"}), "You are about to run train.py as a sweep (3 runs)"),
        (
            planned({"x": "[1, 2]"}, repeat=3),
            "You are about to run train.py as a sweep (2 \N{MULTIPLICATION SIGN} 3 = 6 runs)",
        ),
        (
            planned({}, repeat=3),
            "You are about to run train.py as a sweep (1 \N{MULTIPLICATION SIGN} 3 = 3 runs)",
        ),
        (planned({"x": "[1]"}), "You are about to run train.py as a sweep (1 run)"),
        (
            planned({"x": "[-2.0:2.0]"}, max_trials=5),
            "You are about to run train.py with random search (5 runs)",
        ),
        (
            planned({"x": "[-2.0:2.0]"}, "gp", 10),
            "You are about to run train.py with 'gp' (10 runs, minimize loss)",
        ),
    ],
)
def test_that_the_first_line_is_the_tutorials(plan: PlannedBatch, text: str) -> None:
    assert sentence(plan) == text


def test_that_the_count_is_bold_and_nothing_else_is_markup() -> None:
    assert sentence_as_markup(planned({"x": "[1, 2]"})) == (
        "You are about to run train.py as a sweep (<b>2 runs</b>)"
    )


def test_that_a_grid_lists_its_trials_in_order() -> None:
    sample = trial_sample(planned({"x": "[-0.5, 0.5]", "noise": "[0.1, 0.2]"}))
    assert set(sample.names) == {"x", "noise"}
    assert len(sample.rows) == 4
    assert not sample.is_example


def test_that_flags_that_do_not_vary_are_left_out() -> None:
    assert trial_sample(planned({"x": "[1, 2]", "noise": "[3]"})).names == ("x",)


def test_that_a_large_grid_lists_its_beginning() -> None:
    sample = trial_sample(planned({"x": "range[1000]"}))
    assert [row[0] for row in sample.rows] == list(range(MOST_LISTED))


def test_that_a_random_search_lists_what_it_will_draw() -> None:
    plan = planned({"x": "[-2.0:2.0]"}, "random")
    optimizer = create("random", plan.space, plan.batch.options, plan.batch.seed)
    drawn = [optimizer.ask() for _ in range(SAMPLED)]
    sample = trial_sample(plan)
    assert [row[0] for row in sample.rows] == [trial.params["x"] for trial in drawn if trial]
    assert not sample.is_example


def test_that_a_model_gets_examples_which_say_so() -> None:
    sample = trial_sample(planned({"x": "[-2.0:2.0]"}, "gp"))
    assert sample.is_example
    assert all(-2.0 <= row[0] <= 2.0 for row in sample.rows)


def test_that_a_very_long_list_of_choices_is_not_built_for_a_preview() -> None:
    assert trial_sample(planned({"x": "range[50000]"}, "gp")).rows == ()
