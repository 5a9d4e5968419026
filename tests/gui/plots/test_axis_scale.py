"""Values and places on an axis, both ways."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, strategies as st

from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale, Span
from guild_desktop.gui.plots.quantiles import Quantiles

numbers = st.floats(-1e6, 1e6)
samples = st.lists(numbers, min_size=2, max_size=40).map(np.array)
LINEAR = NumberScale(-2.0, 2.0)
LOG = NumberScale(1e-4, 0.1, log=True)
STOPS = NumberScale(1.0, 4.0, stops=(1.0, 2.0, 3.0, 4.0))


@given(numbers, numbers, st.booleans())
def test_that_both_ends_of_an_axis_are_exact_in_both_directions(first, second, log):
    low, high = sorted((first, second))
    assume(low < high and (not log or (low > 0 and high / low > 1.001)))
    scale = NumberScale(low, high, log)
    assert scale.fraction([low, high]).tolist() == [0.0, 1.0]
    assert (scale.value(0.0), scale.value(1.0)) == (low, high)


@given(st.floats(0.0, 1.0))
def test_that_value_and_fraction_are_inverse(fraction):
    for scale in (LINEAR, LOG, STOPS):
        assert float(scale.fraction(scale.value(fraction))) == pytest.approx(fraction, abs=1e-9)


def test_that_a_logarithmic_axis_gives_each_decade_the_same_room():
    assert LOG.fraction([1e-4, 1e-3, 1e-2, 1e-1]).tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_that_values_beyond_the_axis_lie_beyond_it_and_nan_nowhere():
    below, above, nowhere = LINEAR.fraction([-3.0, 5000.0, math.nan])
    assert below < 0.0
    assert above > 1.0
    assert math.isnan(nowhere)


def test_that_an_axis_whose_values_are_all_equal_shows_them_in_the_middle():
    scale = NumberScale(0.7, 0.7)
    assert float(scale.fraction(0.7)) == pytest.approx(0.5)
    assert [tick.label for tick in scale.ticks(300, 20)] == ["0.7"]


@pytest.mark.parametrize("scale", [LINEAR, LOG, STOPS])
def test_that_a_drag_past_an_end_is_open_there(scale):
    assert scale.span_between(-0.05, 0.5, 300).low is None
    assert scale.span_between(0.0, 0.5, 300).low is None
    assert scale.span_between(0.5, 1.0, 300).high is None
    assert scale.span_between(1.2, 0.5, 300).high is None
    assert scale.span_between(-1.0, 2.0, 300) == Span(None, None)


@pytest.mark.parametrize("scale", [LINEAR, LOG, STOPS])
def test_that_the_outermost_value_can_be_kept_alone(scale):
    ends = np.array([scale.low, scale.high])
    bottom, top = scale.span_between(0.0, 0.02, 300), scale.span_between(0.98, 1.0, 300)
    if scale is STOPS:
        bottom, top = scale.span_between(0.0, 0.1, 300), scale.span_between(0.9, 1.0, 300)
    assert (ends <= bottom.high).tolist() == [True, False]
    assert (ends >= top.low).tolist() == [False, True]


def test_that_the_ends_of_a_range_have_no_more_digits_than_can_be_seen():
    span = NumberScale(-1.10372, 1.2841).span_between(0.2317, 0.6114, 300)
    assert (span.low, span.high) == (-0.55, 0.36)
    span = LOG.span_between(0.2317, 0.6114, 300)
    assert (span.low, span.high) == (0.0005, 0.0068)


def test_that_rounding_moves_an_end_by_a_few_pixels_at_most():
    for scale in (LINEAR, LOG, NumberScale(0.0, 7e-9), NumberScale(1e9, 1e9 + 3)):
        most = 6.0 if scale.log else 2.0
        for fraction in np.linspace(0.01, 0.99, 57):
            back = float(scale.fraction(scale.rounded(float(fraction), 250)))
            assert abs(back - fraction) * 250 < most


def test_that_a_range_on_a_discrete_axis_ends_at_its_stops():
    assert STOPS.span_between(0.30, 0.70, 300) == Span(2.0, 3.0)
    low, high = STOPS.fractions(Span(2.0, 3.0))
    assert low < float(STOPS.fraction(2.0))
    assert high > float(STOPS.fraction(3.0))


def test_that_bands_of_neighbours_do_not_touch():
    places = STOPS.fraction(STOPS.stops)
    assert np.diff(places).min() > 2 * STOPS.half_band


def test_that_whole_numbers_get_whole_ticks():
    assert [tick.label for tick in STOPS.ticks(300, 20)] == ["1", "2", "3", "4"]


def test_that_a_short_axis_has_fewer_labels_and_none_outside():
    for scale in (LINEAR, LOG, NumberScale(0.013, 0.0131), NumberScale(-5e7, 3e9)):
        for length in (60, 150, 400):
            ticks = scale.ticks(length, 20)
            places = [tick.fraction for tick in ticks]
            assert 1 <= len(ticks) <= length / 20 + 1
            assert -1e-6 <= min(places) <= max(places) <= 1 + 1e-6
            assert len({tick.label for tick in ticks}) == len(ticks)


def test_that_categories_share_the_axis_evenly_from_the_top():
    scale = CategoryScale(("adam", "adamw", "sgd"), (0, 1, 2))
    assert scale.fraction([0, 1, 2]).tolist() == pytest.approx([5 / 6, 3 / 6, 1 / 6])
    assert scale.band_at(0.9) == 0
    assert scale.band_at(1.1) is None
    assert scale.names(scale.bands_between(0.4, 1.0)) == ("adam", "adamw")


def test_that_categories_without_a_band_of_their_own_share_one():
    scale = CategoryScale(("a", "b", "c", "d"), (1, 3), (0, 2))
    assert scale.bands == 3
    assert scale.fraction([0])[0] == scale.fraction([2])[0]
    assert scale.names((2,)) == ("a", "c")


def scales_of(values):
    """Every kind of axis that these numbers allow, either way up."""
    low, high = float(values.min()), float(values.max())
    assume(high - low > 1e-3)
    kinds = [NumberScale(low, high), NumberScale(low, high, quantiles=Quantiles.of(values))]
    if low > 0.0 and high / low > 1.001:
        kinds.append(NumberScale(low, high, log=True))
    return [replace(scale, flipped=flipped) for scale in kinds for flipped in (False, True)]


@given(samples, st.floats(0.0, 1.0))
def test_that_on_every_scale_either_way_up_value_and_fraction_are_inverse(values, fraction):
    for scale in scales_of(values):
        value = scale.value(fraction)
        assert float(scale.fraction(value)) == pytest.approx(fraction, abs=1e-6)


@given(samples)
def test_that_on_every_scale_the_ends_are_exact_and_values_in_order(values):
    for scale in scales_of(values):
        ends = [1.0, 0.0] if scale.flipped else [0.0, 1.0]
        assert scale.fraction([scale.low, scale.high]).tolist() == ends
        assert [scale.value(ends[0]), scale.value(ends[1])] == [scale.low, scale.high]
        places = np.diff(scale.fraction(np.unique(values)))
        assert (places <= 0).all() if scale.flipped else (places >= 0).all()


@given(samples)
def test_that_both_ends_of_every_scale_can_be_brushed(values):
    for scale in scales_of(values):
        bottom, top = scale.span_between(-0.02, 0.4, 300), scale.span_between(0.6, 1.02, 300)
        low, high = (top, bottom) if scale.flipped else (bottom, top)
        assert low.low is None
        assert scale.low <= low.high < scale.high
        assert high.high is None
        assert scale.low < high.low <= scale.high


def test_that_on_a_quantile_scale_each_run_has_the_same_room_and_equals_share_a_place():
    scale = NumberScale(0.0, 1e6, quantiles=Quantiles.of(np.array([0.0, 1.0, 1.0, 5.0, 1e6])))
    assert scale.fraction([0.0, 1.0, 5.0, 1e6]).tolist() == pytest.approx([0, 0.375, 0.75, 1])


def test_that_the_ticks_of_a_quantile_scale_are_values_that_runs_have():
    values = np.exp(np.random.default_rng(3).normal(size=200))
    scale = NumberScale(values.min(), values.max(), quantiles=Quantiles.of(values))
    ticks = scale.ticks(300, 30)
    assert len(ticks) >= 5
    for tick in ticks:
        nearest = values[np.argmin(np.abs(values - scale.value(tick.fraction)))]
        assert float(tick.label) == pytest.approx(nearest, rel=0.01)


def test_that_a_flipped_axis_has_its_lowest_stop_on_top():
    scale = replace(STOPS, flipped=True)
    assert scale.fraction([1.0, 4.0]).tolist() == [1.0 - f for f in STOPS.fraction([1.0, 4.0])]
    assert scale.span_between(0.9, 1.02, 300) == Span(None, 1.0)
    assert scale.stretch(Span(None, 1.0)).open_top


@pytest.mark.parametrize(
    ("low", "high", "length", "labels"),
    [
        (0.0133, 0.965, 80, ["0.02", "0.1", "0.5"]),
        (0.0133, 0.965, 300, ["0.02", "0.05", "0.1", "0.2", "0.5"]),
        (0.003, 3.0, 80, ["0.01", "0.1", "1"]),
        (0.4, 0.9, 80, ["0.4", "0.6", "0.8"]),
    ],
)
def test_that_a_short_logarithmic_axis_has_labels_too(low, high, length, labels):
    scale = NumberScale(low, high, log=True)
    assert [tick.label for tick in scale.ticks(length, 20)] == labels


def test_that_a_low_axis_tells_its_scale_by_two_labels():
    assert [tick.label for tick in NumberScale(-0.99, 0.352).ticks(52, 20)] == ["\u22120.5", "0.0"]
