"""The order of axes by importance: asked of an analysis, applied when that is there, or refused in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guild_desktop.gui.docks.parallel_dock import ParallelView
from tests.gui.docks.told_analyses import ToldAnalyses
from tests.gui.plots.test_model_bands import sweep


@pytest.fixture
def analyses(session):
    return ToldAnalyses(session)


@pytest.fixture
def view(session, themes, analyses, shown, add):
    batch, runs = sweep()
    add(runs, [batch])
    view = shown(ParallelView(session, themes, analyses), 1000, 400)
    view.plot.grab()
    return view


def choose(view):
    (action,) = [each for each in view.order.menu().actions() if "importance" in each.text()]
    action.trigger()
    view.plot.grab()


def names(view):
    return [axis.name for axis in view.plot.axes.shown]


def test_that_the_most_important_flag_stands_beside_the_goal(view, analyses, session):
    before = names(view)
    found = analyses.tell_of(*sweep())
    choose(view)
    assert names(view)[-1] == before[-1]
    assert names(view)[-2] == found.importance.flags[0].flags[0]
    session.undo_stack.undo()
    view.plot.grab()
    assert names(view) == before


def test_that_an_order_waits_for_the_analysis_it_needs(view, analyses):
    before = names(view)
    batch, runs = sweep()
    analyses.tell(None, batch=batch, is_current=False)
    analyses.busy = True
    choose(view)
    assert names(view) == before
    assert view.note == ""
    found = analyses.tell_of(batch, runs)
    view.plot.grab()
    assert names(view)[-2] == found.importance.flags[0].flags[0]


def test_that_too_few_runs_are_told_until_something_changes(view, analyses, session):
    batch, runs = sweep(12)
    found = analyses.tell_of(batch, runs)
    before = names(view)
    choose(view)
    assert names(view) == before
    assert view.note == found.importance.refusal
    assert view.note.startswith("Too few runs: 12 of the 20 needed")
    session.set_arrangement(session.arrangement.flipping("x"), "flip")
    assert view.note == ""


def test_that_without_a_sweep_there_is_nothing_to_compare(view, analyses):
    analyses.tell(None)
    choose(view)
    assert "No sweep in view" in view.note


def test_that_later_analyses_leave_the_order_alone(view, analyses, session):
    analyses.tell_of(*sweep())
    choose(view)
    session.undo_stack.undo()
    view.plot.grab()
    before = names(view)
    batch, runs = sweep(shift=1.0)
    analyses.tell_of(batch, runs)
    view.plot.grab()
    assert names(view) == before


def test_that_the_key_offers_it_too(view, analyses):
    analyses.tell_of(*sweep())
    QTest.keyClick(view.plot, Qt.Key.Key_O)
    menu = view.plot.menus.menu
    assert any("importance" in action.text() for action in menu.actions())
    menu.close()
