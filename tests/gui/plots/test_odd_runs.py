"""Empty, lonely, equal, endless and hostile data: drawn sensibly and literally by both plots."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guild_desktop.core.batch import Objective
from guild_desktop.core.flag_order import MOST_FLAGS
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.placed_runs import Lane
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.plots.conftest import make_run, make_sweep


@pytest.fixture(params=[ParallelPlot, ScatterPlot])
def show_plot(request, session, themes, shown):
    return lambda width=600, height=300: shown(request.param(session, themes), width, height)


def test_that_a_library_without_runs_is_told_in_a_sentence(show_plot):
    plot = show_plot()
    assert plot.empty_sentence() == "No runs yet: the plot fills as they arrive."


def test_that_a_scope_without_runs_is_told_too(session, show_plot, add):
    add(make_sweep(5))
    session.set_selection(Selection(target="/project/other.py"))
    plot = show_plot()
    assert plot.empty_sentence()


def test_that_planned_runs_alone_show_their_flags(show_plot, add):
    add([make_run(i, {"x": i / 7}, Status.PENDING, None) for i in range(4)])
    plot = show_plot()
    assert plot.grab().toImage().width() > 0


@pytest.mark.parametrize(
    "runs",
    [
        [make_run(0, {"x": 1.0, "name": "a"}, loss=1.0)],
        [make_run(i, {"x": 1.0}, loss=0.5) for i in range(5)],
        [make_run(i, {"name": "ab"[i % 2]}) for i in range(5)],
        [make_run(i, {"x": math.nan, "y": math.inf}, loss=math.nan) for i in range(3)],
        [make_run(i, {}, loss=float(i)) for i in range(3)],
        [make_run(i, {"x": 1e300 * (i - 1), "y": 5e-324 * i}, loss=1e-320 * i) for i in range(3)],
        [make_run(i, {"x": 10**20 + i, "list": (1, i)}, loss=float(i)) for i in range(3)],
        [make_run(i, {"x": True if i else None, "y": "1" if i else 1}, loss=0.1) for i in range(3)],
    ],
    ids=["one run", "all equal", "no number", "nan", "no flags", "extremes", "huge", "mixed"],
)
def test_that_odd_runs_are_drawn(session, show_plot, add, runs):
    add(runs)
    plot = show_plot()
    assert plot.runs.rows.size == len(runs)
    session.set_highlight(session.frame.ids)
    session.set_hover(session.frame.ids[0])
    plot.grab()


def test_that_an_objective_nobody_reported_has_an_axis_with_lanes_only(session, show_plot, add):
    session.set_objective(Objective("accuracy", "maximize"))
    add([make_run(i, {"x": i / 7}, Status.ERROR if i else Status.RUNNING) for i in range(4)])
    plot = show_plot()
    assert plot.empty_sentence() == ""
    index = plot.axes.shown.index(plot.axes.objective)
    assert plot.runs.lane_counts(index) == {Lane.FAILED: 3, Lane.RUNNING: 1}
    assert plot.axes.objective.scale.ticks(300, 20) == ()
    assert plot.colours is None


def test_that_many_columns_ask_for_more_width(show_plot, add):
    add([make_run(i, {f"flag{k}": i * k / 7 for k in range(1, 61)}, loss=i / 3) for i in range(9)])
    plot = show_plot()
    assert plot.minimumWidth() > MOST_FLAGS * 60


def test_that_of_many_categories_the_common_ones_show_and_the_others_are_counted(show_plot, add):
    names = [f"name {i % 200 if i % 2 else 0}" for i in range(600)]
    add([make_run(i, {"n": name}, loss=i / 3) for i, name in enumerate(names)])
    plot = show_plot(700, 500)
    (scale,) = (axis.scale for axis in plot.axes.shown if isinstance(axis.scale, CategoryScale))
    assert len(scale.shown) == 19
    assert len(scale.shown) + len(scale.others) == len(set(names))
    assert scale.bands == 20


def test_that_names_are_drawn_literally(show_plot, add):
    hostile = ["<b>bold</b>", "😀 emoji", "שלום", "a\nb\tc", "&amp;", "x" * 3_000_000]
    add(
        [
            make_run(i, dict.fromkeys(hostile, i / 7) | {"t": name}, loss=0.1 * i)
            for i, name in enumerate(hostile)
        ]
    )
    plot = show_plot(900, 400)
    plot.grab()
    assert {axis.name for axis in plot.axes.shown if axis.role == "flag"} == {*hostile, "t"}


def test_that_runs_in_the_trash_are_gone(session, show_plot, add):
    from dataclasses import replace

    runs = make_sweep(10)
    add(runs)
    plot = show_plot()
    add([replace(runs[0], deleted=1.0)])
    plot.catch_up()
    assert plot.runs.rows.tolist() == list(range(1, 10))


def test_that_the_theme_is_followed_while_running(themes, show_plot, add):
    add(make_sweep(30))
    plot = show_plot()
    light = plot.grab().toImage().pixelColor(1, 1)
    themes.choose("dark")
    dark = plot.grab().toImage().pixelColor(1, 1)
    assert light == "#FFFFFF"
    assert dark == "#1B1F24"


ODD = {
    "one run": [make_run(0, {"x": 1.0, "name": "a"}, loss=1.0)],
    "all equal": [make_run(i, {"x": 1.0}, loss=0.5) for i in range(5)],
    "no number": [make_run(i, {"name": "ab"[i % 2]}) for i in range(5)],
    "not finite": [make_run(i, {"x": math.nan, "y": math.inf}, loss=math.nan) for i in range(3)],
    "extremes": [
        make_run(i, {"x": 1e300 * (i - 1), "y": 5e-324 * i}, loss=1e-320 * i) for i in range(3)
    ],
    "odd names": [
        make_run(i, {"<b>x</b>": i / 3, "😀": "a\nb", "שלום": i, "&a": i}, loss=float(i))
        for i in range(4)
    ],
    "5 000 categories": [make_run(i, {"n": f"name {i}"}, loss=float(i)) for i in range(5000)],
    "planned alone": [make_run(i, {"x": i / 7}, Status.PENDING, None) for i in range(4)],
}

KEYS = [
    *(
        "Up",
        "Down",
        "BracketRight",
        "BracketLeft",
        "E",
        "M",
        "F",
        "L",
        "L",
        "L",
        "C",
        "B",
        "P",
        "N",
    ),
    *("Delete", "Escape", "Left"),
]


@pytest.mark.parametrize("runs", ODD.values(), ids=ODD.keys())
def test_that_every_key_means_something_harmless_with_odd_runs(session, themes, shown, add, runs):
    add(runs)
    plot = shown(ParallelPlot(session, themes), 600, 300)
    for _ in plot.axes.shown:
        for name in KEYS:
            QTest.keyClick(plot, Qt.Key[f"Key_{name}"])
            plot.grab()
    for kind in ("correlation", "dissimilar", "name", "usual"):
        plot.actions_on.order(kind)
        plot.grab()
    assert plot.runs.rows.size == len(runs)
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    plot.grab()
    assert not plot.axes.shown or not any(axis.flipped for axis in plot.axes.shown)


def test_that_of_five_hundred_columns_any_is_shown_hidden_and_ordered(session, themes, shown, add):
    add(
        [
            make_run(i, {f"f{k}": float(i * (k % 10 + 1) % 11) for k in range(500)}, loss=float(i))
            for i in range(12)
        ]
    )
    plot = shown(ParallelPlot(session, themes), 800, 300)
    assert len(plot.axes.shown) == MOST_FLAGS + 1
    session.show_column("f444", shown=True)
    plot.catch_up()
    assert "f444" in [axis.name for axis in plot.axes.shown]
    plot.actions_on.order("correlation")
    plot.actions_on.hide(plot.axes.shown[0])
    plot.catch_up()
    assert len(plot.axes.shown) == MOST_FLAGS + 1
