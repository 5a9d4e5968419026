"""The runs table as a person uses it: picking, folding, filtering by state, columns, copying."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QToolButton

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import Comparison, Except, OneOf, Within
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.runs_table import RunsTable
from guild_desktop.store.recorder import NewRun, Recorder
from guild_desktop.store.store import Store
from tests.gui.docks.sample_runs import (
    a_batch,
    a_run,
    a_scalar,
    an_operation,
    failed,
    running,
    runs_of,
)

STARTED = 3
"""A column that every row has."""


@pytest.fixture
def table(qtbot, session, themes):
    table = RunsTable(session, themes)
    qtbot.addWidget(table)
    table.resize(1000, 500)
    table.show()
    return table


def click(table, run_id, modifier=Qt.KeyboardModifier.NoModifier):
    index = table.model.index_of_run(run_id).siblingAtColumn(STARTED)
    table.view.scrollTo(index)
    place = table.view.visualRect(index).center()
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def selected(table):
    chosen = table.view.selectionModel().selection()
    return set(table.model.runs_of(table.model.picked(chosen)))


def seen_columns(table):
    header = table.view.header()
    order = (header.logicalIndex(visual) for visual in range(header.count()))
    return [table.model.columns[at].name for at in order if not table.view.isColumnHidden(at)]


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


def test_that_new_sweeps_come_unfolded_and_folded_ones_stay_folded(table, tell):
    first, second, third = a_batch(1), a_batch(2), a_batch(3)
    tell([*runs_of(first, 3), *runs_of(second, 3)], [first, second])
    assert table.view.isExpanded(table.model.index_of_batch(first.id))
    table.view.collapse(table.model.index_of_batch(first.id))
    tell(runs_of(third, 2), [third])
    tell([a_run(first, 4)])
    unfolded = {
        batch.id: table.view.isExpanded(table.model.index_of_batch(batch.id))
        for batch in (first, second, third)
    }
    assert unfolded == {first.id: False, second.id: True, third.id: True}


def test_that_a_folded_sweep_is_still_folded_after_a_filter_hid_it(table, tell, session):
    first, second = a_batch(1), a_batch(2)
    tell([*runs_of(first, 3), *runs_of(second, 3)], [first, second])
    table.view.collapse(table.model.index_of_batch(first.id))
    session.set_selection(Selection(clauses=(OneOf("batch", (second.id,)),)))
    session.set_selection(Selection())
    assert not table.view.isExpanded(table.model.index_of_batch(first.id))
    assert table.view.isExpanded(table.model.index_of_batch(second.id))


def test_that_the_row_at_the_upper_edge_stays_there_while_runs_arrive(table, tell):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    tell(runs_of(batch, 200), [batch])
    view = table.view
    view.scrollTo(table.model.index_of_run(a_run(batch, 60).id), view.ScrollHint.PositionAtTop)
    before = table.model.run_at(view.indexAt(QPoint(5, 5)))
    tell(runs_of(batch, 40, first=201))
    assert table.model.run_at(view.indexAt(QPoint(5, 5))) == before


def test_that_at_the_top_the_newest_run_comes_into_sight(table, tell):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    tell(runs_of(batch, 200), [batch])
    tell([a_run(batch, 201)])
    place = table.view.visualRect(table.model.index_of_run(a_run(batch, 201).id))
    assert table.view.viewport().rect().contains(place.center())


def test_that_a_click_on_a_heading_orders_and_another_turns_it_round(table, tell):
    batch = a_batch()
    tell(runs_of(batch, 6), [batch])
    header = table.view.header()
    at = next(at for at, column in enumerate(table.model.columns) if column.name == "loss")
    place = QPoint(header.sectionViewportPosition(at) + 10, header.height() // 2)

    def order():
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        sweep = table.model.index_of_batch(batch.id)
        ids = [table.model.run_at(table.model.index(row, 0, sweep)) for row in range(6)]
        losses = {run.id: run.scalars["loss"].last for run in runs_of(batch, 6)}
        return [losses[run_id] for run_id in ids]

    up, down = order(), order()
    assert up == sorted(up)
    assert down == up[::-1]
    assert table.model.headerData(at, Qt.Orientation.Horizontal) == "loss ↓"


def test_that_the_objective_is_the_last_column_and_constant_flags_are_hidden(table, tell, session):
    batch = a_batch()
    runs = [
        replace(run, scalars={"loss": a_scalar(1.0), "accuracy": a_scalar(0.5)})
        for run in runs_of(batch, 5)
    ]
    tell(runs, [batch])
    columns = seen_columns(table)
    assert columns[-2:] == ["accuracy", "loss"]
    assert "epochs" not in columns
    session.set_objective(Objective("accuracy", "maximize"))
    assert seen_columns(table)[-2:] == ["loss", "accuracy"]


def test_that_of_a_single_run_all_flags_are_shown(table, tell):
    batch = a_batch(hidden=True)
    tell([a_run(batch, 1)], [batch])
    assert "epochs" in seen_columns(table)


def test_that_columns_can_be_chosen_and_reset(table, tell):
    batch = a_batch()
    tell(runs_of(batch, 5), [batch])
    menu = table.findChild(QToolButton, "columnsButton").menu()
    menu.aboutToShow.emit()
    actions = {action.data(): action for action in menu.actions() if action.data()}
    assert not actions["epochs"].isChecked()
    actions["epochs"].trigger()
    actions["lr"].trigger()
    assert "epochs" in seen_columns(table)
    assert "lr" not in seen_columns(table)
    tell([a_run(batch, 6)])
    assert "lr" not in seen_columns(table)
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert "epochs" not in seen_columns(table)
    assert "lr" in seen_columns(table)


def test_that_state_chips_count_and_filter(table, tell, session):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    runs = runs_of(batch, 8)
    runs[1], runs[2], runs[3] = failed(runs[1]), failed(runs[2]), running(runs[3])
    tell(runs, [batch])
    chip = table.findChild(QPushButton, "statusChip_error")
    assert chip.text() == "✕ 2 failed"
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert session.selection.clauses == (OneOf("status", ("error",)),)
    other = table.findChild(QPushButton, "statusChip_running")
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    assert session.selection.clauses == (OneOf("status", ("error", "running")),)
    assert session.focus.sum() == 3
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    assert session.selection.clauses == ()


def test_that_flags_stand_in_the_order_of_the_script(table, tell):
    names = ("optimizer", "x", "layers", "lr")
    operation = replace(an_operation(), flags=tuple(map(FlagInfo, names)))
    batch = replace(a_batch(), operation=operation)
    tell(runs_of(batch, 8), [batch])
    assert [name for name in seen_columns(table) if name in names] == list(names)


def test_that_a_state_typed_as_a_condition_is_its_chip_pressed(table, tell, session):
    batch = a_batch()
    tell([a_run(batch, 1), failed(a_run(batch, 2)), running(a_run(batch, 3))], [batch])
    session.set_selection(Selection(clauses=(Comparison("status", "=", "error"),)))
    assert table.chips.chip(Status.ERROR).isChecked()
    assert not table.chips.chip(Status.RUNNING).isChecked()
    table.chips.chip(Status.RUNNING).click()
    assert session.selection.clauses == (OneOf("status", ("error", "running")),)


def test_that_there_are_no_chips_when_every_run_is_completed(table, tell):
    batch = a_batch()
    tell(runs_of(batch, 4), [batch])
    assert not any(table.chips.chip(status).isVisible() for status in Status)


def test_that_chips_use_signs_where_there_is_no_room_for_words(table, tell):
    batch = a_batch()
    runs = [
        replace(run, status=status) for run, status in zip(runs_of(batch, 8), Status, strict=True)
    ]
    tell(runs, [batch])
    chip = table.chips.chip(Status.ERROR)
    table.resize(1700, 400)
    assert chip.text() == "✕ 1 failed"
    table.resize(700, 400)
    assert chip.text() == "✕ 1"
    assert chip.accessibleName() == "1 failed"


def test_that_others_are_offered_only_while_something_is_filtered(table, tell, session):
    batch = a_batch()
    tell(runs_of(batch, 10), [batch])
    others = table.findChild(QPushButton, "showOthers")
    assert not others.isVisible()
    session.set_selection(Selection(clauses=(Within("loss", None, -10.0),)))
    assert others.isVisible()
    assert table.model.rowCount() == 0
    others.click()
    assert table.model.rowCount(table.model.index_of_batch(batch.id)) == 10


def test_that_the_scope_is_chosen_among_scripts(table, tell, session):
    mine, other = a_batch(1), a_batch(2, script="other.py")
    tell([*runs_of(mine, 2), *runs_of(other, 2)], [mine, other])
    scope = table.findChild(QComboBox, "runsScope")
    assert scope.currentText() == "Runs of all scripts"
    scope.setCurrentIndex(scope.findData("/project/other.py"))
    scope.activated.emit(scope.currentIndex())
    assert session.selection.target == "/project/other.py"
    assert table.model.rowCount() == 1
    session.undo_stack.undo()
    assert scope.currentText() == "Runs of all scripts"


def test_that_scripts_of_one_name_in_two_folders_are_two_scripts(table, tell, session):
    batches = [
        a_batch(number, operation=replace(an_operation(), target=f"/tmp/{folder}/train.py"))
        for number, folder in ((1, "a"), (2, "b"))
    ]
    first, second = runs_of(batches[0], 2), runs_of(batches[1], 3)
    tell([*first, *second], batches)
    scope = table.findChild(QComboBox, "runsScope")
    texts = [scope.itemText(row) for row in range(scope.count())]
    assert texts == ["Runs of a/train.py", "Runs of b/train.py", "Runs of all scripts"]
    assert "operation" in seen_columns(table)
    script = next(at for at, c in enumerate(table.model.columns) if c.name == "operation")
    index = table.model.index_of_run(second[0].id)
    assert index.siblingAtColumn(script).data() == "b/train.py"
    assert "/tmp/b/train.py" in index.siblingAtColumn(1).data(Qt.ItemDataRole.ToolTipRole)
    scope.activated.emit(0)
    assert session.base.tolist() == [True, True, False, False, False]
    assert session.selection.target == "/tmp/a/train.py"


def test_that_a_long_name_in_the_list_of_scripts_ends_in_an_ellipsis(table, tell, qtbot):
    scope = table.findChild(QComboBox, "runsScope")
    for script in ("a_rather_long_name_of_a_script", "a_rather_long_name_of_a_scriptural"):
        batch = a_batch(len(script), script=f"{script}_with_a_common_beginning.py")
        tell([a_run(batch, 1)], [batch])
    scope.setFixedWidth(140)
    qtbot.waitUntil(lambda: scope.width() == 140)
    scope.setCurrentIndex(0)
    first = scope.grab().toImage()
    scope.setCurrentIndex(1)
    # Where it is cut both look alike; a name that is only clipped would show its next letters.
    assert scope.grab().toImage() == first


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


def test_that_an_empty_table_says_why(table, tell, session):
    assert table.view.empty_text == "No runs yet. They appear here as soon as they start."
    batch = a_batch()
    tell(runs_of(batch, 3), [batch])
    session.set_selection(Selection(clauses=(Within("loss", None, -10.0),)))
    assert table.view.empty_text == "No run matches these filters."


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


def test_that_rows_have_the_same_height_and_long_texts_do_not_widen_the_table(table, tell):
    batch = a_batch()
    runs = [a_run(batch, 1, flags={"text": "x" * 3_000_000}), a_run(batch, 2, flags={"text": "y"})]
    tell(runs, [batch])
    heights = {table.view.visualRect(table.model.index_of_run(run.id)).height() for run in runs}
    assert heights == {max(26, table.view.fontMetrics().height() + 8)}
    at = next(at for at, column in enumerate(table.model.columns) if column.name == "text")
    assert table.view.columnWidth(at) < 400
    table.grab()


@pytest.mark.parametrize("width", [900, 1300, 1901])
def test_that_few_columns_fill_the_table_to_its_edge(table, tell, width):
    batch = a_batch()
    tell(runs_of(batch, 30), [batch])
    table.resize(width, 500)
    table.grab()
    header = table.view.header()
    assert header.length() == table.view.viewport().width()
    widths = [header.sectionSize(at) for at in range(1, header.count())]
    assert max(widths) < width / 2


def test_that_long_headings_give_way_before_columns_are_out_of_sight(table, tell):
    batch = a_batch()
    name = "learning_rate_of_the_generator"
    tell([replace(run, flags={name: run.trial / 8}) for run in runs_of(batch, 9)], [batch])
    at = next(at for at, column in enumerate(table.model.columns) if column.name == name)
    table.resize(1300, 500)
    table.grab()
    whole = table.view.columnWidth(at)
    table.resize(700, 500)
    table.grab()
    assert table.view.columnWidth(at) < whole / 1.5
    assert table.view.header().length() <= table.view.viewport().width()


def test_that_a_width_a_person_chose_is_kept(table, tell):
    batch = a_batch()
    tell(runs_of(batch, 3), [batch])
    header = table.view.header()
    header.resizeSection(1, 300)
    tell(runs_of(batch, 5, first=4))
    table.resize(1200, 500)
    assert table.view.columnWidth(1) == 300


def test_that_the_table_is_drawn_in_both_themes(table, tell, themes):
    batch = a_batch()
    tell(runs_of(batch, 3), [batch])
    colours = set()
    for choice in ("light", "dark"):
        themes.choose(choice)
        picture = table.grab().toImage()
        colours.add(picture.pixelColor(500, 300).lightness() > 128)
    assert colours == {True, False}


def apply_edits(table, session, store_of):
    """What the main window does with edits: carry them out with the store, then tell what changed."""

    def carry_out(work):
        work(store_of)
        session.apply(store_of.changes_since(session.frame.revision))

    table.menu.edit_requested.connect(carry_out)


@pytest.fixture
def stored(session):
    """An open store with a sweep of three runs, told to the session."""
    with Store(session.home).opened() as store:
        recorder = Recorder(store)
        batch = recorder.add_batch(a_batch(planned=3))
        recorder.add_runs(
            batch, [NewRun(trial, {"x": trial}, "grid", 1) for trial in (1, 2, 3)], ""
        )
        session.apply(store.changes_since(0))
        yield store


def test_that_f2_labels_the_picked_runs(table, session, stored, qtbot):
    apply_edits(table, session, stored)
    ids = session.frame.ids[:2]
    click(table, ids[0])
    click(table, ids[1], Qt.KeyboardModifier.ControlModifier)
    assert "label" not in seen_columns(table)
    QTest.keyClick(table.view, Qt.Key.Key_F2)
    editor = table.view.findChild(QLineEdit)
    QTest.keyClicks(editor, "a good")
    # A run that arrives meanwhile takes nothing away from what is typed.
    session.apply(stored.changes_since(0))
    QTest.keyClicks(editor, " one")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored.run(ids[0]).label != "")
    assert [stored.run(run_id).label for run_id in session.frame.ids] == ["a good one"] * 2 + [""]
    assert "label" in seen_columns(table)


def test_that_space_marks_and_unmarks(table, session, stored):
    apply_edits(table, session, stored)
    run_id = session.frame.ids[1]
    click(table, run_id)
    QTest.keyClick(table.view, Qt.Key.Key_Space)
    assert stored.run(run_id).marked
    shown = table.model.index_of_run(run_id).siblingAtColumn(1).data()
    assert shown == f"{run_id[:8]} ★"
    QTest.keyClick(table.view, Qt.Key.Key_Space)
    assert not stored.run(run_id).marked


def test_that_a_sweep_has_a_label_of_its_own(table, session, stored, qtbot):
    apply_edits(table, session, stored)
    (batch_id,) = session.frame.batches
    index = table.model.index_of_batch(batch_id).siblingAtColumn(STARTED)
    table.view.setCurrentIndex(index)
    QTest.keyClick(table.view, Qt.Key.Key_F2)
    QTest.keyClicks(table.view.findChild(QLineEdit), "night")
    QTest.keyClick(table.view.findChild(QLineEdit), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stored.batch(batch_id).label == "night")
    assert {run.label for run in stored.runs_of(batch_id)} == {""}
