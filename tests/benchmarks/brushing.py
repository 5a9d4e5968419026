"""What a step of a brush costs in one plot, against pyqtgraph and against copying the numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyqtgraph
from PySide6.QtWidgets import QApplication, QWidget

from guild_desktop.core.clause import Within
from guild_desktop.core.selection import Selection
from guild_desktop.gui.app import make_application
from guild_desktop.gui.live.session import Session
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.plot_view import PlotView
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from guild_desktop.gui.theme import Themes
from guild_desktop.store.home import Home
from guild_desktop.store.store import Changes
from tests.benchmarks.measure import Result, Task, cpu_here, medians, result
from tests.benchmarks.sample_home import varied_runs

GROWTH_BAR = 5.0
"""A step at a million runs against one at ten thousand."""
COPY_BAR = 4.0
"""A step at a million runs against copying their numbers."""
PATH_BAR = 0.3
"""A step at ten thousand runs against pyqtgraph drawing the same lines as one path."""
PLOT_SIZE = 900, 420


def measure(*, quick: bool) -> Iterator[Result]:
    """Real widgets over real sessions, painted into an invisible window; medians of many steps."""
    sizes = (300, 1_000, 3_000) if quick else (10_000, 100_000, 1_000_000)
    rounds = 5 if quick else 15
    application = make_application()
    application.setStyle("Fusion")
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


def moving_brush() -> Callable[[], Selection]:
    """A brush along loss that grows from a twentieth of the runs to three quarters, again and again."""
    ends = np.tile(np.linspace(-0.6, 0.4, 21), 1000)
    # A step back is no other than one forth, but the same end twice would be no step.
    ends += np.arange(ends.size) * 1e-9
    rest = iter(ends.tolist())
    return lambda: Selection(clauses=(Within("loss", None, next(rest)),))


def _step(plot: QWidget, session: Session) -> Task:
    brush = moving_brush()

    def step() -> None:
        session.preview_selection(brush())
        plot.grab()

    return step


def _path_step(plot: ParallelPlot, *, below: bool) -> Task:
    """What one would write with pyqtgraph: one curve with a gap behind each run;
    ``below``: all in grey too.
    """
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
