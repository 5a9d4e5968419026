"""What optimizers make of a trial that was run several times."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from guild_desktop.core.space import Search, SearchSpace, Uniform
from guild_desktop.optimizers import Repeats, Suggestion, create
from guild_desktop.optimizers.bayes.kernel import Kernel, Parameters
from guild_desktop.optimizers.bayes.process import condition
from guild_desktop.optimizers.bayes.scatter import Scatter
from guild_desktop.optimizers.bayes.tuning import _misfit
from guild_desktop.optimizers.bayes.warping import BENDS, warp
from guild_desktop.optimizers.foreign import ForeignOptimizer

LINE = SearchSpace({"x": Uniform(-2.0, 2.0)})
FLAGS, IS_NUMBER = np.array([0]), np.array([True])
THETA = np.array([0.1, -1.0, -1.5, -2.0, -0.7])

seeds = st.integers(0, 10_000)


def repeated(seed):
    """Some places, how often each was tried, and all values that came of it."""
    rng = np.random.default_rng(seed)
    places = rng.random((6, 1))
    counts = rng.integers(1, 5, size=6)
    values = [
        math.sin(6 * x) + 0.4 * rng.standard_normal(n)
        for (x,), n in zip(places, counts, strict=True)
    ]
    return places, counts, values


def told(values):
    """Means and what ``tell`` says of repeats."""
    means = np.array([each.mean() for each in values])
    return means, [Repeats(len(v), float(v.std(ddof=1))) if len(v) > 1 else None for v in values]


@given(seeds)
def test_that_a_mean_of_repeats_tells_the_process_what_its_values_would(seed):
    places, counts, values = repeated(seed)
    kernel = Kernel(Parameters(THETA), FLAGS, IS_NUMBER)
    single = condition(kernel, np.repeat(places, counts, axis=0), np.concatenate(values))
    means = condition(kernel, places, told(values)[0], 1 / counts)
    elsewhere = np.linspace(0, 1, 9)[:, None]
    np.testing.assert_allclose(means.predict(elsewhere), single.predict(elsewhere), atol=1e-6)


@given(seeds)
def test_that_means_and_spreads_are_as_probable_as_the_values_themselves(seed):
    places, counts, values = repeated(seed)
    means, repeats = told(values)
    scatter = Scatter.of(repeats, (1.0, np.ones(6)), np.zeros(6, dtype=bool))
    every, all_values = np.repeat(places, counts, axis=0), np.concatenate(values)
    differences, slopes = [], []
    for noise in (-3.0, -2.0, 0.2):
        kernel = Kernel(Parameters(np.array([*THETA[:3], noise, THETA[4]])), FLAGS, IS_NUMBER)
        by_means = _misfit(kernel, places, means, 1, scatter)
        by_values = _misfit(kernel, every, all_values, 1, Scatter.single(len(every)))
        differences.append(by_means[0] - by_values[0])
        slopes.append(by_means[1] - by_values[1])
    # But for what does not depend on the parameters, and a trace on the diagonal.
    np.testing.assert_allclose(differences, differences[0], atol=1e-3)
    np.testing.assert_allclose(slopes, 0, atol=1e-3)


@given(st.lists(st.floats(0.0, 1e308), min_size=3, max_size=8), st.sampled_from(BENDS))
def test_that_no_spread_is_too_large_for_the_scale(deviations, bend):
    repeats = [Repeats(3, deviation) for deviation in deviations]
    warped = warp([float(n) for n in range(len(deviations))], bend, repeats)
    assert np.isfinite(warped.cost)
    assert np.all(np.isfinite(warped.scatter.squares))


def test_that_spread_is_measured_where_the_scale_is_bent():
    values, repeats = [0.0, 1.0, 2.0, 9.0], [Repeats(2, 0.1)] * 4
    squares = warp(values, 100.0, repeats).scatter.squares
    assert squares[0] > 50 * squares[3]
    straight = warp(values, 0.0, repeats)
    spread = straight.warping.unit * straight.warping.step * straight.warping.spread
    np.testing.assert_allclose(straight.scatter.squares, (0.1 / spread) ** 2)


def test_that_what_is_only_known_to_be_bad_says_nothing_of_the_noise():
    warped = warp([0.0, 1.0, 2.0, 1e9, None], 0.0, [None, None, None, Repeats(3, 5e8), None])
    assert list(warped.scatter.degrees) == [0] * 5


def noisy(seed, *, knows_repeats):
    """A model that was told of trials of which each is a mean of four."""
    rng = np.random.default_rng(seed)
    optimizer = create("bayes", LINE, seed=seed)
    for x in np.linspace(-2, 2, 9):
        values = math.sin(2 * x) + 0.3 * rng.standard_normal(4)
        repeats = Repeats(4, float(values.std(ddof=1))) if knows_repeats else None
        optimizer.tell({"x": float(x)}, float(values.mean()), repeats)
    return optimizer


@pytest.mark.parametrize("seed", range(3))
def test_that_bayes_learns_from_repeats_how_noisy_a_run_is(seed):
    optimizer = noisy(seed, knows_repeats=True)
    told = optimizer._results.told
    belief = optimizer._believer.belief(told)
    deviation = belief.warping.deviation(0.0, math.sqrt(belief.noise))
    assert 0.15 < deviation < 0.6
    assert belief.share == 0.25


@pytest.mark.parametrize("name", ["grid", "random", "sobol", "tpe", "bayes", "gp", "forest"])
def test_that_every_optimizer_takes_means_of_repeats(name):
    space = SearchSpace({"x": Uniform(0, 6)}) if name != "grid" else LINE
    optimizer, told = create(name, space, seed=1), []
    for _ in range(5):
        params = optimizer.ask().params
        optimizer.tell(params, float(params["x"]) ** 2, Repeats(3, 0.5))
        told.append(float(params["x"]) ** 2)
    assert optimizer.recommend().observed_value == min(told)


class OfTwo:
    """An optimizer of another package, as they were before there were repeats."""

    skipped = 0

    def __init__(self):
        self.heard = []

    def ask(self):
        return Suggestion({"x": 0.5}, "model")

    def tell(self, params, value):
        self.heard.append((params["x"], value))


class OfThree(OfTwo):
    def tell(self, params, value, repeats=None):
        self.heard.append((params["x"], value, repeats))


@settings(max_examples=5)
@given(st.floats(-5, 5))
def test_that_an_optimizer_that_knows_no_repeats_is_told_the_mean(value):
    search = LINE.resolve("random")
    assert isinstance(search, Search)
    old, new, repeats = OfTwo(), OfThree(), Repeats(3, 0.1)
    for optimizer in (old, new):
        ForeignOptimizer(optimizer, search).tell({"x": 0.5}, value, repeats)
    assert old.heard == [(0.5, value)]
    assert new.heard == [(0.5, value, repeats)]
