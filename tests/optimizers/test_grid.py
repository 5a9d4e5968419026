"""The grid: every combination, in order, as often as it is listed."""

from __future__ import annotations

import math

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.space import Fixed, Listed, SearchSpace, Uniform
from guild_desktop.optimizers import Optimizer, create


def listed(optimizer: Optimizer) -> list[dict]:
    trials = []
    while suggestion := optimizer.ask():
        assert suggestion.origin == "grid"
        trials.append(dict(suggestion.params))
    return trials


def test_that_the_last_flag_by_name_varies_fastest():
    space = SearchSpace({"x": Listed((-0.5, 0.5)), "noise": Listed((0.1, 0.2))})
    assert listed(create("grid", space)) == [
        {"noise": 0.1, "x": -0.5},
        {"noise": 0.1, "x": 0.5},
        {"noise": 0.2, "x": -0.5},
        {"noise": 0.2, "x": 0.5},
    ]


def test_that_a_range_becomes_as_many_points_as_the_option_says():
    space = SearchSpace({"x": Uniform(0.0, 1.0)})
    assert [t["x"] for t in listed(create("+", space, {"points": "3"}))] == [0.0, 0.5, 1.0]
    assert len(listed(create("grid", space))) == 5


def test_that_a_list_with_repeats_is_run_as_often_as_it_says():
    space = SearchSpace({"x": Listed((1, 2), repeat=2)})
    assert [trial["x"] for trial in listed(create("grid", space))] == [1, 2, 1, 2]


def test_that_each_told_trial_takes_one_of_its_repeats():
    optimizer = create("grid", SearchSpace({"x": Listed((1, 2), repeat=3)}))
    for value in (1, 1, 2):
        optimizer.tell({"x": value}, 0.0)
    assert sorted(trial["x"] for trial in listed(optimizer)) == [1, 2, 2]


def test_that_one_true_and_one_point_zero_are_three_trials():
    optimizer = create("grid", SearchSpace({"x": Listed((1, True, 1.0, "1", math.nan))}))
    optimizer.tell({"x": True}, 0.0)
    optimizer.tell({"x": float("nan")}, 0.0)
    assert [type(trial["x"]) for trial in listed(optimizer)] == [int, float, str]


def test_that_a_withdrawn_trial_comes_next():
    optimizer = create("grid", SearchSpace({"x": Listed((1, 2, 3))}))
    first = optimizer.ask()
    optimizer.ask()
    optimizer.withdraw(first.params)
    assert [trial["x"] for trial in listed(optimizer)] == [1, 3]


def test_that_a_withdrawn_trial_that_was_run_all_the_same_is_not_repeated():
    optimizer = create("grid", SearchSpace({"x": Listed((1, 2))}))
    first = optimizer.ask()
    optimizer.withdraw(first.params)
    optimizer.tell(first.params, 0.0)
    assert [trial["x"] for trial in listed(optimizer)] == [2]


def test_that_a_limit_takes_the_same_subset_for_the_same_seed_in_order():
    space = SearchSpace({"x": Listed(tuple(range(100)))})
    first, again = (listed(create("grid", space, seed=5, limit=6)) for _ in range(2))
    assert first == again
    assert len(first) == 6
    assert first == sorted(first, key=lambda trial: trial["x"])


def test_that_trials_not_in_the_grid_are_counted_as_skipped():
    optimizer = create("grid", SearchSpace({"x": Listed((1, 2)), "y": Fixed(0)}))
    optimizer.tell({"x": 3, "y": 0}, -1.0)
    optimizer.tell({"y": 0}, -1.0)
    assert optimizer.skipped == 2
    assert optimizer.recommend() is None


def test_that_rows_of_a_trials_file_may_name_different_flags():
    space = SearchSpace({"y": Fixed(0)}, rows=({"x": Fixed(1)}, {"z": Fixed(2)}))
    optimizer = create("grid", space)
    optimizer.tell({"y": 0, "z": 2}, 0.5)
    assert listed(optimizer) == [{"x": 1, "y": 0}]


def test_that_the_lowest_observed_is_recommended_and_no_model_claimed():
    optimizer = create("grid", SearchSpace({"x": Listed((1, 2, 3))}))
    for value in (0.4, -0.2, math.nan):
        optimizer.tell(optimizer.ask().params, value)
    advice = optimizer.recommend()
    assert advice.params == advice.observed_params == {"x": 2}
    assert (advice.value, advice.deviation, advice.observed_value) == (None, None, -0.2)


def test_that_a_resolved_search_is_no_grid_and_a_grid_no_search():
    space = SearchSpace({"x": Uniform(0.0, 1.0)})
    with pytest.raises(UserError, match="listed values"):
        create("grid", space.resolve("random"))
    with pytest.raises(UserError, match="needs ranges"):
        create("gp", space.resolve("grid"))
