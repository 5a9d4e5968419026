"""What a hand feels: a step of a brush with one plot and with all docks, hovering, a run that arrives, opening."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyqtgraph
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from guild_desktop.core.clause import Within
from guild_desktop.core.selection import Selection
from guild_desktop.gui.app import make_application, make_window
from guild_desktop.gui.live.session import Session
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.plot_view import PlotView
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from guild_desktop.gui.theme import Themes
from guild_desktop.store.home import Home
from guild_desktop.store.store import Changes
from tests.benchmarks.measure import Result, Task, cpu_here, medians, result
from tests.benchmarks.sample_home import fill_varied, opened, varied_runs

GROWTH_BAR = 5.0
"""A step at a million runs against one at ten thousand."""
COPY_BAR = 4.0
"""A step at a million runs against copying their numbers."""
PATH_BAR = 0.3
"""A step at ten thousand runs against pyqtgraph drawing the same lines as one path."""
STEP_BAR, HOVER_BAR, ARRIVAL_BAR, TABLE_BAR, OPEN_BAR = 16.0, 8.0, 10.0, 30.0, 2000.0
"""Milliseconds with all docks open at 100,000 runs."""

PLOT_SIZE = 900, 420
WINDOW_SIZE = 1600, 1000


def measure(*, quick: bool) -> Iterator[Result]:
    """Real widgets over real sessions, painted into an invisible window; medians of many steps."""
    sizes = (300, 1_000, 3_000) if quick else (10_000, 100_000, 1_000_000)
    rounds = 5 if quick else 15
    application = make_application()
    application.setStyle("Fusion")
    yield from _all_docks(1_000 if quick else 100_000, rounds)
    yield from _opening(1_000 if quick else 100_000)
    yield from _plots(sizes, Themes(application, "light"), rounds)


def _plots(sizes: tuple[int, ...], themes: Themes, rounds: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as scratch:
        sessions = {size: _session(Home(Path(scratch)), size) for size in sizes}
        for title, make in (("parallel", ParallelPlot), ("scatter", ScatterPlot)):
            plots = {size: _shown(make(session, themes)) for size, session in sessions.items()}
            tasks = {str(size): _step(plot, sessions[size]) for size, plot in plots.items()}
            if title == "parallel":
                tasks["path"] = _path_step(plots[sizes[0]], below=False)
                tasks["paths"] = _path_step(plots[sizes[0]], below=True)
                tasks["copy"] = _copy(sizes[-1], len(plots[sizes[-1]].axes.shown))
            found = medians(tasks, rounds, cpu_here)
            yield from _plot_results(title, sizes, found)
            for plot in plots.values():
                plot.close()
                plot.deleteLater()
            QApplication.processEvents()


def _plot_results(title: str, sizes: tuple[int, ...], found: dict[str, float]) -> Iterator[Result]:
    first, last = sizes[0], sizes[-1]
    for size in sizes:
        yield result(f"brushing: {title} step, {size} runs", found[str(size)], "ms")
    growth = found[str(last)] / found[str(first)]
    yield result(f"brushing: {title} step, {last} / {first} runs", growth, "x", GROWTH_BAR)
    if "path" in found:
        for name, words in (("path", "one path"), ("paths", "one path above all runs")):
            note, ratio = f"{found[name]:.0f} ms", found[str(first)] / found[name]
            yield result(f"brushing:   against pyqtgraph, {words}", ratio, "x", PATH_BAR, note)
        note = f"{found['copy']:.1f} ms"
        ratio = found[str(last)] / found["copy"]
        yield result("brushing:   against copying the numbers", ratio, "x", COPY_BAR, note)


def _session(home: Home, size: int) -> Session:
    runs, batches = varied_runs(size)
    session = Session(home)
    session.apply(Changes(1, tuple(runs), tuple(batches), ()))
    return session


def _shown(plot: PlotView) -> PlotView:
    plot.resize(*PLOT_SIZE)
    plot.show()
    plot.grab()
    return plot


def _brush() -> Callable[[], Selection]:
    """A brush along loss that grows from a twentieth of the runs to three quarters, again and again."""
    ends = np.tile(np.linspace(-0.6, 0.4, 21), 1000)
    # A step back is no other than one forth, but the same end twice would be no step.
    ends += np.arange(ends.size) * 1e-9
    rest = iter(ends.tolist())
    return lambda: Selection(clauses=(Within("loss", None, next(rest)),))


def _step(plot: QWidget, session: Session) -> Task:
    brush = _brush()

    def step() -> None:
        session.preview_selection(brush())
        plot.grab()

    return step


def _path_step(plot: ParallelPlot, *, below: bool) -> Task:
    """What one would write with pyqtgraph: one curve with a gap behind each run; ``below``: all in grey too."""
    rival = pyqtgraph.PlotWidget(background="w")
    rival.resize(*PLOT_SIZE)
    heights, goal = plot.plan.heights, plot.runs.goal
    if below:
        every = pyqtgraph.PlotCurveItem(*_path(plot, heights), connect="finite", pen="#ccc")
        rival.addItem(every)
    curve = pyqtgraph.PlotCurveItem(connect="finite", pen="b")
    rival.addItem(curve)
    rival.show()
    ends = iter(np.tile(np.linspace(-0.6, 0.4, 21), 1000).tolist())

    def step() -> None:
        curve.setData(*_path(plot, heights[:, goal <= next(ends)]))
        rival.grab()

    return step


def _path(plot: ParallelPlot, heights: npt.NDArray[np.float64]) -> tuple[object, object]:
    count = heights.shape[1]
    across = np.broadcast_to(np.append(plot.plan.xs, np.nan), (count, len(heights) + 1))
    return across.ravel(), np.hstack((heights.T, np.full((count, 1), np.nan))).ravel()


def _copy(count: int, columns: int) -> Task:
    numbers = np.random.default_rng(1).random((columns, count))
    other = np.empty_like(numbers)
    return lambda: np.copyto(other, numbers)


def _all_docks(size: int, rounds: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as scratch:
        window = _window(Path(scratch))
        # From here on the store is not asked: runs come by hand.
        window.sweeps.finish()
        runs, batches = varied_runs(size)
        window.session.apply(Changes(1, tuple(runs), tuple(batches), ()))
        _until_drawn(window)
        # One after the other: what a run that arrives leaves to do would be charged to the next step.
        found = {}
        for name, task in (("step", _window_step), ("hover", _hover)):
            found |= medians({name: task(window)}, 2 * rounds, cpu_here)
        found |= medians({"arrival": _arrival(window, size)}, rounds, cpu_here)
        about = f"all docks, {size} runs"
        yield result(f"brushing: step with {about}", found["step"], "ms", STEP_BAR)
        yield result(f"brushing: hovering with {about}", found["hover"], "ms", HOVER_BAR)
        yield result(f"brushing: a run arrives, {about}", found["arrival"], "ms", ARRIVAL_BAR)
        tasks = {"rest": _rest(window), "sort": _sort(window), "filter": _filter(window)}
        found = medians(tasks, max(rounds // 3, 2), cpu_here)
        yield result(f"brushing: full picture at rest, {about}", found["rest"], "ms")
        yield result(f"brushing: table sorted, {size} runs", found["sort"], "ms", TABLE_BAR)
        yield result(f"brushing: table filtered, {size} runs", found["filter"], "ms", TABLE_BAR)
        window.close_without_asking()
        window.deleteLater()
        QApplication.processEvents()


def _window(home: Path) -> MainWindow:
    window = make_window(home)
    window.resize(*WINDOW_SIZE)
    window.show()
    for _ in range(20):
        _turn(0.01)
    return window


def _turn(seconds: float = 0.0) -> None:
    QApplication.processEvents()
    time.sleep(seconds)


def _until_drawn(window: MainWindow) -> None:
    plots: list[PlotView] = []
    while len(plots) < 2:
        _turn(0.01)
        plots = window.findChildren(PlotView)
    for _ in range(30):
        _turn(0.01)


def _window_step(window: MainWindow) -> Task:
    brush = _brush()

    def step() -> None:
        window.session.preview_selection(brush())
        QApplication.processEvents()

    return step


def _hover(window: MainWindow) -> Task:
    (plot,) = window.findChildren(ParallelPlot)
    places = iter(range(100_000))

    def move() -> None:
        at = next(places)
        QTest.mouseMove(plot.viewport(), QPoint(90 + at * 7 % 300, 120 + at * 5 % 150))
        QApplication.processEvents()

    return move


def _arrival(window: MainWindow, size: int) -> Task:
    fresh = iter(varied_runs(size + 1000)[0][size:])

    def arrive() -> None:
        revision = window.session.frame.revision + 1
        window.session.apply(Changes(revision, (replace(next(fresh), revision=revision),), (), ()))
        QApplication.processEvents()

    return arrive


def _rest(window: MainWindow) -> Task:
    brush = _brush()

    def rest() -> None:
        window.session.preview_selection(brush())
        for _ in range(25):
            _turn(0.01)

    return rest


def _sort(window: MainWindow) -> Task:
    model, view = window.runs_page.table.model, window.runs_page.table.view
    loss = next(at for at, each in enumerate(model.columns) if each.name == "loss")
    turn = iter([Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder] * 1000)

    def sort() -> None:
        model.sort(loss, next(turn))
        view.grab()

    return sort


def _filter(window: MainWindow) -> Task:
    """The table alone; the plots are in the other rows."""
    brush, table = _brush(), window.runs_page.table

    def filtered() -> None:
        window.session.blockSignals(True)
        window.session.preview_selection(brush())
        window.session.blockSignals(False)
        table.model.set_grouped(table.model.is_grouped)
        table.view.grab()

    return filtered


def _opening(size: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as scratch:
        with opened(Path(scratch)) as store:
            fill_varied(store, size)
        begun = time.process_time()
        window = _window(Path(scratch))
        while not window.is_loaded:
            _turn(0.01)
        _until_drawn(window)
        spent = (time.process_time() - begun) * 1000
        yield result(f"brushing: {size} runs opened, all docks drawn", spent, "ms", OPEN_BAR)
        window.close_without_asking()
        window.deleteLater()
        QApplication.processEvents()
