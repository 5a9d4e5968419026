"""The selection: what is in view, what is in focus, and how brushes and typed clauses edit it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

import numpy as np
from hypothesis import given, strategies as st

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import And, Comparison, OneOf, Or, Undefined, Within
from guild_desktop.core.filter import top_level_clauses
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Status
from guild_desktop.core.selection import FocusCount, Selection, focus_count
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


def test_that_the_count_tells_of_every_run_that_the_picture_cannot_show():
    states = [Status.ERROR, Status.LOST, Status.RUNNING, Status.TERMINATED, Status.PENDING]
    runs = [make_run(number, status=status) for number, status in enumerate(states)]
    runs += [make_run(5, loss=-1.0), make_run(6, loss=0.0), make_run(7), make_run(8, deleted=1.0)]
    counted = focus_count(frame_of(*runs), Selection(clauses=(LOSS,)), Objective())
    assert counted == FocusCount(
        matching=1, total=8, failed=1, interrupted=1, running=1, without_value=1
    )


def test_that_runs_without_the_objective_are_counted_where_none_has_it():
    frame = frame_of(make_run(0, {"loss": 1.0}), make_run(1))
    assert focus_count(frame, Selection(), Objective()).without_value == 2
    assert focus_count(RunFrame.empty(), Selection(), Objective()).total == 0
