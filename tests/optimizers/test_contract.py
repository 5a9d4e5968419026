"""What every optimizer promises, on every kind of search space."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping

import pytest

from guild_desktop.core.space import Choice, Fixed, LogUniform, SearchSpace, Uniform
from guild_desktop.core.values import Value
from guild_desktop.optimizers import Optimizer, create

SKOPT = ("gp", "forest", "gbrt")
LEARNERS = ("bayes", *SKOPT)
SEARCHES = ("random", "sobol", "tpe", *LEARNERS)
OPTIMIZERS = ("grid", *SEARCHES)

MIXED_CHOICE = (1, True, 0.5, None, "a")
SPACES = {
    "float": SearchSpace({"noise": Fixed(0.1), "x": Uniform(-2.0, 2.0)}),
    "log": SearchSpace({"rate": LogUniform(1e-12, 1.0)}),
    "int": SearchSpace({"k": Uniform(0, 3)}),
    "choice": SearchSpace({"c": Choice(MIXED_CHOICE), "verbose": Fixed(False)}),
    "mixed": SearchSpace(
        {
            "layers": Fixed((64, 32)),
            "rate": LogUniform(1e-5, 1e-1),
            "width": LogUniform(16, 4096, whole=True),
            "depth": Uniform(1, 8),
            "solver": Choice(("sgd", "adam", "lion")),
            "nesterov": Choice((True, False)),
        }
    ),
}
FINITE = {"int": 4, "choice": 5}
# Few starts, so that models are met early; the others have no such option.
COUNT_OF_STARTS = {"bayes": "initial-trials", "tpe": "startup-trials"} | dict.fromkeys(
    SKOPT, "random-starts"
)
STARTS = {name: {option: 2} for name, option in COUNT_OF_STARTS.items()}

over_optimizers = pytest.mark.parametrize("name", OPTIMIZERS)
over_searches = pytest.mark.parametrize("name", SEARCHES)
over_learners = pytest.mark.parametrize("name", LEARNERS)
over_spaces = pytest.mark.parametrize("space", SPACES)
over_finite_spaces = pytest.mark.parametrize("space", FINITE)


def made(name: str, space: str, seed: int = 1, **options: str) -> Optimizer:
    return create(name, SPACES[space], STARTS.get(name, {}) | options, seed=seed)


def key(params: Mapping[str, Value]) -> str:
    return json.dumps(params, sort_keys=True)


def result(params: Mapping[str, Value]) -> float:
    """Some objective: numbers count by their size, other values by their spelling."""
    total = 0.0
    for value in params.values():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        total += math.sin(3 * value) if is_number else len(repr(value)) / 10
    return total


def asked(optimizer: Optimizer) -> dict[str, Value]:
    suggestion = optimizer.ask()
    assert suggestion is not None
    return dict(suggestion.params)


def played(optimizer: Optimizer, trials: int) -> list[tuple[dict[str, Value], float]]:
    """What was asked and told, one trial after the other, until the space is exhausted."""
    story = []
    for _ in range(trials):
        suggestion = optimizer.ask()
        if suggestion is None:
            break
        params = dict(suggestion.params)
        story.append((params, result(params)))
        optimizer.tell(*story[-1])
    return story


def assert_inside(params: Mapping[str, Value], space: SearchSpace) -> None:
    assert set(params) == set(space)
    for name, dimension in space.items():
        value = params[name]
        match dimension:
            case Fixed(constant):
                assert value == constant
                assert type(value) is type(constant)
            case Choice(choices):
                assert any(value is choice for choice in choices)
            case Uniform(low, high) | LogUniform(low, high):
                whole = isinstance(low, int) and isinstance(high, int)
                assert type(value) is (int if whole else float)
                assert low <= value <= high


@over_spaces
@over_optimizers
def test_that_each_trial_has_every_flag_in_bounds_and_in_native_values(name, space):
    story = played(made(name, space), 6)
    assert story
    for params, _ in story:
        assert_inside(params, SPACES[space])
        assert json.loads(json.dumps(params)).keys() == params.keys()


@over_spaces
@over_optimizers
def test_that_equal_seeds_and_calls_give_equal_suggestions(name, space):
    assert played(made(name, space, seed=7), 5) == played(made(name, space, seed=7), 5)


@over_searches
def test_that_another_seed_gives_another_sequence(name):
    assert played(made(name, "mixed", seed=1), 3) != played(made(name, "mixed", seed=2), 3)


@over_spaces
@over_optimizers
def test_that_trials_asked_for_together_all_differ(name, space):
    optimizer = made(name, space)
    played(optimizer, 1)
    together = [key(asked(optimizer)) for _ in range(3)]
    assert len(set(together)) == 3


@over_learners
def test_that_workers_of_a_model_are_never_sent_to_the_same_place(name):
    optimizer = made(name, "float")
    played(optimizer, 6)
    together = sorted(asked(optimizer)["x"] for _ in range(4))
    assert min(b - a for a, b in itertools.pairwise(together)) > 0.01


@over_spaces
@over_optimizers
def test_that_results_may_arrive_in_any_order(name, space):
    optimizer = made(name, space)
    together = [asked(optimizer) for _ in range(3)]
    for params in reversed(together):
        optimizer.tell(params, result(params))
    assert key(asked(optimizer)) not in map(key, together)
    assert optimizer.skipped == 0


@pytest.mark.parametrize("space", ["float", "mixed"])
@over_optimizers
def test_that_a_storm_of_failures_neither_ends_a_search_nor_repeats_a_point(name, space):
    optimizer = made(name, space)
    seen = set()
    for value in (None, math.nan, math.inf, -math.inf, None):
        params = asked(optimizer)
        seen.add(key(params))
        optimizer.tell(params, value)
    assert len(seen) == 5
    assert optimizer.recommend() is None
    if name != "grid":
        params = asked(optimizer)
        optimizer.tell(params, 0.25)
        optimizer.tell(asked(optimizer), None)
        assert key(asked(optimizer)) not in seen
        assert optimizer.recommend().observed_params == params


@over_learners
def test_that_a_model_stays_away_from_where_trials_fail(name):
    optimizer = made(name, "float", **{COUNT_OF_STARTS[name]: "4"})
    proposals = []
    for _ in range(16):
        params = asked(optimizer)
        proposals.append(params["x"])
        optimizer.tell(params, None if params["x"] > 0 else params["x"] ** 2)
    assert sum(x > 0.2 for x in proposals[6:]) <= 4


@over_spaces
@over_optimizers
def test_that_an_optimizer_told_of_a_batch_goes_on_as_if_it_had_lived_through_it(name, space):
    # gp_hedge is the exception: what its functions gained lives only as long as the optimizer.
    options = {"acq-func": "EI"} if name == "gp" else {}
    lived = made(name, space, **options)
    story = played(lived, 5)
    continued = made(name, space, **options)
    for params, value in story:
        continued.tell(json.loads(json.dumps(params)), value)
    assert continued.skipped == 0
    first, second = lived.ask(), continued.ask()
    assert first == second


def test_that_gp_hedge_told_of_a_batch_goes_on_with_new_points():
    story = played(made("gp", "float"), 8)
    continued = made("gp", "float")
    for params, value in story:
        continued.tell(params, value)
    following = continued.ask()
    assert following.origin == "model"
    assert key(following.params) not in {key(params) for params, _ in story}


@over_spaces
@over_optimizers
def test_that_what_was_asked_for_last_and_withdrawn_leaves_no_trace(name, space):
    # gp_hedge is the exception here as well: what it would have proposed counts for its gains.
    options = {"acq-func": "EI"} if name == "gp" else {}
    plain, ahead = made(name, space, **options), made(name, space, **options)
    for _ in range(4):
        params = asked(plain)
        assert asked(ahead) == params
        for suggestion in reversed([ahead.ask(), ahead.ask()]):
            if suggestion is not None:
                ahead.withdraw(suggestion.params)
        for optimizer in (plain, ahead):
            optimizer.tell(params, result(params))


@over_finite_spaces
@over_searches
def test_that_a_space_with_an_end_is_tried_wholly_and_then_ends(name, space):
    optimizer = made(name, space)
    story = played(optimizer, 10)
    assert len({key(params) for params, _ in story}) == FINITE[space]
    assert len(story) == FINITE[space]
    assert optimizer.ask() is None
    assert optimizer.ask() is None


@over_finite_spaces
@over_searches
def test_that_pending_points_exhaust_a_space_until_one_is_withdrawn(name, space):
    optimizer = made(name, space)
    together = [asked(optimizer) for _ in range(FINITE[space])]
    assert optimizer.ask() is None
    optimizer.withdraw(together[2])
    assert key(asked(optimizer)) == key(together[2])
    assert optimizer.ask() is None


@over_searches
def test_that_points_told_from_a_stored_batch_are_not_proposed_again(name):
    optimizer = made(name, "choice")
    for choice in MIXED_CHOICE[:4]:
        optimizer.tell({"c": choice, "verbose": False}, 1.0)
    assert asked(optimizer)["c"] == "a"
    assert optimizer.ask() is None


@over_finite_spaces
@over_searches
def test_that_trials_that_failed_in_a_stored_batch_are_not_proposed_again(name, space):
    first = made("random", space)
    failed = [asked(first) for _ in range(FINITE[space] - 2)]
    optimizer = made(name, space)
    for params in failed:
        optimizer.tell(params, None)
    optimizer.tell(left := asked(optimizer), 1.0)
    last = asked(optimizer)
    assert optimizer.ask() is None
    assert len({key(params) for params in (*failed, left, last)}) == FINITE[space]


@over_spaces
@over_searches
def test_that_an_objective_that_never_changes_is_searched_on(name, space):
    optimizer = made(name, space)
    seen = []
    for _ in range(4):
        params = asked(optimizer)
        seen.append(key(params))
        optimizer.tell(params, 3.0)
    assert len(set(seen)) == 4
    assert optimizer.recommend().observed_value == 3.0


@over_searches
def test_that_initial_values_come_first_and_only_in_a_new_batch(name):
    space = SearchSpace({"x": Uniform(-2.0, 2.0, initial=0.5), "k": Uniform(1, 9, initial=4)})
    first = create(name, space, seed=3).ask()
    assert first.origin == "initial"
    assert first.params == {"x": 0.5, "k": 4}
    continued = create(name, space, seed=3)
    continued.tell({"x": 1.0, "k": 2}, 0.1)
    assert continued.ask().origin != "initial"


@pytest.mark.parametrize("name", [name for name in SEARCHES if name != "bayes"])
def test_that_a_flag_without_initial_value_is_drawn_in_the_first_trial(name):
    space = SearchSpace({"x": Uniform(-2.0, 2.0, initial=0.5), "y": Uniform(0.0, 1.0)})
    firsts = [create(name, space, seed=seed).ask().params for seed in (1, 2)]
    assert [first["x"] for first in firsts] == [0.5, 0.5]
    assert firsts[0]["y"] != firsts[1]["y"]


@over_searches
def test_that_trials_outside_of_the_space_are_left_out_and_counted(name):
    optimizer = made(name, "float")
    strays = [
        {"noise": 0.1, "x": 2.5},
        {"noise": 0.2, "x": 1.0},
        {"noise": 0.1},
        {"noise": 0.1, "x": "wide"},
        {"noise": 0.1, "x": None},
        {"noise": 0.1, "x": True},
    ]
    for params in strays:
        optimizer.tell(params, -100.0)
    assert optimizer.skipped == len(strays)
    assert optimizer.recommend() is None
    story = played(optimizer, 3)
    assert optimizer.recommend().observed_value == min(value for _, value in story)


@over_searches
def test_that_a_whole_number_is_taken_for_a_float_and_back(name):
    optimizer = made(name, "float")
    optimizer.tell({"noise": 0.1, "x": 1}, 0.5)
    whole = made(name, "int")
    whole.tell({"k": 2.0}, 0.5)
    whole.tell({"k": 2.5}, 0.5)
    assert (optimizer.skipped, whole.skipped) == (0, 1)
    assert optimizer.recommend().params == {"noise": 0.1, "x": 1.0}
    assert type(whole.recommend().params["k"]) is int


@over_searches
@pytest.mark.parametrize(
    "values",
    [(1e30, 1.0, 2.0, -1e30), (1e308, -1e308, 0.0, 1.0), (1e-300, 2e-300, 0.0, 5e-324)],
)
def test_that_values_of_any_size_are_learned_from(name, values):
    optimizer = made(name, "float")
    for value in values:
        optimizer.tell(asked(optimizer), value)
    assert_inside(asked(optimizer), SPACES["float"])
    advice = optimizer.recommend()
    assert advice.observed_value == min(values)
    assert advice.value is None or math.isfinite(advice.value)


@over_spaces
@over_optimizers
def test_that_what_is_recommended_was_tried(name, space):
    optimizer = made(name, space)
    assert optimizer.recommend() is None
    story = played(optimizer, 5)
    advice = optimizer.recommend()
    tried = [key(params) for params, _ in story]
    assert key(advice.params) in tried
    assert advice.observed_value == min(value for _, value in story)
    assert key(advice.observed_params) == tried[[v for _, v in story].index(advice.observed_value)]
    if name in LEARNERS:
        assert math.isfinite(advice.value)
        assert advice.deviation >= 0
        assert json.dumps(advice.value)
    else:
        assert (advice.params, advice.value) == (advice.observed_params, None)


@over_optimizers
def test_that_withdrawing_what_was_never_asked_for_is_no_matter(name):
    optimizer = made(name, "float")
    optimizer.withdraw({"noise": 0.1, "x": 0.0})
    optimizer.withdraw({"x": "nowhere"})
    assert asked(optimizer)


@over_learners
def test_that_a_trial_is_told_again_with_another_result_without_harm(name):
    optimizer = made(name, "float")
    params = asked(optimizer)
    for value in (0.1, 0.3, -0.2, None):
        optimizer.tell(params, value)
    assert asked(optimizer) != params
    assert optimizer.recommend().observed_value == -0.2


@over_learners
def test_that_no_starts_still_begin_with_one_where_nothing_is_known(name):
    fresh = made(name, "float", **{COUNT_OF_STARTS[name]: "0"})
    assert fresh.ask().origin in ("random", "initial")
    continued = made(name, "float", **{COUNT_OF_STARTS[name]: "0"})
    continued.tell({"noise": 0.1, "x": 0.3}, 0.7)
    assert continued.ask().origin == "model"
