"""That forms and expressions become each other without loss, and that suggestions make sense."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest

from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import Choice, Formula, Listed, LogUniform, Uniform, values_of
from guild_desktop.flags import parse_text
from guild_desktop.gui.run_panel.expression_kinds import (
    FIELDS,
    Filled,
    Kind,
    filled_from,
    kind_word,
    suggested,
)
from guild_desktop.gui.run_panel.flag_rows import FlagRow

EXPRESSIONS = {
    "0.1": "fixed",
    "adam": "fixed",
    "'1'": "fixed",
    "null": "fixed",
    "[-1, 0, 1]": "list",
    "['a b', '1', c]": "list",
    "[[16, 32], [64]]": "list",
    "linspace[-0.6:0.6:4]": "linspace",
    "linspace[0:1]": "linspace",
    "range[0:10:2]": "range",
    "range[1:6]": "range",
    "logspace[-4:-1]": "logspace",
    "logspace[0:8:9:2]": "logspace",
    "[-2.0:2.0]": "uniform",
    "[-2:2]": "uniform",
    "[-2.0:2.0:0.5]": "uniform",
    "uniform[0.5:1]": "uniform",
    "loguniform[1e-4:0.1]": "loguniform",
    "loguniform[1e-4:0.1:0.01]": "loguniform",
    "choice[adam, sgd]": "choice",
    "[1, 2]*3": "fixed",
    "geomspace[1:8:4]": "fixed",
    "range[5]": "fixed",
}


@pytest.mark.parametrize(("text", "kind"), EXPRESSIONS.items())
def test_that_a_form_writes_back_what_it_shows(text: str, kind: Kind) -> None:
    dimension = parse_text(text)
    filled = filled_from(dimension, text)
    assert filled.kind == kind
    again = parse_text(filled.expression)
    assert again == dimension or values_of(again) == values_of(dimension)


def test_that_an_empty_or_wrong_text_is_shown_as_it_is() -> None:
    assert filled_from(None, "[1,") == Filled("fixed", {"value": "[1,"})


INFOS = [
    FlagInfo("x", 0.1, "number"),
    FlagInfo("x", 0, "number"),
    FlagInfo("x", -3, "number"),
    FlagInfo("layers", 2, "int"),
    FlagInfo("layers", 2, "int", min=1, max=8),
    FlagInfo("lr", 1e-3, "float", min=0.0),
    FlagInfo("rate", None, "float"),
    FlagInfo("free", None, None),
]


@pytest.mark.parametrize("info", INFOS, ids=lambda info: f"{info.name}={info.default}")
def test_that_every_change_of_kind_gives_something_that_can_run(info: FlagInfo) -> None:
    for before, kind in itertools.permutations(get_args(Kind), 2):
        start = suggested(before, Filled("fixed", {"value": "1"}), info)
        filled = suggested(kind, start, info)
        assert set(filled.fields) == set(FIELDS[kind])
        problems = FlagRow.of(info, filled.expression).problems
        # Powers and evenly spaced points need not be whole or small enough; the form then says so.
        may_be_refused = kind in {"linspace", "logspace"} and info.type == "int"
        # Of a flag of which nothing is known there is nothing to offer.
        may_be_refused |= info.type is None and kind in {"list", "choice"}
        assert may_be_refused or not problems, (before, filled.expression, problems)


def test_that_a_range_starts_around_the_value_the_flag_had() -> None:
    before = filled_from(parse_text("0.1"), "0.1")
    info = FlagInfo("lr", 0.1, "number")
    assert suggested("uniform", before, info).expression == "[0.0:0.2]"
    assert suggested("loguniform", before, info).expression == "loguniform[0.01:1.0]"


def test_that_a_range_starts_within_the_limits_of_the_flag() -> None:
    before = filled_from(parse_text("2"), "2")
    info = FlagInfo("layers", 2, "int", min=1, max=8)
    assert suggested("uniform", before, info).expression == "[1:8]"


def test_that_bounds_are_kept_from_one_kind_of_range_to_another() -> None:
    before = filled_from(parse_text("[-2.0:2.0]"), "[-2.0:2.0]")
    filled = suggested("linspace", before, FlagInfo("x", 0.1, "number"))
    assert filled.expression == "linspace[-2.0:2.0:5]"


def test_that_a_list_of_a_flag_with_choices_offers_all_of_them() -> None:
    info = FlagInfo("optimizer", "adam", "string", choices=("adam", "sgd"))
    filled = suggested("list", Filled("fixed", {"value": "adam"}), info)
    assert filled.expression == "[adam, sgd]"


def test_that_any_number_between_is_not_limited_to_whole_ones_by_accident() -> None:
    assert Filled("uniform", {"low": "-2", "high": "2", "initial": ""}).expression == "[-2.0:2.0]"
    whole = Filled("uniform", {"low": "-2", "high": "2", "initial": ""}, whole=True)
    assert whole.expression == "[-2:2]"


def test_that_a_chip_has_a_plain_word_for_each_kind() -> None:
    assert kind_word(Listed((1, 2))) == kind_word(Formula("range", (3,))) == "list"
    assert kind_word(Uniform(0, 1)) == "range"
    assert kind_word(LogUniform(1, 2)) == "log"
    assert kind_word(Choice(("a",))) == "choice"
    assert kind_word(None) == "fixed"
