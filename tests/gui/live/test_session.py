"""The session's selection: runs that arrive are judged by it, and every change of it can be undone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from guild_desktop.core.clause import OneOf, Within
from guild_desktop.core.filter import top_level_clauses
from guild_desktop.core.selection import Selection
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar, running, runs_of


@pytest.fixture
def batch(tell):
    batch = a_batch()
    tell(runs_of(batch, 20), [batch])
    return batch


def with_loss(run, loss):
    return replace(run, scalars={"loss": a_scalar(loss)})


def ids(session, mask):
    return {run_id for run_id, inside in zip(session.frame.ids, mask, strict=True) if inside}


def test_that_runs_that_arrive_are_judged_by_all_conditions_and_move_none(batch, tell, session):
    loss, x = top_level_clauses("loss <= 0 and x in [-1:1]")
    (lr,) = top_level_clauses("lr < 0.05")
    selection = Selection(clauses=(loss, x), muted=frozenset((x,)), kept=(lr,))
    session.set_selection(selection)
    before = ids(session, session.focus)
    flags = {"lr": 0.01, "x": 5.0}
    match = with_loss(a_run(batch, 21, flags=flags), -1.0)
    high = with_loss(a_run(batch, 22, flags=flags), 1.0)
    hidden = with_loss(a_run(batch, 23, flags={"lr": 0.5, "x": 0.0}), -1.0)
    on = running(a_run(batch, 24, flags=flags))
    tell([match, high, hidden, on])
    assert session.selection == selection
    assert ids(session, session.focus) == before | {match.id}
    assert ids(session, session.base) >= {match.id, high.id, on.id}
    assert hidden.id not in ids(session, session.base)
    tell([with_loss(on, -2.0)])
    assert on.id in ids(session, session.focus)


def test_that_runs_that_arrive_do_not_end_a_brush_under_way(batch, tell, session):
    brushed = Selection(clauses=(Within("loss", None, -0.5),))
    session.preview_selection(brushed)
    tell(runs_of(batch, 5, first=21))
    assert session.selection == brushed
    assert not session.is_settled
    session.set_selection(brushed, "brush loss")
    assert session.is_settled
    assert session.undo_stack.count() == 1


def test_that_a_brush_that_moves_does_not_look_again_at_what_is_in_view(batch, session):
    session.set_selection(Selection(kept=top_level_clauses("lr < 0.05")))
    base = session.base
    session.preview_selection(session.selection.with_column("x", Within("x", 0, 1)))
    assert session.base is base
    assert np.array_equal(session.focus, session.selection.focus(session.frame))
    session.preview_selection(session.selection.showing_only())
    assert np.array_equal(session.base, session.selection.base(session.frame))


def test_that_each_change_of_the_selection_is_one_step_back_and_forth(batch, session):
    adam = OneOf("optimizer", ("adam",))
    steps = [Selection(clauses=(Within("x", 0, 1), adam))]
    steps.append(steps[-1].muting(1))
    steps.append(steps[-1].negating(0))
    steps.append(steps[-1].inverted())
    steps.append(steps[-1].showing_only())
    steps.append(steps[-1].muting(0).hiding())
    steps.append(steps[-1].with_all_back())
    for number, step in enumerate(steps):
        session.set_selection(step, f"step {number}")
    assert session.undo_stack.undoText() == "step 6"
    for step in reversed(steps[:-1]):
        session.undo_stack.undo()
        assert session.selection == step
    for step in steps[1:]:
        session.undo_stack.redo()
        assert session.selection == step


def test_that_undo_goes_through_selection_columns_and_pins_in_their_order(batch, session):
    session.set_selection(Selection(clauses=(Within("x", 0, 1),)), "brush x")
    session.show_column("lr", shown=False)
    session.toggle_pin(session.frame.ids[0])
    session.undo_stack.undo()
    assert session.pins == ()
    session.undo_stack.undo()
    assert session.arrangement.left_out == frozenset()
    assert session.undo_stack.undoText() == "brush x"
    session.undo_stack.undo()
    assert session.selection == Selection()
    for _ in range(3):
        session.undo_stack.redo()
    assert session.pins == (session.frame.ids[0],)
    assert session.arrangement.left_out == {"lr"}
