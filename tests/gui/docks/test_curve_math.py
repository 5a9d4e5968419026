"""What is done to curves before they are drawn."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.gui.live.series import in_short
from guild_desktop.gui.plots.curve_math import (
    band_of,
    relative,
    smoothed,
    suggests_log,
    thinned,
    value_range,
)

FLOATS = st.floats(-100, 100)


def smoothed_by_hand(values, weight):
    total = share = 0.0
    for value in values:
        total, share = weight * total + value, weight * share + 1.0
        yield total / share


@given(st.lists(FLOATS, min_size=1, max_size=200), st.integers(0, 98))
def test_that_smoothing_is_the_moving_average_without_a_lean_to_zero(values, percent):
    weight = percent / 100
    expected = list(smoothed_by_hand(values, weight))
    assert smoothed(np.array(values), weight) == pytest.approx(expected, abs=1e-6)


def test_that_long_curves_are_smoothed_as_well():
    values = np.sin(np.arange(50_000) / 100)
    expected = list(smoothed_by_hand(values, 0.5))
    assert smoothed(values, 0.5) == pytest.approx(expected)


def test_that_nan_counts_nothing_and_stays():
    found = smoothed(np.array([1.0, np.nan, 1.0, np.inf, 1.0]), 0.9)
    assert list(found[[0, 2, 4]]) == [1.0, 1.0, 1.0]
    assert np.isnan(found[1])
    assert np.isinf(found[3])


def test_that_shares_run_from_the_first_step_to_the_last():
    assert list(relative(np.array([10.0, 15.0, 20.0]))) == [0.0, 0.5, 1.0]
    assert list(relative(np.array([3.0]))) == [0.0]


def test_that_a_thinned_line_keeps_its_spikes():
    ys = np.zeros(10_000)
    ys[5_001], ys[7_003] = 9.0, -9.0
    xs, thin = thinned(np.linspace(0.0, 100.0, 10_000), ys)
    assert thin.size < 500
    assert thin.max() == 9.0
    assert thin.min() == -9.0
    assert (np.diff(xs) >= 0.0).all()


def test_that_a_band_holds_each_curve_where_it_has_values():
    short = (np.array([0.0, 1.0]), np.array([0.0, 0.0]))
    long = (np.array([0.0, 1.0, 2.0]), np.array([10.0, 10.0, 20.0]))
    band = band_of([short, long])
    assert list(band.xs) == [0.0, 1.0, 2.0]
    assert list(band.median) == [5.0, 5.0, 20.0]
    assert band.low[0] == pytest.approx(1.0)
    assert band.high[0] == pytest.approx(9.0)


def test_that_a_few_far_off_values_do_not_squash_the_axis():
    values = np.concatenate([np.linspace(0.0, 1.0, 1000), [1e6]])
    assert value_range(values, log=False)[1] < 2.0
    assert value_range(np.array([0.0, 1e6]), log=False) == (0.0, 1e6)
    assert value_range(np.array([np.nan]), log=False) is None


def test_that_a_logarithmic_scale_is_suggested_where_values_crowd_at_the_low_end():
    assert suggests_log(np.geomspace(1e-4, 10.0, 50))
    assert not suggests_log(np.linspace(0.1, 10.0, 50))
    assert not suggests_log(np.array([-1.0, 0.1, 100.0]))


def test_that_steps_go_back_when_a_script_starts_over():
    series = in_short(array("q", [0, 1, 2, 1, 2]), array("d", [5.0, 4.0, 3.0, 4.5, 3.5]))
    assert list(series.steps) == [0, 1, 1, 2, 2]


def test_that_values_of_one_step_count_themselves():
    series = in_short(array("q", [7, 7, 7]), array("d", [5.0, 4.0, 3.0]))
    assert list(series.steps) == [0, 1, 2]


def test_that_long_series_keep_their_ends_and_extremes():
    values = np.zeros(100_000)
    values[0], values[-1], values[60_001], values[60_002] = 1.0, 2.0, 9.0, np.nan
    series = in_short(array("q", range(100_000)), array("d", values), 1000)
    assert series.values.size <= 1002
    assert series.count == 100_000
    assert (series.values[0], series.values[-1]) == (1.0, 2.0)
    assert np.nanmax(series.values) == 9.0
