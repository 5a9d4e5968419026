"""Which runs a condition holds for."""

from __future__ import annotations

import math
import random
from datetime import datetime

import numpy as np
import pytest

from guild_desktop.core.clause import (
    Clause,
    Comparison,
    Not,
    Within,
)
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.run import Status
from tests.core.sample_runs import frame_of, frame_of_flag, make_run


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
