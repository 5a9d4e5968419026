"""What a hand feels with all docks open: a brush, hovering, a run that arrives, the table, opening."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Run
from guild_desktop.gui.app import make_application, make_window
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.plot_view import PlotView
from guild_desktop.store.store import Changes
from tests.benchmarks.brushing import moving_brush
from tests.benchmarks.measure import Result, Task, cpu_here, medians, result
from tests.benchmarks.sample_home import fill_with, opened, varied_runs, with_categories, with_flags

STEP_BAR, HOVER_BAR, ARRIVAL_BAR, TABLE_BAR, OPEN_BAR = 16.0, 8.0, 10.0, 30.0, 2000.0
"""Milliseconds with all docks open at 100,000 runs."""

WINDOW_SIZE = 1600, 1000


def measure(*, quick: bool) -> Iterator[Result]:
    """A real window over a real home, painted into memory; medians of many steps."""
    size, rounds = (1_000, 5) if quick else (100_000, 15)
    make_application().setStyle("Fusion")
    # First, as long as no other runs are in memory, through which Python would look for garbage.
    yield from _opening(f"{size} runs", lambda home: _fill(home, varied_runs(size)[0]))
    yield from _opening(
        "2000 runs of 508 flags", lambda home: _fill(home, with_flags(varied_runs(2_000)[0]))
    )
    runs, (batch,) = varied_runs(size + 1_000)
    fresh = runs[size:]
    runs = runs[:size]
    yield from _all_docks(f"{size} runs", runs, batch, fresh, rounds)
    yield from _categories(with_categories(runs), batch, rounds)


def _fill(home: Path, runs: Sequence[Run]) -> None:
    (batch,) = varied_runs(1)[1]
    with opened(home) as store:
        fill_with(store, runs, batch)


def _filled(home: Path, runs: Sequence[Run], batch: Batch) -> MainWindow:
    window = _window(home)
    # From here on the store is not asked: runs come by hand.
    window.sweeps.finish()
    window.session.apply(Changes(1, tuple(runs), (batch,), ()))
    _until_drawn(window)
    return window


def _categories(runs: Sequence[Run], batch: Batch, rounds: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as scratch:
        window = _filled(Path(scratch), runs, batch)
        found = medians({"step": _window_step(window)}, 2 * rounds, cpu_here)
        yield result("window: step, a flag of 5000 categories", found["step"], "ms")
        window.close_without_asking()
        window.deleteLater()
        QApplication.processEvents()


def _all_docks(
    what: str, runs: Sequence[Run], batch: Batch, fresh: Sequence[Run], rounds: int
) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as scratch:
        window = _filled(Path(scratch), runs, batch)
        # One after the other: what a run that arrives leaves to do would be charged to the next step.
        found = {}
        for name, task in (("step", _window_step), ("hover", _hover)):
            found |= medians({name: task(window)}, 2 * rounds, cpu_here)
        found |= medians({"arrival": _arrival(window, fresh)}, rounds, _between_redrawings)
        about = f"all docks, {what}"
        yield result(f"window: step with {about}", found["step"], "ms", STEP_BAR)
        yield result(f"window: hovering with {about}", found["hover"], "ms", HOVER_BAR)
        yield result(f"window: a run arrives, {about}", found["arrival"], "ms", ARRIVAL_BAR)
        tasks = {"rest": _rest(window), "sort": _sort(window), "filter": _filter(window)}
        found = medians(tasks, max(rounds // 3, 2), cpu_here)
        yield result(f"window: full picture at rest, {about}", found["rest"], "ms")
        yield result(f"window: table sorted, {what}", found["sort"], "ms", TABLE_BAR)
        yield result(f"window: table filtered, {what}", found["filter"], "ms", TABLE_BAR)
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


def _between_redrawings(task: Task) -> float:
    """What a task costs by itself: what waits to be redrawn, as it does on a busy machine, comes before."""
    for _ in range(40):
        _turn(0.01)
    return cpu_here(task)


def _window_step(window: MainWindow) -> Task:
    brush = moving_brush()

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


def _arrival(window: MainWindow, fresh: Sequence[Run]) -> Task:
    coming = iter(fresh)

    def arrive() -> None:
        revision = window.session.frame.revision + 1
        window.session.apply(Changes(revision, (replace(next(coming), revision=revision),), (), ()))
        QApplication.processEvents()

    return arrive


def _rest(window: MainWindow) -> Task:
    brush = moving_brush()

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
    brush, table = moving_brush(), window.runs_page.table

    def filtered() -> None:
        window.session.blockSignals(True)
        window.session.preview_selection(brush())
        window.session.blockSignals(False)
        table.model.set_grouped(table.model.is_grouped)
        table.view.grab()

    return filtered


def _opening(what: str, fill: Callable[[Path], None]) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as scratch:
        fill(Path(scratch))
        begun = time.process_time()
        window = _window(Path(scratch))
        while not window.is_loaded:
            _turn(0.01)
        _until_drawn(window)
        spent = (time.process_time() - begun) * 1000
        yield result(f"window: {what} opened, all docks drawn", spent, "ms", OPEN_BAR)
        window.close_without_asking()
        window.deleteLater()
        QApplication.processEvents()
