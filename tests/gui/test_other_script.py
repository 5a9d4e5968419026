"""Another script is opened: what is seen and what the buttons mean is about its sweeps from then on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Objective
from guild_desktop.gui.dialogs.continue_dialog import ContinueDialog
from guild_desktop.gui.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.gestures import action, child, press_run, type_expression, wait_for_runs

SCORE = Objective("score", "maximize")


def continue_action(window: MainWindow) -> QAction:
    """*Continue…*, as the toolbar and the menu have it."""
    return action(window, "Continue…")


@pytest.fixture
def other(train: Path) -> Path:
    script = train.with_name("other.py")
    script.write_text("gain = 1\nprint(f'score: {gain}')\n")
    return script


@pytest.fixture
def both(qtbot: QtBot, window: MainWindow, train: Path, other: Path) -> MainWindow:
    """A sweep of ``train`` by loss, then one of ``other`` by score."""
    window.open_script(train)
    type_expression(window, "x", "[1, 2]")
    press_run(window)
    wait_for_runs(qtbot, window, 2)
    window.open_script(other)
    type_expression(window, "gain", "[1, 2]")
    window.run_panel.fill_in(f"guild-desktop run {other} gain=[1,2] -X score")
    window.run_panel.run()
    wait_for_runs(qtbot, window, 4)
    assert window.session.objective == SCORE
    return window


def test_that_the_goal_is_that_of_the_newest_sweep_of_the_script_that_is_opened(
    both: MainWindow, train: Path, other: Path
) -> None:
    both.open_script(train)
    assert both.session.objective == Objective("loss")
    assert both.session.best is not None
    both.open_script(other)
    assert both.session.objective == SCORE


def test_that_the_goal_follows_whose_runs_are_shown(both: MainWindow, train: Path) -> None:
    scope = child(both, QComboBox, "runsScope")
    row = scope.findData(str(train))
    scope.setCurrentIndex(row)
    scope.activated.emit(row)
    assert both.session.objective == Objective("loss")
    both.session.undo_stack.undo()
    assert both.session.objective == SCORE


def test_that_a_window_that_comes_back_has_the_goal_of_the_script_it_opens(
    both: MainWindow, train: Path, make_window: MakeWindow
) -> None:
    both.open_script(train)
    both.close_without_asking()
    again = make_window()
    assert again.session.selection.target == str(train)
    assert again.session.objective == Objective("loss")


def test_that_continue_means_the_newest_sweep_in_view(both: MainWindow, train: Path) -> None:
    both.open_script(train)
    continue_action(both).trigger()
    dialog = both.findChild(ContinueDialog)
    assert dialog is not None
    assert "train.py" in dialog.windowTitle()
    dialog.reject()


def test_that_there_is_nothing_to_continue_of_a_script_without_sweeps(
    both: MainWindow, other: Path
) -> None:
    fresh = other.with_name("fresh.py")
    fresh.write_text("a = 1\nprint('loss: 1')\n")
    assert continue_action(both).isEnabled()
    both.open_script(fresh)
    assert not continue_action(both).isEnabled()
