"""The selection: what is in view, what is in focus, and how brushes and typed clauses edit it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

import numpy as np
from hypothesis import given, strategies as st

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import (
    And,
    Comparison,
    Except,
    OneOf,
    Or,
    Undefined,
    Within,
)
from guild_desktop.core.filter import parse_filter, top_level_clauses
from guild_desktop.core.focus_count import FocusCount, focus_count
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from tests.core.sample_clauses import KNOWN_CLAUSE
from tests.core.sample_runs import TRAIN, frame_of, frames, make_batch, make_run

LOSS = Within("loss", None, -0.5)
X = Within("x", 0, 1)
EITHER = Or((Within("x", 0, 1), Within("x", 2, 3)))
BOTH = Comparison("x", "<", 1), OneOf("optimizer", ("adam",))


def test_that_all_alive_runs_are_in_view_and_in_focus_at_first():
    frame = frame_of(make_run(0), make_run(1, deleted=1.0))
    assert list(Selection().base(frame)) == list(Selection().focus(frame)) == [True, False]


def test_that_a_scope_limits_the_view_to_one_script():
    other = make_batch("c", operation=replace(TRAIN, target="/project/other.py", name="other.py"))
    runs = make_run(0), make_run(1, batch=other.id, operation="other.py")
    frame = frame_of(*runs, batches=(make_batch(), other))
    assert list(Selection("/project/other.py").base(frame)) == [False, True]
    assert not Selection("/project/never.py").base(frame).any()


def test_that_scripts_of_one_name_are_told_apart_by_their_folders():
    paths = "/x/a/train.py", "/y/a/train.py", "/x/eval.py"
    batches = [
        make_batch(letter, operation=replace(TRAIN, target=path, name=PurePath(path).name))
        for letter, path in zip("abc", paths, strict=True)
    ]
    runs = [
        make_run(at, batch=batch.id, operation=batch.operation.name)
        for at, batch in enumerate(batches)
    ]
    # The first one's batch comes last, as it may when a store is read while it is written.
    frame = RunFrame.empty().updated(runs, batches[1:]).updated((), batches[:1])
    assert list(Selection("/x/a/train.py").base(frame)) == [True, False, False]
    assert list(Selection("/y/a/train.py").base(frame)) == [False, True, False]
    titles = frame.targets.titles("/z/train.py", "/x/eval.py")
    assert [titles[path] for path in paths] == ["x/a/train.py", "y/a/train.py", "eval.py"]
    assert titles["/z/train.py"] == "z/train.py"


@given(st.lists(KNOWN_CLAUSE, max_size=3), frames())
def test_that_focus_is_every_alive_run_that_satisfies_all_clauses(clauses, frame):
    selection = Selection(clauses=tuple(clauses))
    expected = frame.alive.copy()
    for clause in clauses:
        expected &= clause.mask(frame)
    assert np.array_equal(selection.focus(frame), expected)
    if clauses:
        assert np.array_equal(And(tuple(clauses)).mask(frame) & frame.alive, expected)


def test_that_making_a_mask_leaves_the_frame_as_it_is():
    frame = frame_of(make_run(0, {"x": 5}), make_run(1))
    Selection(clauses=(X,)).focus(frame)
    assert list(frame.alive) == [True, True]


def test_that_a_brush_replaces_what_was_said_about_its_column_and_nothing_else():
    selection = Selection(clauses=(LOSS, X, *BOTH))
    moved = selection.with_column("x", EITHER)
    assert moved.clauses == (LOSS, EITHER, BOTH[1])
    assert moved.with_column("x", None).clauses == (LOSS, BOTH[1])
    assert selection.with_column("y", Undefined("y")).clauses[-1] == Undefined("y")
    assert selection.clauses == (LOSS, X, *BOTH)


def test_that_a_clause_about_several_columns_belongs_to_none_of_them():
    joined = Or((LOSS, X))
    selection = Selection(clauses=(joined, X))
    assert selection.on("x") == (X,)
    assert selection.on("loss") == ()
    assert selection.with_column("loss", LOSS).clauses == (joined, X, LOSS)


def test_that_the_same_clause_is_not_added_twice():
    selection = Selection(clauses=(LOSS,))
    assert selection.with_clause(LOSS) is selection
    assert selection.with_clause(Comparison("loss", "<=", -0.5)) is selection
    assert selection.with_clause(X).clauses == (LOSS, X)


def test_that_clauses_are_taken_out_one_or_all_while_the_scope_stays():
    selection = Selection("train.py", (LOSS, X))
    assert selection.without(0) == Selection("train.py", (X,))
    assert selection.cleared() == Selection("train.py")


def test_that_a_selection_is_text_that_reads_back():
    selection = Selection(clauses=(LOSS, EITHER, BOTH[1]))
    assert selection.text == "loss <= -0.5 and (x in [0:1] or x in [2:3]) and optimizer = adam"
    assert top_level_clauses(selection.text) == selection.clauses
    assert Selection().text == ""


# Muted clauses


def test_that_a_muted_clause_stays_and_does_not_count():
    frame = frame_of(*(make_run(number, {"x": number}) for number in range(4)))
    selection = Selection(clauses=(X, Within("x", 1, 2)))
    assert list(selection.focus(frame)) == [False, True, False, False]
    muted = selection.muting(0)
    assert muted.clauses == selection.clauses
    assert muted.active == (Within("x", 1, 2),)
    assert list(muted.focus(frame)) == [False, True, True, False]
    assert muted.text == "x in [1:2]"
    assert muted.muting(0) == selection


def test_that_a_brush_on_the_column_of_a_muted_clause_takes_its_place_and_counts():
    muted = Selection(clauses=(LOSS, X)).muting(1)
    assert muted.on("x") == ()
    brushed = muted.with_column("x", Within("x", 2, 3))
    assert brushed == Selection(clauses=(LOSS, Within("x", 2, 3)))
    assert muted.with_column("x", X) == Selection(clauses=(LOSS, X))


def test_that_a_muted_clause_that_is_said_again_counts_again():
    muted = Selection(clauses=(LOSS, X)).muting(1)
    assert muted.with_clause(X) == Selection(clauses=(LOSS, X))
    assert muted.replaced(0, X, OneOf("y", (1,))).active == (OneOf("y", (1,)), X)


def test_that_nothing_is_muted_that_is_not_there():
    assert Selection(clauses=(X,)).muting(0).without(0) == Selection()
    assert Selection(clauses=(X,), muted=frozenset((LOSS,))) == Selection(clauses=(X,))


def test_that_a_clause_turns_into_its_opposite_muted_or_not():
    selection = Selection(clauses=(LOSS, X))
    assert selection.negating(0).clauses == (Comparison("loss", ">", -0.5), X)
    assert selection.negating(1).clauses == (LOSS, Within("x", 0, 1, negated=True))
    turned = selection.muting(1).negating(1)
    assert turned.active == (LOSS,)
    assert turned.negating(1) == selection.muting(1)


# Which runs are in view


def test_that_showing_only_the_runs_in_focus_hides_the_others():
    frame = frame_of(*(make_run(n, {"x": n}, loss=-n) for n in range(3)), make_run(3))
    selection = Selection("t", (LOSS, X, BOTH[1])).muting(2)
    only = selection.showing_only()
    assert only.kept == (And((LOSS, X)),)
    assert only.clauses == (BOTH[1],)
    assert only.muted == {BOTH[1]}
    assert only.target == "t"
    only = replace(only, target=None)
    assert list(only.base(frame)) == list(only.focus(frame)) == [False, True, False, False]
    assert only.with_all_back().kept == ()


def test_that_hiding_the_runs_in_focus_keeps_those_without_a_value():
    frame = frame_of(make_run(0, loss=-1.0), make_run(1, loss=1.0), make_run(2))
    hidden = Selection(clauses=(LOSS,)).hiding()
    assert hidden == Selection(kept=(Except(LOSS),))
    assert list(hidden.base(frame)) == [False, True, True]


def test_that_steps_pile_up_and_any_of_them_can_be_taken_back():
    selection = Selection(clauses=(LOSS,)).showing_only().with_clause(X).hiding()
    assert selection.kept == (LOSS, Except(X))
    assert selection.keeping(0).kept == (Except(X),)
    assert selection.keeping(1, EITHER).kept == (LOSS, EITHER)
    assert selection.cleared() == selection


def test_that_picked_runs_are_shown_or_hidden_while_the_clauses_stay():
    picked = OneOf("run", ("12e4",))
    selection = Selection(clauses=(LOSS,))
    assert selection.showing_only(picked) == Selection(clauses=(LOSS,), kept=(picked,))
    assert selection.hiding(picked) == Selection(clauses=(LOSS,), kept=(Except(picked),))


def test_that_without_a_clause_that_counts_there_is_nothing_to_show_hide_or_invert():
    selection = Selection(clauses=(LOSS,)).muting(0)
    assert selection.showing_only() == selection.hiding() == selection.inverted() == selection


def test_that_hiding_what_except_leaves_is_showing_the_rest():
    assert Selection(clauses=(Except(LOSS),)).hiding().kept == (LOSS,)


def test_that_inverting_makes_one_clause_of_those_that_count():
    selection = Selection(clauses=(LOSS, BOTH[1], X)).muting(1)
    turned = selection.inverted()
    assert turned.text == "except (loss <= -0.5 and x in [0:1])"
    assert turned.clauses == (Except(And((LOSS, X))), BOTH[1])
    assert turned.muted == {BOTH[1]}
    assert set(turned.inverted().clauses) == set(selection.clauses)
    assert turned.inverted().active == selection.active


@given(st.lists(KNOWN_CLAUSE, min_size=1, max_size=3), st.lists(KNOWN_CLAUSE, max_size=2), frames())
def test_that_inverting_gives_the_other_runs_in_view_and_twice_the_same(clauses, kept, frame):
    selection = Selection(clauses=tuple(dict.fromkeys(clauses)), kept=tuple(kept))
    turned = selection.inverted()
    base = selection.base(frame)
    assert np.array_equal(turned.base(frame), base)
    assert np.array_equal(turned.focus(frame), base & ~selection.focus(frame))
    assert np.array_equal(turned.inverted().focus(frame), selection.focus(frame))
    if not any(isinstance(clause, Except) for clause in clauses):
        assert turned.inverted().clauses == selection.clauses


@given(st.lists(KNOWN_CLAUSE, max_size=3), st.lists(KNOWN_CLAUSE, max_size=2), st.data(), frames())
def test_that_the_text_of_a_selection_finds_its_focus(clauses, kept, data, frame):
    muted = data.draw(st.frozensets(st.sampled_from(clauses))) if clauses else frozenset()
    selection = Selection(clauses=tuple(clauses), muted=muted, kept=tuple(kept))
    text = selection.text
    found = parse_filter(text).mask(frame) if text else np.ones(len(frame), dtype=bool)
    assert np.array_equal(found & frame.alive, selection.focus(frame))
    assert np.array_equal(selection.focus(frame, selection.base(frame)), selection.focus(frame))


@given(st.lists(KNOWN_CLAUSE, min_size=1, max_size=3), frames())
def test_that_shown_and_hidden_runs_are_those_that_were_in_focus_and_the_others(clauses, frame):
    selection = Selection(clauses=tuple(clauses))
    shown, hidden = selection.showing_only(), selection.hiding()
    assert np.array_equal(shown.base(frame), selection.focus(frame))
    assert np.array_equal(hidden.base(frame), frame.alive & ~selection.focus(frame))


# Counts


def counted(frame, selection):
    base, focus = selection.base(frame), selection.focus(frame)
    return focus_count(frame, selection, base, focus, Objective())


def test_that_the_count_tells_of_every_run_that_the_picture_cannot_show():
    states = [Status.ERROR, Status.LOST, Status.RUNNING, Status.TERMINATED, Status.PENDING]
    runs = [make_run(number, status=status) for number, status in enumerate(states)]
    runs += [make_run(5, loss=-1.0), make_run(6, loss=0.0), make_run(7), make_run(8, deleted=1.0)]
    assert counted(frame_of(*runs), Selection(clauses=(LOSS,))) == FocusCount(
        matching=1, total=8, failed=1, interrupted=1, running=1, without_value=1, hidden=0
    )


def test_that_the_count_is_of_the_runs_in_view_and_tells_how_many_are_not():
    runs = [make_run(n, loss=n - 2.0) for n in range(4)]
    runs += [make_run(4, status=Status.ERROR), make_run(5, loss=0.0, deleted=1.0)]
    selection = Selection(kept=(Within("loss", None, 0.0),), clauses=(LOSS,))
    found = counted(frame_of(*runs), selection)
    assert (found.matching, found.total, found.failed, found.hidden) == (2, 3, 0, 2)


def test_that_runs_without_the_objective_are_counted_where_none_has_it():
    frame = frame_of(make_run(0, {"loss": 1.0}), make_run(1))
    assert counted(frame, Selection()).without_value == 2
    assert counted(RunFrame.empty(), Selection()).total == 0
