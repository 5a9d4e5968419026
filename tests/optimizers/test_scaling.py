"""Results on a scale that a model can learn from."""

from __future__ import annotations

import pytest

from guild_desktop.optimizers.scaling import scale


def test_that_values_get_mean_nought_and_deviation_one_and_come_back():
    values, scaling = scale([1.0, 2.0, 4.0, 9.0])
    assert values.mean() == pytest.approx(0)
    assert values.std() == pytest.approx(1)
    assert [scaling.restored(value) for value in values] == pytest.approx([1, 2, 4, 9])


def test_that_a_failure_counts_as_the_worst_finite_value():
    values, _ = scale([1.0, None, 3.0, 2.0])
    assert values[1] == values[2]


def test_that_one_diverged_trial_leaves_the_others_apart():
    values, _ = scale([0.1, 0.2, 0.3, 0.4, 1e12])
    assert values[3] - values[0] > 0.5
    assert values.argmax() == 4


def test_that_a_very_good_trial_is_not_cut():
    values, scaling = scale([-1000.0, 1.0, 2.0, 3.0])
    assert scaling.restored(values[0]) == pytest.approx(-1000)


@pytest.mark.parametrize("value", [0.0, 5e-324, -3.0, 1e308])
def test_that_equal_values_are_all_nought(value):
    values, scaling = scale([value] * 3)
    assert values.tolist() == pytest.approx([0, 0, 0])
    assert scaling.restored(0.0) == pytest.approx(value)
