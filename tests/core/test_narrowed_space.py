"""From runs in focus back to a search that holds them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.clause import Comparison, Within
from guild_desktop.core.dimension import Choice, Fixed, Listed, LogUniform, Uniform
from guild_desktop.core.narrowed_space import narrowed_space, runs_inside
from guild_desktop.core.space import SearchSpace
from tests.core.sample_runs import frame_of, make_run


def frame(**flags):
    rows = zip(*flags.values(), strict=True)
    return frame_of(
        *(make_run(at, flags=dict(zip(flags, row, strict=True))) for at, row in enumerate(rows))
    )


def narrowed(dimension, values, focus=None, clauses=()):
    runs = frame(x=values)
    mask = np.ones(len(values), bool) if focus is None else np.array(focus)
    return narrowed_space(SearchSpace({"x": dimension}), runs, mask, clauses)["x"]


def test_that_a_range_becomes_that_of_the_runs_in_focus_with_few_digits():
    focus = [True, True, False]
    assert narrowed(Uniform(-2.0, 2.0), [-0.51234, -0.1178, 1.9], focus) == Uniform(-0.52, -0.11)


def test_that_a_log_range_is_rounded_by_its_digits():
    assert narrowed(LogUniform(1e-5, 0.1), [1.234e-4, 2.96e-3]) == LogUniform(0.00012, 0.003)


def test_that_whole_numbers_stay_whole():
    assert narrowed(Uniform(1, 100), [7, 31]) == Uniform(7, 31)
    assert narrowed(LogUniform(1, 1024, whole=True), [16, 64]) == LogUniform(16, 64, whole=True)


def test_that_a_range_is_never_wider_than_it_was():
    assert narrowed(Uniform(-2.0, 2.0), [-1.99999, 1.99999]) == Uniform(-2.0, 2.0)


def test_that_what_was_brushed_on_the_flag_itself_is_taken_as_it_is():
    clauses = [Within("x", -0.5, 0.25)]
    assert narrowed(Uniform(-2.0, 2.0), [-0.4, 0.1], clauses=clauses) == Uniform(-0.5, 0.25)


def test_that_an_open_end_is_that_of_the_earlier_search():
    clauses = [Comparison("x", "<=", 0.25)]
    assert narrowed(Uniform(-2.0, 2.0), [-0.4, 0.1], clauses=clauses) == Uniform(-2.0, 0.25)


def test_that_a_run_alone_gets_some_room():
    dimension = narrowed(Uniform(-2.0, 2.0), [0.5])
    assert dimension == Uniform(0.3, 0.7)


def test_that_a_list_keeps_the_values_that_occur():
    assert narrowed(Listed((1, 2, 3)), [3, 1]) == Listed((1, 3))
    assert narrowed(Choice(("adam", "sgd", "lion")), ["lion", "adam"]) == Choice(("adam", "lion"))
    assert narrowed(Listed(("adam", "sgd")), ["sgd", "sgd"]) == Fixed("sgd")


def test_that_a_flag_other_sweeps_varied_is_searched_too():
    assert narrowed(Fixed(0.1), [0.1, 0.4]) == Uniform(0.1, 0.4)
    assert narrowed(Fixed("a"), ["a", "b"]) == Listed(("a", "b"))


def test_that_a_flag_no_run_has_stays_as_it_is():
    runs = frame(y=[1.0, 2.0])
    space = SearchSpace({"x": Uniform(0.0, 1.0), "y": Uniform(0.0, 9.0)})
    assert narrowed_space(space, runs, np.ones(2, bool))["x"] == Uniform(0.0, 1.0)


@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=20),
    st.booleans(),
)
def test_that_the_runs_in_focus_lie_inside_what_came_of_them(values, log):
    if log:
        values = [abs(value) + 1e-3 for value in values]
    ends = (
        min(values) / 2 if log else min(values) - 1.0,
        max(values) * 2 if log else max(values) + 1.0,
    )
    dimension = LogUniform(*ends) if log else Uniform(*ends)
    runs = frame(x=values)
    space = narrowed_space(SearchSpace({"x": dimension}), runs, np.ones(len(runs), bool))
    assert runs_inside(space, runs, np.ones(len(runs), bool)).all()


def test_that_runs_inside_have_every_flag_of_the_space():
    runs = frame(x=[0.1, 0.5, None], optimizer=["adam", "sgd", "adam"])
    space = SearchSpace({"x": Uniform(0.0, 1.0), "optimizer": Fixed("adam")})
    assert runs_inside(space, runs, np.ones(3, bool)).tolist() == [True, False, False]


@pytest.mark.parametrize("value", [True, None])
def test_that_values_that_are_no_numbers_leave_a_range_alone(value):
    assert narrowed(Uniform(0.0, 1.0), [value, "text"]) == Uniform(0.0, 1.0)
