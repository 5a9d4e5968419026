"""Rectangles in the cells of the matrix as clauses: which runs they keep, and that they read back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.clause import And, Except, Or, Within
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.selection import Selection
from guild_desktop.gui.plots.cell_rectangles import (
    CellAxes,
    How,
    Rectangle,
    pairs_of,
    with_rectangle,
    without_cell,
)
from tests.gui.plots.conftest import make_sweep

CELL, OTHER = CellAxes("x", "loss", ("lr",)), CellAxes("lr", "loss", ("x",))
FRAME = RunFrame.empty().updated(make_sweep(80), ())

numbers = st.integers(-20, 20).map(lambda number: number / 10)
spans = st.tuples(numbers, numbers).map(lambda ends: (min(ends), max(ends)))


def rectangle(across: tuple[float, float] | None, upward: tuple[float, float] | None) -> Rectangle:
    return Rectangle(
        None if across is None else Within("x", *across),
        None if upward is None else Within("loss", *upward),
    )


def inside(across: tuple[float, float], upward: tuple[float, float]) -> np.ndarray:
    x, loss = (FRAME.column(name).values for name in ("x", "loss"))
    return (x >= across[0]) & (x <= across[1]) & (loss >= upward[0]) & (loss <= upward[1])


@given(st.lists(st.tuples(spans, spans), min_size=1, max_size=4))
def test_that_a_run_may_lie_in_any_rectangle_of_a_cell(drawn) -> None:
    selection, expected = Selection(), np.zeros(len(FRAME), dtype=bool)
    for across, upward in drawn:
        selection = with_rectangle(selection, CELL, rectangle(across, upward), How.ADDING)
        expected |= inside(across, upward)
    assert np.array_equal(selection.focus(FRAME), expected)
    assert np.array_equal(parse_filter(selection.text).mask(FRAME) & FRAME.alive, expected)
    if len({str(each) for each in drawn}) > 1:
        assert len(pairs_of(selection, "x", "loss")) == len({*drawn})


@given(spans, spans, st.lists(st.tuples(spans, spans), max_size=3))
def test_that_a_plain_rectangle_takes_the_place_of_all_others_of_its_cell(
    across, upward, before
) -> None:
    selection = Selection()
    for each in before:
        selection = with_rectangle(selection, CELL, rectangle(*each), How.ADDING)
    selection = with_rectangle(selection, CELL, rectangle(across, upward), How.REPLACING)
    assert selection.clauses == (Within("x", *across), Within("loss", *upward))


def test_that_one_rectangle_is_a_range_on_each_axis_whichever_way_it_was_drawn() -> None:
    for how in (How.REPLACING, How.ADDING):
        selection = with_rectangle(Selection(), CELL, rectangle((0, 1), (-1, 0)), how)
        assert selection.clauses == (Within("x", 0, 1), Within("loss", -1, 0))
        assert pairs_of(selection, "x", "loss") == ()


def test_that_rectangles_of_different_cells_hold_together() -> None:
    first = with_rectangle(Selection(), CELL, rectangle((0, 1), (-1, 0)), How.REPLACING)
    added = Rectangle(Within("lr", 0.01, 0.1), Within("loss", -2, 0.5))
    both = with_rectangle(first, OTHER, added, How.ADDING)
    assert both.clauses[:2] == first.clauses
    assert both.clauses[2] == And((Within("lr", 0.01, 0.1), Within("loss", -2, 0.5)))
    again = with_rectangle(both, CELL, rectangle((-2, -1), (0, 1)), How.ADDING)
    assert len(pairs_of(again, "x", "loss")) == 2
    assert len(pairs_of(again, "lr", "loss")) == 1


def test_that_rectangles_over_the_whole_width_are_ranges_of_the_row() -> None:
    selection = with_rectangle(Selection(), CELL, rectangle(None, (-2, -1)), How.ADDING)
    selection = with_rectangle(selection, CELL, rectangle(None, (0, 1)), How.ADDING)
    assert selection.clauses == (Or((Within("loss", -2, -1), Within("loss", 0, 1))),)


@given(spans, spans)
def test_that_a_rectangle_left_out_leaves_out_just_the_runs_in_it(across, upward) -> None:
    selection = with_rectangle(Selection(), CELL, rectangle(across, upward), How.LEAVING_OUT)
    assert np.array_equal(selection.focus(FRAME), FRAME.alive & ~inside(across, upward))
    (found,) = pairs_of(selection, "x", "loss")
    assert found.left_out
    assert isinstance(selection.clauses[0], Except)


def test_that_a_range_left_out_over_the_whole_width_is_one_on_the_axis() -> None:
    selection = with_rectangle(Selection(), CELL, rectangle(None, (0, 1)), How.LEAVING_OUT)
    assert selection.clauses == (Within("loss", 0, 1, True),)


@pytest.mark.parametrize("how", [How.ADDING, How.LEAVING_OUT])
def test_that_a_rectangle_over_everything_adds_nothing(how: How) -> None:
    before = Selection(clauses=(Within("x", 0, 1),))
    assert with_rectangle(before, CELL, Rectangle(None, None), how) == before


def test_that_clearing_a_cell_leaves_the_filters_of_others() -> None:
    others = (Within("lr", 0.01, 0.1), And((Within("lr", 0, 1), Within("loss", 0, 1))))
    selection = Selection(clauses=others)
    for span in ((0.0, 1.0), (-2.0, -1.0)):
        selection = with_rectangle(selection, CELL, rectangle(span, span), How.ADDING)
    assert without_cell(selection, "x", "loss").clauses == others


def test_that_other_conditions_on_both_axes_are_no_rectangles() -> None:
    odd = (
        parse_filter("not (x < 1 and loss < 0)"),
        parse_filter("x < 1 or not (loss < 0 and x > 2)"),
    )
    assert pairs_of(Selection(clauses=odd), "x", "loss") == ()
