"""The Gaussian process: what it says of known and unknown places, and that its slopes are right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.optimize import approx_fprime
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, Matern

from guild_desktop.optimizers.bayes.kernel import Kernel, Parameters
from guild_desktop.optimizers.bayes.process import condition
from guild_desktop.optimizers.bayes.tuning import tune

# Three numbers and a choice among three.
FLAGS = np.array([0, 1, 2, 3, 3, 3])
IS_NUMBER = np.array([True, True, True, False, False, False])
THETA = np.array([0.1, -1.0, -1.5, -3.0, 0.2, -0.4, 0.3, 0.5])

seeds = st.integers(0, 10_000)


def points(rng, count):
    return np.concatenate([rng.random((count, 3)), np.eye(3)[rng.integers(3, size=count)]], axis=1)


def conditioned(seed, theta=THETA):
    rng = np.random.default_rng(seed)
    columns = points(rng, 12)
    kernel = Kernel(Parameters(theta), FLAGS, IS_NUMBER)
    return condition(kernel, columns, rng.standard_normal(12)), rng


def test_that_mean_and_deviation_are_those_of_scikit_learn():
    rng = np.random.default_rng(1)
    columns, values, elsewhere = rng.random((9, 2)), rng.standard_normal(9), rng.random((20, 2))
    theta = np.log([1.5, 0.3, 1.0, 0.02, 0.4, 0.7])
    numbers = np.array([True, True])
    ours = condition(Kernel(Parameters(theta), np.array([0, 1]), numbers), columns, values)
    # The bowl is s (1 + 4 <x, y>)^2, which is 16 s (0.5^2 + <x, y>)^2, measured from the middle.
    bowl = ConstantKernel(16 * 0.3) * DotProduct(0.5) ** 2
    kernel = ConstantKernel(1.5) * Matern([0.4, 0.7], nu=2.5) + bowl
    theirs = GaussianProcessRegressor(kernel, alpha=0.02, optimizer=None)
    theirs.fit(columns - 0.5, values)
    mean, deviation = theirs.predict(elsewhere - 0.5, return_std=True)
    np.testing.assert_allclose(ours.predict(elsewhere)[0], mean, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(ours.predict(elsewhere)[1], deviation, rtol=1e-5)


def test_that_without_noise_it_passes_through_the_results():
    process, _ = conditioned(2, np.concatenate([THETA[:3], [-16.0], THETA[4:]]))
    mean, deviation = process.predict(process.columns)
    np.testing.assert_allclose(mean, process.values, atol=1e-4)
    assert deviation.max() < 0.01


@given(seeds)
def test_that_what_it_expects_of_its_results_is_its_mean_there(seed):
    process, _ = conditioned(seed)
    np.testing.assert_allclose(process.expected, process.predict(process.columns)[0], atol=1e-9)


@given(seeds, st.integers(1, 5))
def test_that_supposed_results_take_doubts_away_and_change_no_mean(seed, count):
    process, rng = conditioned(seed)
    columns, elsewhere = points(rng, count), points(rng, 20)
    supposing = process.supposing(columns, 0.5)
    known = condition(
        process.kernel,
        np.concatenate([process.columns, columns]),
        np.concatenate([process.values, process.predict(columns)[0]]),
        np.concatenate([process.shares, np.full(count, 0.5)]),
    )
    for here in (elsewhere, columns):
        mean, deviation = supposing.predict(here)
        np.testing.assert_allclose(mean, process.predict(here)[0], atol=1e-6)
        np.testing.assert_allclose(deviation, known.predict(here)[1], atol=1e-6)
    np.testing.assert_allclose(supposing.expected, known.expected, atol=1e-6)


@given(seeds)
def test_that_the_slopes_of_mean_and_deviation_are_those_of_their_values(seed):
    process, rng = conditioned(seed)
    columns = points(rng, 3)
    mean, deviation, mean_slopes, deviation_slopes = process.predict_slopes(columns)
    np.testing.assert_allclose((mean, deviation), process.predict(columns), rtol=1e-6, atol=1e-8)

    def slope(place, part):
        return approx_fprime(place, lambda moved: process.predict(moved[None])[part][0], 1e-6)[:3]

    for number, column in enumerate(columns):
        for part, found in enumerate((mean_slopes, deviation_slopes)):
            np.testing.assert_allclose(found[number, :3], slope(column, part), rtol=1e-3, atol=1e-4)


def test_that_covariances_made_by_the_block_are_the_sum_of_their_parts():
    rng = np.random.default_rng(4)
    first, second = points(rng, 700), points(rng, 90)
    kernel = Kernel(Parameters(THETA), FLAGS, IS_NUMBER)
    wanted = kernel.parts(first, second).sum
    np.testing.assert_allclose(kernel.between(first, second), wanted, rtol=1e-7)
    np.testing.assert_allclose(kernel.toward(first, second)[0], wanted, rtol=1e-7)


def test_that_a_choice_that_is_better_on_the_whole_is_expected_to_be_so_elsewhere_too():
    rng = np.random.default_rng(3)
    columns = points(rng, 40)
    values = columns[:, 0] - 2 * columns[:, 4]
    values = (values - values.mean()) / values.std()
    parameters, _ = tune(columns, values, FLAGS, IS_NUMBER)
    process = condition(Kernel(parameters, FLAGS, IS_NUMBER), columns, values)
    corner = np.array([[0.9, 0.05, 0.95]])
    with_choice = [np.concatenate([corner, np.eye(3)[[choice]]], axis=1) for choice in range(3)]
    means = [process.predict(columns)[0][0] for columns in with_choice]
    assert means[1] < min(means[0], means[2]) - 1


@given(st.sampled_from([0.01, 0.1, 0.5]), seeds)
def test_that_the_noise_is_found(noise, seed):
    rng = np.random.default_rng(seed)
    columns = rng.random((80, 1))
    values = np.sin(6 * columns[:, 0]) + noise * rng.standard_normal(80)
    spread = values.std()
    parameters, _ = tune(
        columns, (values - values.mean()) / spread, np.array([0]), np.array([True])
    )
    assert np.sqrt(parameters.noise) * spread == pytest.approx(noise, rel=0.4)
