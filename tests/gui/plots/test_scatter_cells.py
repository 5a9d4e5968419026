"""One cell of the scatter matrix: enlarged, with medians, with several rectangles; by mouse, key and menu."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from guild_desktop.core.clause import Except, Within
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.scatter_dock import ScatterView
from guild_desktop.gui.live.analyses import Analyses
from guild_desktop.gui.plots.cell_rectangles import pairs_of
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.plots.conftest import make_run, make_sweep

Key = Qt.Key
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def plot(session, themes, shown, add):
    add(make_sweep(200))
    return shown(ScatterPlot(session, themes), 1000, 500)


def point(plot, row, column, across, upward) -> QPoint:
    rect = plot.geometry_now.cell(row, column)
    return QPoint(
        round(rect.left() + across * rect.width()), round(rect.bottom() - upward * rect.height())
    )


def press(plot, key, keys=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(plot, key, keys)
    plot.grab()


def menu_of(plot, place: QPoint | None = None) -> dict[str, object]:
    kind = QContextMenuEvent.Reason.Keyboard if place is None else QContextMenuEvent.Reason.Mouse
    at = place or QPoint(1, 1)
    QApplication.sendEvent(plot.viewport(), QContextMenuEvent(kind, at, plot.mapToGlobal(at)))
    menu = plot.picture_menu.menu
    menu.close()
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


# Enlarged


def test_that_a_double_click_enlarges_a_cell_and_another_shows_all_again(session, plot, mouse):
    mouse.double_click(point(plot, 0, 2, 0.5, 0.5))
    plot.grab()
    assert plot.names_of((0, 0)) == ("loss", "lr")
    assert len(plot.cells) == 1
    assert plot.cell_rect(0, 0).width() > 850
    assert session.undo_stack.undoText() == "enlarge loss against lr"
    mouse.double_click(point(plot, 0, 0, 0.5, 0.5))
    plot.grab()
    assert len(plot.cells) == 10


def test_that_enlarging_can_be_undone_and_changes_no_filter(session, plot, mouse):
    before = session.selection
    mouse.double_click(point(plot, 0, 0, 0.5, 0.5))
    session.undo_stack.undo()
    plot.grab()
    assert len(plot.cells) == 10
    assert session.selection == before


def test_that_arrows_choose_a_cell_enter_enlarges_it_and_escape_goes_back(session, plot):
    session.set_selection(Selection(clauses=(Within("x", 0.0, 1.0),)))
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Down):
        press(plot, key)
    press(plot, Key.Key_Return)
    assert plot.names_of((0, 0)) == ("time", "lr")
    press(plot, Key.Key_Escape)
    assert len(plot.cells) == 10
    assert plot.keys.cell == (1, 2)
    # Only then about filters.
    assert session.selection.clauses
    press(plot, Key.Key_Escape)
    assert not session.selection.clauses


def test_that_all_cells_are_back_when_the_enlarged_column_is_left_out(session, plot, mouse):
    mouse.double_click(point(plot, 0, 0, 0.5, 0.5))
    session.show_column("x", shown=False)
    plot.grab()
    assert not plot.is_enlarged
    assert len(plot.cells) == 8


def test_that_the_dock_has_a_way_back(session, themes, shown, add):
    add(make_sweep(40))
    view = shown(ScatterView(session, themes, Analyses(session)), 900, 450)
    view.plot.grab()
    back = view.findChild(QPushButton, "allCells")
    assert not back.isVisible()
    view.plot.views.toggle((0, 1))
    view.plot.grab()
    assert back.isVisible()
    back.click()
    view.plot.grab()
    assert len(view.plot.cells) > 1
    assert not back.isVisible()


def test_that_the_ring_is_seen_with_the_keyboard_only(plot, qtbot, mouse):
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    before = plot.grab().toImage()
    press(plot, Key.Key_Right)
    assert plot.grab().toImage() != before
    mouse.click(QPoint(2, 2))
    assert plot.grab().toImage() == before


def test_that_the_menu_of_a_cell_does_the_same(session, plot):
    place = point(plot, 1, 1, 0.5, 0.5)
    menu_of(plot, place)["Enlarge time against noise"].trigger()
    plot.grab()
    assert plot.names_of((0, 0)) == ("time", "noise")
    menu_of(plot)["Back to all cells"].trigger()
    plot.grab()
    session.set_selection(Selection(clauses=(Within("noise", 0.0, 0.2), Within("x", 0.0, 1.0))))
    menu_of(plot, place)["Clear the filters on time and noise"].trigger()
    assert session.selection.clauses == (Within("x", 0.0, 1.0),)
    assert not menu_of(plot, place)["Clear the filters on time and noise"].isEnabled()


def test_that_odd_names_are_literal_in_the_menu(session, themes, shown, add):
    add([make_run(n, {"<b>a&b</b>": n % 4, "y": n}, loss=n) for n in range(9)])
    plot = shown(ScatterPlot(session, themes), 600, 400)
    assert "Enlarge loss against <b>a&&b</b>" in menu_of(plot)


# Medians


def test_that_medians_follow_the_runs_that_match(session, plot):
    assert plot.bands.medians == {}
    press(plot, Key.Key_M)
    assert session.arrangement.medians
    (before,) = plot.bands.medians[0, 0]
    session.set_selection(Selection(clauses=(Within("loss", None, 0.0),)))
    plot.come_to_rest()
    pieces = plot.bands.medians[0, 0]
    assert max(piece.middle.max() for piece in pieces) < before.middle.max()
    session.undo_stack.undo()
    session.undo_stack.undo()
    plot.grab()
    assert plot.bands.medians == {}


def test_that_flags_of_a_few_values_have_a_median_each(plot):
    press(plot, Key.Key_M)
    names = [plot.axis_of_column(column).name for column in range(len(plot.column_axes))]
    kinds = {
        name: len(plot.bands.medians[0, column][0].xs)
        for column, name in enumerate(names)
        if plot.bands.medians[0, column][0].by_value
    }
    assert kinds == {"noise": 4, "layers": 6, "optimizer": 3}


def test_that_only_completed_runs_count_for_medians(session, themes, shown, add):
    add([make_run(n, {"x": n / 30}, loss=1.0) for n in range(30)])
    add([make_run(50 + n, {"x": n / 30}, Status.ERROR, loss=9.0) for n in range(30)])
    plot = shown(ScatterPlot(session, themes), 600, 400)
    plot.views.toggle_medians()
    plot.grab()
    (piece,) = plot.bands.medians[0, 0]
    scale = plot.axis_of_row(0).scale
    assert np.allclose(piece.high, scale.fraction(1.0))


def test_that_too_few_runs_for_a_median_are_told(session, themes, shown, add):
    add([make_run(n, {"x": n / 10}, loss=n / 3) for n in range(10)])
    plot = shown(ScatterPlot(session, themes), 600, 400)
    before = plot.grab().toImage()
    plot.views.toggle_medians()
    assert plot.grab().toImage() != before
    assert not any(plot.bands.medians.values())


def test_that_the_chip_is_there_as_soon_as_there_can_be_a_median(session, themes, shown, add):
    add([make_run(n, {"x": n / 10}, loss=n / 3) for n in range(20)])
    view = shown(ScatterView(session, themes, Analyses(session)), 900, 450)
    view.plot.grab()
    assert not view.medians.isVisible()
    add([make_run(n, {"x": n / 10}, loss=n / 3) for n in range(20, 30)])
    view.plot.catch_up()
    assert view.medians.isVisible()


def test_that_the_chip_shows_medians_and_says_what_they_are(session, themes, shown, add):
    add(make_sweep(60))
    view = shown(ScatterView(session, themes, Analyses(session)), 900, 450)
    before = view.plot.grab().toImage()
    view.medians.click()
    assert view.plot.grab().toImage() != before
    assert "middle half" in view.medians.toolTip()
    session.undo_stack.undo()
    view.plot.grab()
    assert not view.medians.isChecked()


# Several rectangles


def test_that_shift_adds_a_rectangle_and_any_of_them_will_do(session, plot, mouse):
    mouse.drag(point(plot, 0, 0, 0.1, 0.1), point(plot, 0, 0, 0.3, 0.5))
    first = session.focus.copy()
    mouse.drag(point(plot, 0, 0, 0.6, 0.5), point(plot, 0, 0, 0.9, 0.9), SHIFT)
    assert len(pairs_of(session.selection, "x", "loss")) == 2
    assert (session.focus | ~first).all()
    assert session.focus.sum() > first.sum()
    assert np.array_equal(session.focus, parse_filter(session.selection.text).mask(session.frame))
    assert session.undo_stack.count() == 2
    mouse.drag(point(plot, 0, 0, 0.1, 0.1), point(plot, 0, 0, 0.3, 0.5))
    assert np.array_equal(session.focus, first)


def test_that_rectangles_of_two_cells_must_both_hold(session, plot, mouse):
    mouse.drag(point(plot, 0, 0, 0.1, 0.1), point(plot, 0, 0, 0.3, 0.5))
    mouse.drag(point(plot, 0, 0, 0.6, 0.5), point(plot, 0, 0, 0.9, 0.9), SHIFT)
    before = session.focus.copy()
    mouse.drag(point(plot, 0, 2, 0.5, 0.0), point(plot, 0, 2, 0.9, 0.9))
    assert len(pairs_of(session.selection, "x", "loss")) == 2
    assert session.focus.sum() < before.sum()
    assert not (session.focus & ~before).any()


def test_that_alt_leaves_a_rectangle_out(session, plot, mouse):
    before = plot.grab().toImage()
    mouse.drag(point(plot, 0, 0, 0.3, 0.2), point(plot, 0, 0, 0.6, 0.8), ALT)
    (clause,) = session.selection.clauses
    assert isinstance(clause, Except)
    assert 0 < session.focus.sum() < 200
    assert plot.grab().toImage() != before


def test_that_a_rectangle_is_drawn_moved_and_resized_by_keys(session, plot):
    press(plot, Key.Key_Space)
    middle = session.selection
    assert [clause.columns for clause in middle.clauses] == [{"x"}, {"loss"}]
    assert session.undo_stack.count() == 0
    press(plot, Key.Key_Right)
    press(plot, Key.Key_Up, SHIFT)
    moved = session.selection.clauses
    assert moved[0].low > middle.clauses[0].low
    assert moved[1].low == middle.clauses[1].low
    assert moved[1].high > middle.clauses[1].high
    press(plot, Key.Key_Return)
    assert session.undo_stack.count() == 1
    assert session.selection.clauses == moved
    press(plot, Key.Key_Space, SHIFT)
    press(plot, Key.Key_Left)
    press(plot, Key.Key_Space)
    assert len(pairs_of(session.selection, "x", "loss")) == 2


def test_that_the_menu_begins_a_rectangle_that_keys_finish(session, plot):
    place = point(plot, 1, 2, 0.5, 0.5)
    menu_of(plot, place)["Draw a rectangle"].trigger()
    assert [clause.columns for clause in session.selection.clauses] == [{"lr"}, {"time"}]
    press(plot, Key.Key_Return)
    menu_of(plot, place)["Draw one more rectangle"].trigger()
    press(plot, Key.Key_Left)
    press(plot, Key.Key_Return)
    assert len(pairs_of(session.selection, "lr", "time")) == 2


def test_that_a_cell_says_what_can_be_done_in_it(plot, mouse):
    mouse.hover(point(plot, 0, 0, 0.02, 0.98))
    for words in ("Drag to keep", "Shift", "Alt", "double click"):
        assert words in plot.viewport().toolTip()


def test_that_escape_gives_up_a_rectangle_drawn_by_keys(session, plot):
    press(plot, Key.Key_Space)
    press(plot, Key.Key_Escape)
    assert session.selection == Selection()
    assert session.undo_stack.count() == 0
