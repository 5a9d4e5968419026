"""From a finished sweep to the same one with another range and method, and from a run to a start point,
in the real window.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Run, Status
from guild_desktop.gui.dialogs.continue_dialog import ContinueDialog
from guild_desktop.gui.main_window import MainWindow
from tests.gui.docks.sample_runs import a_batch, a_run
from tests.gui.gestures import (
    child,
    choose_by_keys,
    press_run,
    type_expression,
    type_number,
    wait_for_runs,
)


def runs(window: MainWindow) -> list[Run]:
    frame = window.session.frame
    return [frame.run(position) for position in range(len(frame))]


def search(qtbot: QtBot, window: MainWindow, train: Path, count: int) -> None:
    window.open_script(train)
    type_expression(window, "x", "[-2.0:2.0]")
    choose_by_keys(child(window, QComboBox, "optimizerCombo"), "random")
    type_number(child(window, QSpinBox, "maxTrials"), count)
    press_run(window)
    wait_for_runs(qtbot, window, count)


def test_that_a_sweep_is_changed_in_the_run_panel_and_goes_on(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    search(qtbot, window, train, 4)
    (batch,) = window.session.frame.batches.values()
    inside = sum(-1 <= float(run.flags["x"]) <= 1 for run in runs(window))  # type: ignore[arg-type]
    window.sweep_actions.continue_batch(batch.id)
    dialog = child(window, QWidget, "continueDialog")
    qtbot.waitUntil(dialog.isVisible, timeout=5000)
    assert any(
        "It uses 4 of 4 earlier runs." in label.text() for label in dialog.findChildren(QLabel)
    )
    change = child(dialog, QPushButton, "changeSweep")
    QTest.mouseClick(change, Qt.MouseButton.LeftButton)
    strip = child(window, QWidget, "continueStrip")
    assert strip.isVisible()
    type_expression(window, "x", "[-1.0:1.0]")
    choose_by_keys(child(window, QComboBox, "optimizerCombo"), "bayes")
    type_number(child(window, QSpinBox, "maxTrials"), 2)
    said = child(window, QLabel, "previewSentence").accessibleName()
    assert f"Uses {inside} of 4 earlier runs" in said
    press_run(window)
    wait_for_runs(qtbot, window, 6)
    assert not strip.isVisible()
    (changed,) = window.session.frame.batches.values()
    assert (changed.id, changed.name, changed.planned) == (batch.id, "train.py+bayes", 6)
    assert changed.flags["x"] == "[-1.0:1.0]"
    new = [float(run.flags["x"]) for run in runs(window)[4:]]  # type: ignore[arg-type]
    assert all(-1 <= x <= 1 for x in new)


def test_that_a_run_of_the_table_becomes_a_start_point_of_the_next_search(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    search(qtbot, window, train, 2)
    first = runs(window)[0]
    window.sweep_actions.use_as_start(first.id)
    chip = child(window, QPushButton, "startPoint")
    assert chip.text() == first.id[:8]
    press_run(window)
    wait_for_runs(qtbot, window, 4)
    start = runs(window)[2]
    assert (start.origin, start.flags["x"]) == ("start", first.flags["x"])


def test_that_the_best_of_the_newest_sweep_are_confirmed_from_the_menu_of_the_window(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    (run_menu,) = [each for each in window.menuBar().findChildren(QMenu) if each.title() == "&Run"]
    (confirm,) = [each for each in run_menu.actions() if each.text() == "Confirm the best 5"]
    assert not confirm.isEnabled()
    search(qtbot, window, train, 2)
    qtbot.waitUntil(confirm.isEnabled)
    confirm.trigger()
    wait_for_runs(qtbot, window, 2 + 2 * 3)
    assert sorted(run.trial for run in runs(window)) == [1] * 4 + [2] * 4


def test_that_a_sweep_of_a_command_says_how_it_can_go_on_changed(qtbot: QtBot) -> None:
    batch = a_batch()
    dialog = ContinueDialog(replace(batch, operation=replace(batch.operation, kind="command")))
    qtbot.addWidget(dialog)
    change = child(dialog, QPushButton, "changeSweep")
    assert not change.isEnabled()
    assert f"guild-desktop run --restart {batch.id[:8]}" in change.toolTip()


def begun(batch: Batch, count: int) -> list[Run]:
    """So many completed trials of a sweep."""
    flags = {"x": 0.5, "lr": 0.01, "optimizer": "adam"}
    return [a_run(batch, trial, flags=flags) for trial in range(1, count + 1)]


def test_that_a_sweep_that_was_cut_off_is_offered_the_rest_of_what_was_planned(
    qtbot: QtBot,
) -> None:
    batch = a_batch(status=Status.LOST)
    *completed, last = begun(batch, 7)
    lost = replace(last, status=Status.LOST, scalars={}, exit_status=None)
    dialog = ContinueDialog(batch, [*completed, lost])
    qtbot.addWidget(dialog)
    more = child(dialog, QSpinBox, "moreTrials")
    assert (more.value(), more.minimum()) == (batch.planned - 7, 0)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "One run that was cut off or never began comes first." in said


def test_that_a_sweep_that_has_ended_is_offered_as_many_runs_as_it_had(qtbot: QtBot) -> None:
    batch = a_batch()
    dialog = ContinueDialog(batch, begun(batch, batch.planned))
    qtbot.addWidget(dialog)
    more = child(dialog, QSpinBox, "moreTrials")
    assert (more.value(), more.minimum()) == (batch.limits.max_trials, 1)
    assert not any("cut off" in label.text() for label in dialog.findChildren(QLabel))
