"""The filter language: what can be written, and what is said about what cannot."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings, strategies as st

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
)
from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.errors import UserError
from guild_desktop.core.filter import parse_filter, top_level_clauses
from tests.core.sample_clauses import ANY_CLAUSE

X, Y, Z = (Comparison(name, "=", 1) for name in "xyz")


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("loss < -0.5", Comparison("loss", "<", -0.5)),
        ("loss<-0.5", Comparison("loss", "<", -0.5)),
        ("x == 1", Comparison("x", "=", 1)),
        ("x <> 1", Comparison("x", "!=", 1)),
        ("x <= 1e-3", Within("x", None, 0.001)),
        ("x ≥ 1", Within("x", 1, None)),
        ("x <= inf", Comparison("x", "<=", float("inf"))),
        ("x in [0:1]", Within("x", 0, 1)),
        ("x in [ 0 : 1 ]", Within("x", 0, 1)),
        ("x in [:0.5]", Within("x", None, 0.5)),
        ("x in [-inf:0.5]", Within("x", None, 0.5)),
        ("x in [0.5:]", Within("x", 0.5, None)),
        ("x not in [0:1]", Within("x", 0, 1, negated=True)),
        ("x in [0, 1]", OneOf("x", (0, 1))),
        ("x IN (0, 1)", OneOf("x", (0, 1))),
        ("x not in (a, 'b c')", OneOf("x", ("a", "b c"), negated=True)),
        ("x in ([1, 2], [])", OneOf("x", ((1, 2), ()))),
        ("x in ['a:b', c]", OneOf("x", ("a:b", "c"))),
        ("x in (a:b)", OneOf("x", ("a:b",))),
        ("x = [16, [32]]", Comparison("x", "=", (16, (32,)))),
        ("label contains best", Contains("label", "best")),
        ("label not contains 'so so'", Contains("label", "so so", negated=True)),
        ("x contains 5", Contains("x", "5")),
        ("loss is undefined", Undefined("loss")),
        ("loss Is Not Undefined", Undefined("loss", negated=True)),
        ("x = true", Comparison("x", "=", True)),
        ("x = off", Comparison("x", "=", False)),
        ("x = null", Comparison("x", "=", None)),
        ("x = '1'", Comparison("x", "=", "1")),
        ('x = "a\\nb"', Comparison("x", "=", "a\nb")),
        ("x = in", Comparison("x", "=", "in")),
        ("label = null", Comparison("label", "=", None)),
        ("label = 007", Comparison("label", "=", "007")),
        ("run in (12e4, 0123)", OneOf("run", ("12e4", "0123"))),
        ("started > 2026-11-23", Comparison("started", ">", "2026-11-23")),
        ("attr:label = 5", Comparison("attr:label", "=", "5")),
        ("flag:label = 5", Comparison("flag:label", "=", 5)),
        ("min loss < 1", Comparison("min loss", "<", 1)),
        ("min in (1, 2)", OneOf("min", (1, 2))),
        ("min < 1", Comparison("min", "<", 1)),
        ("min `in` < 1", Comparison("min in", "<", 1)),
        ("scalar:max loss < 1", Comparison("scalar:max loss", "<", 1)),
        ("`learning rate` < 1", Comparison("learning rate", "<", 1)),
        ("flag:`learning rate` < 1", Comparison("flag:learning rate", "<", 1)),
        ("`a``b` < 1", Comparison("a`b", "<", 1)),
        ("train/loss.mean-2 < 1", Comparison("train/loss.mean-2", "<", 1)),
        ("x=1 and y=1 or z=1", Or((And((X, Y)), Z))),
        ("x=1 or y=1 and z=1", Or((X, And((Y, Z))))),
        ("(x=1 or y=1) and z=1", And((Or((X, Y)), Z))),
        ("not x=1 and y=1", And((Not(X), Y))),
        ("not (x=1 and y=1)", Not(And((X, Y)))),
        ("NOT x=1 OR NOT y=1 And z=1", Or((Not(X), And((Not(Y), Z))))),
        ("except x=1", Except(X)),
        ("EXCEPT (x=1 or y=1) and z=1", And((Except(Or((X, Y))), Z))),
        ("not except x=1", Not(Except(X))),
        ("`except` = except", Comparison("except", "=", "except")),
        ("((x=1))", X),
        ("(x=1 and y=1) and z=1", And((X, Y, Z))),
    ],
)
def test_that_a_text_means_this_condition(text, clause):
    found = parse_filter(text)
    assert found == clause
    assert repr(found) == repr(clause)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        ("loss", "loss"),
        ("loss <", "<"),
        ("loss < and x = 1", "and"),
        ("x => 1", "=>"),
        ("x = 1 y = 2", "y"),
        ("x = 1 && y = 2", "&&"),
        ("x && y", "&&"),
        ("x = 1 and ", "and"),
        ("x = a b", "b"),
        ("x = 'a", "'a"),
        ("x = 'a'b", "b"),
        ("`x = 1", "`x = 1"),
        ("`` = 1", "``"),
        ("x in 5", "5"),
        ("x in ()", "()"),
        ("x in [a, b", "[a, b"),
        ("x in (a b)", "(a b)"),
        ("x in [0:1", "[0:1"),
        ("x in [0:1:2]", "[0:1:"),
        ("x in [low:1]", "low"),
        ("x in [0:nan]", "nan"),
        ("x is nan", "nan"),
        ("x not like 1", "like"),
        ("x like 1", "like"),
        ("(x = 1", "("),
        ("x = 1)", ")"),
        ("or x = 1", "or"),
        ("x = 1 except y = 2", "except"),
        ("x > 1 and except", "except"),
        ("-0.5 < x < 0", "<"),
        ("x = [1, 2", "[1, 2"),
        ("started > yesterday", "yesterday"),
        ("status = finished", "finished"),
        ("status in (failed, lots)", "lots"),
    ],
)
def test_that_what_cannot_be_read_is_told_at_its_place(text, part):
    with pytest.raises(FilterError) as caught:
        parse_filter(text)
    error = caught.value
    assert text[error.start : error.end] == part
    assert isinstance(error, UserError)
    assert error.message.endswith(".")
    assert error.hint.endswith(".")


@pytest.mark.parametrize(
    ("word", "state"),
    [("failed", "error"), ("Stopped", "terminated"), ("planned", "pending"), ("lost", "lost")],
)
def test_that_a_state_may_be_called_as_the_window_calls_it(word, state):
    assert parse_filter(f"status = {word}").text == f"status = {state}"
    assert parse_filter(f"status in ({word}, completed)").text == f"status in ({state}, completed)"


def test_that_the_conditions_an_and_joins_are_taken_one_by_one():
    assert top_level_clauses("x=1 and (y=1 and z=1)") == (X, Y, Z)
    assert top_level_clauses("x=1 or y=1") == (Or((X, Y)),)
    assert top_level_clauses("not (x=1 and y=1)") == (Not(And((X, Y))),)
    assert top_level_clauses("x=1") == (X,)


def test_that_nesting_too_deep_is_an_error_and_no_crash():
    for text in (
        "(" * 5000 + "x=1",
        "not " * 5000 + "x=1",
        "except " * 99 + "x=1",
        "x = " + "[" * 5000,
    ):
        with pytest.raises(FilterError, match="nested"):
            parse_filter(text)


def test_that_a_long_list_is_read():
    ids = tuple(f"{number:032x}" for number in range(20_000))
    assert parse_filter(OneOf("run", ids).text) == OneOf("run", ids)


PIECES = (
    *("loss", "x", "min", "run", "label", "flag:x", "`a b`", "adam", "'it''s'", '"q\\n"', "~"),
    *(
        "and",
        "or",
        "not",
        "except",
        "in",
        "is",
        "undefined",
        "contains",
        "AND",
        "null",
        "true",
        "nan",
        "inf",
    ),
    *("=", "==", "!=", "<>", "<", "<=", ">", ">=", "≤", "=>", "&&", "!", "(", ")", "[", "]", ":"),
    *(
        ",",
        "0",
        "-0.5",
        "1e400",
        "1e-3",
        "007",
        "'",
        '"',
        "`",
        "\\",
        " ",
        "  ",
        "\n",
        "\t",
        "ü",
        "\0",
    ),
)


def check_hostile(text):
    """The text is read, and then prints as something equal, or refused with a place inside it."""
    error = None
    try:
        clause = parse_filter(text)
    except FilterError as caught:
        error = caught
    if error is None:
        assert parse_filter(clause.text) == clause
        return
    assert 0 <= error.start <= error.end <= len(text)
    assert error.start < error.end or not text.strip()
    assert error.message
    assert error.hint


def test_that_five_thousand_hostile_texts_raise_nothing_but_filter_errors():
    chance = random.Random(11)
    for _ in range(5000):
        glue = chance.choice(["", " ", " "])
        check_hostile(glue.join(chance.choices(PIECES, k=chance.randrange(1, 14))))


@settings(max_examples=300)
@given(st.text(max_size=20))
def test_that_any_text_is_read_or_refused(text):
    check_hostile(text)


@given(ANY_CLAUSE, st.data())
def test_that_a_condition_with_a_piece_missing_is_read_or_refused(clause, data):
    text = clause.text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    check_hostile(text[:start] + text[end:])
