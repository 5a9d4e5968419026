"""Rows that are picked in the runs table: highlighted everywhere, copied, and what can be done with them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from guild_desktop.core.clause import Except, OneOf, Within
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from tests.gui.docks.runs_table_parts import STARTED, click, selected
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar, failed, running, runs_of


def test_that_clicked_rows_are_highlighted_everywhere_the_newest_last(table, tell, session):
    batch = a_batch()
    runs = runs_of(batch, 5)
    tell(runs, [batch])
    click(table, runs[3].id)
    assert session.highlight == (runs[3].id,)
    click(table, runs[1].id, Qt.KeyboardModifier.ControlModifier)
    click(table, runs[4].id, Qt.KeyboardModifier.ControlModifier)
    assert session.highlight == (runs[3].id, runs[1].id, runs[4].id)


def test_that_picking_a_sweep_highlights_its_runs(table, tell, session):
    first, second = a_batch(1), a_batch(2)
    tell([*runs_of(first, 3), *runs_of(second, 3)], [first, second])
    index = table.model.index_of_batch(first.id).siblingAtColumn(STARTED)
    place = table.view.visualRect(index).center()
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert set(session.highlight) == {run.id for run in runs_of(first, 3)}


def test_that_runs_highlighted_in_a_plot_are_picked_and_in_sight_here(table, tell, session):
    batch = a_batch()
    runs = runs_of(batch, 200)
    tell(runs, [batch])
    session.set_highlight([runs[150].id, runs[3].id])
    assert selected(table) == {runs[150].id, runs[3].id}
    place = table.view.visualRect(table.model.index_of_run(runs[3].id))
    assert table.view.viewport().rect().contains(place.center())


def test_that_a_highlighted_run_below_a_folded_sweep_is_unfolded(table, tell, session):
    batch = a_batch()
    runs = runs_of(batch, 3)
    tell(runs, [batch])
    table.view.collapse(table.model.index_of_batch(batch.id))
    session.set_highlight([runs[1].id])
    assert table.view.isExpanded(table.model.index_of_batch(batch.id))


def test_that_a_highlight_of_a_run_out_of_focus_picks_nothing(table, tell, session):
    batch = a_batch()
    runs = runs_of(batch, 3)
    tell(runs, [batch])
    session.set_selection(Selection(clauses=(OneOf("run", (runs[0].id,)),)))
    session.set_highlight([runs[1].id])
    assert selected(table) == set()
    assert session.highlight == (runs[1].id,)


def test_that_what_is_picked_stays_so_while_runs_arrive(table, tell, session):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    runs = runs_of(batch, 30)
    tell(runs, [batch])
    session.set_highlight([runs[4].id, runs[5].id, runs[20].id])
    tell(runs_of(batch, 10, first=31))
    tell(runs_of(a_batch(2), 5), [a_batch(2)])
    assert selected(table) == {runs[4].id, runs[5].id, runs[20].id}
    assert session.highlight == (runs[4].id, runs[5].id, runs[20].id)


def test_that_a_picked_row_is_still_picked_after_a_filter_hid_it(table, tell, session):
    batch = a_batch()
    runs = runs_of(batch, 5)
    tell(runs, [batch])
    session.set_highlight([runs[0].id, runs[1].id])
    session.set_selection(Selection(clauses=(OneOf("run", (runs[1].id,)),)))
    assert selected(table) == {runs[1].id}
    session.narrowing.hide.trigger()
    assert selected(table) == {runs[0].id}
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert selected(table) == {runs[0].id, runs[1].id}
    assert session.highlight == (runs[0].id, runs[1].id)


def test_that_copied_rows_are_a_table_with_headings_and_full_numbers(table, tell, session):
    batch = a_batch()
    runs = [
        replace(a_run(batch, trial), flags={"x": x, "name": "a\tb"}, scalars={"loss": a_scalar(-x)})
        for trial, x in ((1, 0.1234567891), (2, 0.5))
    ]
    runs[1] = failed(runs[1])
    tell(runs, [batch])
    session.set_highlight([run.id for run in runs])
    table.view.setFocus()
    QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, first, second = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t") == ["#", "Run", "Started", "Time", "Status", "x", "loss"]
    assert first.split("\t")[1] == runs[1].id
    assert first.split("\t")[4:] == ["error", "0.5", ""]
    assert second.split("\t")[4:] == ["completed", "0.1234567891", "-0.1234567891"]


def test_that_picked_runs_can_be_kept_or_hidden(table, tell, session):
    batch = a_batch()
    runs = runs_of(batch, 5)
    tell(runs, [batch])
    session.set_highlight([runs[0].id, runs[1].id])
    table.menu.refresh()
    table.menu.keep.trigger()
    assert session.focus.sum() == 2
    session.undo_stack.undo()
    session.set_highlight([runs[0].id])
    table.menu.hide.trigger()
    assert session.focus.sum() == 4
    assert session.selection.kept == (Except(OneOf("run", (runs[0].id[:8],))),)


def test_that_the_flags_of_a_run_can_be_copied_as_a_command(table, tell, session):
    batch = a_batch()
    run = a_run(batch, 1, flags={"x": 0.5, "name": "two words"})
    tell([run], [batch])
    session.set_highlight([run.id])
    table.menu.refresh()
    table.menu.copy_command.trigger()
    expected = "guild-desktop run /project/train.py x=0.5 'name=two words'"
    assert QGuiApplication.clipboard().text() == expected


def test_that_only_what_runs_can_be_stopped_and_only_what_has_ended_continued(
    table, tell, session, qtbot
):
    on, over = a_batch(2, status=Status.RUNNING, stopped=None), a_batch(1)
    now = running(a_run(on, 1))
    tell([now, *runs_of(over, 2)], [on, over])
    session.set_highlight([now.id])
    table.menu.refresh()
    assert table.menu.stop.isEnabled()
    assert not table.menu.more.isEnabled()
    with qtbot.waitSignal(table.menu.stop_runs_requested) as stopped:
        table.menu.stop.trigger()
    assert stopped.args == [on.id, (now.id,)]
    session.set_highlight([a_run(over, 1).id])
    table.menu.refresh()
    assert not table.menu.stop.isEnabled()
    with qtbot.waitSignal(table.menu.continue_requested) as continued:
        table.menu.more.trigger()
    assert continued.args == [over.id]


def test_that_enter_asks_for_details(table, tell, session, qtbot):
    batch = a_batch()
    runs = runs_of(batch, 3)
    tell(runs, [batch])
    click(table, runs[1].id)
    with qtbot.waitSignal(table.details_requested):
        QTest.keyClick(table.view, Qt.Key.Key_Return)


def test_that_the_run_under_the_mouse_is_told(table, tell, session):
    batch = a_batch()
    runs = runs_of(batch, 3)
    tell(runs, [batch])
    index = table.model.index_of_run(runs[1].id)
    QTest.mouseMove(table.view.viewport(), table.view.visualRect(index).center())
    table.view.entered.emit(index)
    assert session.hover == runs[1].id


def test_that_a_thousand_runs_are_brushed_and_picked_both_ways(table, tell, session):
    batch = a_batch(planned=1000)
    runs = runs_of(batch, 1000)
    tell(runs, [batch])
    session.preview_selection(Selection(clauses=(Within("loss", None, -0.5),)))
    matching = {run.id for run in runs if run.scalars["loss"].last <= -0.5}
    sweep = table.model.index_of_batch(batch.id)
    shown = {
        table.model.run_at(table.model.index(row, 0, sweep))
        for row in range(table.model.rowCount(sweep))
    }
    assert shown == matching
    table.view.selectAll()
    assert set(session.highlight) == matching
    session.preview_selection(Selection())
    chosen = table.model.picked(table.view.selectionModel().selection())
    assert {session.frame.ids[position] for position in chosen.positions} == matching
    session.set_highlight([run.id for run in runs[::2]])
    assert selected(table) == {run.id for run in runs[::2]}
