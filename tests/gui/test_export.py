"""Taking things out of the window: plots as pictures, runs as tables."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QRadioButton, QTreeView
from pytestqt.qtbot import QtBot

from guild_desktop.cli.app import OK, main
from guild_desktop.core.clause import Within
from guild_desktop.core.run import Run
from guild_desktop.gui.dialogs.export_picture import ExportPictureDialog
from guild_desktop.gui.dialogs.saving_dialog import SavingDialog
from guild_desktop.gui.format import count
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.gui.plots.plot_picture import picture_size
from guild_desktop.interop.tables.runs import table_runs
from guild_desktop.interop.tables.table import read_table
from guild_desktop.interop.tables.uses import guess_uses
from guild_desktop.store.store import Changes
from tests.gui.gestures import LEFT, child
from tests.gui.plots.conftest import make_sweep

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def filled(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window with runs in its docks."""
    arrive(window, make_sweep(60))
    qtbot.waitUntil(lambda: window.findChild(QTreeView, "runsTable").isVisible())
    qtbot.waitUntil(lambda: len(window._window_layout.plot_places()) == 6)
    return window


def arrive(window: MainWindow, runs: Sequence[Run]) -> None:
    window.session.apply(Changes(window.session.frame.revision + 1, tuple(runs), (), ()))


@pytest.fixture
def picture(qtbot: QtBot, filled: MainWindow) -> ExportPictureDialog:
    filled.exports.picture.trigger()
    dialog = filled.findChild(ExportPictureDialog, "exportPicture")
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def save_as(qtbot: QtBot, dialog: SavingDialog, path: Path) -> None:
    """Press Save… and type the name of a file."""
    QTest.mouseClick(child(dialog, QPushButton, "saveButton"), LEFT)
    asked = child(dialog, QFileDialog, "saveFile")
    qtbot.waitUntil(asked.isVisible)
    line = child(asked, QLineEdit, "fileNameEdit")
    # Typed letter by letter, the list of names that fit would take the key.
    line.setText(str(path))
    with qtbot.waitSignal(dialog.saved, timeout=10_000) as saved:
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert saved.args == [str(path)]


def told(dialog: SavingDialog) -> str:
    label = child(dialog, QLabel, "savingError")
    return label.text() if label.isVisible() else ""


def test_that_a_plot_is_saved_as_png_at_the_scale_that_was_chosen(
    qtbot: QtBot, filled: MainWindow, picture: ExportPictureDialog, tmp_path: Path
) -> None:
    picture.scale.setValue(3)
    size = picture_size(picture.plot) * 3
    words = child(picture, QLabel, "exportSize").text()
    assert words.startswith(count(size.width()))
    assert count(size.height()) in words
    path = tmp_path / "plot.png"
    save_as(qtbot, picture, path)
    assert QImage(str(path)).size() == size
    assert str(path) in filled.statusBar().currentMessage()


def test_that_the_ending_decides_the_form(
    qtbot: QtBot, picture: ExportPictureDialog, tmp_path: Path
) -> None:
    path = tmp_path / "plot.svg"
    save_as(qtbot, picture, path)
    assert path.read_text(encoding="utf-8").startswith("<?xml")


def test_that_the_chosen_plot_comes_to_the_front(
    qtbot: QtBot, picture: ExportPictureDialog
) -> None:
    for at in range(picture.which.count()):
        picture.which.setCurrentIndex(at)
        qtbot.waitUntil(picture.plot.isVisible)
    names = [picture.which.itemText(at) for at in range(picture.which.count())]
    assert names == [
        "Parallel coordinates",
        "Scatter",
        "History",
        "Importance",
        "Response",
        "Curves",
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("plot.jpg", "A name that ends with .jpg says no form for a picture."),
        ("missing/plot.png", "cannot be written: No such file or directory."),
    ],
)
def test_that_what_cannot_be_saved_is_told_and_the_dialog_stays(
    qtbot: QtBot, picture: ExportPictureDialog, tmp_path: Path, name: str, sentence: str
) -> None:
    picture.write(str(tmp_path / name))
    qtbot.waitUntil(lambda: sentence in told(picture))
    assert picture.isVisible()
    assert picture.save.isEnabled()
    assert not list(tmp_path.rglob("plot*"))


def test_that_a_full_disk_is_told(
    qtbot: QtBot, picture: ExportPictureDialog, tmp_path: Path
) -> None:
    full = tmp_path / "full.png"
    full.symlink_to("/dev/full")
    picture.write(str(full))
    qtbot.waitUntil(lambda: "No space left on device" in told(picture))


def test_that_a_picture_that_cannot_be_made_leaves_the_former_file_as_it_was(
    qtbot: QtBot, picture: ExportPictureDialog, tmp_path: Path
) -> None:
    (tmp_path / "plot.jpg").write_bytes(b"before")
    picture.write(str(tmp_path / "plot.jpg"))
    qtbot.waitUntil(lambda: bool(told(picture)))
    assert (tmp_path / "plot.jpg").read_bytes() == b"before"


def test_that_the_dialog_copies_too(picture: ExportPictureDialog) -> None:
    QGuiApplication.clipboard().clear()
    size = picture_size(picture.plot) * picture.scale.value()
    QTest.mouseClick(child(picture, QPushButton, "copyPicture"), LEFT)
    assert QGuiApplication.clipboard().image().size() == size


def test_that_the_key_exports_the_plot_that_has_the_keyboard(
    qtbot: QtBot, filled: MainWindow
) -> None:
    history = filled._window_layout.plot_places()[2].show()
    qtbot.waitUntil(history.isVisible)
    history.setFocus()
    QTest.keyClick(history, Qt.Key.Key_E, CTRL_SHIFT)
    dialog = filled.findChild(ExportPictureDialog, "exportPicture")
    assert dialog is not None
    assert dialog.which.currentText() == "History"


def exported(
    qtbot: QtBot, window: MainWindow, path: Path, choice: str | None = None
) -> list[dict[str, str]]:
    shown = [one for one in window.findChildren(SavingDialog) if one.isVisible()]
    dialog = shown[0] if shown else window.exports.export_runs()
    if choice is not None:
        child(dialog, QRadioButton, choice).click()
    save_as(qtbot, dialog, path)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_that_the_matching_runs_are_exported_or_all_in_view(
    qtbot: QtBot, filled: MainWindow, tmp_path: Path
) -> None:
    session = filled.session
    session.set_selection(session.selection.with_clause(Within("x", 0.0, None)))
    matching = exported(qtbot, filled, tmp_path / "matching.csv")
    assert len(matching) == int(session.focus.sum()) < 60
    assert all(float(row["x"]) >= 0.0 for row in matching)
    assert len(exported(qtbot, filled, tmp_path / "all.csv", "exportInView")) == 60


def test_that_an_import_of_the_exported_file_gives_the_same_runs(
    qtbot: QtBot, filled: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "runs.csv"
    exported(qtbot, filled, path)
    table = read_table(path)
    back = table_runs(table, guess_uses(table)).runs
    before = [filled.session.frame.run(at) for at in reversed(range(60))]
    assert [run.flags for run in back] == [run.flags for run in before]
    for old, new in zip(before, back, strict=True):
        assert {name: str(one.last) for name, one in new.scalars.items()} == {
            name: str(one.last) for name, one in old.scalars.items()
        }


def test_that_the_menu_of_the_table_exports_the_picked_runs(
    qtbot: QtBot, filled: MainWindow, tmp_path: Path
) -> None:
    filled.session.set_highlight(filled.session.frame.ids[:2])
    filled.runs_page.table.menu.export.trigger()
    rows = exported(qtbot, filled, tmp_path / "picked.csv")
    assert {row["run"] for row in rows} == set(filled.session.frame.ids[:2])


def test_that_the_command_writes_the_same_table(
    qtbot: QtBot, filled: MainWindow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "runs.csv"
    exported(qtbot, filled, path)
    assert main("import", ["import", str(path), "--name", "train.py"]) == OK
    again = tmp_path / "again.csv"
    assert main("compare", ["compare", "-F", "x > 0", "--csv", str(again)]) == OK
    capsys.readouterr()
    with path.open(encoding="utf-8") as first, again.open(encoding="utf-8") as second:
        (head, *rows), (head_again, *rows_again) = csv.reader(first), csv.reader(second)
    # Imported runs have their former ids as labels.
    assert [name for name in head_again if name != "label"] == head
    x = head.index("x")
    assert {tuple(row[4:]) for row in rows if float(row[x]) > 0} == {
        tuple(row[5:]) for row in rows_again
    }
