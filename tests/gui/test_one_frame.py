"""Whatever arrives, all docks that are seen show the same newest frame, one painted after another."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.run import Run
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.gui.plots.history_plot import HistoryPlot
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.plot_view import PlotView
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from guild_desktop.store.store import Changes
from tests.core.sample_runs import make_batch
from tests.gui.gestures import child, shown_ids
from tests.gui.plots.conftest import make_run

PLOTS = {"parallelPlot": ParallelPlot, "scatterPlot": ScatterPlot, "historyPlot": HistoryPlot}


class Paintings(QObject):
    """Notes which plots are painted in each painting of the window."""

    def __init__(self, window: MainWindow, parts: dict[QWidget, str]) -> None:
        super().__init__()
        self._window, self._parts = window, parts
        self.rounds: list[list[str]] = []
        for watched in (window, *parts):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if watched is self._window and event.type() == QEvent.Type.UpdateRequest:
            self.rounds.append([])
        if event.type() == QEvent.Type.Paint and watched in self._parts and self.rounds:
            self.rounds[-1].append(self._parts[watched])
        return False


class Arrivals:
    """Lets runs of one sweep arrive in a window."""

    def __init__(self, window: MainWindow) -> None:
        self._session = window.session
        self._batch: Batch = make_batch("b")

    def tell(self, *runs: Run) -> None:
        revision = self._session.frame.revision + 1
        self._session.apply(Changes(revision, runs, (self._batch,), ()))

    def many(self, first: int, count: int) -> None:
        numbers = range(first, first + count)
        self.tell(*(self.run(at, math.sin(at)) for at in numbers))

    def run(self, number: int, loss: float) -> Run:
        return replace(make_run(number, {"x": number / 7}, loss=loss), batch=self._batch.id)


@pytest.fixture
def arrivals(window: MainWindow) -> Arrivals:
    return Arrivals(window)


@pytest.fixture
def plots(qtbot: QtBot, window: MainWindow, arrivals: Arrivals) -> list[PlotView]:
    """The plots of a window whose docks stand side by side, with a hundred runs."""
    window.resize(2400, 1400)
    window.session.set_objective(Objective("loss"))
    arrivals.many(0, 100)
    for name in ("parallelPlot", "scatterPlot"):
        qtbot.waitUntil(lambda name=name: window.findChild(QWidget, name) is not None)
    parallel, history = (
        child(window, QDockWidget, "parallelDock"),
        child(window, QDockWidget, "historyDock"),
    )
    window.splitDockWidget(parallel, history, Qt.Orientation.Horizontal)
    history.show()
    qtbot.waitUntil(lambda: window.findChild(QWidget, "historyPlot") is not None)
    plots = [child(window, kind, name) for name, kind in PLOTS.items()]
    qtbot.waitUntil(lambda: all(not plot.visibleRegion().isEmpty() for plot in plots))
    settle(qtbot, window)
    return plots


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Until everybody has followed and nothing waits to be painted."""
    qtbot.waitUntil(lambda: window.session.turns.are_over)
    for _ in range(20):
        QApplication.processEvents()


def test_that_all_docks_show_the_newest_of_several_changes(
    qtbot: QtBot, window: MainWindow, arrivals: Arrivals, plots: list[PlotView]
) -> None:
    for first in (100, 110, 120):
        arrivals.many(first, 10)
    arrivals.tell(arrivals.run(0, -5.0))
    settle(qtbot, window)
    # Not asked to: as they have been painted.
    assert [plot.runs.rows.size for plot in plots] == [130, 130, 130]
    assert [plot.runs.goal.min() for plot in plots] == [-5.0, -5.0, -5.0]
    assert len(shown_ids(window)) == 130


def test_that_no_two_plots_are_painted_at_once_for_a_change(
    qtbot: QtBot, window: MainWindow, arrivals: Arrivals, plots: list[PlotView]
) -> None:
    parts: dict[QWidget, str] = {plot.viewport(): plot.objectName() for plot in plots}
    # The texts around them stay as long as they are: nothing changes its place.
    arrivals.tell(arrivals.run(50, 0.5))
    settle(qtbot, window)
    paintings = Paintings(window, parts)
    arrivals.tell(arrivals.run(50, 0.25))
    assert paintings.rounds == []
    settle(qtbot, window)
    assert [painted for painted in paintings.rounds if painted] == [
        ["parallelPlot"],
        ["scatterPlot"],
        ["historyPlot"],
    ]


def test_that_a_dock_that_is_not_seen_is_not_brought_up_to_date_before_it_is(
    qtbot: QtBot, window: MainWindow, arrivals: Arrivals, plots: list[PlotView]
) -> None:
    history = plots[-1]
    dock = child(window, QDockWidget, "historyDock")
    dock.hide()
    arrivals.many(100, 10)
    settle(qtbot, window)
    assert history.runs.rows.size == 100
    dock.show()
    qtbot.waitUntil(lambda: history.runs.rows.size == 110)
