"""Ranges and categories that are left out, and the wheel over a range."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guild_desktop.core.clause import Comparison, Not, OneOf, Within
from guild_desktop.core.filter import parse_filter, top_level_clauses
from guild_desktop.core.selection import Selection
from guild_desktop.gui.plots.axis_scale import Span
from guild_desktop.gui.plots.scatter_plot import ScatterPlot

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def along(plot, name, start, end):
    return plot.axis_point(name, start), plot.axis_point(name, end)


def clause(session):
    (only,) = session.selection.clauses
    return only


def axis(plot, name):
    return next(axis for axis in plot.axes.shown if axis.name == name)


def test_that_a_drag_with_alt_leaves_a_range_out(session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.4, 0.6), ALT)
    assert isinstance(clause(session), Within)
    assert clause(session).negated
    x = session.frame.column("x").values
    outside = (x < clause(session).low) | (x > clause(session).high)
    assert np.array_equal(session.focus, outside)


def test_that_what_is_left_out_stands_beside_what_is_kept_and_reads_back(session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.1, 0.9))
    mouse.drag(*along(plot, "x", 0.3, 0.4), ALT)
    mouse.drag(*along(plot, "x", 0.6, 0.7), ALT)
    spans = plot.brush_on(axis(plot, "x")).spans
    assert [span.left_out for span in spans] == [False, True, True]
    text = clause(session).text
    assert np.array_equal(parse_filter(text).mask(session.frame), session.focus)
    typed = Selection(clauses=top_level_clauses(text))
    session.set_selection(typed)
    assert plot.brush_on(axis(plot, "x")).spans == spans


def test_that_a_range_left_out_is_moved_and_resized_like_any_other(session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.4, 0.6), ALT)
    before = clause(session)
    mouse.drag(*along(plot, "x", 0.6, 0.8))
    assert clause(session).negated
    assert clause(session).low == before.low
    assert clause(session).high > before.high
    mouse.drag(*along(plot, "x", 0.5, 0.4))
    assert clause(session).negated
    assert clause(session).low < before.low


def test_that_a_plain_drag_takes_the_place_of_everything(session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.4, 0.6), ALT)
    mouse.drag(*along(plot, "x", 0.7, 0.9))
    assert not clause(session).negated


@pytest.mark.parametrize(
    ("said", "spans"),
    [
        (Within("x", -1.0, 1.0, negated=True), (Span(-1.0, 1.0, left_out=True),)),
        (Comparison("x", "!=", 0.5), (Span(0.5, 0.5, left_out=True),)),
        (OneOf("x", (0.5,), negated=True), (Span(0.5, 0.5, left_out=True),)),
        (Not(Within("x", -1.0, 1.0)), ()),
    ],
    ids=["not in", "unequal", "not one of", "other conditions"],
)
def test_that_typed_exclusions_are_drawn_hatched(session, plot, said, spans):
    bare = plot.grab().toImage()
    session.set_selection(Selection(clauses=(said,)))
    assert plot.brush_on(axis(plot, "x")).spans == spans
    assert plot.grab().toImage() != bare


def test_that_alt_and_a_click_leave_a_category_out_and_bring_it_back(session, plot, mouse):
    adam, sgd = (plot.axis_point("optimizer", at) for at in (5 / 6, 1 / 6))
    mouse.click(adam, ALT)
    assert clause(session) == OneOf("optimizer", ("adam",), negated=True)
    mouse.click(sgd, ALT)
    assert clause(session) == OneOf("optimizer", ("adam", "sgd"), negated=True)
    assert plot.brush_on(axis(plot, "optimizer")).left_out == {"adam", "sgd"}
    mouse.click(adam, CTRL)
    assert clause(session) == OneOf("optimizer", ("sgd",), negated=True)
    mouse.click(sgd, ALT)
    assert session.selection.clauses == ()


def test_that_alt_takes_one_of_several_kept_categories_away(session, plot, mouse):
    mouse.drag(*along(plot, "optimizer", 0.9, 0.5))
    mouse.click(plot.axis_point("optimizer", 5 / 6), ALT)
    assert clause(session) == OneOf("optimizer", ("adamw",))


def test_that_e_turns_kept_into_left_out_and_back(session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.2, 0.4))
    kept, inside = clause(session), session.focus.copy()
    QTest.keyClick(plot, Qt.Key.Key_E)
    assert clause(session).negated
    assert np.array_equal(session.focus, ~inside)
    QTest.keyClick(plot, Qt.Key.Key_E)
    assert clause(session) == kept


def test_that_the_wheel_over_a_range_grows_it_and_is_one_step_of_undo(qtbot, session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.4, 0.6))
    before = clause(session)
    middle = plot.axis_point("x", 0.5)
    assert mouse.wheel(middle, 1)
    grown = clause(session)
    width = 4.0  # of the axis of x
    assert grown.low == pytest.approx(before.low - 0.02 * width, abs=0.03)
    assert grown.high == pytest.approx(before.high + 0.02 * width, abs=0.03)
    assert mouse.wheel(middle, -2)
    assert before.low < clause(session).low < clause(session).high < before.high
    qtbot.waitUntil(lambda: session.undo_stack.count() == 2)
    session.undo_stack.undo()
    assert clause(session) == before


def test_that_the_wheel_with_ctrl_moves_only_the_near_end(session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.4, 0.6))
    before = clause(session)
    mouse.wheel(plot.axis_point("x", 0.56), 2, CTRL)
    assert clause(session).low == before.low
    assert clause(session).high > before.high


def test_that_on_a_discrete_axis_the_wheel_goes_stop_by_stop(session, plot, mouse):
    scale = axis(plot, "layers").scale
    three = float(scale.fraction(3.0))
    mouse.drag(*along(plot, "layers", three - 0.01, three + 0.01))
    assert (clause(session).low, clause(session).high) == (3.0, 3.0)
    mouse.wheel(plot.axis_point("layers", three), 1)
    assert (clause(session).low, clause(session).high) == (2.0, 4.0)
    mouse.wheel(plot.axis_point("layers", three), 1)
    assert (clause(session).low, clause(session).high) == (None, 5.0)
    mouse.wheel(plot.axis_point("layers", three), -1)
    assert (clause(session).low, clause(session).high) == (2.0, 4.0)


def test_that_a_range_never_shrinks_to_nothing(session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.45, 0.5))
    for _ in range(20):
        mouse.wheel(plot.axis_point("x", 0.475), -1)
    assert clause(session).low < clause(session).high


def test_that_elsewhere_the_wheel_scrolls_what_is_around(session, plot, mouse):
    assert not mouse.wheel(plot.axis_point("x", 0.5), 1)
    assert not mouse.wheel(plot.axis_point("optimizer", 0.5), 1)
    assert session.selection == Selection()


def test_that_brackets_do_what_the_wheel_does(qtbot, session, plot, mouse):
    mouse.drag(*along(plot, "x", 0.4, 0.6))
    before = clause(session)
    QTest.keyClick(plot, Qt.Key.Key_BracketRight)
    assert clause(session).low < before.low
    QTest.keyClick(plot, Qt.Key.Key_BracketLeft)
    QTest.keyClick(plot, Qt.Key.Key_BracketLeft)
    assert clause(session).low > before.low


def test_that_the_scatter_matrix_hatches_what_is_left_out(session, themes, shown, plot, mouse):
    scatter = shown(ScatterPlot(session, themes), 1000, 500)
    before = scatter.grab().toImage()
    mouse.drag(*along(plot, "x", 0.4, 0.6), ALT)
    assert scatter._parts(scatter.axis_of_column(0)).left_out
    assert scatter.grab().toImage() != before
