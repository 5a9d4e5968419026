"""Trials with repeats in the plots: one point or line at the mean, with a whisker,
until each repeat is wanted.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guild_desktop.core.clause import Within
from guild_desktop.core.run import Status
from guild_desktop.gui.docks.history_dock import HistoryView
from guild_desktop.gui.plots.history_plot import HistoryPlot
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.run_marks import picked, value_text
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from guild_desktop.gui.plots.whiskers import MOST_WHISKERS, whiskers
from tests.gui.plots.conftest import batch_with, make_run

LOSSES = [[1.0, 1.2, 1.4], [0.0, 3.0, 6.0], [2.0, 2.0, 2.0]]


def repeated(losses=LOSSES):
    runs = []
    for trial, values in enumerate(losses, 1):
        for repeat, loss in enumerate(values, 1):
            run = make_run(len(runs), {"x": float(trial)}, loss=loss)
            runs.append(replace(run, trial=trial, repeat=repeat, started=float(len(runs))))
    return runs


@pytest.fixture
def arrive(add):
    def give(runs):
        add(runs, [batch_with({"x": "[0:9]"})])

    return give


def values(plot, name="loss"):
    axis = next(axis for axis in plot.axes.shown if axis.name == name)
    return sorted(axis.column.values[plot.runs.rows].tolist())


@pytest.mark.parametrize("make", [ScatterPlot, ParallelPlot])
def test_that_a_trial_is_drawn_once_at_its_mean(make, session, themes, shown, arrive):
    arrive(repeated())
    plot = shown(make(session, themes))
    assert values(plot) == pytest.approx([1.2, 2.0, 3.0])
    assert plot.in_focus.all()


@pytest.mark.parametrize("make", [ScatterPlot, ParallelPlot])
def test_that_each_repeat_is_drawn_where_that_is_wanted(make, session, themes, shown, arrive):
    arrive(repeated())
    plot = shown(make(session, themes))
    session.set_arrangement(session.arrangement.with_folds(folded=False), "fold repeats")
    plot.grab()
    assert values(plot) == sorted(loss for each in LOSSES for loss in each)
    session.undo_stack.undo()
    plot.grab()
    assert len(values(plot)) == 3


def test_that_a_key_shows_each_repeat(session, themes, shown, arrive):
    arrive(repeated())
    plot = shown(ScatterPlot(session, themes))
    QTest.keyClick(plot, Qt.Key.Key_U)
    plot.grab()
    assert plot.runs.rows.size == 9
    QTest.keyClick(plot, Qt.Key.Key_U)
    plot.grab()
    assert plot.runs.rows.size == 3


@pytest.mark.parametrize("make", [ScatterPlot, ParallelPlot, HistoryPlot])
def test_that_what_a_filter_divides_is_unfolded(make, session, themes, shown, arrive):
    arrive(repeated())
    plot = shown(make(session, themes))
    session.set_selection(session.selection.with_clause(Within("loss", None, 1.4)), "filter")
    plot.grab()
    rows = plot.runs.rows
    focus = dict(zip(rows.tolist(), plot.in_focus.tolist(), strict=True))
    # All of the first trial match, one of the second, none of the third.
    assert focus == {0: True, 3: True, 4: False, 5: False, 6: False}
    assert sum(session.focus) == 4


def test_that_a_trial_that_failed_once_stands_where_the_others_are(session, themes, shown, arrive):
    runs = repeated()
    runs[0] = replace(runs[0], status=Status.ERROR, scalars={})
    arrive(runs)
    plot = shown(ScatterPlot(session, themes))
    assert values(plot) == pytest.approx([1.3, 2.0, 3.0])
    assert plot.runs.rows.tolist() == [1, 3, 6]


def test_that_runs_without_repeats_stay_as_they_are(session, themes, shown, add):
    add([make_run(number, {"x": float(number)}, loss=float(number)) for number in range(9)])
    plot = shown(ScatterPlot(session, themes))
    assert plot.trials is None
    assert plot.runs.rows.size == 9


def test_that_whiskers_reach_one_deviation_to_each_side(session, themes, shown, arrive):
    arrive(repeated())
    plot = shown(ScatterPlot(session, themes))
    axis = next(axis for axis in plot.axes.shown if axis.name == "loss")
    at, low, high = whiskers(plot.trials, axis, plot.in_focus, plot.runs.rows)
    assert at.tolist() == [0, 1, 2]
    ends = axis.scale.fraction(np.array([1.0, 1.4]))
    assert (low[0], high[0]) == pytest.approx(tuple(ends))
    assert low[2] == high[2]


@pytest.mark.parametrize("make", [ScatterPlot, ParallelPlot, HistoryPlot])
def test_that_plots_wait_for_a_goal_that_no_repeat_has_reported_yet(
    make, session, themes, shown, arrive
):
    arrive([replace(run, status=Status.RUNNING, scalars={}) for run in repeated()])
    plot = shown(make(session, themes))
    plot.grab()
    assert len(plot.runs.rows) == len(LOSSES)


def test_that_too_many_whiskers_are_left_out(session, themes, shown, arrive):
    arrive(repeated([[float(n), n + 1.0] for n in range(MOST_WHISKERS + 1)]))
    plot = shown(ScatterPlot(session, themes))
    axis = next(axis for axis in plot.axes.shown if axis.name == "loss")
    assert whiskers(plot.trials, axis, plot.in_focus, plot.runs.rows)[0].size == 0


def test_that_the_history_has_a_point_a_trial_and_says_how_many_runs_they_are(
    session, themes, shown, arrive
):
    arrive(repeated())
    view = shown(HistoryView(session, themes))
    view.plot.grab()
    assert view.plot.order.xs.tolist() == [1.0, 2.0, 3.0]
    assert view.plot.runs.goal.tolist() == pytest.approx([1.2, 3.0, 2.0])
    assert "9 runs in 3 points" in view.sentence


def test_that_trials_that_have_not_begun_have_no_place_in_the_history(
    session, themes, shown, arrive
):
    runs = repeated()
    planned = [replace(run, status=Status.PENDING, started=None, scalars={}) for run in runs[6:]]
    arrive([*runs[:6], *planned])
    view = shown(HistoryView(session, themes))
    view.plot.grab()
    assert view.plot.runs.rows.size == 2
    assert "6 runs in 2 points" in view.sentence


@pytest.mark.parametrize("make", [ScatterPlot, ParallelPlot, HistoryPlot])
def test_that_any_repeat_is_found_where_its_trial_is_drawn(make, session, themes, shown, arrive):
    runs = repeated()
    arrive(runs)
    plot = shown(make(session, themes))
    session.set_highlight([runs[5].id])
    assert picked(plot, in_focus=True) == [1]


def test_that_a_tag_has_the_deviation_too(session, themes, shown, arrive):
    arrive(repeated())
    plot = shown(ParallelPlot(session, themes))
    axis = next(axis for axis in plot.axes.shown if axis.name == "loss")
    assert value_text(axis, 0) == "1.2 ± 0.2"
    flag = next(axis for axis in plot.axes.shown if axis.name == "x")
    assert value_text(flag, 0) == "1"
