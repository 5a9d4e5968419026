"""That Run starts nothing that could not run, and goes again once what was wrong is mended."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from guild_desktop.core.run import Status
from guild_desktop.gui.live.running import running_batches
from guild_desktop.gui.main_window import MainWindow
from tests.gui.conftest import TRAIN


@pytest.fixture
def run_button(window: MainWindow) -> QPushButton:
    button = window.findChild(QPushButton, "runButton")
    assert button is not None
    return button


@pytest.fixture
def told(window: MainWindow) -> Callable[[str], str]:
    """What a label says while it can be seen."""

    def told(name: str) -> str:
        label = window.findChild(QLabel, name)
        assert label is not None
        return label.text() if label.isVisible() else ""

    return told


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An interpreter that can go away."""
    link = tmp_path / "python"
    link.symlink_to(sys.executable)
    return link


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def run_once_with(
    qtbot: QtBot, window: MainWindow, run_button: QPushButton, train: Path, python: Path
) -> None:
    window.open_script(train)
    window.run_panel.fill_in(f"guild-desktop run train.py x=1 --python {python}")
    click(run_button)
    qtbot.waitUntil(lambda: len(window.session.frame) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: not running_batches(window.session.frame), timeout=20_000)
    assert window.session.frame.run(0).status is Status.COMPLETED


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_that_an_interpreter_that_went_away_is_told_at_its_row_and_nothing_is_stored(
    qtbot: QtBot,
    window: MainWindow,
    run_button: QPushButton,
    told: Callable[[str], str],
    train: Path,
    python: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_once_with(qtbot, window, run_button, train, python)
    window.run_panel.apply_flags({"x": "[1, 2]"})
    python.unlink()
    click(run_button)
    assert f"{python} is not there any more" in told("interpreterError")
    assert run_button.text() == "Choose a Python first"
    assert not run_button.isEnabled()
    # A quick run has ended within the time of a double click, whose second half asks for nothing.
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 0)
    # What is asked for now is refused as well, told beside the button.
    with qtbot.waitSignal(window.sweeps.refused):
        window.sweep_actions.run_again(window.session.frame.ids[0])
    assert "is not there any more" in told("runMessage")
    assert len(window.session.frame.batches) == len(window.session.frame) == 1

    python.symlink_to(sys.executable)
    qtbot.waitUntil(run_button.isEnabled, timeout=10_000)
    assert told("interpreterError") == ""


def test_that_a_script_that_went_away_a_moment_ago_is_told_and_nothing_is_stored(
    qtbot: QtBot,
    window: MainWindow,
    run_button: QPushButton,
    told: Callable[[str], str],
    train: Path,
) -> None:
    window.open_script(train)
    asked: list[object] = []
    window.run_panel.run_requested.connect(asked.append)
    train.unlink()
    click(run_button)
    assert "There is no script" in told("scriptError")
    assert run_button.text() == "Fix the script first"
    assert not run_button.isEnabled()
    assert asked == []
    train.write_text(TRAIN)
    qtbot.waitUntil(run_button.isEnabled, timeout=10_000)
    assert told("scriptError") == ""


def test_that_a_sweep_without_its_interpreter_is_not_continued(
    qtbot: QtBot, window: MainWindow, run_button: QPushButton, train: Path, python: Path
) -> None:
    window.open_script(train)
    window.run_panel.fill_in(f"guild-desktop run train.py x=[1.0:2.0] -m 1 --python {python}")
    click(run_button)
    qtbot.waitUntil(lambda: len(window.session.frame) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: not running_batches(window.session.frame), timeout=20_000)
    python.unlink()
    with qtbot.waitSignal(window.sweeps.refused):
        window.sweep_actions.continue_ten(next(iter(window.session.frame.batches)))
    assert not running_batches(window.session.frame)
    assert len(window.session.frame) == 1


def test_that_a_script_that_was_broken_when_it_was_opened_is_read_again_once_it_is_mended(
    qtbot: QtBot,
    window: MainWindow,
    run_button: QPushButton,
    told: Callable[[str], str],
    train: Path,
) -> None:
    train.write_text(TRAIN + "\nx = (\n")
    window.open_script(train)
    assert "syntax error" in told("scriptError")
    train.write_text(TRAIN + "\nx = = 1\n")
    qtbot.waitUntil(lambda: "x = = 1" in told("scriptError"), timeout=10_000)
    train.write_text(TRAIN)
    qtbot.waitUntil(run_button.isEnabled, timeout=10_000)
    assert told("scriptError") == ""
    assert run_button.text() == "Run once"
    assert window.windowTitle().startswith("train.py")


def test_that_a_script_that_was_not_there_yet_is_opened_once_it_is(
    qtbot: QtBot, window: MainWindow, run_button: QPushButton, train: Path
) -> None:
    later = train.with_name("later.py")
    window.open_script(later)
    assert not run_button.isEnabled()
    later.write_text(TRAIN)
    qtbot.waitUntil(run_button.isEnabled, timeout=10_000)


def test_that_a_broken_script_shows_nothing_of_the_one_before(
    qtbot: QtBot,
    window: MainWindow,
    told: Callable[[str], str],
    train: Path,
) -> None:
    train.write_text("import surely_not_installed\nx = 1\nprint(f'accuracy: {x}')\n")
    window.open_script(train)
    qtbot.waitUntil(lambda: "surely_not_installed" in told("interpreterError"), timeout=10_000)
    broken = train.with_name("broken.py")
    broken.write_text("x = (\n")
    window.open_script(broken)
    assert told("interpreterError") == ""
    combo = window.findChild(QComboBox, "interpreterCombo")
    assert combo is not None
    assert (combo.count(), combo.isEnabled()) == (0, False)
    broken.write_text("x = 1\n")
    qtbot.waitUntil(combo.isEnabled, timeout=10_000)
    assert combo.currentData()
