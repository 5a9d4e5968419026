"""That a run's flags are saved from the window, and can be run again from the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from guild_desktop.core.errors import UserError
from guild_desktop.flags.trials_file import read_trials
from guild_desktop.gui.dialogs.save_settings import write_settings
from guild_desktop.gui.live.running import running_batches
from guild_desktop.gui.main_window import MainWindow
from tests.gui.gestures import action


@pytest.fixture
def best(qtbot: QtBot, window: MainWindow, train: Path) -> MainWindow:
    """A window in which a run has ended, which is the best."""
    window.open_script(train)
    window.run_panel.apply_flags({"x": "-0.29"})
    window.run_panel.run()
    qtbot.waitUntil(lambda: len(window.session.frame) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: not running_batches(window.session.frame), timeout=20_000)
    return window


def open_dialog(qtbot: QtBot, window: MainWindow) -> QFileDialog:
    card = window.findChild(QWidget, "bestCard")
    assert card is not None
    (save,) = [
        chip for chip in card.findChildren(QPushButton) if chip.accessibleName() == "Save settings…"
    ]
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    dialog = window.findChild(QFileDialog, "saveSettings")
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def type_name(dialog: QFileDialog, name: str) -> None:
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, name)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_that_the_best_settings_are_saved_beside_the_script(
    qtbot: QtBot, best: MainWindow, train: Path
) -> None:
    dialog = open_dialog(qtbot, best)
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert line is not None
    (run_id,) = best.session.frame.ids
    file = train.with_name(f"train-{run_id[:8]}.json")
    assert line.text() == file.name
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert json.loads(file.read_text(encoding="utf-8")) == {"x": -0.29, "noise": 0.1}
    # The command takes it as a file of one trial.
    assert read_trials(file) == ({"x": "-0.29", "noise": "0.1"},)


def test_that_a_name_without_an_ending_gets_that_of_the_chosen_kind(
    qtbot: QtBot, best: MainWindow, train: Path
) -> None:
    dialog = open_dialog(qtbot, best)
    kinds = dialog.findChild(QComboBox, "fileTypeCombo")
    assert kinds is not None
    kinds.setFocus()
    QTest.keyClick(kinds, Qt.Key.Key_Down)
    type_name(dialog, "winner")
    text = train.with_name("winner.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == {"x": -0.29, "noise": 0.1}


def test_that_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        write_settings({"x": 1}, tmp_path / "missing" / "a.json")


def test_that_all_that_can_be_done_with_the_best_run_is_in_sight(best: MainWindow) -> None:
    card = best.findChild(QWidget, "bestCard")
    assert card is not None
    for size in ((1280, 800), (1440, 900)):
        best.resize(*size)
        action(best, "Reset layout").trigger()
        QApplication.processEvents()
        for chip in card.findChildren(QPushButton):
            assert chip.visibleRegion().boundingRect() == chip.rect(), (size, chip.text())
