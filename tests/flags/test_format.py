"""Formatting is the inverse of parsing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import Fixed, Formula, Listed, LogUniform, SearchSpace, Uniform
from guild_desktop.core.values import format_value
from guild_desktop.flags import format_dimension, format_rows, format_space, parse, parse_text
from tests.flags.strategies import dimensions, scalars, spaces, values


@settings(max_examples=400)
@given(dimensions)
def test_that_every_dimension_prints_as_text_that_parses_to_it(dimension):
    again = parse_text(format_dimension(dimension))
    assert again == dimension
    # Equality alone would take 1 for 1.0 and for true.
    assert repr(again) == repr(dimension)


@settings(max_examples=300)
@given(spaces())
def test_that_every_search_space_prints_as_texts_that_parse_to_it(space):
    again = parse(format_space(space), rows=format_rows(space))
    assert again == space
    assert list(again) == list(space)
    assert repr(dict(again)) == repr(dict(space))
    assert [repr(dict(row)) for row in again.rows] == [repr(dict(row)) for row in space.rows]


@settings(max_examples=300)
@given(scalars)
def test_that_a_value_alone_prints_as_itself(value):
    assert repr(parse_text(format_value(value))) == repr(Fixed(value))


@settings(max_examples=200)
@given(values)
def test_that_a_value_in_a_list_keeps_its_type(value):
    assert repr(parse_text(format_dimension(Listed((value, value))))) == repr(
        Listed((value, value))
    )


def test_that_nan_prints_as_text_that_parses_to_it():
    assert format_dimension(parse_text("[nan, -nan]")) == "[nan, nan]"
    assert repr(parse_text(format_dimension(Fixed(math.nan)))) == "Fixed(value=nan)"


@pytest.mark.parametrize(
    ("dimension", "text"),
    [
        (Fixed(0.1), "0.1"),
        (Fixed(1.0), "1.0"),
        (Fixed(1e-5), "1e-05"),
        (Fixed(True), "true"),
        (Fixed(None), "null"),
        (Fixed("adam"), "adam"),
        (Fixed("a b"), "a b"),
        (Fixed("1"), "'1'"),
        (Fixed(""), "''"),
        (Fixed("it's"), "it's"),
        (Fixed("a\nb"), '"a\\nb"'),
        (Fixed("[1]"), "'[1]'"),
        (Listed((1, "a,b", "c")), "[1, 'a,b', c]"),
        (Listed(((16, 32), (64,))), "[[16, 32], [64]]"),
        (Listed((1, 2), 3), "[1, 2]*3"),
        (Formula("range", (0, 1, 0.25)), "range[0:1:0.25]"),
        (Formula("linspace", (0, 1, 3), 2), "linspace[0:1:3]*2"),
        (Uniform(-2.0, 2.0), "[-2.0:2.0]"),
        (Uniform(0, 0.5), "[0:0.5]"),
        (Uniform(-2.0, 2.0, 0.5), "[-2.0:2.0:0.5]"),
        (LogUniform(1e-5, 0.1), "loguniform[1e-05:0.1]"),
    ],
)
def test_that_texts_look_as_a_person_would_write_them(dimension, text):
    assert format_dimension(dimension) == text


@pytest.mark.parametrize(
    ("info", "text"),
    [
        (FlagInfo("x", type="int"), "loguniform[16:256]"),
        (FlagInfo("x", type="int"), "logspace[4:8:5:2]"),
        (FlagInfo("x", type="float"), "[1:5]"),
        (FlagInfo("x", type="float"), "range[1:5]"),
        (FlagInfo("x", type="string"), "[1, 1e-3, true]"),
        (FlagInfo("x", type="string"), "range[1:3]"),
        (FlagInfo("x", type="list"), "[[16, 32]]"),
        (FlagInfo("x", type="list"), "16 32"),
        (FlagInfo("x", type="boolean"), "[1, 0]"),
        (FlagInfo("x", type="number"), "'1'"),
    ],
)
def test_that_a_flag_of_known_type_prints_as_text_that_parses_to_it(info, text):
    space = parse({"x": text}, [info])
    assert repr(parse(format_space(space), [info])["x"]) == repr(space["x"])


@pytest.mark.parametrize(
    "info",
    [
        FlagInfo("x", (16, 32), "list"),
        FlagInfo("x", (), "list"),
        FlagInfo("x", "[0:1]", "string"),
        FlagInfo("x", 1, "float"),
        FlagInfo("x", "auto", "int", min=1),
        FlagInfo("x", "c", choices=("a", "b")),
        FlagInfo("x", "", "string"),
    ],
)
def test_that_a_default_prints_as_text_that_parses_to_it_even_beyond_its_own_limits(info):
    space = parse({}, [info], fill_defaults=True)
    assert isinstance(space["x"], Fixed)
    again = parse(format_space(space), [info])
    assert repr(again["x"]) == repr(space["x"])
    assert again.chosen_optimizer() is None


def test_that_rows_and_the_other_flags_print_apart():
    space = SearchSpace({"y": Fixed(1)}, ({"x": Listed((1, 2))},))
    assert format_space(space) == {"y": "1"}
    assert format_rows(space) == ({"x": "[1, 2]"},)
