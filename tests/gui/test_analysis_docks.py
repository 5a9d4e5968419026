"""Importance and response in the real window: found as tabs, computed elsewhere, and only when seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from guild_desktop.cli.app import main
from guild_desktop.gui.docks.importance_dock import ImportanceView
from guild_desktop.gui.docks.response_dock import ResponseView
from guild_desktop.gui.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.gestures import child

PATIENCE = 60_000


def children() -> list[psutil.Process]:
    return [each for each in psutil.Process().children() if "analysis" in each.cmdline()]


@pytest.fixture
def sweep(train: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep of 24 runs in the home."""
    words = ["x=[-2.0:2.0]", "noise=[0.0:0.2]", "-o", "random", "-m", "24", "--start", "warm", "-y"]
    monkeypatch.chdir(train.parent)
    assert main("run", ["run", "train.py", *words, "--random-seed", "1"]) == 0


@pytest.fixture
def swept(make_window: MakeWindow, sweep: None) -> MainWindow:
    """A window over it."""
    return make_window()


def test_that_importance_is_computed_elsewhere_once_it_is_seen(
    qtbot: QtBot, swept: MainWindow
) -> None:
    assert children() == []
    dock = child(swept, QDockWidget, "importanceDock")
    dock.raise_()
    view = swept.findChild(ImportanceView)
    assert view is not None
    qtbot.waitUntil(lambda: bool(view.shares), timeout=PATIENCE)
    assert view.shares[0].flags == ("x",)
    assert len(children()) == 1
    swept.close_without_asking()
    qtbot.waitUntil(lambda: children() == [], timeout=PATIENCE)


LOOK = """
import subprocess
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
application = QApplication([])
from guild_desktop.gui.app import build_main_window
window = build_main_window(Path(sys.argv[1]))
window.resize(1400, 900)
window.show()
layout = window._window_layout
for _ in range(2000):
    QTest.qWait(20)
    if window.is_loaded and layout.importance.isVisible():
        layout.importance.raise_()
    if layout.analyses.now.analysis is not None:
        break
print(layout.analyses.now.analysis.runs.used, sorted({"scipy", "sklearn", "skopt"} & set(sys.modules)))
window.close_without_asking()
window.finish()
"""


def test_that_no_science_comes_into_the_window(sweep: None, home: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", LOOK, str(home)], capture_output=True, text=True, check=True
    )
    assert said.stdout.split(maxsplit=1) == ["24", "[]\n"]


def test_that_every_dock_of_an_analysis_has_a_name(swept: MainWindow) -> None:
    for dock, view in (("importanceDock", "importanceView"), ("sliceDock", "responseView")):
        assert child(swept, QDockWidget, dock).accessibleName()
        assert child(swept, QWidget, view).accessibleName()


def test_that_the_response_comes_from_there_too_and_a_proposal_fills_the_run_panel(
    qtbot: QtBot, swept: MainWindow, train: Path
) -> None:
    view = swept.findChild(ResponseView)
    importance = swept.findChild(ImportanceView)
    assert view is not None
    assert importance is not None
    importance.response_wanted.emit(("noise",))
    dock = child(swept, QDockWidget, "sliceDock")
    qtbot.waitUntil(lambda: not dock.visibleRegion().isEmpty())
    qtbot.waitUntil(lambda: view.plot.axes.slice is not None, timeout=PATIENCE)
    assert view.across.currentData() == "noise"
    view.next.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: swept.run_panel.request() is not None, timeout=PATIENCE)
    request = swept.run_panel.request()
    assert request is not None
    assert -2.0 <= float(request.flags["x"]) <= 2.0
    assert 0.0 <= float(request.flags["noise"]) <= 0.2


def test_that_tabs_have_whole_words_where_there_is_no_room_for_all(swept: MainWindow) -> None:
    swept.resize(900, 700)
    swept.grab()
    tabs = next(
        each
        for each in swept.findChildren(QTabBar)
        if "Importance" in {each.tabText(at) for at in range(each.count())}
    )
    assert tabs.elideMode() is Qt.TextElideMode.ElideNone
    widest = tabs.fontMetrics().horizontalAdvance("Importance")
    at = next(at for at in range(tabs.count()) if tabs.tabText(at) == "Importance")
    assert tabs.tabRect(at).width() > widest
