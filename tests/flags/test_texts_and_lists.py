"""The rulings on values, quotes, lists, names and limits, one by one."""

from __future__ import annotations

import math

import pytest

from guild_desktop.core.space import Fixed, Listed
from guild_desktop.flags import FlagErrors, parse, parse_text
from tests.flags.reading import error, fixed, listed, marked

# --- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a #b",
        "- a",
        "!!float 1",
        "a: 1",
        "{a: 1}",
        "#a",
        "&a",
        "*a",
        "%a",
        "|",
        "?",
        "a=b",
        "1, 2",
        "http://x.org/a?b=c",
        "50%",
        "(1,2)",
        "a,b",
        "1.2.3",
        "C:\\data",
        "{",
        "it's",
        "1:30",
    ],
)
def test_that_plain_text_runs_to_the_end_as_typed(text):
    assert fixed(text) == text


@pytest.mark.parametrize(
    "text", ["y", "n", "t", "f", "none", "None", "nil", "0o17", "1_000", "1e", "0X1F"]
)
def test_that_words_near_a_value_are_text(text):
    assert fixed(text) == text


@pytest.mark.parametrize("text", ["12:34:56", "1:30", "2026-11-23", "2026-11-23T10:20:30Z"])
def test_that_times_and_dates_are_text(text):
    assert fixed(text) == text


@pytest.mark.parametrize("text", ["~", "null", "Null", "NULL"])
def test_that_null_has_four_spellings(text):
    assert fixed(text) is None


def test_that_the_empty_text_is_text():
    assert fixed("") == ""
    assert fixed("''") == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [("0x1F", 31), ("0b11", 3), ("007", 7), ("-0x1F", -31), ("+5", 5), (" 5 ", 5), ("1e3", 1000.0)],
)
def test_that_numbers_are_read_as_guild_reads_them(text, value):
    assert fixed(text) == value
    assert type(fixed(text)) is type(value)


@pytest.mark.parametrize("text", ["nan", "NaN", ".nan", ".NAN"])
def test_that_nan_is_a_number(text):
    assert math.isnan(fixed(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("inf", math.inf),
        ("-inf", -math.inf),
        (".inf", math.inf),
        ("-.Inf", -math.inf),
        ("Infinity", math.inf),
        ("+inf", math.inf),
    ],
)
def test_that_the_infinities_are_numbers(text, value):
    assert fixed(text) == value


def test_that_list_items_follow_the_rules_of_single_values():
    words = ["1_000", "0x1F", "007", "1e3", "yes", "~", "inf", "none", "0o17", "a b"]
    assert listed(f"[{', '.join(words)}]") == tuple(fixed(word) for word in words)


# --- quotes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'1'", "1"),
        ('"true"', "true"),
        ("'data[train]'", "data[train]"),
        ("'[1:2]'", "[1:2]"),
        ("'it''s'", "it's"),
        ("''''", "'"),
        (r"'C:\new'", r"C:\new"),
        (r'"a\"b\\c\nd\te"', 'a"b\\c\nd\te'),
        ("' a '", " a "),
        ("  'a'  ", "a"),
    ],
)
def test_that_quotes_protect(text, value):
    assert fixed(text) == value


@pytest.mark.parametrize(("text", "place"), [("'a'b", "b"), ('"a" "b"', '"b"'), ("'a'*3", "*3")])
def test_that_text_after_a_closing_quote_is_an_error(text, place):
    assert marked(text) == place


def test_that_a_wrong_escape_is_an_error_at_its_place():
    assert marked(r'"C:\data"') == r"\d"
    assert "'…'" in error(r'"C:\data"').hint


@pytest.mark.parametrize("text", ["'a", '"a', "'", "['a, 2]", "'it's", '"a\\"'])
def test_that_an_open_quote_is_an_error(text):
    assert "quote" in error(text).message


# --- lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["[1,2]*3", "[1, 2] * 3", " [1,2]*3 ", "[1,2]*3.0"])
def test_that_a_list_can_be_repeated(text):
    assert listed(text) == (1, 2, 1, 2, 1, 2)


def test_that_a_sequence_can_be_repeated():
    assert listed("linspace[0:1:2]*2") == (0.0, 1.0, 0.0, 1.0)


@pytest.mark.parametrize("text", ["[1]*2.5", "[1]*3*2", "[1]*-1", "[1]*", "[1]*a", "[1]*inf"])
def test_that_a_repetition_needs_one_whole_number(text):
    assert marked(text) == text[3:]


@pytest.mark.parametrize("text", ["[]", "[ ]", "[]*3", "[1]*0", "choice[]"])
def test_that_a_list_without_values_is_an_error(text):
    assert "no values" in error(text).message


@pytest.mark.parametrize("text", ["linspace[0:1:0]", "range[0]", "range[-3]", "logspace[0:1:0]"])
def test_that_a_sequence_without_values_is_an_error(text):
    assert "no values" in error(text).message


def test_that_one_comma_may_trail():
    assert listed("[1,]") == (1,)
    assert listed("[[1,],]") == ((1,),)


@pytest.mark.parametrize(("text", "start"), [("[1,,2]", 3), ("[,]", 1), ("[,1]", 1), ("[1,,]", 3)])
def test_that_a_missing_item_is_an_error_at_its_comma(text, start):
    problem = error(text)
    assert (problem.start, problem.end) == (start, start + 1)
    assert "missing" in problem.message


def test_that_inner_lists_are_single_values():
    assert listed("[[16, 32], [64], []]") == ((16, 32), (64,), ())
    assert parse_text("[[1, 2]]") == Listed(((1, 2),))


@pytest.mark.parametrize("text", ["[1, [2:3]]", "[1:2, 3]", "[range[3], 1]", "[uniform[0:1],2]"])
def test_that_ranges_and_functions_cannot_stand_in_a_list(text):
    assert error(text).hint


@pytest.mark.parametrize("word", ["1:30", "12:34:56", "2026-11-23", "2026-11-23T10:20"])
def test_that_times_and_dates_in_a_list_ask_for_quotes(word):
    text = f"[{word}, 2]"
    assert marked(text) == word
    assert f"'{word}'" in error(text).hint
    assert listed(f"['{word}', 2]") == (word, 2)


def test_that_a_comma_within_braces_splits():
    assert listed("[{a, b}]") == ("{a", "b}")


def test_that_texts_with_colons_may_stand_in_a_list():
    assert listed("[http://a, http://b]") == ("http://a", "http://b")


# --- names, limits, several problems --------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.b", "learning-rate", "x y", "x10", "é"])
def test_that_names_may_hold_dots_dashes_and_spaces(name):
    assert parse({name: "1"})[name] == Fixed(1)


@pytest.mark.parametrize("name", ["", " ", "a\x00b"])
def test_that_a_flag_needs_a_name(name):
    with pytest.raises(FlagErrors, match="name"):
        parse({name: "1"})


def test_that_every_problem_in_every_flag_is_reported_at_once():
    texts = {"a": "[1,,2,,1:2]", "b": "5", "c": "linspce[0:1]", "d": "'x", "": "1"}
    with pytest.raises(FlagErrors) as caught:
        parse(texts)
    errors = caught.value.errors
    assert [problem.flag for problem in errors] == ["a", "a", "a", "c", "d", ""]
    assert [problem.start for problem in errors[:3]] == [3, 6, 7]
    for problem in errors:
        assert problem.message
        assert problem.hint
        assert problem.message in str(caught.value)


def test_that_nul_and_lone_surrogates_are_refused_at_their_place():
    assert error("ab\x00c").start == 2
    assert error("'\ud800'").start == 1


def test_that_a_text_may_have_64_kb():
    assert fixed("a" * 65536) == "a" * 65536
    assert "64 kB" in error("a" * 65537).message
    assert "64 kB" in error("é" * 40000).message


def test_that_lists_may_be_nested_32_deep():
    assert parse_text("[" * 32 + "1" + "]" * 32)
    problem = error("[" * 33 + "1" + "]" * 33)
    assert "32 deep" in problem.message
    assert problem.start == 32


@pytest.mark.parametrize("text", ["9" * 5000, "[9" + "9" * 5000 + "]", f"[0:{'9' * 5000}]"])
def test_that_a_number_of_thousands_of_digits_is_an_error(text):
    assert "characters" in error(text).message
