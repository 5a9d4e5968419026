"""What a person writes to the rows of the runs table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from guild_desktop.store.recorder import NewRun, Recorder
from guild_desktop.store.store import Store
from tests.gui.docks.runs_table_parts import STARTED, click, seen_columns
from tests.gui.docks.sample_runs import a_batch


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
