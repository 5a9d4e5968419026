"""Chips of the filter bar: muted, inverted and removed, by mouse and by keyboard, and what is in view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guild_desktop.core.clause import Within
from guild_desktop.core.filter import parse_filter, top_level_clauses
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.filter_bar import FilterBar
from tests.gui.docks.sample_runs import a_batch, runs_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(qtbot, session, themes, tell):
    batch = a_batch()
    tell(runs_of(batch, 40), [batch])
    bar = FilterBar(session, themes)
    qtbot.addWidget(bar)
    bar.resize(1100, 60)
    with qtbot.waitActive(bar):
        bar.show()
        bar.activateWindow()
    return bar


@pytest.fixture
def filtered(bar, session):
    session.set_selection(Selection(clauses=top_level_clauses("loss <= -0.4 and optimizer = adam")))
    return bar


def texts(chips):
    return [chip.text_button.text() for chip in chips]


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


# Muting


def test_that_the_eye_mutes_a_filter_and_counts_it_again(filtered, session):
    matching = session.focus.sum()
    chip = filtered.chips[1]
    QTest.mouseClick(chip.eye, LEFT)
    assert session.selection.active == top_level_clauses("loss <= -0.4")
    assert session.focus.sum() > matching
    assert texts(filtered.chips) == ["loss <= -0.4", "optimizer = adam"]
    assert chip.is_muted
    assert chip.property("condition") == "muted"
    assert "does not count" in chip.eye.toolTip()
    assert "does not count" in chip.text_button.toolTip()
    assert session.undo_stack.undoText() == "mute a filter"
    QTest.mouseClick(chip.eye, LEFT)
    assert session.focus.sum() == matching
    assert session.undo_stack.undoText() == "count a filter again"


def test_that_a_brush_replaces_a_muted_filter_on_its_column_and_counts(filtered, session):
    QTest.mouseClick(filtered.chips[0].eye, LEFT)
    session.preview_selection(session.selection.with_column("loss", Within("loss", None, -0.8)))
    assert texts(filtered.chips) == ["loss <= -0.8", "optimizer = adam"]
    assert not filtered.chips[0].is_muted


def test_that_a_muted_filter_that_is_typed_again_counts(filtered, session):
    QTest.mouseClick(filtered.chips[0].eye, LEFT)
    QTest.keyClicks(filtered.field, "loss <= -0.4")
    QTest.keyClick(filtered.field, Qt.Key.Key_Return)
    assert len(session.selection.active) == 2
    assert len(filtered.chips) == 2


# Inverting


@pytest.mark.parametrize(
    ("text", "opposite"),
    [
        ("loss <= -0.4", "loss > -0.4"),
        ("x in [0:1]", "x not in [0:1]"),
        ("optimizer in (adam, sgd)", "optimizer not in (adam, sgd)"),
        ("x < 0 or x > 1", "not (x < 0 or x > 1)"),
        ("except loss <= -0.4", "loss <= -0.4"),
    ],
)
def test_that_plus_minus_turns_a_filter_into_its_opposite(bar, session, text, opposite):
    session.set_selection(Selection(clauses=(parse_filter(text),)))
    (chip,) = bar.chips
    assert opposite in chip.turn.toolTip().replace("&gt;", ">").replace("&lt;", "<")
    QTest.mouseClick(chip.turn, LEFT)
    assert texts(bar.chips) == [opposite]
    assert session.undo_stack.undoText() == "invert a filter"
    session.undo_stack.undo()
    assert texts(bar.chips) == [text]


# The keyboard


def test_that_the_tab_key_stops_once_at_each_chip_before_the_field(filtered, session):
    session.set_selection(session.selection.showing_only(parse_filter("lr < 0.05")))
    filtered.kept_chips[0].text_button.setFocus()
    press(Qt.Key.Key_Tab)
    assert filtered.chips[0].text_button.hasFocus()
    press(Qt.Key.Key_Tab)
    assert filtered.chips[1].text_button.hasFocus()
    press(Qt.Key.Key_Tab)
    assert filtered.field.hasFocus()


def test_that_every_button_of_a_chip_has_a_key(filtered, session):
    chip = filtered.chips[0]
    chip.text_button.setFocus()
    press(Qt.Key.Key_Space)
    assert chip.is_muted
    press(Qt.Key.Key_Space)
    assert not chip.is_muted
    press(Qt.Key.Key_I)
    assert texts(filtered.chips)[0] == "loss > -0.4"
    press(Qt.Key.Key_Minus)
    assert texts(filtered.chips)[0] == "loss <= -0.4"
    assert chip.text_button.hasFocus()
    press(Qt.Key.Key_Delete)
    assert texts(filtered.chips) == ["optimizer = adam"]
    assert filtered.chips[0].text_button.hasFocus()
    press(Qt.Key.Key_Return)
    assert filtered.field.hasFocus()
    assert filtered.field.text() == "optimizer = adam"


def test_that_the_last_chip_leaves_the_keyboard_to_the_field(bar, session):
    session.set_selection(Selection(clauses=top_level_clauses("loss < 0")))
    bar.chips[0].text_button.setFocus()
    press(Qt.Key.Key_Delete)
    assert session.selection == Selection()
    assert bar.field.hasFocus()


def test_that_every_button_tells_its_name_and_what_it_does(filtered, session):
    session.set_selection(session.selection.showing_only(parse_filter("lr < 0.05")))
    (kept,) = filtered.kept_chips
    buttons = [kept.text_button, kept.cross]
    for chip in filtered.chips:
        buttons += [chip.text_button, chip.eye, chip.turn, chip.cross]
    names = [button.accessibleName() for button in buttons]
    assert all(names)
    assert len(set(names)) == len(names)
    assert all(button.toolTip() for button in buttons)


# What is in view


def test_that_what_is_in_view_stands_first_and_says_only_or_without(filtered, session):
    session.narrowing.show_only.trigger()
    session.set_selection(session.selection.with_clause(parse_filter("optimizer = sgd")))
    session.set_selection(Selection(kept=session.selection.kept, clauses=()))
    session.set_selection(session.selection.hiding(parse_filter("layers = 2")))
    session.set_selection(session.selection.with_clause(parse_filter("x > 0")))
    assert texts(filtered.kept_chips) == [
        "only: loss <= -0.4 and optimizer = adam",
        "without: layers = 2",
    ]
    assert texts(filtered.chips) == ["x > 0"]
    assert filtered.kept_chips[0].property("condition") != filtered.chips[0].property("condition")
    places = [chip.x() for chip in (*filtered.kept_chips, *filtered.chips)]
    assert places == sorted(places)


def test_that_the_cross_takes_one_step_back_and_the_others_stay(bar, session):
    session.set_selection(Selection(kept=top_level_clauses("loss < 0 and x > 0")))
    QTest.mouseClick(bar.kept_chips[0].cross, LEFT)
    assert texts(bar.kept_chips) == ["only: x > 0"]
    bar.kept_chips[0].text_button.setFocus()
    press(Qt.Key.Key_Delete)
    assert session.selection == Selection()
    assert session.undo_stack.undoText() == "put some back"


def test_that_what_is_in_view_is_edited_in_the_field(bar, session):
    session.set_selection(Selection(kept=top_level_clauses("loss < 0"), clauses=()))
    QTest.mouseClick(bar.kept_chips[0].text_button, LEFT)
    assert bar.field.text() == "loss < 0"
    bar.field.setText("loss < -0.5 and x > 0")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert texts(bar.kept_chips) == ["only: loss < -0.5 and x > 0"]
    assert bar.chips == ()


def test_that_chips_stay_the_same_ones_while_a_brush_moves(filtered, session):
    before = filtered.chips
    for end in (-0.1, -0.2, -0.3):
        session.preview_selection(session.selection.with_column("loss", Within("loss", None, end)))
    assert filtered.chips == before
    assert texts(filtered.chips)[0] == "loss <= -0.3"


# These runs


def test_that_the_menu_of_these_runs_is_there_when_something_can_be_done(bar, session):
    assert not bar.these.isVisible()
    session.set_highlight([session.frame.ids[0]])
    assert bar.these.isVisible()
    offered = [action for action in bar.these.menu().actions() if not action.isSeparator()]
    assert offered == [*session.narrowing.actions, session.narrowing.search_here]
    session.set_highlight([])
    session.set_selection(Selection(kept=top_level_clauses("loss < 0")))
    offered = [action for action in bar.these.menu().actions() if not action.isSeparator()]
    assert [action.text() for action in offered if action.isEnabled()] == [
        "Put all back",
        "Search here",
    ]


# Counts


def test_that_the_count_is_of_the_runs_in_view_and_tells_how_many_are_hidden(bar, session):
    session.set_selection(Selection(kept=top_level_clauses("loss <= -0.4")))
    shown = session.base.sum()
    assert bar.status.text() == f"{shown} of {shown} match · {40 - shown} hidden"


def test_that_an_empty_result_says_so_and_offers_undo(bar, session):
    session.set_selection(Selection(clauses=top_level_clauses("loss <= -0.4")), "brush loss")
    assert not bar.undo_button.isVisible()
    session.preview_selection(Selection(clauses=top_level_clauses("loss <= -99")))
    assert bar.status.text() == "none of 40 match"
    assert not bar.undo_button.isVisible(), "not while the brush moves"
    session.set_selection(session.selection, "brush loss")
    assert bar.undo_button.isVisible()
    assert bar.undo_button.toolTip() == "Undo brush loss (Ctrl+Z)"
    QTest.mouseClick(bar.undo_button, LEFT)
    assert session.selection.text == "loss <= -0.4"
    assert not bar.undo_button.isVisible()


def test_that_hiding_everything_says_so_and_offers_undo(bar, session):
    session.set_selection(Selection(kept=top_level_clauses("loss <= -99")), "show only these")
    assert bar.status.text() == "no run in view · 40 hidden"
    assert bar.undo_button.isVisible()


def test_that_the_count_shares_only_the_first_line_with_the_chips(bar, session, qtbot):
    clauses = tuple(Within("x", None, float(number)) for number in range(14))
    session.set_selection(Selection(clauses=clauses))
    qtbot.waitUntil(lambda: bar.chips[-1].y() > bar.chips[0].y())
    count = bar.these.mapTo(bar, bar.these.rect().topLeft()).x()
    first = [chip for chip in bar.chips if chip.y() == bar.chips[0].y()]
    assert all(chip.geometry().right() < count for chip in first)
    assert any(chip.geometry().right() > count for chip in bar.chips)
