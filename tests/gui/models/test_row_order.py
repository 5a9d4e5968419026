"""Rows as arrays: what stands where, and ranges of rows that say the same as the rows in them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, strategies as st

from guild_desktop.gui.models.row_order import (
    LONE,
    PickedRows,
    Sweeps,
    lay_out_flat,
    lay_out_tree,
    sorted_by,
)


@st.composite
def layouts(draw):
    count = draw(st.integers(1, 40))
    numbers = draw(st.lists(st.integers(LONE, 3), min_size=count, max_size=count))
    visible = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    order = draw(st.permutations(range(count)))
    sweeps = Sweeps(np.array(numbers, np.int32), {number: number * 100 for number in range(4)})
    creation = np.arange(count, dtype=np.int64) * 7
    arrays = np.array(order, np.int32), np.array(visible)
    return lay_out_tree(*arrays, creation, sweeps), np.array(visible)


@given(layouts())
def test_that_every_visible_run_has_exactly_one_row(made):
    layout, visible = made
    below = [position for part in layout.below.values() for position in part.tolist()]
    on_top = [entry for entry in layout.top.tolist() if entry >= 0]
    assert sorted(below + on_top) == np.flatnonzero(visible).tolist()


@given(layouts())
def test_that_a_run_is_found_where_it_stands(made):
    layout, visible = made
    for position, seen in enumerate(visible):
        row, number = layout.place(position)
        if not seen:
            assert row == -1
        elif number == LONE:
            assert layout.top[row] == position
        else:
            assert layout.below[number][row] == position
            assert layout.top[layout.sweep_row(number)] == -1 - number


@given(layouts(), st.data())
def test_that_joined_ranges_stand_for_the_same_runs(made, data):
    layout, visible = made
    seen = np.flatnonzero(visible).tolist()
    chosen = data.draw(st.sets(st.sampled_from(seen)) if seen else st.just(set()))
    positions = np.array(sorted(chosen), np.int32)
    ranges = list(layout.ranges(positions))
    # A range of top rows may only span sweeps if somebody had picked them.
    again = layout.picked(ranges)
    assert set(again.positions.tolist()) == chosen
    assert again.sweeps == ()


def test_that_a_sweep_without_runs_has_a_row_only_if_it_should():
    none = np.empty(0, np.int32)
    sweeps = Sweeps(none, {0: 5, 1: 6}, frozenset({1}))
    layout = lay_out_tree(none, np.empty(0, bool), np.empty(0, np.int64), sweeps)
    assert layout.sweeps == (1,)


def test_that_values_sort_with_nothing_last_and_equals_oldest_first():
    values = np.array([2.0, np.nan, 1.0, 2.0, np.inf])
    newest = np.arange(4, -1, -1, dtype=np.int32)
    assert sorted_by(values, newest, down=False).tolist() == [2, 0, 3, 4, 1]
    assert sorted_by(values, newest, down=True).tolist() == [4, 0, 3, 2, 1]


def test_that_a_flat_list_has_no_sweeps():
    layout = lay_out_flat(np.array([2, 0, 1], np.int32), np.array([True, False, True]))
    assert layout.top.tolist() == [2, 0]
    assert layout.picked([(LONE, 0, 1)]).positions.tolist() == [2, 0]
    assert isinstance(layout.picked([]), PickedRows)
