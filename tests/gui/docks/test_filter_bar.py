"""The filter bar: clauses as chips, a field for more, errors in place, and the count that matches."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from guild_desktop.core.clause import Comparison, Contains, OneOf, Or, Within
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.filter_bar import FilterBar
from guild_desktop.gui.docks.filter_bar.typed_filter import read_filter
from guild_desktop.gui.format import THIN_SPACE
from guild_desktop.gui.models.status_text import status_word
from tests.gui.docks.sample_runs import a_batch, a_frame, a_run, failed, running, runs_of


@pytest.fixture
def bar(qtbot, session, themes):
    bar = FilterBar(session, themes)
    qtbot.addWidget(bar)
    bar.resize(900, 40)
    bar.show()
    bar.activateWindow()
    return bar


@pytest.fixture
def batch(tell):
    batch = a_batch()
    tell(runs_of(batch, 20), [batch])
    return batch


def type_in(bar, text):
    bar.field.selectAll()
    QTest.keyClicks(bar.field, text)
    # The list of names is in the way of Enter only while a name in it is chosen.
    QTest.keyClick(bar.field, Qt.Key.Key_Return)


def chip_texts(bar):
    return [chip.text_button.text() for chip in bar.chips]


def test_that_a_typed_condition_becomes_a_chip_and_a_clause(bar, batch, session):
    type_in(bar, "loss < -0.5")
    assert session.selection.clauses == (Comparison("loss", "<", -0.5),)
    assert chip_texts(bar) == ["loss < -0.5"]
    assert bar.field.text() == ""


def test_that_and_makes_a_chip_of_each_condition(bar, batch, session):
    type_in(bar, "loss < -0.5 and x in [0:1]")
    assert chip_texts(bar) == ["loss < -0.5", "x in [0:1]"]


def test_that_a_brush_in_a_plot_shows_as_a_chip(bar, batch, session):
    session.preview_selection(Selection(clauses=(Within("loss", None, -0.55),)))
    assert chip_texts(bar) == ["loss <= -0.55"]


def test_that_the_cross_of_a_chip_takes_its_clause_out(bar, batch, session):
    type_in(bar, "loss < -0.5 and x in [0:1]")
    bar.chips[0].cross.click()
    assert session.selection.clauses == (Within("x", 0, 1),)
    session.undo_stack.undo()
    assert chip_texts(bar) == ["loss < -0.5", "x in [0:1]"]


def test_that_a_chip_is_edited_in_the_field_and_replaced(bar, batch, session):
    type_in(bar, "loss < -0.5 and x in [0:1]")
    bar.chips[0].text_button.click()
    assert bar.field.text() == "loss < -0.5"
    assert len(bar.chips) == 2
    type_in(bar, "loss < -0.75")
    assert chip_texts(bar) == ["loss < -0.75", "x in [0:1]"]


def test_that_escape_gives_an_edit_up(bar, batch, session):
    type_in(bar, "loss < -0.5")
    bar.chips[0].text_button.click()
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert bar.field.text() == ""
    type_in(bar, "x > 0")
    assert chip_texts(bar) == ["loss < -0.5", "x > 0"]


def test_that_clear_takes_all_out_at_once_and_undo_brings_them_back(bar, batch, session):
    assert not bar.clear_button.isVisible()
    type_in(bar, "loss < -0.5 and x in [0:1]")
    bar.clear_button.click()
    assert session.selection.clauses == ()
    assert not bar.clear_button.isVisible()
    session.undo_stack.undo()
    assert len(bar.chips) == 2


def test_that_what_cannot_be_read_is_told_below_with_the_wrong_part_selected(bar, batch, session):
    type_in(bar, "loss < < 3")
    assert bar.error_text
    assert bar.field.text() == "loss < < 3"
    assert bar.field.selectedText() == "<"
    assert session.selection.clauses == ()
    QTest.keyClicks(bar.field, "2")
    assert bar.error_text == ""


@pytest.mark.parametrize("status", Status)
def test_that_filters_know_every_state_by_the_windows_word(status):
    assert parse_filter(f"status = '{status_word(status)}'").text == f"status = {status.value}"


def test_that_an_unknown_name_is_told_with_the_nearest_one(bar, batch, session):
    type_in(bar, "x > 0 and los < 3")
    assert "los" in bar.error_text
    assert "loss" in bar.error_text
    assert bar.field.selectedText() == "los"


def test_that_the_count_names_what_has_no_value(bar, tell, session):
    batch = a_batch()
    runs = runs_of(batch, 12)
    runs[0], runs[1], runs[2] = failed(runs[0]), failed(runs[1]), running(runs[2])
    runs[3] = replace(runs[3], scalars={})
    tell(runs, [batch])
    assert bar.status.text() == "12 of 12 match · 2 failed · 1 running · 1 without loss"
    type_in(bar, "status = completed")
    assert bar.status.text() == "9 of 12 match · 2 failed · 1 running · 1 without loss"
    tell([replace(runs[2], status=Status.LOST)])
    assert bar.status.text().endswith(" · 2 failed · 1 interrupted · 1 without loss")


def test_that_large_counts_have_their_thousands_set_apart(bar, tell):
    batch = a_batch()
    tell(runs_of(batch, 1000), [batch])
    assert bar.status.text() == f"1{THIN_SPACE}000 of 1{THIN_SPACE}000 match"


def test_that_names_are_completed_at_the_cursor(bar, batch):
    QTest.keyClicks(bar.field, "loss < 1 and opti")
    popup = bar.findChild(type(bar._completion))._popup
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert bar.field.text() == "loss < 1 and optimizer"


def test_that_chips_show_hostile_text_literally_and_on_one_line(bar, batch, session):
    clause = Contains("label", "<b>&x</b>\nnext")
    session.set_selection(Selection(clauses=(clause,)))
    (chip,) = bar.chips
    assert "<b>&&x</b>" in chip.text_button.text()
    assert "\n" not in chip.text_button.text()
    assert "&lt;b&gt;" in chip.text_button.toolTip()


def test_that_many_chips_wrap_into_lines_within_the_bar(bar, batch, session, qtbot):
    clauses = tuple(Within("x", None, float(number)) for number in range(12))
    session.set_selection(Selection(clauses=clauses))
    qtbot.waitUntil(lambda: bar.chips[-1].y() > bar.chips[0].y())
    assert all(chip.geometry().right() <= bar.width() for chip in bar.chips)
    assert bar.field.width() >= bar.field.minimumWidth()


class TestPlainWords:
    def test_that_the_beginning_of_an_id_means_that_run(self):
        batch = a_batch()
        run = a_run(batch, 1)
        frame = a_frame((batch, [run]))
        assert read_filter(run.id[:5], frame) == (OneOf("run", (run.id[:5],)),)

    def test_that_a_state_as_the_window_calls_it_means_that_state(self):
        frame = a_frame((a_batch(), []))
        assert read_filter("failed", frame) == (OneOf("status", ("error",)),)
        assert read_filter("Planned", frame) == (OneOf("status", ("pending",)),)

    def test_that_another_word_is_looked_for_in_labels_and_scripts(self):
        batch = a_batch()
        frame = a_frame((batch, [a_run(batch, 1, label="my best"), a_run(batch, 2)]))
        (clause,) = read_filter("best", frame)
        assert clause == Or((Contains("label", "best"), Contains("operation", "best")))
        assert list(clause.mask(frame)) == [True, False]


class TestUndo:
    @pytest.fixture
    def window(self, qtbot, session, bar):
        """A window whose Edit menu undoes what was done to the selection."""
        window = QMainWindow()
        qtbot.addWidget(window)
        window.setCentralWidget(bar)
        menu = window.menuBar().addMenu("Edit")
        undo = session.undo_stack.createUndoAction(window)
        redo = session.undo_stack.createRedoAction(window)
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo.setShortcut(QKeySequence.StandardKey.Redo)
        menu.addActions([undo, redo])
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        bar.field.setFocus()
        return window

    def test_that_undo_right_after_a_filter_takes_the_filter_back(
        self, window, bar, batch, session
    ):
        type_in(bar, "loss < -0.5")
        QTest.keySequence(bar.field, QKeySequence(QKeySequence.StandardKey.Undo))
        assert session.selection.clauses == ()
        assert bar.field.text() == ""
        QTest.keySequence(bar.field, QKeySequence(QKeySequence.StandardKey.Redo))
        assert chip_texts(bar) == ["loss < -0.5"]

    def test_that_undo_while_typing_takes_the_typing_back(self, window, bar, batch, session):
        type_in(bar, "loss < -0.5")
        QTest.keyClicks(bar.field, "x > 0")
        QTest.keySequence(bar.field, QKeySequence(QKeySequence.StandardKey.Undo))
        assert bar.field.text() != "x > 0"
        assert chip_texts(bar) == ["loss < -0.5"]


def test_that_clear_empties_the_field_too(bar, batch):
    type_in(bar, "loss < -0.5")
    bar.chips[0].text_button.click()
    bar.clear_button.click()
    assert bar.field.text() == ""
    type_in(bar, "x > 0")
    assert chip_texts(bar) == ["x > 0"]
