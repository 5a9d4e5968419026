"""The main job in the real window, by mouse and keyboard."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableView,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from guild_desktop.core.run import Status
from guild_desktop.gui.main_window import MainWindow
from tests.gui.conftest import MakeWindow

LEFT = Qt.MouseButton.LeftButton
SWEEP = 60_000
"""Milliseconds within which a short sweep surely ends on a busy machine."""


def child(window: QWidget, kind: type[QWidget], name: str) -> QWidget:
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


def type_expression(window: MainWindow, flag: str, text: str) -> None:
    table = child(window, QTableView, "flagTable")
    assert isinstance(table, QTableView)
    model = table.model()
    rows = [r for r in range(model.rowCount()) if model.index(r, 0).data() == flag]
    cell = model.index(rows[0], 1)
    table.scrollTo(cell)
    place = table.visualRect(cell).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=place)
    QTest.mouseDClick(table.viewport(), LEFT, pos=place)
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    # Qt closes an editor after the key's event, not within it.
    QApplication.processEvents()
    assert model.index(rows[0], 1).data(Qt.ItemDataRole.EditRole) == text


def choose(window: MainWindow, name: str, data: str) -> None:
    combo = child(window, QComboBox, name)
    assert isinstance(combo, QComboBox)
    index = combo.findData(data)
    assert index >= 0, data
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def press_run(window: MainWindow) -> None:
    button = child(window, QPushButton, "runButton")
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, LEFT)


def wait_for_runs(qtbot: QtBot, window: MainWindow, count: int) -> None:
    def ended() -> bool:
        frame = window.session.frame
        runs = [frame.run(position) for position in range(len(frame))]
        over = all(batch.status.is_finished for batch in frame.batches.values())
        return len(runs) == count and over and all(run.status.is_finished for run in runs)

    qtbot.waitUntil(ended, timeout=SWEEP)


def losses(window: MainWindow) -> dict[str, float]:
    frame = window.session.frame
    column = frame.column("loss")
    return dict(zip(frame.ids, map(float, column.values), strict=True))


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    target = widget.viewport() if hasattr(widget, "viewport") else widget
    QTest.mousePress(target, LEFT, pos=start)
    for step in range(1, 11):
        QTest.mouseMove(target, start + (end - start) * step / 10)
    QTest.mouseRelease(target, LEFT, pos=end)


def shown_ids(window: MainWindow) -> set[str]:
    """Ids of the runs whose rows the table shows, by their short ids."""
    view = child(window, QTreeView, "runsTable")
    assert isinstance(view, QTreeView)
    model = view.model()
    shorts: set[str] = set()

    def collect(parent: QModelIndex) -> None:
        for row in range(model.rowCount(parent)):
            texts = [
                str(model.index(row, column, parent).data())
                for column in range(model.columnCount(parent))
            ]
            shorts.update(texts)
            collect(model.index(row, 0, parent))

    collect(QModelIndex())
    return {run_id for run_id in window.session.frame.ids if run_id[:8] in shorts}


def status_text(window: MainWindow) -> str:
    label = child(window, QLabel, "focusStatus")
    assert isinstance(label, QLabel)
    return label.text()


@pytest.fixture
def swept(qtbot: QtBot, window: MainWindow, train: Path) -> MainWindow:
    """A window in which a sweep of nine runs, listed values of x, has ended."""
    window.open_script(train)
    type_expression(window, "x", "linspace[-2:2:9]")
    press_run(window)
    wait_for_runs(qtbot, window, 9)
    return window


def test_that_the_tutorial_can_be_walked_by_mouse_and_keyboard(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    welcome = child(window, QWidget, "welcomePage")
    assert welcome.isVisible()
    window.open_script(train)
    assert not welcome.isVisible()

    type_expression(window, "x", "[-2.0:2.0]")
    combo = child(window, QComboBox, "optimizerCombo")
    assert isinstance(combo, QComboBox)
    assert combo.currentData() == "gp"
    choose(window, "optimizerCombo", "random")
    choose(window, "optimizerCombo", "gp")
    number = child(window, QSpinBox, "maxTrials")
    assert isinstance(number, QSpinBox)
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "10")
    QTest.keyClick(number, Qt.Key.Key_Tab)
    press_run(window)
    wait_for_runs(qtbot, window, 10)
    assert {batch.name for batch in window.session.frame.batches.values()} == {"train.py+gp"}
    assert {run_id[:8] for run_id in shown_ids(window)} == {i[:8] for i in window.focus_ids()}

    # Drag along loss, from its low end up to two fifths.
    plot = child(window, QWidget, "parallelPlot")
    qtbot.waitUntil(plot.isVisible, timeout=5000)
    drag(plot, plot.axis_point("loss", 0.4), plot.axis_point("loss", -0.02))
    found = losses(window)
    low, high = min(found.values()), max(found.values())
    inside = {i for i, loss in found.items() if loss <= low + 0.4 * (high - low)}
    near_edge = {i for i, loss in found.items() if abs(loss - (low + 0.4 * (high - low))) < 0.01}
    matching = set(window.focus_ids())
    assert matching ^ inside <= near_edge
    assert 0 < len(matching) < 10
    assert shown_ids(window) == matching
    assert status_text(window).startswith(f"{len(matching)} of 10 match")

    # In the scatter matrix, noise and time are taken away: loss against x remains.
    scatter = child(window, QWidget, "scatterPlot")
    for name in ("noise", "time"):
        chips = [
            button
            for button in window.findChildren(QPushButton)
            if button.text() == name and button.isCheckable() and button.isVisible()
        ]
        for chip in chips:
            if chip.isChecked():
                QTest.mouseClick(chip, LEFT)
    QApplication.processEvents()
    whole = scatter.cell_rect(0, 0)
    assert whole.width() > scatter.width() * 0.6
    assert window.session.selection.clauses != ()
    window.session.undo_stack.undo()
    assert len(window.focus_ids()) == 10


def test_that_a_rectangle_in_the_scatter_matrix_is_the_same_selection(
    qtbot: QtBot, swept: MainWindow
) -> None:
    scatter = child(swept, QWidget, "scatterPlot")
    qtbot.waitUntil(scatter.isVisible, timeout=5000)
    cell = scatter.cell_rect(0, 0)
    # From just beyond the corner, so that the range is open there, to a little before x = 0.
    drag(scatter, cell.topLeft() - QPoint(4, 4), QPoint(cell.center().x() - 10, cell.bottom() + 4))
    columns = {name for clause in swept.session.selection.clauses for name in clause.columns}
    assert "x" in columns
    frame = swept.session.frame
    values = zip(frame.ids, frame.column("x").values, strict=True)
    assert set(swept.focus_ids()) == {run_id for run_id, x in values if x < -0.3}
    assert shown_ids(swept) == set(swept.focus_ids())


def test_that_a_selection_in_the_table_shows_in_the_plots_and_back(
    qtbot: QtBot, swept: MainWindow
) -> None:
    view = child(swept, QTreeView, "runsTable")
    assert isinstance(view, QTreeView)
    parent = view.model().index(0, 0)
    third = view.model().index(2, 0, parent)
    view.scrollTo(third)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(third).center())
    assert len(swept.session.highlight) == 1
    plot = child(swept, QWidget, "parallelPlot")
    picked = swept.session.highlight[0]
    before = plot.grab().toImage()
    other = next(i for i in swept.session.frame.ids if i != picked)
    swept.session.set_highlight((other,))
    assert plot.grab().toImage() != before
    rows = {
        str(index.siblingAtColumn(column).data())
        for index in view.selectionModel().selectedRows()
        for column in range(view.model().columnCount())
    }
    assert other[:8] in rows


def test_that_a_typed_filter_and_a_brush_are_the_same_thing(swept: MainWindow) -> None:
    field = child(swept, QLineEdit, "runsFilter")
    field.setFocus()
    QTest.keyClicks(field, "x in [-1:0]")
    QTest.keyClick(field, Qt.Key.Key_Return)
    values = swept.session.frame.column("x").values
    wanted = {
        run_id for run_id, x in zip(swept.session.frame.ids, values, strict=True) if -1 <= x <= 0
    }
    assert set(swept.focus_ids()) == wanted == shown_ids(swept)


def test_that_runs_without_the_objective_are_counted(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    train.write_text("x = 0\nif x > 1:\n    print(f'loss: {x}')\n")
    window.open_script(train)
    type_expression(window, "x", "[1, 2, 3]")
    press_run(window)
    wait_for_runs(qtbot, window, 3)
    assert "1 without loss" in status_text(window)


def test_that_a_sweep_is_stopped_from_the_window(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    train.write_text("import time\nx = 0\nprint('loss: 1')\ntime.sleep(60)\n")
    window.open_script(train)
    type_expression(window, "x", "[1, 2, 3]")
    press_run(window)
    stop = child(window, QPushButton, "stopButton")
    qtbot.waitUntil(stop.isVisible, timeout=10_000)

    def running() -> bool:
        frame = window.session.frame
        return any(frame.run(p).status is Status.RUNNING for p in range(len(frame)))

    qtbot.waitUntil(running, timeout=10_000)
    QTest.mouseClick(stop, LEFT)
    wait_for_runs(qtbot, window, 3)
    frame = window.session.frame
    assert {frame.run(p).status for p in range(3)} == {Status.TERMINATED}
    qtbot.waitUntil(lambda: not stop.isVisible(), timeout=5000)


def run_command(home: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "guild_desktop", "--home", str(home), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_that_a_sweep_started_by_command_appears_in_an_open_window_within_a_second(
    qtbot: QtBot, window: MainWindow, train: Path, home: Path
) -> None:
    command = run_command(home, "run", str(train), "x=[1,2,3]", "-y")
    from guild_desktop.store.home import open_home
    from guild_desktop.store.store import Store

    with Store(open_home(home)).opened() as store:
        qtbot.waitUntil(lambda: bool(store.changes_since(0).batches), timeout=20_000)
        qtbot.waitUntil(lambda: len(window.session.frame.batches) == 1, timeout=1000)
    _, errors = command.communicate(timeout=60)
    assert command.returncode == 0, errors
    wait_for_runs(qtbot, window, 3)


LAUNCHER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from guild_desktop.gui.app import make_application, make_window
application = make_application()
window = make_window(Path(sys.argv[1]))
window.open_script(sys.argv[2])
window.run_panel.apply_flags({"x": "[1, 2, 3]"})
window.show()
window.sweeps.launched.connect(lambda batch: print(batch.id, flush=True))
QTimer.singleShot(0, window.run_panel.run)
application.exec()
"""


def test_that_the_engine_survives_the_window_and_a_new_window_shows_and_stops_it(
    qtbot: QtBot, make_window: MakeWindow, train: Path, home: Path
) -> None:
    train.write_text("import time\nx = 0\nprint('loss: 1')\ntime.sleep(60)\n")
    first = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(home), str(train)], stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    batch_id = first.stdout.readline().strip()
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    first.stdout.close()

    second = make_window()
    qtbot.waitUntil(lambda: batch_id in second.session.frame.batches, timeout=10_000)

    def is_running() -> bool:
        frame = second.session.frame
        statuses = {frame.run(p).status for p in range(len(frame))}
        return frame.batches[batch_id].status is Status.RUNNING and Status.RUNNING in statuses

    qtbot.waitUntil(is_running, timeout=20_000)
    stop = child(second, QPushButton, "stopButton")
    QTest.mouseClick(stop, LEFT)
    wait_for_runs(qtbot, second, 3)
    assert second.session.frame.batches[batch_id].status is Status.TERMINATED


def test_that_nothing_is_run_twice_by_a_double_click(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    window.open_script(train)
    type_expression(window, "x", "[1, 2]")
    button = child(window, QPushButton, "runButton")
    QTest.mouseClick(button, LEFT)
    QTest.mouseClick(button, LEFT)
    wait_for_runs(qtbot, window, 2)
    assert len(window.session.frame.batches) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_every_control_has_a_name_for_those_who_cannot_see_it(
    qtbot: QtBot, swept: MainWindow, theme: str
) -> None:
    swept.themes.choose(theme)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in swept.findChildren(QWidget)
        if widget.objectName() in NAMED and not widget.accessibleName()
    ]
    assert nameless == []
    missing = {name for name in NAMED if swept.findChild(QWidget, name) is None}
    assert missing == set()


NAMED = frozenset(
    [
        "runPanel",
        "scriptPath",
        "scriptBrowse",
        "interpreterCombo",
        "flagTable",
        "optimizerCombo",
        "optimizerOptions",
        "objectiveCombo",
        "directionCombo",
        "maxTrials",
        "workers",
        "runButton",
        "stopButton",
        "previewTable",
        "commandLine",
        "errorList",
        "runsTable",
        "runsFilter",
        "statusChips",
        "columnsButton",
        "parallelDock",
        "parallelPlot",
        "scatterDock",
        "scatterPlot",
        "detailsDock",
        "outputView",
        "clauseBar",
        "focusStatus",
        "batchProgress",
        "welcomePage",
        "demoButton",
    ]
)


def test_that_a_missing_script_is_told_beside_its_name(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.open_script(tmp_path / "missing.py")
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert any("missing.py" in text for text in labels), labels
    assert not child(window, QPushButton, "runButton").isEnabled()


def test_that_the_frame_holds_what_the_store_has(swept: MainWindow) -> None:
    assert np.all(swept.session.frame.alive)
    assert len(swept.session.frame) == 9
