"""The menu of an axis, hiding and bringing back, and what is typed at an axis."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import OneOf, Within
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.parallel_dock import ParallelView
from guild_desktop.gui.live.analyses import Analyses
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.placed_runs import Lane
from tests.gui.plots.conftest import make_run, make_sweep

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def plot(session, themes, shown, add):
    add(make_sweep(200))
    plot = shown(ParallelPlot(session, themes))
    plot.setFocus()
    yield plot
    if plot.menus.menu is not None:
        plot.menus.menu.close()


def names(plot):
    plot.catch_up()
    return [axis.name for axis in plot.axes.shown]


def right_click(plot, point):
    if plot.menus.menu is not None:
        plot.menus.menu.close()
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, point, plot.viewport().mapToGlobal(point))
    QApplication.sendEvent(plot.viewport(), event)
    return entries(plot)


def entries(plot):
    """What the open menu and its submenus offer, by their words."""
    found = {}
    menus = [plot.menus.menu]
    for menu in menus:
        for action in menu.actions():
            found[action.text().split("\t")[0]] = action
            if action.menu():
                menus.append(action.menu())
    return found


def ring(plot, name):
    for _ in names(plot):
        QTest.keyClick(plot, Qt.Key.Key_Left)
    for _ in range(names(plot).index(name)):
        QTest.keyClick(plot, Qt.Key.Key_Right)


def type_at(plot, name, text):
    ring(plot, name)
    QTest.keyClick(plot, Qt.Key.Key_Return)
    field = plot._range_field.field
    field.clear()
    field.insert(text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return plot._range_field


def test_that_a_right_click_offers_what_can_be_done_with_an_axis(session, plot):
    offered = right_click(plot, plot.axis_point("x", 0.5))
    assert not offered["x"].isEnabled()
    offered["Turn round"].trigger()
    offered["Quantiles: each run the same room"].trigger()
    plot.catch_up()
    assert plot.axes.shown[0].flipped
    assert plot.axes.shown[0].scale.kind == "quantile"
    assert session.undo_stack.count() == 2


def test_that_scales_that_are_not_possible_are_greyed_with_the_reason(plot):
    offered = right_click(plot, plot.axis_point("x", 0.5))
    (text,) = [text for text in offered if text.startswith("Logarithmic")]
    assert text.endswith("is not above 0)")
    assert not offered[text].isEnabled()
    assert offered["Linear"].isChecked()


@pytest.mark.parametrize(
    ("key", "keys"), [(Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, SHIFT)]
)
def test_that_keys_open_the_menu_of_the_chosen_axis(plot, key, keys):
    ring(plot, "lr")
    QTest.keyClick(plot, key, keys)
    assert next(iter(entries(plot))) == "lr"


def test_that_a_category_or_lane_under_the_mouse_can_be_kept_or_left_out(session, plot):
    adam = plot.axis_point("optimizer", 5 / 6)
    right_click(plot, adam)["Leave out adam"].trigger()
    assert session.selection.clauses == (OneOf("optimizer", ("adam",), negated=True),)
    right_click(plot, adam)["Show only adam"].trigger()
    assert session.selection.clauses == (OneOf("optimizer", ("adam",)),)
    right_click(plot, plot.lane_point("loss", Lane.FAILED))["Show only: failed"].trigger()
    assert session.selection.clauses[1].text == "status = error"
    right_click(plot, adam)["Clear this axis"].trigger()
    assert len(session.selection.clauses) == 1


def test_that_axes_are_moved_and_hidden_by_menu_and_key(session, plot):
    right_click(plot, plot.axis_point("lr", 0.5))["Move left"].trigger()
    assert names(plot)[:3] == ["x", "lr", "noise"]
    ring(plot, "lr")
    QTest.keyClick(plot, Qt.Key.Key_H)
    assert "lr" not in names(plot)
    assert not right_click(plot, plot.axis_point("loss", 0.5))["Hide this axis"].isEnabled()
    session.undo_stack.undo()
    assert names(plot)[:3] == ["x", "lr", "noise"]


def test_that_a_result_can_be_made_the_goal(session, themes, shown, add):
    add([make_run(i, {"x": i / 7}, loss=i / 3, accuracy=1 - i / 30) for i in range(12)])
    plot = shown(ParallelPlot(session, themes))
    right_click(plot, plot.axis_point("accuracy", 0.5))["High is good"].trigger()
    assert session.objective == Objective("accuracy", "maximize")
    assert names(plot)[-1] == "accuracy"
    assert "Make it the goal" not in right_click(plot, plot.axis_point("x", 0.5))


def test_that_beside_the_axes_the_menu_offers_what_is_about_all(session, plot):
    session.set_selection(Selection(clauses=(Within("x", 0.0, 1.0),)))
    between = (plot.axis_point("x", 0.5) + plot.axis_point("noise", 0.5)) / 2
    offered = right_click(plot, between)
    offered["Clear all filters"].trigger()
    assert session.selection.clauses == ()
    offered["By name"].trigger()
    assert names(plot) == ["layers", "lr", "noise", "optimizer", "x", "loss"]


def test_that_o_offers_the_orders_and_an_order_can_be_undone(session, plot):
    QTest.keyClick(plot, Qt.Key.Key_O)
    entries(plot)["By correlation with the goal"].trigger()
    assert names(plot)[-1] == "loss"
    assert names(plot) != ["x", "noise", "lr", "layers", "optimizer", "loss"]
    session.undo_stack.undo()
    assert names(plot) == ["x", "noise", "lr", "layers", "optimizer", "loss"]


def test_that_names_in_menus_are_literal(session, themes, shown, add):
    hostile = "<b>a</b>&b\tc"
    add([make_run(i, {hostile: i / 7}, loss=i / 3) for i in range(5)])
    plot = shown(ParallelPlot(session, themes))
    right_click(plot, plot.axis_point(hostile, 0.5))
    assert plot.menus.menu.actions()[0].text() == "<b>a</b>&&b c"


def test_that_left_out_axes_wait_below_the_plot_and_come_back(session, themes, shown, add):
    add(make_sweep(60))
    view = shown(ParallelView(session, themes, Analyses(session)), 900, 450)
    for name in ("lr", "noise"):
        session.show_column(name, shown=False)
    view.plot.catch_up()
    assert [chip.text() for chip in view.tray.chips] == ["+ noise", "+ lr"]
    assert view.tray.same.text == "Same in all: seed = 0"
    QTest.mouseClick(view.tray.chips[1], Qt.MouseButton.LeftButton)
    assert "lr" in names(view.plot)
    assert [chip.text() for chip in view.tray.chips] == ["+ noise"]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("<= -0.5", "x <= -0.5"),
        ("< 1e-1", "x < 0.1"),
        ("0.1..0.5", "x in [0.1:0.5]"),
        ("0.5 .. 0.1", "x in [0.1:0.5]"),
        ("[0.1:0.5]", "x in [0.1:0.5]"),
        ("..0.5", "x <= 0.5"),
        ("−0.5..", "x >= -0.5"),  # noqa: RUF001 - a true minus, as the axis shows it
        ("not 0.1..0.5", "x not in [0.1:0.5]"),
        ("!= 3", "x != 3"),
        ("is undefined", "x is undefined"),
    ],
)
def test_that_a_range_is_typed_at_its_axis(session, plot, text, condition):
    field = type_at(plot, "x", text)
    assert session.selection.clauses == (parse_filter(condition),)
    assert not field.isVisible()
    assert session.undo_stack.count() == 1


def test_that_percentiles_and_the_best_can_be_typed(session, plot):
    x, loss = (session.frame.column(name).values for name in ("x", "loss"))
    type_at(plot, "x", "p10")
    assert session.focus.sum() == 20
    assert x[session.focus].max() < x[~session.focus].min()
    type_at(plot, "x", "p25..p75")
    assert session.focus.sum() == pytest.approx(100, abs=2)
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    type_at(plot, "loss", "best 20")
    kept = np.sort(loss[session.focus])
    assert np.array_equal(kept, np.sort(loss[np.isfinite(loss)])[:20])
    type_at(plot, "loss", "best 5 %")
    assert session.focus.sum() == np.ceil(0.05 * np.isfinite(loss).sum())


def test_that_texts_are_typed_one_by_one(session, plot):
    type_at(plot, "optimizer", "adam, sgd")
    assert session.selection.clauses == (OneOf("optimizer", ("adam", "sgd")),)
    type_at(plot, "optimizer", "not adam")
    assert session.selection.clauses == (OneOf("optimizer", ("adam",), negated=True),)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x", "", "Nothing was typed."),
        ("x", "wide", "This is no range."),
        ("x", "p200", "There is no percentile 200."),
        ("x", "best 20", "Only the goal has best runs."),
        ("x", "..", "This range has no end."),
        ("x", "< 1 or noise > 0", "This is no range."),
        ("optimizer", "<", "This is no condition on texts."),
    ],
)
def test_that_what_cannot_be_read_is_said_in_place(session, plot, name, text, message):
    field = type_at(plot, name, text)
    assert field.isVisible()
    assert field.error.text().startswith(message)
    assert session.selection.clauses == ()
    QTest.keyClick(field.field, Qt.Key.Key_Escape)
    assert not field.isVisible()


def test_that_the_field_begins_with_the_range_there_is(session, plot):
    session.set_selection(Selection(clauses=(Within("x", -1.0, 1.0),)))
    ring(plot, "x")
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert plot._range_field.field.text() == "in [-1:1]"


def test_that_a_question_mark_asks_for_all_keys(qtbot, plot):
    with qtbot.waitSignal(plot.keys_wanted):
        QTest.keyClicks(plot, "?")


def test_that_hiding_many_axes_fills_a_menu_not_the_window(session, themes, shown, add):
    add([make_run(i, {f"f{k}": i * k / 7 for k in range(1, 41)}, loss=i / 3) for i in range(9)])
    view = shown(ParallelView(session, themes, Analyses(session)), 900, 450)
    view.plot.catch_up()
    arrangement = session.arrangement
    for k in range(1, 40):
        arrangement = arrangement.leaving_out(f"f{k}")
    session.set_arrangement(arrangement, "hide")
    view.plot.catch_up()
    assert len(view.tray.chips) == 5
    assert len(view.tray.more.menu().actions()) == 34
    view.tray.more.menu().actions()[-1].trigger()
    assert "f39" in names(view.plot)
