"""Axes of the parallel coordinates brushed with a real mouse: what is dragged is what a filter finds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guild_desktop.core.clause import Comparison, OneOf, Within
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.selection import Selection
from guild_desktop.gui.plots.axis_brush import AxisBrush
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from tests.gui.plots.conftest import Mouse, make_run, make_sweep

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def values(session, name):
    return session.frame.column(name).values


def clause(session):
    (only,) = session.selection.clauses
    return only


def along(plot, name, start, end):
    return plot.axis_point(name, start), plot.axis_point(name, end)


def test_that_a_drag_keeps_exactly_the_runs_a_filter_finds(session, plot, mouse):
    mouse.drag(*along(plot, "loss", 0.2, 0.5))
    text = clause(session).text
    found = parse_filter(text).mask(session.frame)
    assert np.array_equal(session.focus, found)
    low, high = clause(session).low, clause(session).high
    loss = values(session, "loss")
    assert np.array_equal(found, (loss >= low) & (loss <= high))
    assert 0 < found.sum() < len(found)
    plot.grab()
    assert plot.in_focus.sum() == found.sum()


def test_that_the_ends_of_a_brush_lie_where_the_mouse_was(session, plot, mouse):
    mouse.drag(*along(plot, "loss", 0.2, 0.5))
    axis = plot.axes.shown[-1]
    places = axis.scale.fraction([clause(session).low, clause(session).high])
    assert places.tolist() == pytest.approx([0.2, 0.5], abs=0.01)


def test_that_the_text_of_a_brush_reads_well(session, plot, mouse):
    mouse.drag(*along(plot, "loss", -0.02, 0.3))
    assert clause(session).text.startswith("loss <= ")
    assert len(clause(session).text) <= len("loss <= -0.55")


@pytest.mark.parametrize("name", ["x", "noise", "lr", "layers", "loss"])
def test_that_both_ends_of_every_scale_can_be_brushed(session, plot, mouse, name):
    column = values(session, name)
    lowest, highest = np.nanmin(column), np.nanmax(column)
    mouse.drag(*along(plot, name, 0.0, 0.1))
    assert column[session.focus].min() == lowest
    assert column[session.focus].max() < highest
    mouse.drag(*along(plot, name, 1.0, 0.9))
    assert column[session.focus].max() == highest
    assert column[session.focus].min() > lowest


@pytest.mark.parametrize(("start", "end"), [(-0.03, 0.3), (0.3, -0.1)])
def test_that_a_drag_past_the_end_is_open(session, plot, mouse, start, end):
    mouse.drag(*along(plot, "loss", start, end))
    assert clause(session).low is None
    assert clause(session).high is not None


def test_that_a_second_drag_replaces_the_range_and_shift_adds_one(session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.1, 0.2))
    mouse.drag(*along(plot, "x", 0.7, 0.9))
    first = clause(session)
    assert isinstance(first, Within)
    mouse.drag(*along(plot, "x", 0.3, 0.4), SHIFT)
    both = clause(session)
    assert both.text == f"{first.text} or {both.clauses[1].text}"
    x = values(session, "x")
    added = both.clauses[1]
    expected = ((x >= first.low) & (x <= first.high)) | ((x >= added.low) & (x <= added.high))
    assert np.array_equal(session.focus, expected)


def test_that_a_brush_can_be_moved_and_resized(session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.4, 0.6))
    before = clause(session)
    mouse.drag(*along(plot, "x", 0.5, 0.7))
    moved = clause(session)
    assert moved.high - moved.low == pytest.approx(before.high - before.low, abs=0.06)
    assert moved.low > before.low
    mouse.drag(*along(plot, "x", 0.8, 0.9))
    assert clause(session).low == moved.low
    assert clause(session).high > moved.high


def test_that_brushes_on_two_axes_hold_together(session, plot, mouse):
    mouse.drag(*along(plot, "loss", 0.0, 0.4))
    mouse.drag(*along(plot, "x", 0.3, 0.6))
    assert len(session.selection.clauses) == 2
    both = [each.mask(session.frame) for each in session.selection.clauses]
    assert np.array_equal(session.focus, both[0] & both[1])


def test_that_a_drag_shows_at_once_and_is_one_step_of_undo(session, plot, mouse):
    start, end = along(plot, "loss", 0.1, 0.5)
    mouse.press(start)
    mouse.move((start + end) / 2)
    previewed = session.selection
    assert previewed.clauses
    assert session.undo_stack.count() == 0
    mouse.move(end)
    mouse.release(end)
    assert session.selection != previewed
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert session.selection == Selection()


def test_that_escape_during_a_drag_brings_back_the_brush_before_it(session, plot, mouse):
    mouse.drag(*along(plot, "loss", 0.0, 0.3))
    before = session.selection
    start, end = along(plot, "loss", 0.6, 0.8)
    mouse.press(start)
    mouse.move(end)
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    mouse.release(end)
    assert session.selection == before


def test_that_escape_brings_back_a_muted_filter_and_a_brush_takes_its_place(session, plot, mouse):
    mouse.drag(*along(plot, "loss", 0.0, 0.3))
    session.set_selection(session.selection.muting(0))
    muted = session.selection
    start, end = along(plot, "loss", 0.6, 0.8)
    mouse.press(start)
    mouse.move(end)
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    mouse.release(end)
    assert session.selection == muted
    mouse.drag(start, end)
    assert len(session.selection.clauses) == 1
    assert session.selection.muted == frozenset()


def test_that_a_muted_filter_has_no_brush(session, plot, mouse):
    mouse.drag(*along(plot, "loss", 0.0, 0.3))
    axis = plot.axes.objective
    assert plot.brush_on(axis).spans
    session.set_selection(session.selection.muting(0))
    assert plot.brush_on(axis) == AxisBrush()


def test_that_runs_arriving_during_a_drag_move_neither_axis_nor_brush(session, plot, mouse, add):
    start, end = along(plot, "loss", 0.1, 0.5)
    mouse.press(start)
    mouse.move(end)
    before = clause(session)
    add(
        [
            make_run(
                999,
                {"x": 50.0, "noise": 0.1, "lr": 0.01, "layers": 3, "optimizer": "sgd"},
                loss=-40.0,
            )
        ]
    )
    plot.grab()
    mouse.move(end)
    assert clause(session) == before
    assert plot.axis_point("loss", 0.5) == end
    mouse.release(end)
    plot.catch_up()
    assert clause(session) == before
    assert plot.runs.rows.size == 201


def test_that_a_click_picks_one_category_and_ctrl_toggles(session, plot, mouse):
    column = session.frame.column("optimizer")
    adam, sgd = (plot.axis_point("optimizer", at) for at in (5 / 6, 1 / 6))
    mouse.click(adam)
    assert clause(session) == OneOf("optimizer", ("adam",))
    mouse.click(sgd, CTRL)
    assert clause(session) == OneOf("optimizer", ("adam", "sgd"))
    mouse.click(adam, CTRL)
    assert clause(session) == OneOf("optimizer", ("sgd",))
    assert set(column.values[session.focus]) == {column.labels.index("sgd")}


def test_that_a_drag_over_categories_picks_those_it_touches(session, plot, mouse):
    mouse.drag(*along(plot, "optimizer", 0.9, 0.5))
    assert clause(session) == OneOf("optimizer", ("adam", "adamw"))


def test_that_booleans_are_brushed_as_booleans(session, themes, shown, add):
    add([make_run(i, {"fast": i % 2 == 0, "x": float(i)}, loss=float(i)) for i in range(8)])
    plot = shown(ParallelPlot(session, themes))
    Mouse(plot).click(plot.axis_point("fast", 0.75))
    assert clause(session).text == "fast = false"
    assert session.focus.sum() == 4


def test_that_a_double_click_on_an_axis_clears_it_and_elsewhere_everything(session, plot, mouse):
    mouse.drag(*along(plot, "loss", 0.0, 0.4))
    mouse.drag(*along(plot, "x", 0.3, 0.6))
    mouse.double_click(plot.axis_point("x", 0.9))
    assert clause(session).columns == {"loss"}
    first, second = plot.axis_point("x", 0.5), plot.axis_point("noise", 0.5)
    mouse.double_click((first + second) / 2)
    assert session.selection.clauses == ()


def test_that_a_filter_typed_elsewhere_shows_as_a_brush(session, plot):
    bare = plot.grab().toImage()
    session.set_selection(Selection(clauses=(Comparison("loss", "<", -0.2),)))
    plot.grab()
    axis = plot.axes.shown[-1]
    assert plot.in_focus.sum() == (values(session, "loss") < -0.2).sum()
    assert plot.brush_on(axis).spans
    assert plot.grab().toImage() != bare


def test_that_the_best_tenth_is_kept(session, plot):
    plot.actions_on.keep_best()
    loss = values(session, "loss")
    completed = np.sort(loss[np.isfinite(loss)])
    count = math.ceil(completed.size / 10)
    assert np.array_equal(np.sort(loss[session.focus]), completed[:count])
    assert clause(session).text.startswith("loss <= ")


def test_that_a_maximized_objective_keeps_the_highest(session, themes, shown, add):
    from guild_desktop.core.batch import Objective

    add([make_run(i, {"x": float(i)}, accuracy=i / 20) for i in range(20)])
    session.set_objective(Objective("accuracy", "maximize"))
    plot = shown(ParallelPlot(session, themes))
    plot.actions_on.keep_best()
    assert values(session, "accuracy")[session.focus].tolist() == [18 / 20, 19 / 20]
    assert clause(session).text.startswith("accuracy >= ")


def test_that_everything_can_be_done_by_keyboard(session, plot):
    QTest.keyClick(plot, Qt.Key.Key_B)
    assert clause(session).columns == {"loss"}
    QTest.keyClick(plot, Qt.Key.Key_Up)
    kept = session.focus.sum()
    QTest.keyClick(plot, Qt.Key.Key_Down)
    assert session.focus.sum() == kept - 1
    QTest.keyClick(plot, Qt.Key.Key_Left)
    QTest.keyClick(plot, Qt.Key.Key_Down)
    assert [each.columns for each in session.selection.clauses] == [{"loss"}, {"optimizer"}]
    QTest.keyClick(plot, Qt.Key.Key_Delete)
    assert clause(session).columns == {"loss"}
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert session.selection.clauses == ()


def test_that_arrows_grow_a_range_run_by_run(session, plot):
    for expected in (1, 2, 3):
        QTest.keyClick(plot, Qt.Key.Key_Up)
        assert session.focus.sum() == expected
    QTest.keyClick(plot, Qt.Key.Key_Up, SHIFT)
    assert session.focus.sum() >= 3


def test_that_a_thousand_runs_are_brushed_correctly(session, themes, shown, add):
    add(make_sweep(1000))
    plot = shown(ParallelPlot(session, themes))
    Mouse(plot).drag(*along(plot, "loss", -0.02, 0.25))
    loss = values(session, "loss")
    assert np.array_equal(session.focus, loss <= clause(session).high)
    plot.grab()
    assert plot.in_focus.sum() == session.focus.sum() > 0
