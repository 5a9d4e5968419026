"""How results are brought to a scale a process can follow, and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.optimizers.bayes.warping import BENDS, warp

bends = st.sampled_from(BENDS)
plain = st.floats(-1e6, 1e6).map(lambda value: round(value, 6))
any_float = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(any_float | st.none(), min_size=1).filter(any), bends)
def test_that_whatever_the_results_the_scaled_ones_are_finite(values, bend):
    if any(value is not None for value in values):
        assert np.all(np.isfinite(warp(values, bend).values))


@given(st.lists(plain, min_size=3, max_size=30, unique=True), bends)
def test_that_a_value_comes_back(values, bend):
    warping = warp(values, bend).warping
    lowest = min(values)
    scaled = float(warping.warped(np.array([lowest]))[0])
    assert warping.restored(scaled) == pytest.approx(lowest, abs=1e-6 * max(map(abs, values)))


@given(st.lists(plain, min_size=3, max_size=30, unique=True), bends)
def test_that_the_order_of_results_stays(values, bend):
    scaled = warp(sorted(values), bend).values
    assert np.all(np.diff(scaled) >= 0)


@given(bends)
def test_that_failed_trials_count_as_the_worst(bend):
    assert np.argmax(warp([3.0, None, 1.0, 2.0], bend).values) in (0, 1)
    scaled = warp([3.0, None, 1.0, 2.0], bend).values
    assert scaled[1] == scaled[0] == scaled.max()


def test_that_one_diverged_trial_does_not_make_all_others_alike():
    scaled = warp([1.0, 2.0, 3.0, 4.0, 1e30], 0.0).values
    assert scaled[3] - scaled[0] > 0.15


def test_that_a_skewed_scale_costs_less_when_bent_and_an_even_one_more():
    rng = np.random.default_rng(1)
    skewed, even = np.exp(2 * rng.standard_normal(60)), rng.random(60)
    assert warp(skewed, 10.0).cost < warp(skewed, 0.0).cost
    assert warp(even, 100.0).cost > warp(even, 0.0).cost


def test_that_a_search_that_has_arrived_measures_in_no_smaller_steps_than_it_began_with():
    usual = [1.0 + number for number in range(20)]
    arrived = [1e-5 * number for number in range(200)]
    warping = warp([*usual, *arrived], 1.0).warping
    assert warping.step * warping.unit == pytest.approx(np.median(usual))


def test_that_trials_that_diverged_at_first_set_no_step():
    diverged, usual = [1e30] * 20, [1.0 + number for number in range(30)]
    warping = warp([*diverged, *usual], 0.0).warping
    assert warping.step * warping.unit < 1e9


def test_that_a_search_that_has_arrived_still_tells_usual_values_apart():
    usual = [8.0, 3.0, 9.0, 4.0, 7.0, 2.0, 6.0, 5.0]
    arrived = [1 + 1e-7 * number for number in range(40)]
    scaled = warp([*usual, *arrived], 0.0).values
    assert scaled[2] - scaled[0] > 0.1
