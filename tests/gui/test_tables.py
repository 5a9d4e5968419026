"""Tables of results in the window: opened or dropped, looked at, imported once, explored like any runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
)
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.gui.dialogs.column_uses import BECOMES
from guild_desktop.gui.dialogs.table_dialog import TableDialog
from guild_desktop.gui.docks.end_banner import EndBanner
from guild_desktop.gui.live.running import latest_ended
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.interop.tables.uses import Role
from guild_desktop.store.backup import daily_copies
from guild_desktop.store.edits import Edits
from tests.gui.gestures import LEFT, child

TABLE = """run,status,x,mode,loss,acc
1,completed,0.5,a,-0.25,0.9
2,failed,1,b,,
3,running,2,,,
4,completed,3,b,0.75,0.5
"""

Opened = Callable[[], TableDialog]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, table: Path) -> Opened:
    """Opens the table and waits until its columns are listed, or it is refused."""

    def opening() -> TableDialog:
        dialog = window.files.open_table(str(table))
        qtbot.waitUntil(
            lambda: not child(dialog, QProgressBar, "tableProgress").isVisible(), timeout=10_000
        )
        return dialog

    return opening


@pytest.fixture
def imported(qtbot: QtBot, window: MainWindow, opened: Opened) -> MainWindow:
    """A window into which the table was imported."""
    press(opened(), "importTable")
    qtbot.waitUntil(lambda: len(window.focus_ids()) == 4, timeout=10_000)
    return window


def press(dialog: TableDialog, name: str) -> None:
    QTest.mouseClick(child(dialog, QPushButton, name), LEFT)


def text(dialog: TableDialog, name: str) -> str:
    label = child(dialog, QLabel, name)
    return label.text() if label.isVisible() else ""


def choose(dialog: TableDialog, row: int, role: Role) -> None:
    """Choose what a column becomes, as a person does: a click, and one in the list."""
    view = child(dialog, QTableView, "tableColumns")
    place = view.visualRect(view.model().index(row, BECOMES)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    (combo,) = (each for each in view.findChildren(QComboBox) if each.isVisible())
    combo.setCurrentIndex(list(Role).index(role))
    combo.activated.emit(combo.currentIndex())
    QApplication.processEvents()


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    modifier = Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    window.dropEvent(QDropEvent(QPointF(QPoint(50, 50)), action, data, LEFT, modifier))


def test_that_the_columns_are_shown_with_their_use_and_first_values(opened: Opened) -> None:
    dialog = opened()
    assert text(dialog, "tableHead") == "results.csv: 4 rows, 6 columns"
    model = child(dialog, QTableView, "tableColumns").model()
    rows = [[model.index(row, column).data() for column in range(3)] for row in range(6)]
    assert rows[0] == ["run", "number ▾", "1  ·  2  ·  3  ·  4"]
    assert rows[1][1] == "state ▾"
    assert rows[3] == ["mode", "flag ▾", "a  ·  b"]
    assert [dialog.scalar.itemText(row) for row in range(2)] == ["loss", "acc"]
    assert (dialog.scalar.currentText(), dialog.direction.currentText()) == ("loss", "low")
    assert child(dialog, QPushButton, "importTable").text() == "Import 4 runs"


def test_that_its_runs_are_shown_once_they_are_there(imported: MainWindow, table: Path) -> None:
    session = imported.session
    assert session.selection.target == str(table)
    assert session.objective == Objective("loss")
    assert [session.frame.run(at).status for at in range(4)] == [
        Status.COMPLETED,
        Status.ERROR,
        Status.LOST,
        Status.COMPLETED,
    ]
    assert session.frame.column("x").values.tolist() == [0.5, 1, 2, 3]
    banner = child(imported, EndBanner, "endBanner").sentence
    assert banner.startswith("results.csv: 4 runs came from this table, 1 failed, 1 interrupted")


def test_that_a_copy_of_the_store_is_made_when_runs_have_come(
    qtbot: QtBot, imported: MainWindow
) -> None:
    home = imported.session.home
    qtbot.waitUntil(lambda: len(daily_copies(home)) == 1, timeout=10_000)


def test_that_a_person_decides_what_columns_are_and_what_is_good(
    qtbot: QtBot, window: MainWindow, opened: Opened
) -> None:
    dialog = opened()
    choose(dialog, 4, Role.FLAG)
    choose(dialog, 3, Role.NOTHING)
    assert (dialog.scalar.currentText(), dialog.direction.currentText()) == ("acc", "high")
    press(dialog, "importTable")
    qtbot.waitUntil(lambda: len(window.focus_ids()) == 4, timeout=10_000)
    frame = window.session.frame
    assert set(frame.run(0).flags) == {"x", "loss"}
    assert frame.scalar_names == ("acc",)
    assert window.session.objective == Objective("acc", "maximize")


def test_that_one_choice_is_for_all_picked_columns(opened: Opened) -> None:
    dialog = opened()
    view = child(dialog, QTableView, "tableColumns")
    view.setFocus()
    view.setCurrentIndex(view.model().index(2, BECOMES))
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_F2)
    (combo,) = (each for each in view.findChildren(QComboBox) if each.isVisible())
    combo.setCurrentIndex(list(Role).index(Role.NOTHING))
    combo.activated.emit(combo.currentIndex())
    roles = [use.role for use in dialog.columns.uses]
    assert roles[2:5] == [Role.NOTHING, Role.NOTHING, Role.SCALAR]


def test_that_without_a_result_there_is_nothing_to_import(opened: Opened) -> None:
    dialog = opened()
    for row in (4, 5):
        choose(dialog, row, Role.FLAG)
    assert not child(dialog, QPushButton, "importTable").isEnabled()
    assert "No column is a result" in text(dialog, "tableError")
    choose(dialog, 4, Role.SCALAR)
    assert child(dialog, QPushButton, "importTable").isEnabled()
    assert not text(dialog, "tableError")


def test_that_a_wrong_value_is_told_and_can_be_answered(
    qtbot: QtBot, window: MainWindow, opened: Opened, table: Path
) -> None:
    table.write_text(TABLE.replace("0.75", "O.75").replace("2,failed,1,b,", "2,failed,1,b,1"))
    dialog = opened()
    press(dialog, "importTable")
    qtbot.waitUntil(lambda: "line 5, column loss" in text(dialog, "tableError"), timeout=10_000)
    assert not len(window.session.frame)
    choose(dialog, 4, Role.NOTHING)
    press(dialog, "importTable")
    qtbot.waitUntil(lambda: len(window.focus_ids()) == 4, timeout=10_000)


def test_that_what_is_no_table_is_refused_where_it_was_opened(opened: Opened, table: Path) -> None:
    table.write_bytes(b"PK\x03\x04")
    dialog = opened()
    assert "this is a spreadsheet" in text(dialog, "tableError")
    assert child(dialog, QPushButton, "importTable").isHidden()


def test_that_a_table_that_is_there_can_be_shown_or_imported_again(
    qtbot: QtBot, imported: MainWindow, opened: Opened
) -> None:
    imported.session.set_selection(imported.session.selection.__class__(target="/other.py"))
    dialog = opened()
    assert "is there already, as results.csv+table" in text(dialog, "tableNotes")
    press(dialog, "showImported")
    assert len(imported.focus_ids()) == 4
    press(opened(), "importTable")
    qtbot.waitUntil(lambda: len(imported.focus_ids()) == 8, timeout=10_000)


def test_that_what_is_in_the_trash_is_not_there(
    qtbot: QtBot, imported: MainWindow, opened: Opened
) -> None:
    ids = imported.focus_ids()
    imported.sweeps.do(lambda store: Edits(store).set_deleted(ids, deleted=True))
    qtbot.waitUntil(lambda: not imported.focus_ids(), timeout=10_000)
    assert not text(opened(), "tableNotes")


def test_that_closing_the_dialog_stops_the_import(
    qtbot: QtBot, window: MainWindow, opened: Opened, table: Path
) -> None:
    table.write_text("x,loss\n" + "1,2\n" * 20_000)
    dialog = opened()
    press(dialog, "importTable")
    dialog.reject()
    window.sweeps.do(lambda store: window.session.set_objective(Objective("seen")))
    qtbot.waitUntil(lambda: window.session.objective.name == "seen", timeout=10_000)
    window.files.finish()
    assert not len(window.session.frame)


def test_that_a_store_that_refuses_is_told_in_the_dialog(
    qtbot: QtBot, window: MainWindow, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_words: object, **_more: object) -> None:
        raise UserError("The disk is full.", "Free some space.")

    monkeypatch.setattr("guild_desktop.gui.live.table_import.store_table", refuse)
    dialog = opened()
    press(dialog, "importTable")
    qtbot.waitUntil(lambda: "The disk is full" in text(dialog, "tableError"), timeout=10_000)


@pytest.mark.parametrize("name", ["results.csv", "RESULTS.TSV"])
def test_that_a_dropped_table_is_opened(
    qtbot: QtBot, window: MainWindow, table: Path, name: str
) -> None:
    path = table.rename(table.with_name(name))
    drop(window, path)
    dialog = child(window, TableDialog, "tableDialog")
    qtbot.waitUntil(lambda: text(dialog, "tableHead").startswith(name), timeout=10_000)


@pytest.mark.parametrize("way", ["welcome", "menu"])
def test_that_a_table_is_chosen_from_the_welcome_page_and_the_menu(
    qtbot: QtBot, window: MainWindow, table: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    if way == "welcome":
        QTest.mouseClick(child(window, QPushButton, "openTable"), LEFT)
    else:
        actions = window.findChildren(QAction)
        next(each for each in actions if each.text() == "Open a table of results…").trigger()
    assert child(window, TableDialog, "tableDialog").isVisible()


def test_that_nothing_offers_to_run_its_runs(qtbot: QtBot, imported: MainWindow) -> None:
    frame = imported.session.frame
    assert latest_ended(frame) is None
    imported.session.set_highlight([frame.ids[0]])
    menu = imported.runs_page.table.menu
    menu.refresh()
    for action in (menu.again, menu.more, menu.stop, menu.copy_command, menu.folder):
        assert not action.isEnabled(), action.text()
    for action in (menu.use_flags, menu.label, menu.mark, menu.tensorboard):
        assert action.isEnabled(), action.text()
    buttons = {each.text(): each for each in imported.findChildren(QPushButton) if each.isVisible()}
    assert not buttons["Copy as command"].isEnabled()
    assert "comes from a table" in buttons["Copy as command"].toolTip()
    assert "Continue 10 more" not in buttons


def test_that_its_flags_can_be_used_for_the_open_script(
    qtbot: QtBot, imported: MainWindow, train: Path
) -> None:
    imported.open_script(train)
    imported.sweep_actions.use_flags(imported.session.frame.ids[0])
    request = imported.run_panel.request()
    # The script has no flag mode, which the panel says.
    assert request is None
    assert imported.windowTitle().startswith("train.py")
