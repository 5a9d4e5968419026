"""The main job in the real window, by mouse and keyboard."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from guild_desktop.core.run import Status
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.conftest import MakeWindow
from tests.gui.gestures import (
    LEFT,
    child,
    drag,
    lonely_line,
    press_run,
    selected_texts,
    shown_ids,
    status_text,
    type_expression,
    wait_for_runs,
)


@pytest.fixture
def swept(qtbot: QtBot, window: MainWindow, train: Path) -> MainWindow:
    """A window in which a sweep of nine runs, listed values of x, has ended."""
    window.open_script(train)
    type_expression(window, "x", "linspace[-2:2:9]")
    press_run(window)
    wait_for_runs(qtbot, window, 9)
    return window


def test_that_a_rectangle_in_the_scatter_matrix_is_the_same_selection(
    qtbot: QtBot, swept: MainWindow
) -> None:
    scatter = child(swept, ScatterPlot, "scatterPlot")
    qtbot.waitUntil(scatter.isVisible, timeout=5000)
    cell = scatter.cell_rect(0, 0)
    # From just beyond the corner, so that the range is open there, to between x = -0.5 and x = 0.
    end = QPoint(cell.center().x() - cell.width() // 16, cell.bottom() + 4)
    drag(scatter, cell.topLeft() - QPoint(4, 4), end)
    columns = {name for clause in swept.session.selection.clauses for name in clause.columns}
    assert "x" in columns
    frame = swept.session.frame
    values = zip(frame.ids, frame.column("x").values, strict=True)
    assert set(swept.focus_ids()) == {run_id for run_id, x in values if x < 0}
    assert shown_ids(swept) == set(swept.focus_ids())


def test_that_a_selection_in_the_table_shows_in_the_plots_and_back(
    qtbot: QtBot, swept: MainWindow
) -> None:
    view = child(swept, QTreeView, "runsTable")
    plot = child(swept, ParallelPlot, "parallelPlot")
    qtbot.waitUntil(plot.isVisible, timeout=5000)
    plain = plot.grab().toImage()
    parent = view.model().index(0, 0)
    third = view.model().index(2, 0, parent)
    view.scrollTo(third)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(third).center())
    (picked,) = swept.session.highlight
    before = plot.grab().toImage()
    assert before != plain

    assert picked[:8] in selected_texts(view)

    # Back: by a click on a line, and on a point.
    other, place = lonely_line(plot, not_of=picked)
    QTest.mouseClick(plot.viewport(), LEFT, pos=place)
    assert swept.session.highlight == (other,)
    assert plot.grab().toImage() != before
    assert other[:8] in selected_texts(view)
    assert picked[:8] not in selected_texts(view)
    scatter = child(swept, ScatterPlot, "scatterPlot")
    # Docks beside it may have taken room since it was painted.
    scatter.grab()
    points = scatter.cells[0, 0]
    at = list(scatter.runs.rows).index(swept.session.frame.position(picked))
    place = QPoint(round(float(points.xs[at])), round(float(points.ys[at])))
    QTest.mouseClick(scatter.viewport(), LEFT, pos=place)
    assert swept.session.highlight == (picked,)
    assert picked[:8] in selected_texts(view)


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
