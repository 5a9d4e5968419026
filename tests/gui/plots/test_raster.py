"""Many lines in one picture: compared with each line drawn by itself, in plain arithmetic."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from guild_desktop.gui.plots.pair_tables import chosen, pair_codes, quantise, raise_to
from guild_desktop.gui.plots.raster import Projection, draw_gap, sample

SIZE = 64
WIDTH, STEPS = 31, 4
PROJECTION = Projection(SIZE)
# The middle of the first column lies on the left axis, that of the last on the right one.
FRACTIONS = np.linspace(0.0, 1.0, WIDTH)[None, :].repeat(STEPS, axis=0)
EXACT = sample(SIZE, SIZE, FRACTIONS)

row = st.integers(0, SIZE - 1)
lines = st.lists(st.tuples(row, row, st.integers(1, 255)), min_size=1, max_size=40)


def picture(drawn) -> np.ndarray:
    table = np.zeros(SIZE * SIZE, dtype=np.uint8)
    cells = np.array([left * SIZE + right for left, right, _ in drawn])
    raise_to(table, cells, np.array([colour for *_, colour in drawn], dtype=np.uint8))
    return draw_gap(table.reshape(SIZE, SIZE), PROJECTION, EXACT)


def height(left, right, column):
    share = FRACTIONS[0, column]
    return (1.0 - share) * left + share * right


@settings(max_examples=60, deadline=None)
@given(lines)
def test_that_every_line_is_drawn_within_two_pixels_or_covered_by_a_better_one(drawn) -> None:
    found = picture(drawn)
    for left, right, colour in drawn:
        for column in range(WIDTH):
            y = height(left, right, column)
            near = found[max(0, int(np.ceil(y - 2))) : int(y + 2) + 1, column]
            assert near.max() >= colour


@settings(max_examples=60, deadline=None)
@given(lines)
def test_that_nothing_is_drawn_where_no_line_of_that_colour_passes(drawn) -> None:
    found = picture(drawn)
    for y, column in np.argwhere(found):
        passing = [
            colour
            for left, right, colour in drawn
            if abs(height(left, right, column) - y) <= 3.0 and colour == found[y, column]
        ]
        assert passing


@settings(max_examples=60, deadline=None)
@given(lines)
def test_that_on_the_axes_each_row_has_exactly_the_best_of_its_runs(drawn) -> None:
    found = picture(drawn)
    for end, column in ((0, 0), (1, WIDTH - 1)):
        wanted = np.zeros(SIZE, dtype=np.uint8)
        for line in drawn:
            wanted[line[end]] = max(wanted[line[end]], line[2])
        assert np.array_equal(found[:, column], wanted)


def test_that_a_steep_line_has_no_gaps() -> None:
    between = (np.arange(20) + (np.arange(8)[:, None] + 0.5) / 8) / 20
    table = np.zeros((SIZE, SIZE), dtype=np.uint8)
    table[0, SIZE - 1] = 1
    found = draw_gap(table, PROJECTION, sample(SIZE, SIZE, between))
    rows = np.flatnonzero(found.any(axis=1))
    assert np.diff(rows).max() == 1
    assert rows[0] <= 2
    assert rows[-1] >= SIZE - 3


@pytest.mark.parametrize("rows", [40, SIZE, 150])
def test_that_a_picture_has_as_many_rows_as_there_are_pixels(rows) -> None:
    table = np.zeros((SIZE, SIZE), dtype=np.uint8)
    table[SIZE - 1, SIZE - 1] = table[0, 0] = 9
    found = draw_gap(table, PROJECTION, sample(SIZE, rows, FRACTIONS))
    assert found.shape == (rows, WIDTH)
    assert (found[-1] == 9).all()
    assert (found[0] == 9).all()


def test_that_rows_are_equal_parts_from_top_to_bottom() -> None:
    heights = np.array([[10.0, 19.9, 20.0, 49.9, 0.0, 90.0]])
    assert quantise(heights, 10.0, 50.0, 4).tolist() == [[0, 0, 1, 3, 0, 3]]


def test_that_a_cell_tells_the_rows_of_both_its_axes() -> None:
    places = np.array([[1, 2], [3, 0], [0, 3]], dtype=np.uint16)
    assert pair_codes(places, 4).tolist() == [[7, 8], [12, 3]]


def test_that_many_runs_are_gone_over_and_few_are_taken() -> None:
    assert chosen(np.ones(10, dtype=bool)) is None
    few = chosen(np.arange(10) == 7)
    assert few is not None
    assert few.tolist() == [7]
