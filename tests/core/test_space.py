"""What optimizers and the grid make of a search space."""

from __future__ import annotations

import itertools
import math
import pickle

import pytest
from hypothesis import given, settings, strategies as st

from guild_desktop.core.batch import MAX_TRIALS
from guild_desktop.core.errors import UserError
from guild_desktop.core.space import (
    CategoricalDimension,
    Choice,
    Fixed,
    FloatDimension,
    Formula,
    Grid,
    IntDimension,
    Listed,
    LogUniform,
    Search,
    SearchSpace,
    Uniform,
    count_of,
    values_of,
)
from tests.flags.strategies import dimensions, listing, names, spaces


def grid(space, points=5):
    resolved = space.resolve("grid", points=points)
    assert isinstance(resolved, Grid)
    return resolved


def search(space, optimizer="random"):
    resolved = space.resolve(optimizer)
    assert isinstance(resolved, Search)
    return resolved


# --- which optimizer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("space", "optimizer"),
    [
        (SearchSpace({}), None),
        (SearchSpace({"x": Fixed(1)}), None),
        (SearchSpace({"x": Fixed((1, 2))}), None),
        (SearchSpace({"x": Listed((1,))}), "grid"),
        (SearchSpace({"x": Formula("range", (3,))}), "grid"),
        (SearchSpace({}, ({"x": Fixed(1)},)), "grid"),
        (SearchSpace({"x": Uniform(0, 1)}), "random"),
        (SearchSpace({"x": Choice(("a", "b"))}), "random"),
        (SearchSpace({"x": LogUniform(1, 2), "y": Listed((1, 2))}), "random"),
    ],
)
def test_that_the_space_chooses_its_optimizer(space, optimizer):
    assert space.chosen_optimizer() == optimizer


@pytest.mark.parametrize(
    ("dimension", "inside", "outside"),
    [
        (Fixed(0.1), [0.1], [0.2, "0.1", None]),
        (Fixed(1), [1, 1.0], [True, 2]),
        (Uniform(-2.0, 2.0), [-2.0, 0, 2.0], [2.1, "1", True, math.nan]),
        (LogUniform(1e-4, 0.1), [1e-4, 0.1], [0.0, 1]),
        (Listed(("adam", "sgd")), ["adam"], ["rmsprop"]),
        (Formula("range", (3,)), [0, 1, 2], [3]),
        (Choice((math.nan, (16, 32))), [math.nan, (16, 32)], [(16,)]),
    ],
)
def test_that_a_space_holds_what_its_trials_may_have(dimension, inside, outside):
    space = SearchSpace({"x": dimension})
    assert [space.holds({"x": value, "other": 1}) for value in inside] == [True] * len(inside)
    assert [space.holds({"x": value}) for value in outside] == [False] * len(outside)


def test_that_a_space_holds_what_one_of_its_rows_may_have():
    space = SearchSpace({"y": Fixed(1)}, ({"x": Fixed(1)}, {"x": Fixed(2)}))
    assert space.holds({"x": 2, "y": 1})
    assert not space.holds({"x": 3, "y": 1})
    assert not space.holds({"x": 2, "y": 2})


@given(spaces(listing))
def test_that_a_space_holds_every_trial_of_its_grid(space):
    assert all(space.holds(trial) for trial in grid(space).trials(20, seed=1))


def test_that_nothing_to_vary_is_a_single_trial():
    space = SearchSpace({"x": Fixed(1), "a": Fixed("b")})
    assert list(space.resolve().trials()) == [{"a": "b", "x": 1}]
    assert list(SearchSpace().resolve().trials()) == [{}]


# --- the grid -------------------------------------------------------------------------------------


def test_that_names_are_sorted_and_the_last_varies_fastest():
    space = SearchSpace({"x2": Listed((3, 4)), "x10": Listed((1, 2)), "B": Fixed(0)})
    assert grid(space).names == ("B", "x10", "x2")
    trials = list(grid(space).trials())
    assert [(trial["x10"], trial["x2"]) for trial in trials] == [(1, 3), (1, 4), (2, 3), (2, 4)]
    assert list(trials[0]) == ["B", "x10", "x2"]


@settings(max_examples=200)
@given(spaces(listing))
def test_that_the_count_is_the_number_of_trials(space):
    combinations = grid(space)
    if combinations.count <= 3000:
        trials = list(combinations.trials())
        assert len(trials) == combinations.count
        for trial in trials:
            assert set(trial) <= set(combinations.names)


@settings(max_examples=100)
@given(st.dictionaries(names, st.lists(st.integers(), min_size=1, max_size=4), max_size=4))
def test_that_the_grid_is_the_product_of_its_lists(lists):
    space = SearchSpace({name: Listed(tuple(values)) for name, values in lists.items()})
    order = sorted(lists)
    expected = [
        dict(zip(order, values, strict=True))
        for values in itertools.product(*(lists[name] for name in order))
    ]
    assert list(grid(space).trials()) == expected


@settings(max_examples=200)
@given(spaces(listing), st.integers(1, 40), st.integers(0, 2**31))
def test_that_a_limit_takes_a_repeatable_subset_in_the_original_order(space, limit, seed):
    combinations = grid(space)
    if combinations.count > 3000:
        return
    subset = [repr(trial) for trial in combinations.trials(limit, seed)]
    assert len(subset) == min(limit, combinations.count)
    assert subset == [repr(trial) for trial in combinations.trials(limit, seed)]
    everything = iter([repr(trial) for trial in combinations.trials()])
    # Each is found further on than the one before, so no trial is taken twice.
    assert all(trial in everything for trial in subset)


@pytest.mark.parametrize("seed", range(3))
def test_that_a_higher_limit_adds_to_the_subset(seed):
    combinations = grid(SearchSpace({"x": Listed(tuple(range(30)))}))
    sizes = [{trial["x"] for trial in combinations.trials(limit, seed)} for limit in range(1, 31)]
    assert all(fewer < more for fewer, more in itertools.pairwise(sizes))


def test_that_different_seeds_take_different_subsets():
    combinations = grid(SearchSpace({"x": Formula("range", (1000,))}))
    taken = {tuple(t["x"] for t in combinations.trials(10, seed)) for seed in range(20)}
    assert len(taken) == 20


def test_that_a_subset_of_more_than_any_memory_comes_at_once():
    space = SearchSpace({f"x{n}": Listed((0, 1)) for n in range(64)})
    combinations = grid(space)
    assert combinations.count == 2**64
    trials = list(combinations.trials(5, seed=1))
    assert len({tuple(trial.values()) for trial in trials}) == 5
    one = SearchSpace({"x": Formula("linspace", (0, 1, 10**9))})
    assert len(list(grid(one).trials(3, seed=1))) == 3


@pytest.mark.parametrize(
    ("space", "number"),
    [
        (SearchSpace({"x": Formula("linspace", (0, 1, 10**9))}), "1,000,000,000"),
        (SearchSpace({f"x{n}": Listed((0, 1)) for n in range(64)}), "about 1.8e+19"),
        (SearchSpace({"x": Formula("range", (0, 1e300, 1e-300))}), "about 1.0e+600"),
        (SearchSpace({"x": Listed((1,), 10**3000)}), "about 1.0e+3000"),
        (SearchSpace({"x": Listed((1,), MAX_TRIALS + 1)}), "100,001"),
    ],
)
def test_that_too_large_a_grid_is_refused_with_its_number_and_the_limit(space, number):
    with pytest.raises(UserError) as caught:
        grid(space).trials()
    assert number in caught.value.message
    assert "100,000" in caught.value.message


def test_that_a_batch_may_have_exactly_the_limit():
    combinations = grid(SearchSpace({"x": Formula("range", (MAX_TRIALS,))}))
    assert sum(1 for _ in combinations.trials()) == MAX_TRIALS
    assert combinations.planned(7) == 7


def test_that_a_range_becomes_evenly_spaced_points():
    assert values_of(Uniform(0.0, 1.0)) == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert values_of(Uniform(0, 1), points=3) == (0, 1)
    assert values_of(Uniform(1, 10)) == (1, 3, 6, 8, 10)
    assert values_of(LogUniform(1e-4, 1.0)) == (1e-4, 1e-3, 1e-2, 0.1, 1.0)
    assert values_of(LogUniform(1, 4, whole=True)) == (1, 2, 3, 4)
    assert values_of(LogUniform(1, 256, whole=True)) == (1, 4, 16, 64, 256)
    assert values_of(Uniform(0.0, 1.0), points=1) == (0.0,)


@settings(max_examples=200)
@given(dimensions, st.integers(1, 9))
def test_that_a_dimension_has_as_many_values_as_it_counts(dimension, points):
    assert len(values_of(dimension, points)) == count_of(dimension, points)


@settings(max_examples=200)
@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6), st.integers(1, 12))
def test_that_whole_points_are_distinct_and_inside(low, width, points):
    values = values_of(Uniform(low, low + width), points)
    assert len(set(values)) == len(values) == min(points, width + 1)
    assert all(isinstance(value, int) and low <= value <= low + width for value in values)


def test_that_a_grid_needs_at_least_one_point():
    with pytest.raises(UserError):
        SearchSpace({"x": Uniform(0.0, 1.0)}).resolve("grid", points=0)


def test_that_plus_is_another_name_of_the_grid():
    assert isinstance(SearchSpace({"x": Uniform(0, 1)}).resolve("+"), Grid)


# --- rows of a trials file ------------------------------------------------------------------------


def test_that_lists_beside_and_within_rows_multiply():
    space = SearchSpace(
        {"noise": Listed((0.5, 0.6))}, ({"x": Fixed(1)}, {"x": Listed((2, 3)), "y": Fixed("a")})
    )
    assert grid(space).names == ("noise", "x", "y")
    assert grid(space).count == 6
    assert list(grid(space).trials()) == [
        {"noise": 0.5, "x": 1},
        {"noise": 0.6, "x": 1},
        {"noise": 0.5, "x": 2, "y": "a"},
        {"noise": 0.5, "x": 3, "y": "a"},
        {"noise": 0.6, "x": 2, "y": "a"},
        {"noise": 0.6, "x": 3, "y": "a"},
    ]


@pytest.mark.parametrize("seed", range(5))
def test_that_a_subset_reaches_into_every_row(seed):
    space = SearchSpace({}, tuple({"x": Fixed(n)} for n in range(50)))
    taken = [trial["x"] for trial in grid(space).trials(20, seed)]
    assert taken == sorted(set(taken))
    assert len(taken) == 20


def test_that_rows_and_a_search_do_not_go_together():
    space = SearchSpace({"y": Uniform(0.0, 1.0)}, ({"x": Fixed(1)},))
    with pytest.raises(UserError, match="trials file"):
        space.resolve()
    assert grid(space).count == 5


# --- searches -------------------------------------------------------------------------------------


def test_that_lists_formulas_and_choices_are_choices_of_a_search():
    space = SearchSpace(
        {
            "opt": Listed(("adam", "sgd", "adam"), 2),
            "n": Formula("range", (3,)),
            "m": Choice((1, 1.0, True, 1)),
            "shape": Listed(((1, 2), (3,))),
            "seed": Fixed(7),
        }
    )
    resolved = search(space, "gp")
    assert resolved.constants == {"seed": 7}
    assert resolved.dimensions == (
        CategoricalDimension("opt", ("adam", "sgd")),
        CategoricalDimension("n", (0, 1, 2)),
        CategoricalDimension("m", (1, 1.0, True)),
        CategoricalDimension("shape", ((1, 2), (3,))),
    )


def test_that_ranges_are_axes_of_a_search():
    space = SearchSpace(
        {
            "a": Uniform(0, 0.5, 0),
            "b": Uniform(1, 5, 2),
            "c": LogUniform(1, 100),
            "d": LogUniform(1, 100, 10, whole=True),
        }
    )
    resolved = search(space)
    assert repr(resolved.dimensions) == repr(
        (
            FloatDimension("a", 0.0, 0.5, initial=0.0),
            IntDimension("b", 1, 5, initial=2),
            FloatDimension("c", 1.0, 100.0, log=True),
            IntDimension("d", 1, 100, log=True, initial=10),
        )
    )


def test_that_a_search_without_a_dimension_has_nothing_to_search():
    with pytest.raises(UserError, match="nothing to search"):
        SearchSpace({"x": Fixed(1)}).resolve("gp")


def test_that_a_search_cannot_choose_from_more_than_a_batch_holds():
    with pytest.raises(UserError, match="1,000,000,000 choices for x"):
        SearchSpace({"x": Formula("linspace", (0, 1, 10**9))}).resolve("random")


def test_that_a_search_plans_no_more_trials_than_there_are():
    few = search(
        SearchSpace({"n": Uniform(1, 3), "shape": Choice(("round", "flat")), "k": Fixed(1)})
    )
    assert few.size == 6
    assert [few.planned(limit) for limit in (None, 4, 50)] == [6, 4, 6]


def test_that_a_range_of_floats_has_no_end():
    endless = search(SearchSpace({"n": Uniform(1, 3), "x": Uniform(0.0, 1.0)}))
    assert endless.size is None
    assert [endless.planned(limit) for limit in (None, 50)] == [20, 50]
    with pytest.raises(UserError, match="trials"):
        endless.planned(10**9)


# --- the space itself -----------------------------------------------------------------------------


def test_that_a_space_keeps_its_order_and_cannot_change():
    space = SearchSpace({"b": Fixed(1), "a": Fixed(2)})
    assert list(space) == ["b", "a"]
    with pytest.raises(TypeError):
        space["b"] = Fixed(3)


@given(spaces())
def test_that_a_space_can_be_sent_to_another_process(space):
    assert pickle.loads(pickle.dumps(space)) == space
    assert hash(space) == hash(SearchSpace(dict(space), tuple(map(dict, space.rows))))
