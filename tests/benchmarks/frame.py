"""What an order, a change and a filter cost by themselves, without a window."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSortFilterProxyModel, Qt

from guild_desktop.core.filter import parse_filter
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.selection import Selection
from guild_desktop.gui.app import make_application
from guild_desktop.gui.live.session import Session
from guild_desktop.gui.models.run_table_model import RunTableModel
from guild_desktop.gui.theme import Themes
from guild_desktop.store.home import Home
from guild_desktop.store.store import Changes
from tests.benchmarks.measure import Result, cpu_here, medians, result
from tests.benchmarks.sample_home import finished_runs

SORT_BAR = 0.01
"""Sorting against Qt's own way."""


def measure(*, quick: bool) -> Iterator[Result]:
    """The table's model, and the frame."""
    # Qt's own way would take a minute for more.
    few, many = (300, 1_000) if quick else (10_000, 100_000)
    rounds = 5 if quick else 15
    themes = Themes(make_application(), "light")
    with tempfile.TemporaryDirectory() as scratch:
        yield from _sorting(_session(Home(Path(scratch)), few), themes, few, rounds)
        frame = _session(Home(Path(scratch)), many).frame
    yield from _folding(frame, many, rounds)
    yield from _filtering(frame, many, rounds)


def _session(home: Home, size: int) -> Session:
    runs, batches = finished_runs(size)
    session = Session(home)
    session.apply(Changes(1, tuple(runs), tuple(batches), ()))
    return session


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
    yield result(f"frame: table sorted by loss, {size} runs", ours, "ms")
    ratio = ours / qts
    note = f"{qts:.0f} ms"
    yield result("frame:   against QSortFilterProxyModel", ratio, "x", SORT_BAR, note)


def _folding(frame: RunFrame, size: int, rounds: int) -> Iterator[Result]:
    for name in ("loss", "x", "lr"):
        frame.column(name)
    changed = replace(frame.run(len(frame) // 2), label="seen")
    tasks = {
        "one": lambda: frame.updated([changed]).column("loss"),
        "anew": lambda: RunFrame.empty().updated(frame.runs, frame.batches.values()).column("loss"),
    }
    found = medians(tasks, rounds, cpu_here)
    yield result(f"frame: one changed run folded into {size}", found["one"], "ms")
    yield result("frame:   against a frame built anew", found["one"] / found["anew"], "x")


def _filtering(frame: RunFrame, size: int, rounds: int) -> Iterator[Result]:
    clause = parse_filter("loss < 0 and x in [-1:0] or lr > 0.01")
    loss, x, lr = (frame.column(name).values for name in ("loss", "x", "lr"))
    tasks = {
        "clause": lambda: [clause.mask(frame) for _ in range(100)],
        "numpy": lambda: [((loss < 0) & (x >= -1) & (x <= 0)) | (lr > 0.01) for _ in range(100)],
    }
    found = medians(tasks, rounds, cpu_here)
    yield result(f"frame: filter of three conditions, {size} runs", found["clause"] / 100, "ms")
    yield result("frame:   against numpy by hand", found["clause"] / found["numpy"], "x")
