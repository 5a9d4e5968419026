"""Reading and printing single values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from guild_desktop.core.values import (
    MAX_NUMBER_LENGTH,
    format_item,
    format_value,
    quote,
    read_scalar,
    read_word,
    value_text,
)
from tests.flags.strategies import scalars, texts


@settings(max_examples=500)
@given(scalars)
def test_that_a_value_reads_back_with_its_type(value):
    again = read_scalar(format_value(value))
    assert repr(again) == repr(value)
    assert type(again) is type(value)


@settings(max_examples=300)
@given(scalars)
def test_that_an_item_of_a_list_reads_back_with_its_type(value):
    assert repr(read_scalar(format_item(value))) == repr(value)


@given(texts)
def test_that_quotes_keep_any_text(text):
    assert read_scalar(quote(text)) == text
    assert read_scalar(f" {quote(text)} ") == text


@given(texts)
def test_that_the_text_for_a_command_line_is_the_text_itself(text):
    assert value_text(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (1.0, "1.0"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-5, "1e-05"),
        (1e22, "1e+22"),
        (-0.0, "-0.0"),
        (math.inf, "inf"),
        (math.nan, "nan"),
        ("adam", "adam"),
        ("a b", "a b"),
        ("1", "'1'"),
        ("yes", "'yes'"),
        ("", "''"),
        (" a", "' a'"),
        ("'a'", "'''a'''"),
        ("[1]", "'[1]'"),
        ("uniform(0:1)", "'uniform(0:1)'"),
        ("line\nbreak", '"line\\nbreak"'),
        ((16, (1, "a,b")), "[16, [1, 'a,b']]"),
    ],
)
def test_that_text_has_quotes_only_where_it_would_read_as_something_else(value, text):
    assert format_value(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("a,b", "'a,b'"), ("a:b", "'a:b'"), ("2026-11-23", "'2026-11-23'"), ("a b", "a b")],
)
def test_that_commas_colons_and_dates_have_quotes_inside_a_list(value, text):
    assert format_item(value) == text


def test_that_nan_reads_back():
    assert math.isnan(read_scalar(format_value(math.nan)))


def test_that_numbers_of_numpy_print_like_our_own():
    assert format_value(np.float64(0.1)) == "0.1"


@pytest.mark.parametrize("text", ["'a", '"a', "'a'b", '"\\x"', "'"])
def test_that_quotes_that_do_not_match_belong_to_the_text(text):
    assert read_scalar(text) == text


def test_that_a_text_of_nothing_but_spaces_is_null_as_in_guild():
    assert read_scalar(" ") is None
    assert read_scalar("") == ""


def test_that_a_number_too_long_to_print_again_stays_text():
    longest = "9" * MAX_NUMBER_LENGTH
    assert read_word(longest) == int(longest)
    assert read_word(longest + "9") == longest + "9"
    assert read_word("0x" + "f" * 10_000) == "0x" + "f" * 10_000
    assert format_value(read_word("0x" + "f" * (MAX_NUMBER_LENGTH - 2)))


@pytest.mark.parametrize(
    "text", ["\N{ARABIC-INDIC DIGIT THREE}", "\N{FULLWIDTH DIGIT ONE}", "1\u00a02", "²"]
)
def test_that_only_plain_digits_make_numbers(text):
    assert read_word(text) == text
