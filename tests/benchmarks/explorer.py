"""What exploring costs: a step of a brush, a sorted table, a run that arrives, a filter."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication, QWidget

from guild_desktop.core.clause import Within
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.selection import Selection
from guild_desktop.gui.app import make_application
from guild_desktop.gui.live.session import Session
from guild_desktop.gui.models.run_table_model import RunTableModel
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from guild_desktop.gui.theme import Themes
from guild_desktop.store.home import Home
from guild_desktop.store.store import Changes
from tests.benchmarks.measure import Result, Task, cpu_here, medians, result
from tests.benchmarks.sample_home import finished_runs

GROWTH_BAR = 2.0
"""A brush step at 100,000 runs against one at 10,000."""
SORT_BAR = 0.01


def measure(*, quick: bool) -> Iterator[Result]:
    """Real widgets over real sessions, painted into an invisible window."""
    sizes = (300, 1_000) if quick else (1_000, 10_000, 100_000)
    rounds = 5 if quick else 15
    application = make_application()
    themes = Themes(application, "light")
    with tempfile.TemporaryDirectory() as scratch:
        sessions = {size: _session(Home(Path(scratch)), size) for size in sizes}
        for title, make in (("parallel", ParallelPlot), ("scatter", ScatterPlot)):
            yield from _brushing(title, make, sessions, themes, rounds)
        # Qt's own way would take a minute for more.
        yield from _sorting(sessions[sizes[1]], themes, sizes[1], rounds)
        largest = sizes[-1]
        yield from _folding(sessions[largest].frame, largest, rounds)
        yield from _filtering(sessions[largest].frame, largest, rounds)


def _session(home: Home, size: int) -> Session:
    runs, batches = finished_runs(size)
    session = Session(home)
    session.apply(Changes(1, tuple(runs), tuple(batches), ()))
    return session


def _brushing(
    title: str,
    make: Callable[[Session, Themes], QWidget],
    sessions: dict[int, Session],
    themes: Themes,
    rounds: int,
) -> Iterator[Result]:
    """One step of a drag along loss: the mask, the colours, and the picture painted anew."""
    plots = {size: make(session, themes) for size, session in sessions.items()}
    tasks: dict[str, Task] = {}
    for size, plot in plots.items():
        plot.resize(900, 420)
        plot.show()
        plot.grab()
        tasks[str(size)] = _brush_step(plot, sessions[size])
    found = medians(tasks, rounds, cpu_here)
    for size in sessions:
        yield result(f"explorer: {title} brush step, {size} runs", found[str(size)], "ms")
    *_, small, large = sessions
    growth = found[str(large)] / found[str(small)]
    yield result(f"explorer: {title} brush, {large} / {small} runs", growth, "x", GROWTH_BAR)
    for plot in plots.values():
        plot.close()
        plot.deleteLater()
    QApplication.processEvents()


def _brush_step(plot: QWidget, session: Session) -> Task:
    ends = iter(np.linspace(-0.9, -0.1, 1000).tolist())

    def step() -> None:
        session.preview_selection(Selection(clauses=(Within("loss", -1.0, next(ends)),)))
        plot.grab()

    return step


def _sorting(session: Session, themes: Themes, size: int, rounds: int) -> Iterator[Result]:
    session.preview_selection(Selection())
    model = RunTableModel(session, themes)
    model.set_grouped(False)
    column = next(at for at, each in enumerate(model.columns) if each.name == "loss")
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(model)
    turn = iter([Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder] * 1000)
    ours = medians({"ours": lambda: model.sort(column, next(turn))}, rounds, cpu_here)["ours"]
    qts = medians({"proxy": lambda: proxy.sort(column, next(turn))}, 2, cpu_here)["proxy"]
    yield result(f"explorer: table sorted by loss, {size} runs", ours, "ms")
    ratio = ours / qts
    note = f"{qts:.0f} ms"
    yield result("explorer:   against QSortFilterProxyModel", ratio, "x", SORT_BAR, note)


def _folding(frame: RunFrame, size: int, rounds: int) -> Iterator[Result]:
    for name in ("loss", "x", "lr"):
        frame.column(name)
    changed = replace(frame.run(len(frame) // 2), label="seen")
    tasks = {
        "one": lambda: frame.updated([changed]).column("loss"),
        "anew": lambda: RunFrame.empty().updated(frame.runs, frame.batches.values()).column("loss"),
    }
    found = medians(tasks, rounds, cpu_here)
    yield result(f"explorer: one changed run folded into {size}", found["one"], "ms")
    yield result("explorer:   against a frame built anew", found["one"] / found["anew"], "x")


def _filtering(frame: RunFrame, size: int, rounds: int) -> Iterator[Result]:
    clause = parse_filter("loss < 0 and x in [-1:0] or lr > 0.01")
    loss, x, lr = (frame.column(name).values for name in ("loss", "x", "lr"))
    tasks = {
        "clause": lambda: [clause.mask(frame) for _ in range(100)],
        "numpy": lambda: [((loss < 0) & (x >= -1) & (x <= 0)) | (lr > 0.01) for _ in range(100)],
    }
    found = medians(tasks, rounds, cpu_here)
    yield result(f"explorer: filter of three conditions, {size} runs", found["clause"] / 100, "ms")
    yield result("explorer:   against numpy by hand", found["clause"] / found["numpy"], "x")
