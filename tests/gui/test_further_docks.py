"""History, Curves and Compare in the real window: found as tabs, made when seen, fed by one session."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from guild_desktop.gui.docks.compare_dock import CompareDock
from guild_desktop.gui.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.gestures import child, press_run, type_expression, wait_for_runs

STEPS = "x = 1\nfor step in range(5):\n    print(f'loss: {x / (step + 1)} (step {step})')\n"


@pytest.fixture
def swept(qtbot: QtBot, window: MainWindow, train: Path) -> MainWindow:
    """A window in which a sweep of three runs with steps has ended."""
    train.write_text(STEPS)
    window.open_script(train)
    type_expression(window, "x", "[1, 2, 3]")
    press_run(window)
    wait_for_runs(qtbot, window, 3)
    return window


def show(qtbot: QtBot, window: MainWindow, dock: str) -> None:
    """Bring a dock to the front by its entry in the View menu, as if it had been closed."""
    found = child(window, QDockWidget, dock)
    found.close()
    found.toggleViewAction().trigger()
    found.raise_()
    qtbot.waitUntil(lambda: not found.visibleRegion().isEmpty())


def test_that_the_docks_are_tabs_beside_the_scatter_matrix(qtbot: QtBot, swept: MainWindow) -> None:
    scatter = child(swept, QDockWidget, "scatterDock")
    tabs = {dock.objectName() for dock in swept.tabifiedDockWidgets(scatter)}
    assert tabs == {
        "detailsDock",
        "historyDock",
        "importanceDock",
        "sliceDock",
        "curvesDock",
        "compareDock",
    }
    # Not made before they are looked at.
    assert swept.findChild(QWidget, "historyPlot") is None
    assert swept.findChild(QWidget, "curvesPlot") is None
    assert swept.findChild(QWidget, "responsePlot") is None


def test_that_history_and_curves_show_the_runs_of_the_sweep(
    qtbot: QtBot, swept: MainWindow
) -> None:
    show(qtbot, swept, "historyDock")
    qtbot.waitUntil(lambda: swept.findChild(QWidget, "historyPlot") is not None)
    history = child(swept, QWidget, "historyPlot")
    qtbot.waitUntil(lambda: history.figures.shown == 3)  # type: ignore[attr-defined]
    show(qtbot, swept, "curvesDock")
    qtbot.waitUntil(lambda: swept.findChild(QWidget, "curvesPlot") is not None)
    curves = child(swept, QWidget, "curvesPlot")
    qtbot.waitUntil(lambda: len(curves.curves) == 3)  # type: ignore[attr-defined]
    swept.session.set_hover(swept.session.frame.ids[0])
    assert not history.visibleRegion().isEmpty() or not curves.visibleRegion().isEmpty()


def test_that_picked_rows_are_pinned_by_key_and_compared_from_their_menu(
    qtbot: QtBot, swept: MainWindow
) -> None:
    view = child(swept, QTreeView, "runsTable")
    parent = view.model().index(0, 0)
    first = view.model().index(0, 0, parent)
    view.setFocus()
    view.setCurrentIndex(first)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(swept.session.highlight) == 2
    QTest.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert set(swept.session.pins) == set(swept.session.highlight)
    QTest.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert swept.session.pins == ()
    menu = swept.runs_page.table.menu
    menu.refresh()
    assert menu.pin.text().startswith("Pin\t")
    menu.compare.trigger()
    assert len(swept.session.pins) == 2
    compare = child(swept, CompareDock, "compareView")
    qtbot.waitUntil(lambda: compare.sentence == "2 pinned runs.")


def test_that_a_closed_dock_stays_closed_and_an_older_arrangement_gets_the_new_ones(
    qtbot: QtBot, make_window: MakeWindow, train: Path
) -> None:
    first = make_window()
    first.open_script(train)
    first.run_panel.run()
    qtbot.waitUntil(lambda: len(first.session.frame) == 1, timeout=20_000)
    wait_for_runs(qtbot, first, 1)
    child(first, QDockWidget, "historyDock").close()
    first.close()
    second = make_window()
    curves = child(second, QDockWidget, "curvesDock")
    qtbot.waitUntil(lambda: not curves.isHidden(), timeout=10_000)
    assert child(second, QDockWidget, "historyDock").isHidden()
    state = second.saveState(1)
    second._settings.setValue("state", state)
    settings = second._settings
    second.close()
    settings.setValue("state", state)
    settings.sync()
    third = make_window()
    history = child(third, QDockWidget, "historyDock")
    qtbot.waitUntil(lambda: not history.isHidden(), timeout=10_000)
