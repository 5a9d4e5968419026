"""Which runs a condition holds for, and that its text and its pieces agree with that."""

from __future__ import annotations

import math
import random
from datetime import datetime

import numpy as np
import pytest
from hypothesis import assume, given, settings

from guild_desktop.core.clause import (
    And,
    Clause,
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
from guild_desktop.core.run import Run, Status
from tests.core.sample_clauses import ANY_CLAUSE, COLUMN_CLAUSE, KNOWN_CLAUSE
from tests.core.sample_runs import frame_of, frame_of_flag, frames, make_batch, make_run


def held(clause: Clause | str, *values):
    """The values of the flag x for which a condition holds; None stands for a run without it."""
    clause = parse_filter(clause) if isinstance(clause, str) else clause
    mask = clause.mask(frame_of_flag(*values))
    return [value for value, inside in zip(values, mask, strict=True) if inside]


# A value that is not there


@pytest.mark.parametrize(
    "text",
    [
        *("x < 1", "x >= 1", "x = 1", "x != 1", "x in [0:1]", "x not in [0:1]", "x in (0, 1)"),
        *("x not in (0, 1)", "x contains a", "x not contains a", "not x < 1", "not x in [0:1]"),
        *("not x = 1", "not not x = 1", "x is not undefined", "not (x < 1 or x > 2)"),
    ],
)
def test_that_a_run_without_the_value_satisfies_no_condition_nor_its_opposite(text):
    assert None not in held(text, None, 0.5, 1.0, 2.0)


def test_that_only_undefined_and_null_find_a_run_without_the_value():
    assert held("x is undefined", None, math.nan, 1) == [None]
    assert held("x = null", None, 1) == [None]
    assert held("x != null", None, 1) == [1]
    assert held("x in (null, 1)", None, 1, 2) == [None, 1]
    assert held("x not in (null, 1)", None, 1, 2) == [2]


def test_that_except_keeps_what_has_no_value():
    values = [None, math.nan, "adam", 0, 2]
    assert held("except x < 1", *values) == [None, math.nan, "adam", 2]
    assert held("not x < 1", *values) == [math.nan, "adam", 2]
    assert held("except except x < 1", *values) == [0]
    assert held("except not x < 1", *values) == [None, 0]
    assert held("except nothing < 1", *values) == values


def test_that_an_unknown_part_decides_nothing_where_the_other_part_does():
    frame = frame_of(make_run(0, {"y": 1}), make_run(1, {"x": 5, "y": 2}))
    held_for = {text: list(parse_filter(text).mask(frame)) for text in _PARTS}
    assert held_for == _PARTS


_PARTS = {
    "x > 1 or y = 1": [True, True],
    "x > 1 and y = 1": [False, False],
    "not (x > 1 and y = 2)": [True, False],
    "not (x > 1 or y = 1)": [False, False],
}


def test_that_a_condition_on_a_column_no_run_has_holds_for_none():
    assert held("nothing < 1", 1, 2) == []
    assert held("nothing != 1", 1, 2) == []
    assert held("not nothing < 1", 1, 2) == []
    assert held("nothing is undefined", 1, 2) == [1, 2]


# nan and the infinities


def test_that_nan_is_neither_less_nor_greater_and_equals_only_nan():
    values = [math.nan, 1.0]
    assert held("x < 5", *values) == [1.0]
    assert held("x >= -5", *values) == [1.0]
    assert held("x in [:]", *values) == [1.0]
    assert held("x = nan", *values) == values[:1]
    assert held("x != nan", *values) == [1.0]
    assert held("x in (nan, 2)", *values) == values[:1]
    assert held("not x < 0", *values) == values
    assert held("x not in [0:2]", *values) == values[:1]
    assert held("x != 1", *values) == values[:1]


def test_that_infinities_are_numbers():
    values = [-math.inf, 0.0, math.inf]
    assert held("x < 0", *values) == [-math.inf]
    assert held("x >= 0", *values) == [0.0, math.inf]
    assert held("x = inf", *values) == [math.inf]
    assert held("x in [:0]", *values) == [-math.inf, 0.0]
    assert held("x in [0:1e308]", *values) == [0.0]
    assert held("x not in [-1:1]", *values) == [-math.inf, math.inf]


def test_that_nan_and_the_infinities_are_the_same_among_texts():
    values = ["adam", math.nan, math.inf, -math.inf]
    assert held("x > 0", *values) == [math.inf]
    assert held("x = -inf", *values) == [-math.inf]
    assert held("x = nan", *values) == values[1:2]
    assert held("x != adam", *values) == values[1:]


# Kinds of values


def test_that_numbers_compare_over_whole_and_real():
    assert held("x = 1", 1, 1.0, 2) == [1, 1.0]
    assert held("x = 1.0", 1, 1.0, "a") == [1, 1.0]
    assert held("x in (1, 3)", 1.0, 2, 3) == [1.0, 3]
    assert held("x < 2", 1, 1.5, "a") == [1, 1.5]


def test_that_booleans_are_no_numbers():
    assert held("x = 1", True, 1) == [1]
    assert held("x = true", True, 1, "true") == [True]
    assert held("x = yes", True, False) == [True]
    assert held("x < 2", True, 1) == [1]
    assert held("x in [0:1]", True, False, 0) == [0]


def test_that_texts_compare_in_their_case_and_are_found_in_any():
    assert held("x = Adam", "adam", "Adam") == ["Adam"]
    assert held("x contains AD", "adam", "Adam", "sgd") == ["adam", "Adam"]
    assert held("x not contains ad", "adam", "sgd") == ["sgd"]
    assert held("x < b", "a", "b", 1) == ["a"]


def test_that_a_quoted_number_is_text():
    assert held("x = '1'", 1, "1") == ["1"]
    assert held("x = 1", 1, "1") == [1]


def test_that_values_of_another_kind_are_simply_different():
    assert held("x < 1", "adam", 0) == [0]
    assert held("not x < 1", "adam", 0) == ["adam"]
    assert held("x != 1", "adam", True, 1) == ["adam", True]
    assert held("x contains 1", 1, 11) == []
    assert held("x < adam", 1, 2) == []
    assert held("not x < adam", 1, 2) == [1, 2]
    assert held("x in [0:1]", "adam") == []
    assert held("x not in [0:1]", "adam") == ["adam"]


def test_that_lists_equal_item_by_item_and_contain_their_items():
    values = [(16, 32), (16,), ("Adam", 16)]
    assert held("x = [16, 32.0]", *values) == [(16, 32)]
    assert held("x in ([16], [32])", *values) == [(16,)]
    assert held("x contains 16", *values) == values
    assert held("x contains adam", *values) == values[2:]
    assert held("x contains 1", *values) == []


def test_that_whole_numbers_are_exact_where_floats_are_not():
    values = [2**53, 2**53 + 1, 2**53 + 2]
    assert held(f"x = {2**53 + 1}", *values) == [2**53 + 1]
    assert held(f"x in ({2**53 + 1}, {2**53 + 2})", *values) == values[1:]
    assert held(f"x < {2**53 + 1}", *values) == values[:1]
    assert held(f"x in [{2**53 + 1}:]", *values) == values[1:]
    assert held(f"x < {10**400}", *values, math.inf) == values
    assert held(f"x = {10**400}", 1, math.inf) == []


# Ranges


def test_that_a_range_holds_both_its_ends():
    assert held("x in [0:1]", -0.1, 0, 0.5, 1, 1.1) == [0, 0.5, 1]
    assert held("x not in [0:1]", -0.1, 0, 0.5, 1, 1.1) == [-0.1, 1.1]


def test_that_an_end_left_out_is_open():
    assert held("x in [:0.5]", -1e300, 0.5, 0.6) == [-1e300, 0.5]
    assert held("x in [0.5:]", 0.4, 0.5, 1e300) == [0.5, 1e300]
    assert held("x not in [:0.5]", 0.4, 0.6) == [0.6]


def test_that_the_ends_of_a_range_may_come_in_either_order():
    assert Within("x", 2, 1) == Within("x", 1, 2)
    assert Within("x", -math.inf, 1) == Within("x", None, 1)
    with pytest.raises(ValueError, match="nan"):
        Within("x", math.nan, 1)


def test_that_a_thousand_runs_are_brushed_correctly():
    chance = random.Random(7)
    unusual = [None, math.nan, math.inf, -math.inf]
    losses = [
        chance.choice(unusual) if chance.random() < 0.1 else round(chance.gauss(0, 1), 2)
        for _ in range(1000)
    ]
    runs = [make_run(number, loss=loss) for number, loss in enumerate(losses)]
    frame = frame_of(*runs)
    numbers = [loss for loss in losses if loss is not None and math.isfinite(loss)]
    ends = [(-0.5, 0.25), (None, -0.7), (0.7, None), (0.0, 0.0), (9, 10), tuple(numbers[:2])]
    for low, high in ends:
        clause = Within("loss", low, high)
        expected = [
            loss is not None
            and (clause.low is None or loss >= clause.low)
            and (clause.high is None or loss <= clause.high)
            for loss in losses
        ]
        outside = [
            loss is not None and not inside for loss, inside in zip(losses, expected, strict=True)
        ]
        assert list(clause.mask(frame)) == expected
        assert list(Within("loss", low, high, negated=True).mask(frame)) == outside
        assert list(Not(clause).mask(frame)) == outside
        assert list(parse_filter(clause.text).mask(frame)) == expected


# Fields


def test_that_the_beginning_of_an_id_names_a_run():
    frame = frame_of(make_run(0x12E4), make_run(0x12E5), make_run(0xAB, batch="c" * 32))
    ids = frame.ids

    def found(text):
        return [ids[at] for at in np.flatnonzero(parse_filter(text).mask(frame))]

    assert found("run = 000012e4") == [ids[0]]
    assert found("run = 000012E4") == [ids[0]]
    assert found("run in (000012, 000000ab)") == list(ids)
    assert found(f"run in ({ids[1]}, {ids[2]})") == [ids[1], ids[2]]
    assert found("run not in (000012e4)") == [ids[1], ids[2]]
    assert found("batch = bb") == [ids[0], ids[1]]
    assert found("run contains AB0") == [ids[2]]
    assert found("run = ''") == []


def test_that_a_run_in_the_trash_is_found_by_no_id():
    frame = frame_of(make_run(0, deleted=1.0), make_run(1))
    assert not parse_filter("run = 00000000").mask(frame).any()
    assert list(parse_filter("run != 00000000").mask(frame)) == [False, True]


def test_that_words_for_labels_and_states_are_texts_without_quotes():
    frame = frame_of(make_run(0, label="5"), make_run(1, status=Status.ERROR, label="true"))
    for text in ("label = 5", "label in (5, 6)", "status = completed", "operation contains TRAIN"):
        assert parse_filter(text).mask(frame)[0], text
    assert list(parse_filter("label = true").mask(frame)) == [False, True]
    assert list(Comparison("label", "=", 5).mask(frame)) == [True, False]


def test_that_a_date_is_the_moment_a_run_started():
    times = [datetime(2026, 11, 23, hour).timestamp() for hour in (0, 9, 15)]  # noqa: DTZ001 - as typed
    frame = frame_of(*(make_run(n, started=time) for n, time in enumerate(times)), make_run(3))

    def found(text):
        return parse_filter(text).mask(frame).tolist()

    assert found("started >= 2026-11-23") == [True, True, True, False]
    assert found("started > '2026-11-23 09:00'") == [False, False, True, False]
    assert found("started < 2026-11-23T12:00") == [True, True, False, False]
    assert found(f"started = {times[1]}") == [False, True, False, False]
    assert found("started >= 2026-11-24") == [False] * 4


def test_that_marked_is_true_or_false():
    frame = frame_of(make_run(0, marked=True), make_run(1))
    assert list(parse_filter("marked = true").mask(frame)) == [True, False]
    assert list(parse_filter("marked = no").mask(frame)) == [False, True]


# Joining


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
