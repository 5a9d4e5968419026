"""How the window opens, closes, remembers, and meets mistakes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QToolBar,
    QTreeView,
    QWidget,
)
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.gui.app import build_main_window, open_frame
from guild_desktop.gui.live.running import running_batches
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store
from tests.gui.conftest import MakeWindow
from tests.gui.gestures import action

LEFT = Qt.MouseButton.LeftButton
SLEEPER = "import time\nx = 0\nprint('loss: 1')\ntime.sleep(60)\n"


@pytest.fixture
def busy(qtbot: QtBot, window: MainWindow, train: Path) -> MainWindow:
    """A window with a sweep that runs for a minute."""
    train.write_text(SLEEPER)
    window.open_script(train)
    window.run_panel.apply_flags({"x": "[1, 2]"})
    window.run_panel.run()

    def running() -> bool:
        frame = window.session.frame
        return any(frame.run(p).status is Status.RUNNING for p in range(len(frame)))

    qtbot.waitUntil(running, timeout=20_000)
    return window


def answer(words: str) -> None:
    """Press a button of the question that will be open in a moment."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            # Not open yet: the question would wait for ever if nobody looked again.
            QTimer.singleShot(50, press)
            return
        (button,) = [b for b in box.buttons() if b.text().replace("&", "") == words]
        button.click()

    QTimer.singleShot(50, press)


def batch_status(home: Path) -> Status:
    with Store(open_home(home)).opened() as store:
        (batch,) = store.changes_since(0).batches
        return batch.status


def stop_everything(home: Path) -> None:
    command = [sys.executable, "-m", "guild_desktop", "--home", str(home), "stop", "--all"]
    subprocess.run(command, check=True, timeout=60)


def test_that_closing_can_be_cancelled(busy: MainWindow, home: Path) -> None:
    answer("Cancel")
    assert not busy.close()
    assert busy.isVisible()
    assert running_batches(busy.session.frame)
    stop_everything(home)


def test_that_sweeps_can_go_on_without_the_window(busy: MainWindow, home: Path) -> None:
    answer("Keep running")
    assert busy.close()
    assert batch_status(home) is Status.RUNNING
    stop_everything(home)
    assert batch_status(home) is Status.TERMINATED


def test_that_closing_can_stop_sweeps(qtbot: QtBot, busy: MainWindow, home: Path) -> None:
    answer("Stop")
    assert busy.close()
    qtbot.waitUntil(lambda: batch_status(home) is Status.TERMINATED, timeout=10_000)


def test_that_a_script_dropped_on_the_window_is_opened(window: MainWindow, train: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(train))])
    event = QDropEvent(
        QPointF(QPoint(50, 50)),
        Qt.DropAction.CopyAction,
        data,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    assert event.isAccepted()
    assert window.windowTitle().startswith("train.py")


def test_that_the_sample_is_one_click_away(qtbot: QtBot, window: MainWindow) -> None:
    button = window.findChild(QPushButton, "demoButton")
    assert button is not None
    QTest.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: len(window.session.frame) >= 1, timeout=20_000)
    window.sweep_actions.stop_all()
    qtbot.waitUntil(lambda: not running_batches(window.session.frame), timeout=20_000)


def test_that_docks_come_with_the_first_run_and_stay_as_arranged(
    qtbot: QtBot, make_window: MakeWindow, train: Path
) -> None:
    first = make_window()
    parallel = first.findChild(QDockWidget, "parallelDock")
    details = first.findChild(QDockWidget, "detailsDock")
    assert parallel is not None
    assert details is not None
    assert parallel.isHidden()
    first.open_script(train)
    first.run_panel.run()
    qtbot.waitUntil(lambda: not parallel.isHidden(), timeout=20_000)
    qtbot.waitUntil(lambda: not running_batches(first.session.frame), timeout=20_000)
    details.close()
    first.close()

    second = make_window()
    again = second.findChild(QDockWidget, "detailsDock")
    assert again is not None
    qtbot.waitUntil(lambda: len(second.session.frame) == 1, timeout=10_000)
    assert again.isHidden()
    second.findChild(QDockWidget, "parallelDock").close()  # type: ignore[union-attr]
    action(second, "Reset layout").trigger()
    assert not again.isHidden()


def test_that_a_new_window_goes_on_where_the_last_one_ended(
    qtbot: QtBot, make_window: MakeWindow, train: Path
) -> None:
    first = make_window()
    first.open_script(train)
    first.run_panel.run()
    qtbot.waitUntil(lambda: len(first.session.frame) == 1, timeout=20_000)
    qtbot.waitUntil(lambda: not running_batches(first.session.frame), timeout=20_000)
    first.themes.choose("dark")
    first.themes.choose_colours("cividis")
    first.close()
    second = make_window()
    assert second.windowTitle().startswith("train.py")
    assert second.themes.theme.dark
    assert second.themes.theme.colour_map == "cividis"
    assert len(second.focus_ids()) == 1


def test_that_table_and_plots_share_what_a_resized_window_gains(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    window.open_script(train)
    window.run_panel.run()
    parallel = window.findChild(QDockWidget, "parallelDock")
    assert parallel is not None
    qtbot.waitUntil(parallel.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: not running_batches(window.session.frame), timeout=20_000)
    QApplication.processEvents()
    before = parallel.height() / window.height()
    window.resize(1440, 1200)
    qtbot.waitUntil(lambda: abs(parallel.height() / window.height() - before) < 0.03, timeout=5000)


def test_that_an_unknown_exception_becomes_one_dialog_and_a_log(
    qtbot: QtBot, window: MainWindow, home: Path
) -> None:
    with capture_exceptions():
        error = ZeroDivisionError("a slot went wrong")
        for _ in range(3):
            window.reporter.report(type(error), error, error.__traceback__)

        def boxes() -> list[QMessageBox]:
            return [box for box in window.findChildren(QMessageBox) if box.isVisible()]

        qtbot.waitUntil(lambda: bool(boxes()), timeout=5000)
        (box,) = boxes()
        assert "a slot went wrong" in box.informativeText()
        box.close()
    log = (home / "logs" / "window.log").read_text()
    assert log.count("ZeroDivisionError: a slot went wrong") == 3


def test_that_a_newer_home_is_refused_before_there_is_a_window(
    qapp: QApplication, home: Path
) -> None:
    with Store(open_home(home)).opened():
        pass
    connection = sqlite3.connect(home / "store.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(UserError, match="newer Guild Desktop"):
        build_main_window(home)


def test_that_the_window_is_seen_before_it_has_its_parts(qtbot: QtBot, home: Path) -> None:
    window = open_frame(home)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.painted):
        window.show()
    assert not window.is_loaded
    assert window.findChild(QWidget, "runButton") is None
    window.fill()
    qtbot.waitUntil(lambda: window.is_loaded, timeout=10_000)
    assert window.findChild(QWidget, "runButton") is not None
    window.close_without_asking()


def test_that_a_window_without_its_parts_keeps_its_place_when_it_is_closed(
    qtbot: QtBot, home: Path
) -> None:
    window = open_frame(home)
    qtbot.addWidget(window)
    window.resize(612, 700)
    window.show()
    window.close()
    window.finish()
    again = open_frame(home)
    qtbot.addWidget(again)
    assert again.width() == 612


def test_that_without_a_display_there_is_a_sentence() -> None:
    import os

    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    result = subprocess.run(
        [sys.executable, "-m", "guild_desktop"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.startswith("guild-desktop: There is no display")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("page", ["Flag language", "Keyboard shortcuts", "About Guild Desktop"])
def test_that_help_opens(window: MainWindow, page: str) -> None:
    actions = [
        action
        for menu in window.menuBar().actions()
        for action in menu.menu().actions()  # type: ignore[attr-defined]
        if action.text() == page
    ]
    actions[0].trigger()
    dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert len(dialogs) == 1
    dialogs[0].close()


def test_that_a_question_mark_in_the_parallel_plot_opens_the_list_of_keys(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    window.open_script(train)
    window.run_panel.run()
    qtbot.waitUntil(lambda: window.findChild(QWidget, "parallelPlot") is not None, timeout=20_000)
    QTest.keyClicks(window.findChild(QWidget, "parallelPlot"), "?")
    (dialog,) = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert dialog.windowTitle() == "Keyboard and mouse"
    dialog.close()
    qtbot.waitUntil(lambda: not running_batches(window.session.frame), timeout=20_000)


def test_that_the_theme_changes_everything_at_once(window: MainWindow) -> None:
    window.themes.choose("light")
    light = window.grab().toImage().pixelColor(5, 400).lightness()
    window.themes.choose("dark")
    dark = window.grab().toImage().pixelColor(5, 400).lightness()
    assert light > 200
    assert dark < 60


def test_that_everything_needed_for_a_sweep_is_reached_by_tab(
    window: MainWindow, train: Path
) -> None:
    window.open_script(train)
    names = set()
    for _ in range(60):
        widget = QApplication.focusWidget()
        assert widget is not None
        names.add(widget.objectName())
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert {"runsFilter", "runsTable", "scriptPath", "flagTable", "optimizerCombo"} <= names
    assert {"objectiveCombo", "workers", "runButton"} <= names


def action_of(window: MainWindow, text: str) -> QAction:
    """An action in the toolbar by what stands on it."""
    toolbar = window.findChild(QToolBar, "mainToolbar")
    assert toolbar is not None
    (action,) = [action for action in toolbar.actions() if action.text() == text]
    return action


def test_that_the_toolbar_runs_what_the_panel_would_run(window: MainWindow, train: Path) -> None:
    assert not action_of(window, "Run").isEnabled()
    window.open_script(train)
    assert action_of(window, "Run once").isEnabled()
    window.run_panel.apply_flags({"x": "[1, 2"})
    assert not action_of(window, "Run").isEnabled()


def test_that_a_command_is_pasted_from_the_runs_table(window: MainWindow, train: Path) -> None:
    window.open_script(train)
    QApplication.clipboard().setText(f"guild run {train} x=[1,2,3]")
    table = window.findChild(QTreeView, "runsTable")
    assert table is not None
    QTest.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    request = window.run_panel.request()
    assert request is not None
    assert request.flags["x"] == "[1,2,3]"


def test_that_a_command_pasted_on_the_welcome_page_is_seen_in_the_run_panel(
    window: MainWindow, train: Path
) -> None:
    assert not window.run_panel.isVisible()
    QApplication.clipboard().setText(f"guild run {train} x=[1,2,3]")
    paste = action(window, "Paste command")
    paste.trigger()
    assert window.run_panel.isVisible()
    request = window.run_panel.request()
    assert request is not None
    assert request.flags["x"] == "[1,2,3]"


def test_that_each_script_keeps_its_own_sweep_and_stopping_all_is_asked(
    qtbot: QtBot, busy: MainWindow, train: Path
) -> None:
    stop = busy.findChild(QPushButton, "stopButton")
    workers = busy.findChild(QSpinBox, "workers")
    assert stop is not None
    assert workers is not None
    first = running_batches(busy.session.frame)[0]
    other = train.with_name("other.py")
    other.write_text(SLEEPER)
    busy.open_script(other)
    assert stop.isHidden()
    workers.setValue(2)
    qtbot.wait(QApplication.doubleClickInterval() + 50)
    busy.run_panel.apply_flags({"x": "[1, 2]"})
    busy.run_panel.run()
    qtbot.waitUntil(lambda: len(running_batches(busy.session.frame)) == 2, timeout=20_000)
    assert busy.session.frame.batches[first.id].limits.workers == first.limits.workers
    action_of(busy, "Stop all (2)").trigger()
    (box,) = busy.findChildren(QMessageBox, "stopQuestion")
    assert "train.py+: 0 of 2 are done" in box.informativeText()
    button = box.findChild(QPushButton, "stopAllButton")
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: not running_batches(busy.session.frame), timeout=20_000)
