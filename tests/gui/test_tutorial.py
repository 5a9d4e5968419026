"""The hyperparameter tutorial, walked in the real window by mouse and keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QTableView,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from guild_desktop.core.run import Run, Status
from guild_desktop.gui.format import MINUS
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.gestures import (
    LEFT,
    child,
    choose_by_keys,
    drag,
    losses,
    losses_in_rows,
    press_run,
    shown_ids,
    status_text,
    type_expression,
    type_number,
    wait_for_runs,
)


@pytest.fixture
def opened(window: MainWindow, train: Path) -> MainWindow:
    """A window in which the tutorial's script has just been opened."""
    welcome = child(window, QWidget, "welcomePage")
    assert welcome.isVisible()
    window.open_script(train)
    assert not welcome.isVisible()
    return window


@pytest.fixture
def searched(qtbot: QtBot, opened: MainWindow) -> MainWindow:
    """Eight runs of a random search over both flags, the method chosen and the number typed."""
    type_expression(opened, "x", "[-2.0:2.0]")
    type_expression(opened, "noise", "[0.05:0.15]")
    choose_by_keys(child(opened, QComboBox, "optimizerCombo"), "random")
    type_number(child(opened, QSpinBox, "maxTrials"), 8)
    press_run(opened)
    wait_for_runs(qtbot, opened, 8)
    return opened


def runs(window: MainWindow) -> list[Run]:
    frame = window.session.frame
    return [frame.run(position) for position in range(len(frame))]


def preview(window: MainWindow) -> str:
    return child(window, QLabel, "previewSentence").accessibleName()


def batch_names(window: MainWindow) -> set[str]:
    return {batch.name for batch in window.session.frame.batches.values()}


def test_that_a_list_typed_with_keys_is_previewed_and_runs_only_when_run_is_pressed(
    qtbot: QtBot, opened: MainWindow
) -> None:
    table = child(opened, QTableView, "flagTable")
    button = child(opened, QPushButton, "runButton")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is table, timeout=5000)

    def type_list() -> None:
        QTest.keyClicks(table, "[")
        QTest.keyClicks(QApplication.focusWidget(), "-1, 0, 1]")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        QApplication.processEvents()

    type_list()
    assert preview(opened).startswith("You are about to run train.py as a sweep (3 runs).")
    assert button.text() == "Run 3"
    # Thought better of it: nothing has been stored.
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert button.text() == "Run once"
    assert not opened.session.frame.batches
    type_list()
    press_run(opened)
    wait_for_runs(qtbot, opened, 3)
    assert batch_names(opened) == {"train.py+"}
    assert [run.status for run in runs(opened)] == [Status.COMPLETED] * 3
    # Whole numbers stay whole numbers.
    assert [repr(run.flags["x"]) for run in runs(opened)] == ["-1", "0", "1"]
    assert [run.flags["noise"] for run in runs(opened)] == [0.1] * 3
    assert shown_ids(opened) == set(opened.session.frame.ids)


def test_that_a_grid_is_compared_lowest_first_by_a_click_on_its_heading(
    qtbot: QtBot, opened: MainWindow
) -> None:
    type_expression(opened, "x", "[-0.5, 0.5]")
    type_expression(opened, "noise", "[0.1, 0.2]")
    assert "as a sweep (4 runs)" in preview(opened)
    press_run(opened)
    wait_for_runs(qtbot, opened, 4)
    combinations = {(run.flags["x"], run.flags["noise"]) for run in runs(opened)}
    assert combinations == {(-0.5, 0.1), (-0.5, 0.2), (0.5, 0.1), (0.5, 0.2)}

    view = child(opened, QTreeView, "runsTable")
    header, model = view.header(), view.model()
    heading = next(
        at
        for at in range(model.columnCount())
        if model.headerData(at, Qt.Orientation.Horizontal) == "loss"
    )
    place = QPoint(header.sectionViewportPosition(heading) + 10, header.height() // 2)
    QTest.mouseClick(header.viewport(), LEFT, pos=place)
    found = losses(opened)
    assert losses_in_rows(view, found) == sorted(found.values())
    lowest = min(runs(opened), key=lambda run: found[run.id])
    assert lowest.flags["x"] == -0.5
    QTest.mouseClick(header.viewport(), LEFT, pos=place)
    assert losses_in_rows(view, found) == sorted(found.values(), reverse=True)


def test_that_a_sequence_function_is_corrected_and_its_runs_are_listed(opened: MainWindow) -> None:
    type_expression(opened, "x", "linspce[-0.6:0.6:4]")
    assert not child(opened, QPushButton, "runButton").isEnabled()
    assert "linspace" in child(opened, QListWidget, "errorList").item(0).text()
    type_expression(opened, "x", "linspace[-0.6:0.6:4]")
    trials = child(opened, QTableView, "previewTable").model()
    listed = [trials.index(row, 1).data() for row in range(trials.rowCount())]
    assert listed == [f"{MINUS}0.6", f"{MINUS}0.2", "0.2", "0.6"]
    assert child(opened, QPushButton, "runButton").text() == "Run 4"


def test_that_gp_is_chosen_by_keyboard_and_goes_on_with_more_runs(
    qtbot: QtBot, opened: MainWindow
) -> None:
    type_expression(opened, "x", "[-2.0:2.0]")
    combo = child(opened, QComboBox, "optimizerCombo")
    choose_by_keys(combo, "random")
    choose_by_keys(combo, "gp")
    type_number(child(opened, QSpinBox, "maxTrials"), 3)
    assert "with 'gp' (3 runs, minimize loss)" in preview(opened)
    press_run(opened)
    wait_for_runs(qtbot, opened, 3)
    assert batch_names(opened) == {"train.py+gp"}

    QTest.keyClick(
        opened,
        Qt.Key.Key_C,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    dialog = child(opened, QWidget, "continueDialog")
    qtbot.waitUntil(dialog.isVisible, timeout=5000)
    type_number(child(dialog, QSpinBox, "moreTrials"), 2)
    type_number(child(dialog, QSpinBox, "option-random-starts"), 0)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    wait_for_runs(qtbot, opened, 5)
    (batch,) = opened.session.frame.batches.values()
    assert (batch.planned, batch.options["random-starts"]) == (5, 0)
    assert {run.batch for run in runs(opened)} == {batch.id}


def test_that_a_random_search_is_narrowed_by_a_drag_along_loss_and_a_typed_filter(
    qtbot: QtBot, searched: MainWindow
) -> None:
    assert batch_names(searched) == {"train.py+random"}
    xs = {run.id: run.flags["x"] for run in runs(searched)}
    assert len(set(xs.values())) == 8
    assert all(isinstance(x, float) and -2 <= x <= 2 for x in xs.values())

    plot = child(searched, ParallelPlot, "parallelPlot")
    qtbot.waitUntil(plot.isVisible, timeout=5000)
    drag(plot, plot.axis_point("loss", 0.4), plot.axis_point("loss", -0.02))
    found = losses(searched)
    low, high = min(found.values()), max(found.values())
    edge = low + 0.4 * (high - low)
    inside = {run_id for run_id, loss in found.items() if loss <= edge}
    near_edge = {run_id for run_id, loss in found.items() if abs(loss - edge) < 0.01}
    matching = set(searched.focus_ids())
    assert matching ^ inside <= near_edge
    assert 0 < len(matching) < 8
    assert shown_ids(searched) == matching
    assert status_text(searched).startswith(f"{len(matching)} of 8 match")

    field = child(searched, QLineEdit, "runsFilter")
    field.setFocus()
    QTest.keyClicks(field, "x < 0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    both = {run_id for run_id in matching if xs[run_id] < 0}
    assert set(searched.focus_ids()) == both == shown_ids(searched)
    searched.session.undo_stack.undo()
    assert set(searched.focus_ids()) == matching
    searched.session.undo_stack.undo()
    assert len(searched.focus_ids()) == 8


def test_that_the_scatter_matrix_shows_loss_against_x_once_noise_and_time_are_left_out(
    qtbot: QtBot, searched: MainWindow
) -> None:
    scatter = child(searched, ScatterPlot, "scatterPlot")
    qtbot.waitUntil(scatter.isVisible, timeout=5000)
    chips = {
        chip.text(): chip
        for chip in child(searched, QWidget, "scatterDock").findChildren(QPushButton)
        if chip.isCheckable() and chip.isVisible()
    }
    assert {"x", "noise", "loss", "time"} <= set(chips)
    assert scatter.cell_rect(0, 0).width() < scatter.width() * 0.6
    for name in ("noise", "time"):
        assert chips[name].isChecked()
        QTest.mouseClick(chips[name], LEFT)
        assert not chips[name].isChecked()
    QApplication.processEvents()
    cell = scatter.cell_rect(0, 0)
    assert cell.width() > scatter.width() * 0.6
    assert (scatter.axis_of_row(0).name, scatter.axis_of_column(0).name) == ("loss", "x")

    # The left part of the one cell that remains, all its height.
    start = cell.topLeft() - QPoint(4, 4)
    drag(scatter, start, QPoint(cell.left() + cell.width() * 2 // 5, cell.bottom() + 4))
    matching = set(searched.focus_ids())
    xs = {run.id: float(run.flags["x"]) for run in runs(searched)}
    assert matching
    assert max(xs[i] for i in matching) < min(xs[i] for i in set(xs) - matching)
    assert shown_ids(searched) == matching
    assert {name for clause in searched.session.selection.clauses for name in clause.columns} >= {
        "x"
    }
