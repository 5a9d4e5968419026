"""The logarithm of the expected improvement, near and far."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from guild_desktop.optimizers.bayes.improvement import improvement_slopes, log_improvement

means = st.floats(-5, 5)
deviations = st.floats(0.05, 3)


def one(best, mean, deviation):
    return float(log_improvement(best, np.array([mean]), np.array([deviation]))[0])


@given(means, deviations)
def test_that_it_is_the_logarithm_of_the_integral(mean, deviation):
    # Where it is far from the mean, the integral is too small for its own error.
    lowest = min(mean, 0.0) - 10 * deviation
    wanted, _ = quad(lambda y: -y * norm.pdf(y, mean, deviation), lowest, 0, limit=200)
    if wanted > 1e-6:
        assert one(0.0, mean, deviation) == pytest.approx(math.log(wanted), rel=1e-4, abs=1e-4)


def test_that_it_falls_for_ever_and_never_becomes_infinite():
    far = -np.logspace(0, 12, 60)
    values = log_improvement(0.0, -far, np.ones(60))
    assert np.all(np.isfinite(values))
    assert np.all(np.diff(values) < 0)


def test_that_it_has_no_step_where_its_formula_changes():
    steps = np.linspace(0.99, 1.01, 201)
    assert np.abs(np.diff(log_improvement(0.0, steps, np.ones(201)), 2)).max() < 1e-6


@given(st.floats(-50, 20), deviations)
def test_that_its_slopes_are_those_of_its_values(mean, deviation):
    step = 1e-5
    by_mean = (one(0.0, mean + step, deviation) - one(0.0, mean - step, deviation)) / 2 / step
    by_deviation = (one(0.0, mean, deviation + step) - one(0.0, mean, deviation - step)) / 2 / step
    found = improvement_slopes(0.0, np.array([mean]), np.array([deviation]))
    assert np.ravel(found) == pytest.approx((by_mean, by_deviation), rel=1e-3, abs=1e-4)
