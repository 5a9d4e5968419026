"""Show only these, hide these, invert, put all back: what they mean, and when they would do nothing."""

from __future__ import annotations

import pytest

from guild_desktop.core.clause import Except, OneOf, Within
from guild_desktop.core.filter import top_level_clauses
from guild_desktop.core.selection import Selection
from tests.gui.docks.sample_runs import a_batch, runs_of

LOSS = Within("loss", None, -0.5)


@pytest.fixture
def runs(tell):
    batch = a_batch()
    runs = runs_of(batch, 20)
    tell(runs, [batch])
    return runs


@pytest.fixture
def narrowing(runs, session):
    return session.narrowing


def test_that_these_are_the_matching_runs_while_there_are_filters(narrowing, runs, session):
    session.set_highlight([runs[0].id])
    session.set_selection(Selection(clauses=(LOSS,)))
    matching = session.focus.sum()
    narrowing.show_only.trigger()
    assert session.selection == Selection(kept=(LOSS,))
    assert session.base.sum() == matching
    session.undo_stack.undo()
    narrowing.hide.trigger()
    assert session.selection == Selection(kept=(Except(LOSS),))
    assert session.base.sum() == 20 - matching


def test_that_these_are_the_picked_runs_without_a_filter_that_counts(narrowing, runs, session):
    session.set_selection(Selection(clauses=(LOSS,)).muting(0))
    session.set_highlight([runs[0].id, runs[3].id])
    narrowing.hide.trigger()
    picked = OneOf("run", (runs[0].id[:8], runs[3].id[:8]))
    assert session.selection.kept == (Except(picked),)
    assert session.selection.clauses == (LOSS,)
    session.undo_stack.undo()
    narrowing.show_only.trigger()
    assert session.selection.kept == (picked,)
    assert session.base.sum() == 2


def test_that_invert_twice_is_as_before(narrowing, session):
    session.set_selection(Selection(clauses=top_level_clauses("loss <= -0.5 and x > 0")))
    before, focus = session.selection, session.focus
    narrowing.invert.trigger()
    assert session.selection.text == "except (loss <= -0.5 and x > 0)"
    assert list(session.focus) == list(~focus)
    narrowing.invert.trigger()
    assert session.selection.clauses == before.clauses


def test_that_all_is_put_back_at_once(narrowing, session):
    session.set_selection(Selection(kept=top_level_clauses("loss < 0 and x > 0"), clauses=(LOSS,)))
    narrowing.put_back.trigger()
    assert session.selection == Selection(clauses=(LOSS,))


def test_that_each_is_one_step_of_undo_with_a_plain_name(narrowing, session):
    names = []
    session.set_selection(Selection(clauses=(LOSS,)))
    for action in (narrowing.invert, narrowing.hide, narrowing.put_back):
        action.trigger()
        names.append(session.undo_stack.undoText())
    assert names == ["invert the filters", "hide these", "put all back"]
    assert session.undo_stack.count() == 4


def reasons(narrowing):
    return {
        action.text(): action.toolTip() for action in narrowing.actions if not action.isEnabled()
    }


def test_that_what_would_do_nothing_is_disabled_and_says_why(narrowing, runs, session):
    assert reasons(narrowing) == {
        "Show only these": "Filter or pick some runs first.",
        "Hide these": "Filter or pick some runs first.",
        "Invert": "There is no filter that counts.",
        "Put all back": "No run was taken out of view.",
    }
    session.set_highlight([runs[0].id])
    assert set(reasons(narrowing)) == {"Invert", "Put all back"}
    session.set_selection(Selection(clauses=(Within("loss", None, -99),)))
    assert reasons(narrowing) == {
        "Show only these": "No run matches the filters.",
        "Hide these": "No run matches the filters.",
        "Put all back": "No run was taken out of view.",
    }
    session.set_selection(Selection(clauses=(Within("loss", None, 99),)))
    assert reasons(narrowing)["Show only these"] == "All runs in view are these already."
    assert narrowing.hide.toolTip() == "Take these runs out of view (X)"


def test_that_picked_runs_that_are_hidden_are_none_of_these(narrowing, runs, session):
    session.set_highlight([runs[0].id])
    narrowing.hide.trigger()
    assert not narrowing.hide.isEnabled()
    assert not narrowing.show_only.isEnabled()
    session.undo_stack.undo()
    assert narrowing.hide.isEnabled()
