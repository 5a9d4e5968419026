"""Running medians: what they say of the points they are of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.gui.plots.running_median import FEWEST, running_medians

places = st.lists(st.tuples(st.floats(0, 1), st.floats(-5, 5)), min_size=0, max_size=60).map(
    lambda points: np.array(points, dtype=float).reshape(-1, 2)
)


@given(places, st.booleans())
def test_that_quartiles_lie_in_order_within_the_points(points: np.ndarray, by_value: bool) -> None:
    xs, ys = points.T
    for piece in running_medians(xs, ys, by_value=by_value):
        assert (np.diff(piece.xs) >= 0.0).all()
        assert xs.min() <= piece.xs.min() <= piece.xs.max() <= xs.max()
        assert (piece.low <= piece.middle).all()
        assert (piece.middle <= piece.high).all()
        assert ys.min() <= piece.low.min() <= piece.high.max() <= ys.max()


def test_that_it_follows_a_curve_whatever_single_points_do() -> None:
    xs = np.linspace(0.0, 1.0, 400)
    ys = xs**2
    ys[::10] = 50.0
    (piece,) = running_medians(xs, ys, by_value=False)
    assert np.abs(piece.middle - piece.xs**2).max() < 0.02
    assert (piece.high < 1.0).all()


def test_that_the_order_of_the_points_does_not_matter() -> None:
    random = np.random.default_rng(3)
    xs, ys = random.random(300), random.random(300)
    turned = random.permutation(300)
    (first,), (second,) = (
        running_medians(xs[order], ys[order], by_value=False) for order in (np.arange(300), turned)
    )
    assert np.array_equal(first.middle, second.middle)


def test_that_each_value_of_a_few_stands_for_itself() -> None:
    xs = np.repeat([0.2, 0.5, 0.8], 5)  # fewer than a line needs
    ys = np.tile([1.0, 2.0, 3.0, 4.0, 5.0], 3) + 10 * xs
    (piece,) = running_medians(xs, ys, by_value=True)
    assert piece.by_value
    assert piece.xs.tolist() == [0.2, 0.5, 0.8]
    assert piece.middle.tolist() == [5.0, 8.0, 11.0]
    assert (piece.high - piece.low).tolist() == [2.0, 2.0, 2.0]


def test_that_no_line_crosses_room_without_points() -> None:
    xs = np.concatenate([np.linspace(0.0, 0.3, 40), np.linspace(0.7, 1.0, 40)])
    pieces = running_medians(xs, np.sin(xs), by_value=False)
    assert [(piece.xs.min() < 0.3, piece.xs.max() > 0.7) for piece in pieces] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize("count", [0, 1, FEWEST - 1])
def test_that_a_few_points_have_no_trend(count: int) -> None:
    xs = np.linspace(0.0, 1.0, count)
    assert running_medians(xs, xs, by_value=False) == ()


def test_that_points_at_one_place_have_no_trend() -> None:
    assert running_medians(np.full(50, 0.5), np.arange(50.0), by_value=False) == ()


def test_that_very_many_points_cost_no_more_than_their_sample() -> None:
    xs = np.linspace(0.0, 1.0, 200_000)
    (piece,) = running_medians(xs, xs, by_value=False)
    assert piece.xs.size < 30
    assert np.abs(piece.middle - piece.xs).max() < 0.01
