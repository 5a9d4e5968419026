"""Numbers, counts, times and durations as the window writes them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from guild_desktop.gui.format import (
    MINUS,
    NO_VALUE,
    NumberFormat,
    clock,
    count,
    duration,
    estimate_format,
    estimate_text,
    number,
    number_format,
    short_number,
    tick_labels,
)


@pytest.mark.parametrize(
    ("value", "values", "text"),
    [
        (0.2, [0.05, 0.1, 0.2], "0.20"),
        (0.0003, [0.0453, 0.0159, 0.0003], "0.0003"),
        (-1.1023, [-1.1023, -0.3211, 0.512], f"{MINUS}1.102"),
        (3.0, [1, 2, 3], "3"),
        (12.0, [12.0], "12"),
        (1e-8, [1e-8, 0.5], f"1.00e{MINUS}8"),
        (None, [1.0], NO_VALUE),
        (math.nan, [1.0], "nan"),
        (math.inf, [1.0], "∞"),
        (-math.inf, [1.0], f"{MINUS}∞"),
    ],
)
def test_that_a_column_has_one_format(value, values, text):
    assert number(value, values) == text


@pytest.mark.parametrize(
    ("value", "deviation", "beside", "text"),
    [
        (0.057003, 0.009214, 0.0028, "0.0570 ± 0.0092"),
        (0.9012, 0.000123, 0.9, "0.90120 ± 0.00012"),
        (1234.5, 56.7, 1200.0, "1234 ± 57"),
        (-0.87, 0.04, -1.1, f"{MINUS}0.87 ± 0.04"),
        (0.25, None, 0.5, "0.25"),
        (3e-8, 1e-9, 0.5, f"3.00e{MINUS}8 ± 1.00e{MINUS}9"),
    ],
)
def test_that_an_estimate_has_two_digits_of_its_deviation(value, deviation, beside, text):
    assert estimate_text(value, deviation, estimate_format(value, deviation, beside)) == text


def test_that_a_column_without_numbers_can_still_be_written():
    assert number_format([]) == NumberFormat(0)
    assert number_format([math.nan, math.inf, 0.0]) == NumberFormat(0)


def test_that_nothing_but_zeros_has_no_minus():
    assert NumberFormat(2).text(-0.001) == "0.00"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_that_the_shortest_text_of_a_number_reads_back_to_twelve_digits(value):
    text = short_number(value).replace(MINUS, "-")
    assert float(text) == pytest.approx(value, rel=1e-11)


def test_that_labels_of_one_axis_have_one_number_of_decimals():
    assert tick_labels([-1.0, -0.5, 0.0, 0.5]) == (f"{MINUS}1.0", f"{MINUS}0.5", "0.0", "0.5")
    assert tick_labels([1000.0, 2000.0]) == ("1000", "2000")
    assert tick_labels([]) == ()


def test_that_labels_of_a_tiny_axis_are_powers_of_ten():
    assert tick_labels([0.0, 1e-5, 2e-5]) == ("0", f"1e{MINUS}5", f"2e{MINUS}5")


def test_that_labels_of_a_huge_axis_are_short():
    assert tick_labels([0.0, 5e5, 1e6, 1.5e6]) == ("0", "5e5", "1e6", "1.5e6")


def test_that_thousands_are_set_apart():
    assert count(999) == "999"
    assert count(1000) == "1\N{NARROW NO-BREAK SPACE}000"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.3, "0.30 s"),
        (0.999, "1.0 s"),
        (3.66, "3.7 s"),
        (9.97, "10 s"),
        (59.7, "1 min"),
        (125, "2 min 5 s"),
        (600, "10 min"),
        (4800, "1 h 20 min"),
        (200_000, "2 d 7 h"),
        (None, NO_VALUE),
    ],
)
def test_that_a_duration_has_as_much_detail_as_matters(seconds, text):
    assert duration(seconds) == text


def test_that_a_time_of_another_day_has_its_date():
    moment = 1_700_000_000.0
    assert len(clock(moment, now=moment)) == len("14:03:20")
    assert clock(moment, now=moment + 3 * 86_400).startswith("2023-11-1")
    assert clock(None) == NO_VALUE
