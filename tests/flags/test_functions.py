"""The rulings on functions, ranges and sequences, one by one."""

from __future__ import annotations

import pytest

from guild_desktop.core.space import Choice, Formula, LogUniform, Uniform
from guild_desktop.flags import parse, parse_text
from tests.flags.reading import error, listed, marked

# --- functions and ranges -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("linspce[0:1:3]", "linspace"),
        ("Range[1:3]", "range"),
        ("log-uniform[1:2]", "loguniform"),
        ("UNIFORM[0:1]", "uniform"),
        ("arange[3]", "range"),
        ("Choice[a]", "choice"),
    ],
)
def test_that_an_unknown_function_suggests_the_nearest(text, nearest):
    problem = error(text)
    assert text[problem.start : problem.end] == text[: text.index("[")]
    assert f"Did you mean {nearest}?" in problem.hint


@pytest.mark.parametrize("text", ["data[train]", "arr[0]", "foo[a,b]"])
def test_that_text_like_a_call_is_told_about_quotes(text):
    assert f"'{text}'" in error(text).hint


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("uniform(0:1)", "uniform[0:1]"),
        ("Uniform(0, 1)", "uniform[0:1]"),
        ("range(5)", "range[5]"),
        ("choice(a, b)", "choice[a, b]"),
    ],
)
def test_that_round_brackets_are_told_to_be_square(text, instead):
    assert instead in error(text).hint


@pytest.mark.parametrize(
    ("text", "instead"),
    [("[a:b]", "[a, b]"), ("[1:b]", "[1, b]"), ("[true:false]", "[true, false]")],
)
def test_that_a_range_of_words_offers_a_list(text, instead):
    assert instead in error(text).hint


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("[1e-4:1e-1:log]", "For a log range write loguniform[1e-4:1e-1]."),
        ("[1e-4:1e-1:loguniform]", "For a log range write loguniform[1e-4:1e-1]."),
        ("uniform[1e-4:1e-1:log]", "For a log range write loguniform[1e-4:1e-1]."),
        ("[0:1:lin]", "For a plain range write uniform[0:1]."),
    ],
)
def test_that_a_scale_after_the_ends_is_told_to_stand_before_them(text, instead):
    assert instead in error(text).hint
    assert "For a list" not in error(text).hint


@pytest.mark.parametrize("text", ["[1:2]x", "[1,2][3]", "range[1:3]x", "[1, 2] 3"])
def test_that_text_after_the_closing_bracket_is_an_error(text):
    assert "after the closing bracket" in error(text).message


@pytest.mark.parametrize("text", ["[1:2]*3", "uniform[0.0:1.0]*2", "choice[a]*2"])
def test_that_ranges_and_choices_cannot_be_repeated(text):
    assert "cannot be repeated" in error(text).message


@pytest.mark.parametrize("text", ["[0:1:0.5:3]", "range[1:2:3:4]", "linspace[0:1:3:4]", "range[]"])
def test_that_a_wrong_number_of_arguments_is_an_error(text):
    assert "takes" in error(text).message


@pytest.mark.parametrize(
    ("text", "place"), [("range[1:]", ":]"), ("[:2]", "[:"), ("linspace[0::3]", "::")]
)
def test_that_a_missing_number_is_an_error_where_it_is_missing(text, place):
    assert marked(text) == place


def test_that_commas_between_arguments_are_told_to_be_colons():
    assert "linspace[0:1:5]" in error("linspace[0, 1, 5]").hint


@pytest.mark.parametrize("text", ["[2.0:-2.0]", "[1:1]", "uniform[1:0]", "loguniform[2:1]"])
def test_that_the_low_end_must_be_below_the_high_end(text):
    assert "not below" in error(text).message


@pytest.mark.parametrize(
    "text", ["loguniform[0:1]", "loguniform[-1:1]", "geomspace[0:1]", "geomspace[1:-1]"]
)
def test_that_there_is_no_logarithm_of_zero_or_less(text):
    assert "no logarithm" in error(text).message


@pytest.mark.parametrize(
    "text", ["[nan:1]", "[0:inf]", "linspace[0:nan]", "range[-inf:1]", "[0:1e999]"]
)
def test_that_bounds_are_finite(text):
    assert "finite" in error(text).hint


def test_that_two_whole_ends_make_a_range_whole():
    assert parse_text("[0:1]") == Uniform(0, 1)
    assert parse_text("uniform[1:100]") == Uniform(1, 100)
    assert isinstance(parse_text("[-2:2]").low, int)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("[0:0.5]", 0, 0.5),
        ("[0:1.0]", 0, 1.0),
        ("[1:9.5]", 1, 9.5),
        ("[-2:2.0]", -2, 2.0),
        ("[10:59.5]", 10, 59.5),
        (" [1:2.5] ", 1, 2.5),
    ],
)
def test_that_no_range_is_read_in_base_60(text, low, high):
    assert parse_text(text) == Uniform(low, high)


def test_that_a_range_may_have_a_first_value():
    assert parse_text("[-2.0:2.0:0.5]") == Uniform(-2.0, 2.0, 0.5)
    assert parse_text("loguniform[1e-5:0.1:0.001]") == LogUniform(1e-5, 0.1, 0.001)
    assert repr(parse_text("[1:10:5.0]")) == repr(Uniform(1, 10, 5))


@pytest.mark.parametrize("text", ["[-2.0:2.0:5.0]", "[1:2:3]", "[1:10:5.5]", "loguniform[1:2:0.5]"])
def test_that_a_first_value_must_lie_in_its_range(text):
    assert "first value" in error(text).message


def test_that_a_choice_makes_no_grid():
    assert parse_text("choice[adam, sgd]") == Choice(("adam", "sgd"))
    assert parse({"x": "choice[a, b]"}).chosen_optimizer() == "random"


def test_that_a_choice_with_colons_is_told_to_use_commas():
    assert "choice[a, b, c]" in error("choice[a:b:c]").hint


def test_that_a_range_beyond_whole_numbers_or_floats_is_an_error():
    assert "too large" in error(f"[0:{10**30}]").message
    assert "too wide" in error("[-1e308:1e308]").message


# --- sequences ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["linspace[0:1:3]", "linspace[0:1:3.0]", "linspace[0:1:0.3e1]"])
def test_that_a_count_takes_any_whole_value(text):
    assert listed(text) == (0.0, 0.5, 1.0)
    assert parse_text(text) == Formula("linspace", (0, 1, 3))


@pytest.mark.parametrize("text", ["linspace[0:1:2.5]", "linspace[0:1:-1]", "geomspace[1:2:0.5]"])
def test_that_a_count_that_is_not_whole_is_an_error(text):
    assert "not a count" in error(text).message


def test_that_linspace_with_one_value_gives_its_start():
    assert listed("linspace[3:7:1]") == (3.0,)


def test_that_sequences_may_descend():
    assert listed("linspace[1:0:3]") == (1.0, 0.5, 0.0)
    assert listed("logspace[2:0:3]") == (100.0, 10.0, 1.0)
    assert listed("geomspace[100:1:3]") == (100.0, 10.0, 1.0)
    assert listed("range[5:1:-2]") == (5, 3, 1)


@pytest.mark.parametrize(
    ("text", "instead"),
    [("range[5:1]", "range[5:1:-1]"), ("range[0:1:-0.1]", "range[0:1:0.1]")],
)
def test_that_a_range_needs_a_step_toward_its_end(text, instead):
    assert instead in error(text).hint


def test_that_a_step_of_zero_is_an_error():
    assert marked("range[0:1:0]") == "0"


@pytest.mark.parametrize("base", ["0", "1", "-2"])
def test_that_a_logarithm_has_a_base_above_0_and_not_1(base):
    assert marked(f"logspace[0:2:3:{base}]") == base


def test_that_only_range_with_one_number_leaves_its_end_out():
    assert listed("range[3]") == (0, 1, 2)
    assert listed("range[1:3]") == (1, 2, 3)
    assert listed("range[3.5]") == (0.0, 1.0, 2.0, 3.0)
    assert listed("range[1:1]") == (1,)


def test_that_one_real_argument_makes_a_range_real():
    assert repr(listed("range[0:4:1.5]")) == "(0.0, 1.5, 3.0)"
    assert repr(listed("range[1.0:3]")) == "(1.0, 2.0, 3.0)"
    assert repr(listed("range[1:3]")) == "(1, 2, 3)"


def test_that_values_too_large_for_numbers_are_an_error():
    assert "too large" in error("logspace[0:400]").message
