"""That saved settings read back as the very flags of the run."""

from __future__ import annotations

import json
import math

import pytest
import yaml
from hypothesis import given, strategies as st

from guild_desktop.gui.models.settings_text import json_text, yaml_text

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(SCALARS, lambda items: st.lists(items, max_size=3), max_leaves=6)
# What another flag's reader could take for something else.
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(
    ["y", "no", "x: 1", "# a", "- b", "1e3", "null", "a-b", "<<", "=", "0x1F", "1_000", "~"]
)
FLAGS = st.dictionaries(NAMES, VALUES, max_size=4)


def same(one: object, other: object) -> bool:
    """Equal, and of equal types all the way down."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@given(FLAGS)
def test_that_json_reads_back_equal_and_in_order(flags):
    assert same(json.loads(json_text(flags)), flags)


@given(FLAGS)
def test_that_yaml_reads_back_equal_and_in_order(flags):
    assert same(yaml.safe_load(yaml_text(flags)), flags)


def test_that_what_is_no_number_is_one_again():
    flags = {"a": math.nan, "b": math.inf, "c": -math.inf}
    for read in (json.loads(json_text(flags)), yaml.safe_load(yaml_text(flags))):
        assert math.isnan(read["a"])
        assert (read["b"], read["c"]) == (math.inf, -math.inf)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (16, "16"),
        (-0.29, "-0.29"),
        (1e-05, "1.0e-05"),
        (2.5e17, "2.5e+17"),
        ("adam", "adam"),
        ("data/train-1.csv", "data/train-1.csv"),
        ("yes", '"yes"'),
        ("No", '"No"'),
        ("1e3", '"1e3"'),
        ("2026-11-23", '"2026-11-23"'),
        ("12:30", '"12:30"'),
        ("", '""'),
        (" a # b", '" a # b"'),
        ('say "a\\b"', '"say \\"a\\\\b\\""'),
        ("a\nb\u2028", '"a\\u000ab\\u2028"'),
        ("grün", '"grün"'),
        ((16, (0.5, "a, b")), '[16, [0.5, "a, b"]]'),
        ((), "[]"),
    ],
)
def test_that_a_value_is_written_in_its_plainest_safe_form(value, text):
    assert yaml_text({"x": value}) == f"x: {text}\n"


def test_that_a_run_without_flags_is_an_empty_mapping():
    assert yaml.safe_load(yaml_text({})) == json.loads(json_text({})) == {}
