"""What the window says beside an expression, and how it colours it."""

from __future__ import annotations

import pytest
from hypothesis import given

from guild_desktop.core.operation import FlagInfo
from guild_desktop.flags import describe, parse_text, tokens
from tests.flags.strategies import dimensions, texts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.1", "0.1"),
        ("adam", "adam"),
        ("'1'", "'1'"),
        ("[5]", "1 value: 5"),
        ("linspace[-0.6:0.6:4]", "4 values: -0.6, -0.2, 0.2, 0.6"),
        ("[1, 2]*3", "6 values: 1, 2, 1, 2, 1, 2"),
        ("range[50]", "50 values: 0, 1, 2, 3, …, 49"),
        ("linspace[0:1:1e9]", "1,000,000,000 values; a batch may have 100,000 trials"),
        ("[-2:2]", "5 whole numbers, -2 to 2; write [-2.0:2.0] for any number"),
        ("[1:9:3]", "9 whole numbers, 1 to 9, first 3; write [1.0:9.0] for any number"),
        ("[-2.0:2.0]", "any number from -2.0 to 2.0"),
        ("[0.0:1.0:0.5]", "any number from 0.0 to 1.0, first 0.5"),
        ("loguniform[0.0001:0.1]", "any number from 0.0001 to 0.1, log scale"),
        ("choice[a, b, a]", "2 choices: a, b"),
        ("[[16, 32], [64]]", "2 values: [16, 32], [64]"),
    ],
)
def test_that_an_expression_is_described_in_a_few_words(text, said):
    assert describe(parse_text(text)) == said


def test_that_a_whole_number_flag_is_not_told_of_real_ranges():
    info = FlagInfo("x", type="int")
    assert describe(parse_text("[1:5]", info), info) == "5 whole numbers, 1 to 5"
    assert describe(parse_text("loguniform[1:99]", info), info) == (
        "whole numbers from 1 to 99, log scale"
    )
    lists = FlagInfo("x", type="list")
    assert describe(parse_text("[[16, 32]]", lists), lists) == "one list: [16, 32]"


@given(dimensions)
def test_that_descriptions_are_short_and_on_one_line(dimension):
    said = describe(dimension)
    assert said
    assert "\n" not in said
    assert len(said) < 500


def spans(text):
    return [(text[start:end], kind) for start, end, kind in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  ", []),
        (" 0.1 ", [("0.1", "number")]),
        ("yes", [("yes", "word")]),
        ("a, b: c", [("a, b: c", "text")]),
        ("'a'", [("'a'", "quoted")]),
        ("'a", [("'a", "quoted")]),
        ("[1:2", [("[", "bracket"), ("1", "number"), (":", "separator"), ("2", "number")]),
        (
            "[a, 'b']*2",
            [
                ("[", "bracket"),
                ("a", "text"),
                (",", "separator"),
                ("'b'", "quoted"),
                ("]", "bracket"),
                ("*2", "text"),
            ],
        ),
        (
            "range[3]",
            [("range", "function"), ("[", "bracket"), ("3", "number"), ("]", "bracket")],
        ),
        (
            "[[1], [ null ]]",
            [
                ("[", "bracket"),
                ("[", "bracket"),
                ("1", "number"),
                ("]", "bracket"),
                (",", "separator"),
                ("[", "bracket"),
                ("null", "word"),
                ("]", "bracket"),
                ("]", "bracket"),
            ],
        ),
    ],
)
def test_that_each_part_of_an_expression_has_its_colour(text, expected):
    assert spans(text) == expected


@given(texts)
def test_that_spans_follow_one_another_and_cover_all_but_spaces(text):
    covered = 0
    for start, end, _ in tokens(text):
        assert not text[covered:start].strip()
        assert start < end
        covered = end
    assert not text[covered:].strip()
