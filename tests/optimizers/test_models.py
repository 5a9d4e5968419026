"""The optimizers that learn: their proposals come from the model and go where results are good."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingRegressor
from skopt.learning import GradientBoostingQuantileRegressor

from guild_desktop.core.space import Choice, SearchSpace, Uniform
from guild_desktop.optimizers import create

LINE = SearchSpace({"x": Uniform(-2.0, 2.0)})
BEST = -0.29


def tutorial(x: float) -> float:
    """The function of Guild's tutorial; lowest, -0.91, at -0.29, with a basin of -0.35 at 0.94."""
    return math.sin(5 * x) * (1 - math.tanh(x * x))


def searched(name: str, trials: int, *, seed: int = 1, noise: float = 0.0, **options: object):
    """An optimizer after some trials of the tutorial's function, and its suggestions."""
    optimizer = create(name, LINE, options, seed=seed)
    chance = np.random.default_rng(seed)
    suggestions = []
    for _ in range(trials):
        suggestion = optimizer.ask()
        suggestions.append(suggestion)
        x = suggestion.params["x"]
        optimizer.tell(suggestion.params, tutorial(x) + noise * float(chance.standard_normal()))
    return optimizer, suggestions


def near(suggestions) -> int:
    return sum(abs(suggestion.params["x"] - BEST) < 0.2 for suggestion in suggestions)


def test_that_gp_proposals_after_the_starts_come_from_the_model_and_gather_at_the_optimum():
    by_model, by_chance = 0, 0
    for seed in (1, 2, 3):
        _, suggestions = searched("gp", 20, seed=seed)
        starts, proposals = suggestions[:3], suggestions[3:]
        assert [suggestion.origin for suggestion in starts] == ["random"] * 3
        assert {suggestion.origin for suggestion in proposals} == {"model", "explore"}
        assert len(proposals) == 17
        assert len({suggestion.params["x"] for suggestion in proposals}) == 17
        by_model += near(proposals)
        by_chance += near(searched("random", 20, seed=seed)[1][3:])
    assert by_model >= 14
    assert by_model >= 2 * by_chance


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_that_gp_is_not_kept_in_the_wrong_basin_by_noise(seed):
    optimizer, suggestions = searched("gp", 20, seed=seed, noise=0.1)
    assert min(tutorial(s.params["x"]) for s in suggestions) < -0.85
    assert tutorial(optimizer.recommend().params["x"]) < -0.7


@pytest.mark.parametrize("name", ["forest", "gbrt"])
def test_that_trees_gather_at_the_optimum_too(name):
    _, suggestions = searched(name, 20)
    assert all(suggestion.origin in {"model", "explore"} for suggestion in suggestions[3:])
    assert near(suggestions[3:]) >= 5


@pytest.mark.parametrize("acquisition", ["EI", "LCB", "PI"])
def test_that_each_acquisition_finds_the_optimum(acquisition):
    _, suggestions = searched("gp", 15, **{"acq-func": acquisition})
    assert near(suggestions[3:]) >= 3
    assert {"where the model knows least", f"chosen by {acquisition}"} == {
        suggestion.note for suggestion in suggestions[3:]
    }


def test_that_gp_hedge_chooses_among_all_three():
    _, suggestions = searched("gp", 24)
    notes = {suggestion.note for suggestion in suggestions[3:]}
    assert notes == {
        "where the model knows least",
        *(f"chosen by {acquisition}" for acquisition in ("EI", "LCB", "PI")),
    }


def test_that_a_given_variance_is_taken_for_the_noise():
    deviations = []
    for variance in ("0.000001", "0.25"):
        optimizer = create("gp", LINE, {"noise": variance}, seed=1)
        for x in np.linspace(-2, 2, 12):
            optimizer.tell({"x": float(x)}, tutorial(float(x)))
        deviations.append(optimizer.recommend().deviation)
    assert deviations[0] < 0.01
    assert deviations[1] > 0.1


def test_that_the_model_is_not_fooled_by_one_lucky_trial():
    optimizer = create("gp", LINE, seed=1)
    chance = np.random.default_rng(5)
    for x in np.linspace(-2, 2, 33):
        optimizer.tell({"x": float(x)}, (x - 1) ** 2 / 2 + 0.05 * float(chance.standard_normal()))
    optimizer.tell({"x": -1.0}, -0.3)
    advice = optimizer.recommend()
    assert advice.observed_params == {"x": -1.0}
    assert abs(advice.params["x"] - 1) < 0.5
    assert abs(advice.value) < 0.2
    assert 0 < advice.deviation < 0.2


def test_that_a_categorical_flag_is_learned():
    optimizer = create(
        "gp", SearchSpace({"x": Uniform(0.0, 1.0), "c": Choice(("a", "b", "c"))}), seed=4
    )
    for _ in range(20):
        params = optimizer.ask().params
        optimizer.tell(params, (params["x"] - 0.3) ** 2 + (0.0 if params["c"] == "b" else 1.0))
    suggestions = [optimizer.ask() for _ in range(8)]
    chosen = [s.params["c"] for s in suggestions if s.note.startswith("chosen")]
    assert len(chosen) >= 5
    assert chosen.count("b") >= len(chosen) - 1
    assert optimizer.recommend().params["c"] == "b"


def test_that_one_diverged_trial_does_not_blind_the_model():
    optimizer = create("gp", LINE, seed=2)
    for x in np.linspace(-2, 2, 12):
        optimizer.tell({"x": float(x)}, 1e9 if x > 1.9 else tutorial(float(x)))
    proposals = [optimizer.ask() for _ in range(3)]
    assert near(proposals) >= 1


def test_that_more_trials_than_a_model_takes_are_learned_from():
    optimizer = create("gbrt", LINE, seed=2)
    for x in np.linspace(-2, 2, 450):
        optimizer.tell({"x": float(x)}, tutorial(float(x)))
    assert abs(optimizer.ask().params["x"] - BEST) < 0.3
    assert abs(optimizer.recommend().params["x"] - BEST) < 0.3


def test_that_scikit_optimize_still_gives_the_quantiles_gbrt_relies_on():
    # gbrt reads mean and deviation off three quantiles, because predict(return_std=True) is broken
    # with numpy 2.4. Should this fail, look again at guild_desktop/optimizers/gbrt.py.
    rows = np.linspace(0, 1, 60)[:, np.newaxis]
    values = np.random.default_rng(1).normal(3 * rows[:, 0], 1.0)
    boosted = GradientBoostingQuantileRegressor(
        quantiles=[0.16, 0.5, 0.84],
        base_estimator=GradientBoostingRegressor(n_estimators=30, loss="quantile"),
        random_state=0,
    ).fit(rows, values)
    quantiles = boosted.predict(rows, return_quantiles=True)
    assert quantiles.shape == (60, 3)
    low, middle, high = quantiles.mean(axis=0)
    assert low < middle < high
    assert np.array_equal(quantiles[:, 1], boosted.predict(rows))
    assert [regressor.alpha for regressor in boosted.regressors_] == [0.16, 0.5, 0.84]
