"""What stands above the runs table: chips of states, runs out of focus,
and the script whose runs are shown.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton

from guild_desktop.core.clause import Comparison, OneOf, Within
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from tests.gui.docks.runs_table_parts import seen_columns
from tests.gui.docks.sample_runs import a_batch, a_run, an_operation, failed, running, runs_of


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
