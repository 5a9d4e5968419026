"""That flags become the words of a command line, as argparse and click would read them."""

from __future__ import annotations

import argparse

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import FlagInfo
from guild_desktop.scripts.arguments import arguments_of


def option(name: str = "x", **settings) -> FlagInfo:
    settings = {"origin": "argparse", "passing": "option", "option": f"--{name}"} | settings
    return FlagInfo(name, **settings)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (-0.1, "--x=-0.1"),
        (1e-05, "--x=1e-05"),
        (3, "--x=3"),
        (True, "--x=True"),
        ("a b; rm -rf /", "--x=a b; rm -rf /"),
        ("--y", "--x=--y"),
        ("1", "--x=1"),
        ("", "--x="),
        (float("nan"), "--x=nan"),
    ],
)
def test_that_a_value_is_one_word_with_its_option(value, word):
    assert arguments_of([(option(), value)]) == [word]


def test_that_a_short_option_holds_its_value():
    assert arguments_of([(option(option="-x"), -1)]) == ["-x-1"]
    assert arguments_of([(option(option="-x"), "")]) == ["-x", ""]
    assert arguments_of([(option(option="-lr"), -1)]) == ["-lr=-1"]


def test_that_an_option_a_person_named_is_spelled_like_its_flag():
    assert arguments_of([(option("rate", option=""), 1)]) == ["--rate=1"]
    assert arguments_of([(option("r", option=""), 1)]) == ["-r1"]


@pytest.mark.parametrize("default", [0.1, None, "a", True, (1, 2)])
def test_that_a_flag_that_keeps_its_default_is_not_given(default):
    assert arguments_of([(option(default=default), default)]) == []


def test_that_an_equal_value_of_another_type_is_given():
    assert arguments_of([(option(default=1), 1.0)]) == ["--x=1.0"]
    assert arguments_of([(option(default=1), True)]) == ["--x=True"]


def test_that_a_required_flag_is_always_given():
    assert arguments_of([(option(default=1, required=True), 1)]) == ["--x=1"]


@pytest.mark.parametrize(
    ("passing", "default", "value", "words"),
    [
        ("switch", False, True, ["--x"]),
        ("switch", False, False, []),
        ("switch", True, False, []),
        ("negated switch", True, False, ["--x"]),
        ("negated switch", True, True, []),
        ("switch pair", True, False, ["--no-x"]),
        ("switch pair", True, True, []),
        ("switch pair", None, True, ["--x"]),
        ("switch pair", None, False, ["--no-x"]),
    ],
)
def test_that_switches_are_given_only_where_they_change_something(passing, default, value, words):
    flag = option(default=default, type="boolean", passing=passing, negative_option="--no-x")
    assert arguments_of([(flag, value)]) == words


def test_that_a_switch_takes_only_truth():
    with pytest.raises(UserError, match="x is a switch"):
        arguments_of([(option(passing="switch"), 3)])


def test_that_several_words_follow_their_option():
    flag = option(several=True)
    assert arguments_of([(flag, (1, -2))]) == ["--x", "1", "-2"]
    assert arguments_of([(flag, 1)]) == ["--x", "1"]


def test_that_repeated_options_are_repeated():
    assert arguments_of([(option(passing="repeated option"), ("a", "b"))]) == ["--x=a", "--x=b"]


def test_that_positional_words_stand_at_the_end_in_their_order():
    first = FlagInfo("a", passing="positional")
    second = FlagInfo("b", passing="positional", several=True)
    given = [(first, "data"), (option(), 1), (second, ("c", "d"))]
    assert arguments_of(given) == ["--x=1", "data", "c", "d"]


def test_that_positional_words_are_told_from_options():
    word = FlagInfo("a", passing="positional")
    assert arguments_of([(word, -1)]) == ["--", "-1"]
    assert arguments_of([(option(several=True), (1, 2)), (word, "a")]) == [
        "--x",
        "1",
        "2",
        "--",
        "a",
    ]
    assert arguments_of([(word, None), (option(several=True), (1, 2))]) == ["--x", "1", "2"]


def test_that_false_of_a_type_that_takes_any_text_for_true_is_the_empty_text():
    flag = option(type="boolean", default=True)
    assert arguments_of([(flag, False)]) == ["--x="]
    assert arguments_of([(option(type="boolean", default=True, origin="click"), False)]) == [
        "--x=False"
    ]


def test_that_truth_is_spelled_as_the_choices_spell_it():
    flag = option(type="string", choices=("yes", "no"))
    assert arguments_of([(flag, True)]) == ["--x=yes"]


def test_that_null_has_no_form_as_a_word():
    with pytest.raises(UserError, match="x cannot be null"):
        arguments_of([(option(default=1), None)])


def test_that_a_list_needs_an_option_of_several_words():
    with pytest.raises(UserError, match="x takes one value, not 2"):
        arguments_of([(option(), (1, 2))])


def test_that_argparse_reads_all_of_it_back():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("-s", type=int)
    parser.add_argument("--layers", type=int, nargs="+")
    parser.add_argument("--tag", action="append")
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--cuda", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("data")
    words = arguments_of(
        [
            (option("rate"), -1e-05),
            (option("s", option="-s"), -3),
            (option("layers", several=True), (16, -8)),
            (option("tag", passing="repeated option"), ("-a", "b c")),
            (option("fast", passing="switch"), True),
            (option("cuda", passing="switch pair", negative_option="--no-cuda"), False),
            (FlagInfo("data", passing="positional"), "-file"),
        ]
    )
    assert vars(parser.parse_args(words)) == {
        "rate": -1e-05,
        "s": -3,
        "layers": [16, -8],
        "tag": ["-a", "b c"],
        "fast": True,
        "cuda": False,
        "data": "-file",
    }
