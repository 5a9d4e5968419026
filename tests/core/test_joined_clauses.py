"""Conditions joined and turned into their opposites, and the texts that they are read back from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings

from guild_desktop.core.clause import (
    And,
    Comparison,
    Contains,
    Except,
    Not,
    OneOf,
    Or,
    Undefined,
    Within,
    negated,
)
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Run
from tests.core.sample_clauses import ANY_CLAUSE, COLUMN_CLAUSE, KNOWN_CLAUSE
from tests.core.sample_runs import frame_of, frames, make_batch, make_run


@given(KNOWN_CLAUSE, KNOWN_CLAUSE, frames())
def test_that_and_is_the_intersection_and_or_the_union(one, other, frame):
    both, either = And((one, other)).mask(frame), Or((one, other)).mask(frame)
    assert np.array_equal(both, one.mask(frame) & other.mask(frame))
    assert np.array_equal(either, one.mask(frame) | other.mask(frame))


@given(KNOWN_CLAUSE, frames())
def test_that_not_is_the_complement_over_the_runs_of_which_anything_is_known(clause, frame):
    truth = clause.truth(frame)
    assert not (truth.true & truth.false).any()
    assert np.array_equal(Not(clause).mask(frame), truth.false)
    assert np.array_equal(Not(Not(clause)).mask(frame), truth.true)
    if len(clause.columns) == 1 and not isinstance(clause, And | Or | Not | Except):
        (name,) = clause.columns
        known = Undefined(name, negated=True).mask(frame)
        told = truth.true | truth.false
        assert (told | ~known).all(), "where there is a value, a condition is true or false"


@given(KNOWN_CLAUSE, frames())
def test_that_except_is_the_complement_over_all_runs(clause, frame):
    truth = Except(clause).truth(frame)
    assert np.array_equal(truth.true, ~clause.mask(frame))
    assert np.array_equal(truth.false, clause.mask(frame))


@given(KNOWN_CLAUSE, frames())
def test_that_a_mask_is_what_each_run_alone_would_say(clause, frame):
    # A bare name means the flag wherever any run has one.
    assume(set(frame.flag_names).isdisjoint(frame.scalar_names))
    mask = clause.mask(frame)
    for position in np.flatnonzero(frame.alive):
        alone = RunFrame.empty().updated([frame.run(int(position))], frame.batches.values())
        assert clause.mask(alone)[0] == mask[position]


# Texts


@settings(max_examples=500)
@given(ANY_CLAUSE)
def test_that_a_text_reads_back_as_an_equal_condition(clause):
    again = parse_filter(clause.text)
    assert again == clause
    assert again.text == clause.text
    assert hash(again) == hash(clause)
    assert again.columns == clause.columns


@settings(max_examples=300)
@given(KNOWN_CLAUSE, frames())
def test_that_equal_conditions_hold_for_the_same_runs(clause, frame):
    assert np.array_equal(parse_filter(clause.text).mask(frame), clause.mask(frame))


@pytest.mark.parametrize(
    ("clause", "text"),
    [
        (Within("loss", None, -0.55), "loss <= -0.55"),
        (Within("loss", 2.0, None), "loss >= 2"),
        (Within("x", -0.5, -0.1), "x in [-0.5:-0.1]"),
        (Within("x", 0, 1, negated=True), "x not in [0:1]"),
        (Within("x", None, 1, negated=True), "x not in [:1]"),
        (Within("x", 1, 1), "x = 1"),
        (OneOf("optimizer", ("adam", "sgd")), "optimizer in (adam, sgd)"),
        (OneOf("optimizer", ("adam",), negated=True), "optimizer != adam"),
        (OneOf("run", ("12e4", "0123")), "run in (12e4, 0123)"),
        (OneOf("x", (1, "1", True, None, (1, "a b"))), "x in (1, '1', true, null, [1, 'a b'])"),
        (Comparison("min loss", "<", 1e-5), "min loss < 1e-05"),
        (Comparison("learning rate", ">", 1), "`learning rate` > 1"),
        (Comparison("and", "=", "or"), "`and` = 'or'"),
        (Contains("label", "007"), "label contains 007"),
        (Undefined("loss", negated=True), "loss is not undefined"),
        (Not(Within("x", 0, 1)), "not x in [0:1]"),
        (Except(Within("loss", None, -0.7)), "except loss <= -0.7"),
        (Except(And((Undefined("a"),))), "except a is undefined"),
        (
            And((Except(Or((Undefined("a"), Undefined("b")))), Except(Not(Undefined("c"))))),
            "except (a is undefined or b is undefined) and except not c is undefined",
        ),
        (Comparison("except", "=", "except"), "`except` = 'except'"),
        (
            And((Or((Undefined("a"), Undefined("b"))), Undefined("c"))),
            "(a is undefined or b is undefined) and c is undefined",
        ),
        (
            Or((And((Undefined("a"), Undefined("b"))), Not(Or((Undefined("c"), Undefined("d")))))),
            "a is undefined and b is undefined or not (c is undefined or d is undefined)",
        ),
    ],
)
def test_that_a_condition_prints_as_a_person_would_write_it(clause, text):
    assert clause.text == str(clause) == text


# Opposites


@pytest.mark.parametrize(
    ("text", "opposite"),
    [
        ("loss <= -0.5", "loss > -0.5"),
        ("loss >= 2", "loss < 2"),
        ("x < 1", "x >= 1"),
        ("x = 1", "x != 1"),
        ("x in [1:1]", "x != 1"),
        ("x in [0:1]", "x not in [0:1]"),
        ("run in [:1]", "run not in [:1]"),
        ("optimizer in (adam, sgd)", "optimizer not in (adam, sgd)"),
        ("label contains a", "label not contains a"),
        ("loss is undefined", "loss is not undefined"),
        ("x < 1 and y < 1", "not (x < 1 and y < 1)"),
        ("x in [0:1] or x in [2:3]", "not (x in [0:1] or x in [2:3])"),
    ],
)
def test_that_the_opposite_is_what_one_would_write(text, opposite):
    assert negated(parse_filter(text)).text == opposite
    assert negated(parse_filter(opposite)).text == parse_filter(text).text


def test_that_the_opposite_of_except_is_what_it_leaves_out():
    assert negated(parse_filter("except x < 1")).text == "x < 1"


@given(COLUMN_CLAUSE)
def test_that_turning_a_condition_on_a_column_over_and_over_changes_between_two(clause):
    assert negated(negated(negated(clause))) == negated(clause)


@given(KNOWN_CLAUSE, frames())
def test_that_no_run_satisfies_a_condition_and_its_opposite(clause, frame):
    assert not (clause.mask(frame) & negated(clause).mask(frame)).any()


def test_that_a_set_or_a_join_of_nothing_cannot_be_made():
    for make in (lambda: OneOf("x", ()), lambda: And(()), lambda: Or(())):
        with pytest.raises(ValueError, match="a "):
            make()


def test_that_a_frame_without_runs_has_masks_too():
    empty = RunFrame.empty().updated((), [make_batch()])
    for text in ("x < 1", "run = ab", "not status = error", "loss is undefined"):
        assert parse_filter(text).mask(empty).shape == (0,)


def test_that_a_run_which_changes_is_judged_anew():
    run: Run = make_run(0, loss=1.0)
    frame = frame_of(run, make_run(1, loss=2.0), make_run(2, loss=3.0))
    clause = parse_filter("loss > 1.5")
    assert list(clause.mask(frame)) == [False, True, True]
    after = frame.updated([make_run(0, loss=9.0)])
    assert list(clause.mask(after)) == [True, True, True]
