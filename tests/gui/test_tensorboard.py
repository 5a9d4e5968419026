"""TensorBoard from the window: what it shows, what comes later, what is told, and its end."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QFrame, QMenu, QToolBar, QTreeView
from pytestqt.qtbot import QtBot

from guild_desktop.core.filter import parse_filter
from guild_desktop.core.run import Status
from guild_desktop.gui.docks.tensorboard_bar import TensorBoardBar
from guild_desktop.gui.live.tensorboard_thread import TensorBoardThread
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import NewRun, Recorder
from guild_desktop.store.store import Store
from tests.core.sample_runs import make_batch
from tests.gui.conftest import MakeWindow
from tests.gui.gestures import child, wait_for_runs
from tests.interop.fake_tensorboard import ADDRESS, DIES_AT_ONCE, DIES_LATER, STAYS, fake, none
from tests.interop.tensorboard_server import TensorBoard, boards_of

PATIENCE = 60_000


class Browser(QObject):
    """Opens nothing and remembers what it should have opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser(qapp: object) -> Iterator[Browser]:
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "open")
    yield browser
    QDesktopServices.unsetUrlHandler("http")


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for temporary folders."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def add_runs(home: Path, letter: str, *losses: int, script: Path | None = None) -> list[str]:
    """Store a sweep that has ended, with a run for each of these losses; their ids."""
    with Store(open_home(home)).opened() as store:
        recorder = Recorder(store)
        made = make_batch(letter)
        if script is not None:
            made = replace(made, operation=replace(made.operation, target=str(script)))
        batch = recorder.add_batch(made)
        new = [NewRun(trial, {"x": loss}, "grid", 1) for trial, loss in enumerate(losses, 1)]
        runs = recorder.add_runs(batch, new, "")
        for run in runs:
            recorder.start_run(run.id, 1_750_000_000.0)
            recorder.end_run(run.id, Status.COMPLETED, seconds=1.0)
        recorder.end_batch(batch.id, Status.COMPLETED, "")
        return [run.id for run in runs]


@pytest.fixture
def filled(home: Path, make_window: MakeWindow) -> MainWindow:
    """A window with three runs of one sweep and one of another."""
    add_runs(home, "a", 1, 2, 3)
    add_runs(home, "b", 4)
    return make_window()


def written(scratch: Path) -> set[str]:
    """The values of x of the runs in the log folder."""
    (folder,) = scratch.glob("guild-desktop-tensorboard-*")
    return {path.name.partition("x=")[2] for path in folder.iterdir() if "x=" in path.name}


def bar_of(window: MainWindow) -> TensorBoardBar:
    bar = child(window, QFrame, "tensorboardBar")
    assert isinstance(bar, TensorBoardBar)
    return bar


def press_tool(window: MainWindow, text: str) -> None:
    """Press a button of the toolbar."""
    bar = child(window, QToolBar, "mainToolbar")
    (action,) = [action for action in bar.actions() if action.text() == text]
    button = bar.widgetForAction(action)
    assert isinstance(button, QAbstractButton)
    assert button.isEnabled()
    button.click()


def press(window: MainWindow, name: str) -> None:
    button = child(window, QAbstractButton, name)
    assert button.isVisible()
    button.click()


def test_that_tensorboard_shows_what_matches_and_what_comes_until_the_window_closes(
    qtbot: QtBot, window: MainWindow, train: Path, browser: Browser, scratch: Path, home: Path
) -> None:
    assert not window.tensorboard.action.isEnabled()
    window.open_script(train)
    window.run_panel.apply_flags({"x": "[1, 2]"})
    window.run_panel.run()
    wait_for_runs(qtbot, window, 2)
    press_tool(window, "TensorBoard")
    assert bar_of(window).sentence == "Starting TensorBoard…"
    qtbot.waitUntil(lambda: bool(browser.opened), timeout=PATIENCE)
    (address,) = browser.opened
    assert address.endswith("/#hparams")
    assert bar_of(window).sentence == f"TensorBoard shows 2 runs at {address[:-8]}"
    board = TensorBoard(address.removesuffix("#hparams"))
    qtbot.waitUntil(lambda: len(board.runs()) == 2, timeout=PATIENCE)
    frame = window.session.frame
    runs = [frame.run(position) for position in range(2)]
    shown = sorted(board.runs().values(), key=lambda run: run["flags"]["x"])
    assert [run["flags"] for run in shown] == [run.flags for run in runs]
    losses = [run.scalars["loss"].last for run in runs]
    assert [run["metrics"]["loss"] for run in shown] == pytest.approx(losses)

    add_runs(home, "a", 3, script=train)
    qtbot.waitUntil(lambda: len(board.runs()) == 3, timeout=PATIENCE)
    assert bar_of(window).sentence.startswith("TensorBoard shows 3 runs at ")
    press_tool(window, "TensorBoard")
    qtbot.waitUntil(lambda: browser.opened == [address, address], timeout=PATIENCE)

    (process,) = boards_of()
    everything = [process, *process.children(recursive=True)]
    window.close_without_asking()
    assert psutil.wait_procs(everything, timeout=10)[1] == []
    assert list(scratch.glob("guild-desktop-*")) == []


def test_that_only_picked_runs_go_to_tensorboard_and_it_can_be_stopped(
    qtbot: QtBot,
    filled: MainWindow,
    home: Path,
    browser: Browser,
    scratch: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(fake(tmp_path / "fake", STAYS)))
    table = filled.runs_page.table
    view = child(filled, QTreeView, "runsTable")
    sweep = table.model.index_of_batch("a" * 32)
    run = table.model.index_of_run(filled.session.frame.ids[3])
    choose_in_menu(view, table.menu.menu, run)
    qtbot.waitUntil(lambda: len(browser.opened) == 1, timeout=PATIENCE)
    assert written(scratch) == {"4"}
    # A sweep is picked with the runs that it will have.
    choose_in_menu(view, table.menu.menu, sweep)
    qtbot.waitUntil(lambda: len(browser.opened) == 2, timeout=PATIENCE)
    assert written(scratch) == {"1", "2", "3", "4"}
    assert bar_of(filled).sentence == f"TensorBoard shows 4 runs at {ADDRESS}"
    press(filled, "openTensorboard")
    assert browser.opened == [f"{ADDRESS}#hparams"] * 3

    (process,) = boards_of()
    press(filled, "stopTensorboard")
    assert not bar_of(filled).isVisible()
    qtbot.waitUntil(lambda: not process.is_running(), timeout=PATIENCE)
    # What is chosen next begins with nothing.
    filter_ = parse_filter("x = 2")
    filled.session.set_selection(filled.session.selection.with_clause(filter_))
    press_tool(filled, "TensorBoard")
    qtbot.waitUntil(lambda: len(browser.opened) == 4, timeout=PATIENCE)
    assert written(scratch) == {"2"}


def choose_in_menu(view: QTreeView, menu: object, index: object) -> None:
    """Pick a row and choose TensorBoard in its context menu."""
    view.setCurrentIndex(index)
    shown = menu()
    assert isinstance(shown, QMenu)
    (action,) = [action for action in shown.actions() if action.text() == "TensorBoard"]
    action.trigger()
    shown.close()


def test_that_an_absent_browser_is_told_with_the_address(
    qtbot: QtBot, filled: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(fake(tmp_path / "fake", STAYS)))
    press_tool(filled, "TensorBoard")
    qtbot.waitUntil(lambda: "No browser" in bar_of(filled).sentence, timeout=PATIENCE)
    assert bar_of(filled).sentence == (
        f"TensorBoard shows 4 runs at {ADDRESS}. "
        "No browser could be opened here; go to the address yourself."
    )


@pytest.mark.parametrize(
    ("code", "told"),
    [(DIES_AT_ONCE, "no room for a server"), (DIES_LATER, "somebody closed it")],
    ids=["at the start", "later"],
)
def test_that_a_tensorboard_that_dies_is_told_with_its_last_words_and_can_be_opened_again(
    qtbot: QtBot,
    filled: MainWindow,
    browser: Browser,
    scratch: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    told: str,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(fake(tmp_path / "first", code)))
    press_tool(filled, "TensorBoard")
    qtbot.waitUntil(lambda: told in bar_of(filled).sentence, timeout=PATIENCE)
    assert bar_of(filled).sentence.startswith(f"TensorBoard has ended: {told}. All it said is in ")
    press(filled, "dismissTensorboard")
    assert not bar_of(filled).isVisible()
    browser.opened.clear()
    monkeypatch.setenv("PYTHONPATH", str(fake(tmp_path / "second", STAYS)))
    press_tool(filled, "TensorBoard")
    qtbot.waitUntil(lambda: bool(browser.opened), timeout=PATIENCE)
    assert written(scratch) == {"1", "2", "3", "4"}


def test_that_late_news_of_one_that_died_say_nothing_of_the_next(
    qtbot: QtBot,
    filled: MainWindow,
    browser: Browser,
    scratch: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(fake(tmp_path / "fake", STAYS)))
    noticed = threading.Event()
    thread = filled.tensorboard.findChild(TensorBoardThread)
    thread.refused.connect(lambda *_: noticed.set(), Qt.ConnectionType.DirectConnection)
    press_tool(filled, "TensorBoard")
    qtbot.waitUntil(lambda: len(browser.opened) == 1, timeout=PATIENCE)
    (process,) = boards_of()
    process.kill()
    # The window is busy meanwhile, so that it has not heard of it.
    assert noticed.wait(PATIENCE / 1000)
    press(filled, "stopTensorboard")
    press_tool(filled, "TensorBoard")
    qtbot.waitUntil(lambda: len(browser.opened) == 2, timeout=PATIENCE)
    assert written(scratch) == {"1", "2", "3", "4"}
    assert bar_of(filled).sentence == f"TensorBoard shows 4 runs at {ADDRESS}"
    (process,) = boards_of()
    press(filled, "stopTensorboard")
    qtbot.waitUntil(lambda: not process.is_running(), timeout=PATIENCE)


def test_that_a_missing_tensorboard_is_told_with_what_to_install(
    qtbot: QtBot, filled: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    monkeypatch.setenv("PYTHONPATH", str(none(tmp_path / "none")) + os.pathsep)
    press_tool(filled, "TensorBoard")
    qtbot.waitUntil(lambda: "not installed" in bar_of(filled).sentence, timeout=PATIENCE)
    assert f"Type: {sys.executable} -m pip install tensorboard" in bar_of(filled).sentence
    assert filled.tensorboard.action.isEnabled()
