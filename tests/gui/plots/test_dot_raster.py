"""Dots as arithmetic: a dot looks like a dot, and the best lies on top."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from guild_desktop.gui.plots.dot_raster import disc, grow, pixels_of

SIDE = 24


@pytest.mark.parametrize("diameter", [1, 3, 4, 5, 10])
def test_that_a_dot_is_round_and_as_wide_as_it_should(diameter) -> None:
    table = np.zeros((SIDE, SIDE), dtype=np.uint8)
    table[12, 12] = 1
    dot = grow(table, diameter)
    rows, columns = np.flatnonzero(dot.any(axis=1)), np.flatnonzero(dot.any(axis=0))
    assert len(rows) == len(columns) == diameter
    assert np.array_equal(dot, dot.T)
    assert abs(dot.sum() - np.pi * diameter**2 / 4) <= diameter


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, SIDE - 1), st.integers(0, SIDE - 1), st.integers(1, 255)),
        max_size=30,
    ),
    st.integers(1, 7),
)
def test_that_each_pixel_has_the_best_of_the_dots_over_it(points, diameter) -> None:
    table = np.zeros((SIDE, SIDE), dtype=np.uint8)
    wanted = np.zeros_like(table)
    for row, column, colour in points:
        table[row, column] = max(table[row, column], colour)
        for down, left, right in disc(diameter):
            if 0 <= row + down < SIDE:
                part = wanted[row + down, max(column + left, 0) : max(column + right + 1, 0)]
                np.maximum(part, colour, out=part)
    assert np.array_equal(grow(table, diameter), wanted)


def test_that_a_dot_of_an_even_width_lies_between_pixels() -> None:
    assert pixels_of(np.array([3.2, 3.8, -1.0, 99.0]), 1.0, 5, 10).tolist() == [3, 3, 0, 9]
    assert pixels_of(np.array([3.2, 3.8]), 1.0, 4, 10).tolist() == [3, 4]
