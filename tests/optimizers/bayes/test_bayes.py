"""The recommended optimizer: where its proposals go, what it makes of noise, choices and failures."""

from __future__ import annotations

import math

import numpy as np
import pytest

from guild_desktop.core.space import Choice, LogUniform, SearchSpace, Uniform
from guild_desktop.optimizers import create
from guild_desktop.optimizers.learnable import learnable
from guild_desktop.optimizers.results import Told

LINE = SearchSpace({"x": Uniform(-2.0, 2.0)})


def tutorial(params):
    """The function of Guild's tutorial; lowest, -0.91, at -0.29, with a basin of -0.35 at 0.94."""
    return math.sin(5 * params["x"]) * (1 - math.tanh(params["x"] ** 2))


def searched(space, objective, trials, *, seed=1, noise=0.0, **options):
    """An optimizer after some trials, and its suggestions."""
    optimizer = create("bayes", space, options, seed=seed)
    chance = np.random.default_rng(seed)
    suggestions = []
    for _ in range(trials):
        suggestion = optimizer.ask()
        suggestions.append(suggestion)
        value = objective(suggestion.params)
        optimizer.tell(suggestion.params, value + noise * float(chance.standard_normal()))
    return optimizer, suggestions


def test_that_the_first_trial_is_in_the_middle():
    space = SearchSpace({"x": Uniform(0.0, 4.0), "rate": LogUniform(1e-4, 1.0), "k": Uniform(1, 9)})
    first = create("bayes", space, seed=1).ask()
    assert first.origin == "initial"
    assert first.params == pytest.approx({"x": 2.0, "rate": 1e-2, "k": 5})


def test_that_flags_with_initial_values_begin_there():
    space = SearchSpace({"x": Uniform(0.0, 4.0, initial=0.5), "y": Uniform(0.0, 1.0)})
    assert create("bayes", space, seed=1).ask().params == {"x": 0.5, "y": 0.5}


@pytest.mark.parametrize("seed", range(5))
def test_that_a_smooth_function_is_solved_to_many_digits(seed):
    def bowl(params):
        return (params["x"] - 0.3) ** 2 + 3 * (params["y"] + 0.1) ** 2

    space = SearchSpace({"x": Uniform(-1.0, 1.0), "y": Uniform(-1.0, 1.0)})
    advice = searched(space, bowl, 20, seed=seed)[0].recommend()
    assert bowl(advice.params) < 1e-5
    assert advice.params == advice.observed_params


def test_that_it_learns_from_the_first_results_the_lowest_and_some_others():
    values = [*range(100, 130), *range(70), None]
    told = [Told(number, value) for number, value in enumerate(values)]
    chosen = set(learnable(told, 60, seed=1))
    assert len(chosen) == 60
    assert chosen >= set(range(20))
    assert chosen >= set(range(30, 60))
    assert list(learnable(told, 200, seed=1)) == list(range(101))


def test_that_few_trials_do_not_send_it_to_the_ends_of_all_ranges():
    def slope(params):
        return sum((params[f"x{number}"] - 0.7) ** 2 for number in range(6))

    space = SearchSpace({f"x{number}": Uniform(0.0, 1.0) for number in range(6)})
    _, suggestions = searched(space, slope, 12)
    for place, suggestion in enumerate(suggestions[7:], 7):
        apart = [
            max(abs(value - earlier.params[flag]) for flag, value in suggestion.params.items())
            for earlier in suggestions[:place]
        ]
        assert min(apart) < 0.3


@pytest.mark.parametrize("seed", range(5))
def test_that_noise_does_not_keep_it_in_the_wrong_basin(seed):
    optimizer, suggestions = searched(LINE, tutorial, 30, seed=seed, noise=0.1)
    assert tutorial(optimizer.recommend().params) < -0.8
    assert "explore" in {suggestion.origin for suggestion in suggestions}


def test_that_it_explores_only_while_results_are_noisy_unless_told_otherwise():
    def origins(**options):
        return {s.origin for s in searched(LINE, tutorial, 24, **options)[1][4:]}

    assert origins() == {"model"}
    assert "explore" in origins(explore="always")
    assert origins(explore="never", noise=0.1) == {"model"}


def with_ready(space, objective, trials):
    """An optimizer after some trials, and two more that it proposed: one runs, one waits for a worker."""
    optimizer, _ = searched(space, objective, trials)
    return optimizer, optimizer.ask().params, optimizer.ask().params


def test_that_a_revised_proposal_knows_what_was_told_since():
    square = SearchSpace({"x": Uniform(-1.0, 1.0), "y": Uniform(-1.0, 1.0)})
    optimizer, running, ready = with_ready(square, lambda params: params["x"] + params["y"], 9)
    optimizer.tell(running, -50.0)
    revised = optimizer.revise(ready).params
    assert revised != ready
    assert math.dist(revised.values(), running.values()) < math.dist(
        ready.values(), running.values()
    )


def test_that_a_revised_proposal_is_pending_in_the_place_of_the_first():
    optimizer, running, ready = with_ready(LINE, tutorial, 9)
    optimizer.tell(running, -5.0)
    revised = optimizer.revise(ready).params
    plain, *_ = with_ready(LINE, tutorial, 9)
    plain.withdraw(ready)
    plain.tell(running, -5.0)
    optimizer.withdraw(revised)
    assert optimizer.ask() == plain.ask()


def test_that_what_the_model_did_not_choose_is_not_revised():
    optimizer = create("bayes", LINE, {"initial-trials": 3}, seed=1)
    first, second = optimizer.ask().params, optimizer.ask().params
    assert optimizer.revise(second) is None
    optimizer.tell(first, 1.0)
    assert optimizer.revise(second) is None
    assert optimizer.revise({"x": 7.0}) is None


def test_that_what_was_asked_for_before_any_result_is_chosen_by_the_model_once_there_is_one():
    optimizer = create("bayes", LINE, {"initial-trials": 1}, seed=1)
    first, second = optimizer.ask().params, optimizer.ask()
    assert second.origin == "random"
    optimizer.tell(first, 1.0)
    assert optimizer.revise(second.params).origin == "model"


@pytest.mark.parametrize("best", ["a", "b", "c", "d"])
def test_that_whichever_choice_is_best_is_found(best):
    def objective(params):
        away = 0.0 if params["kind"] == best else 0.2
        return (params["x"] - 0.7) ** 2 + away

    space = SearchSpace({"kind": Choice(("a", "b", "c", "d")), "x": Uniform(0.0, 1.0)})
    optimizer, suggestions = searched(space, objective, 25, noise=0.02)
    assert optimizer.recommend().params["kind"] == best
    assert {s.params["kind"] for s in suggestions} == {"a", "b", "c", "d"}


def test_that_a_result_that_is_better_by_luck_alone_is_not_recommended():
    optimizer = create("bayes", LINE, seed=1)
    chance = np.random.default_rng(1)
    for x in np.linspace(-2, 2, 41):
        params = {"x": float(x)}
        optimizer.tell(params, tutorial(params) + 0.1 * float(chance.standard_normal()))
    optimizer.tell({"x": 1.0501}, -0.99)
    advice = optimizer.recommend()
    assert advice.observed_params == {"x": 1.0501}
    assert abs(advice.params["x"] + 0.29) < 0.2
    assert advice.value == pytest.approx(-0.9, abs=0.2)
    assert 0 < advice.deviation < 0.1


def test_that_steep_walls_do_not_hide_the_valley():
    def valley(params):
        x, y = params["x"], params["y"]
        return 100 * (y - x * x) ** 2 + (1 - x) ** 2

    # Not in the middle, where the first trial would be the best one.
    space = SearchSpace({"x": LogUniform(0.05, 5.0), "y": LogUniform(0.2, 20.0)})
    optimizer, _ = searched(space, valley, 40)
    assert valley(optimizer.recommend().params) < 0.5


@pytest.mark.parametrize("value", [0.0, 1e300, -1e300, 1e-300])
def test_that_a_constant_objective_is_no_matter(value):
    optimizer, suggestions = searched(LINE, lambda _: value, 12)
    assert len({suggestion.params["x"] for suggestion in suggestions}) == 12
    assert optimizer.recommend().value == pytest.approx(value)


def test_that_two_hundred_flags_are_searched():
    space = SearchSpace({f"x{number}": Uniform(0.0, 1.0) for number in range(200)})

    def objective(params):
        return sum((params[f"x{number}"] - 0.8) ** 2 for number in range(10))

    _, suggestions = searched(space, objective, 20, **{"initial-trials": 10})
    assert suggestions[-1].origin == "model"
    assert all(0 <= value <= 1 for value in suggestions[-1].params.values())


def test_that_ten_thousand_trials_are_taken_in():
    optimizer = create("bayes", LINE, seed=1)
    chance = np.random.default_rng(1)
    for x in chance.uniform(-2, 2, 10_000):
        optimizer.tell({"x": float(x)}, tutorial({"x": float(x)}))
    assert optimizer.ask().origin == "model"
    assert tutorial(optimizer.recommend().params) < -0.908
