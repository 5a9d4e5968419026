"""What stopped trials would have ended with, judged by those that completed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.batch import Objective
from guild_desktop.engine.pruning.foresight import Foresight

Values = list[float]


def told(*completed: Values, objective: Objective | None = None) -> Foresight:
    """Knows trials that completed, each with a value a step from 1 on."""
    foresight = Foresight(objective or Objective())
    for number, values in enumerate(completed):
        report(foresight, f"done {number}", values)
        foresight.end(f"done {number}", completed=True)
    return foresight


def report(foresight: Foresight, trial: str, values: Values) -> None:
    for step, value in enumerate(values, 1):
        foresight.report(trial, step, value)


def test_that_a_trial_goes_on_as_the_others_did_from_its_step() -> None:
    foresight = told([3.0, 2.0, 1.0], [4.0, 2.0, 1.5], [3.0, 2.0, 0.1])
    report(foresight, "new", [5.0, 3.0])
    # From step 2 on the others lost 1, 0.5 and 1.9.
    assert foresight.value("new") == 2.0


def test_that_it_would_not_have_become_the_best_of_all() -> None:
    foresight = told([3.0, 1.0], [9.0, 2.0])
    report(foresight, "new", [4.0])
    assert foresight.value("new") == 1.0


def test_that_values_to_maximize_are_foreseen_alike() -> None:
    foresight = told([1.0, 5.0], [2.0, 6.0], objective=Objective("gain", "maximize"))
    report(foresight, "new", [0.5])
    assert foresight.value("new") == -4.5


def test_that_the_best_over_the_steps_is_foreseen_as_such() -> None:
    foresight = told([3.0, 1.0, 2.0], objective=Objective("loss", "minimize", "min"))
    report(foresight, "new", [6.0, 4.0])
    # At step 2 the other had its best already.
    assert foresight.value("new") == 4.0


@pytest.mark.parametrize("values", [[], [math.nan], [math.inf]], ids=["nothing", "nan", "inf"])
def test_that_without_a_number_nothing_is_foreseen(values: Values) -> None:
    foresight = told([3.0, 1.0])
    report(foresight, "new", values)
    assert foresight.value("new") is None


def test_that_without_anybody_who_completed_nothing_is_foreseen() -> None:
    foresight = told()
    report(foresight, "other", [2.0])
    foresight.end("other", completed=False)
    report(foresight, "new", [1.0])
    assert foresight.value("new") is None


def test_that_what_was_taken_back_does_not_count() -> None:
    foresight = told([3.0, 1.0])
    foresight.forget("done 0")
    report(foresight, "new", [4.0])
    assert foresight.value("new") is None


@given(
    st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=9),
    st.floats(-1e6, 1e6),
    st.floats(0.0, 1e3),
)
def test_that_a_worse_trial_is_never_foreseen_better(
    completed: list[Values], value: float, worse: float
) -> None:
    found = []
    for early in (value, value + worse):
        foresight = told(*completed)
        report(foresight, "new", [early])
        found.append(foresight.value("new"))
    better, other = found
    assert better is not None
    assert other is not None
    assert better <= other
    assert min(values[-1] for values in completed) <= better
