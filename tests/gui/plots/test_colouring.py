"""Runs coloured by any column, in both plots, and the key that tells so."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guild_desktop.core.batch import Objective
from guild_desktop.gui.docks.parallel_dock import ParallelView
from guild_desktop.gui.live.analyses import Analyses
from guild_desktop.gui.plots.colour import shades_of
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.placed_runs import Look
from guild_desktop.gui.plots.run_marks import run_colour
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from guild_desktop.gui.theme import Themes
from tests.gui.plots.conftest import make_run, make_sweep


@pytest.fixture
def view(session, themes, shown, add):
    add(make_sweep(100))
    view = shown(ParallelView(session, themes, Analyses(session)), 1000, 450)
    view.plot.catch_up()
    return view


def ring(plot, name):
    names = [axis.name for axis in plot.axes.shown]
    for _ in names:
        QTest.keyClick(plot, Qt.Key.Key_Left)
    for _ in range(names.index(name)):
        QTest.keyClick(plot, Qt.Key.Key_Right)


def colour_by(plot, name):
    ring(plot, name)
    QTest.keyClick(plot, Qt.Key.Key_C)
    plot.grab()


def test_that_c_colours_by_the_chosen_axis_and_again_by_the_goal(session, view):
    colour_by(view.plot, "x")
    assert view.plot.colour_key.name == "x"
    x = session.frame.column("x").values
    coloured = np.flatnonzero(view.plot.runs.look == Look.VALUED)
    strongest = coloured[
        np.argmax(shades_of(view.plot.colour_key.colours, view.plot.tones.values)[coloured])
    ]
    assert x[strongest] == x[coloured].max()
    colour_by(view.plot, "x")
    assert view.plot.colour_key.name == "loss"
    assert session.undo_stack.count() == 2


def test_that_both_plots_have_the_same_colours(session, themes, shown, view):
    scatter = shown(ScatterPlot(session, themes), 800, 400)
    for name in ("x", "optimizer", "lr"):
        session.set_arrangement(session.arrangement.coloured(name), "colour")
        view.plot.grab()
        scatter.grab()
        assert scatter.colour_key == view.plot.colour_key
        for run in range(20):
            assert run_colour(scatter, run) == run_colour(view.plot, run)


def test_that_categories_have_distinct_colours(session, view):
    colour_by(view.plot, "optimizer")
    column = session.frame.column("optimizer")
    done = [run for run in range(100) if view.plot.runs.look[run] == Look.VALUED]
    colours = {
        column.labels[int(column.values[run])]: run_colour(view.plot, run).name() for run in done
    }
    assert len(set(colours.values())) == len(colours) == 3


def test_that_states_keep_their_colours(view, themes):
    colour_by(view.plot, "x")
    assert run_colour(view.plot, 3) == themes.theme.failed
    assert run_colour(view.plot, 7) == themes.theme.running


def test_that_the_key_names_the_column_and_the_direction(session, view):
    scale = view.colour_scale
    assert scale.accessibleDescription().startswith("best −")  # noqa: RUF001 - a true minus
    assert scale.accessibleDescription().endswith(" of loss")
    colour_by(view.plot, "lr")
    low, high = scale.accessibleDescription().removeprefix("lr from ").split(" to ")
    assert 1e-4 <= float(low) < 1e-3
    assert 1e-2 < float(high) <= 0.1
    colour_by(view.plot, "optimizer")
    assert scale.accessibleDescription() == "optimizer: adam, adamw, sgd"
    assert scale.isVisible()
    assert not scale.grab().toImage().isNull()


def test_that_the_goal_is_coloured_by_its_direction(session, themes, shown, add):
    add([make_run(i, {"x": i / 7}, accuracy=i / 20) for i in range(20)])
    session.set_objective(Objective("accuracy", "maximize"))
    plot = shown(ParallelPlot(session, themes))
    assert plot.colours.best == 19 / 20


def test_that_an_unknown_column_gives_way_to_the_goal(session, view):
    session.set_arrangement(session.arrangement.coloured("gone"), "colour")
    view.plot.grab()
    assert view.plot.colour_key.by_goal


@pytest.mark.parametrize(
    "cells",
    [
        [None, 1.0, 2.0],
        [float("nan"), float("inf"), 1.0],
        ["a"] * 3,
        [True, False, None],
        [(1, 2), (1, 3), (1, 2)],
        ["😀", "שלום", "<b>x</b>"],
    ],
    ids=["missing", "not finite", "equal", "booleans", "lists", "odd texts"],
)
def test_that_odd_columns_can_be_coloured_by(session, themes, shown, add, cells):
    runs = [
        make_run(at, {} if cell is None else {"c": cell}, loss=float(at))
        for at, cell in enumerate(cells)
    ]
    add(runs)
    session.set_arrangement(session.arrangement.coloured("c"), "colour")
    view = shown(ParallelView(session, themes, Analyses(session)), 700, 300)
    view.plot.grab()
    scatter = shown(ScatterPlot(session, themes), 400, 300)
    assert not scatter.grab().toImage().isNull()


def test_that_five_thousand_categories_are_coloured_at_once(session, themes, shown, add):
    add([make_run(i, {"c": f"name {i}"}, loss=i / 3) for i in range(5000)])
    session.set_arrangement(session.arrangement.coloured("c"), "colour")
    view = shown(ParallelView(session, themes, Analyses(session)), 900, 400)
    view.plot.grab()
    assert view.plot.colours.others == 4993
    assert view.colour_scale.sizeHint().width() < 900


def test_that_another_table_of_colours_repaints_the_plots(themes, view):
    before = view.plot.grab().toImage()
    themes.choose_colours("blue-orange")
    assert themes.theme.colour_map == "blue-orange"
    assert view.plot.grab().toImage() != before


def test_that_a_table_nobody_knows_is_the_usual_one(qapp):
    assert Themes(qapp, "light", "rainbow").theme.colour_map == "viridis"
