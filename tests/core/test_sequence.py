"""The values of sequences: the decimals a person would write, never beyond the end."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings

from guild_desktop.core.sequence import exact, is_whole, sequence
from tests.flags.strategies import formulas


def values(function, *arguments):
    spaced = sequence(function, arguments)
    return [spaced.at(index) for index in range(spaced.count)]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((0, 1, 0.3), [0.0, 0.3, 0.6, 0.9]),
        ((-1, 0, 0.1), [-1.0, -0.9, -0.8, -0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1, 0.0]),
        ((1, 0, -0.3), [1.0, 0.7, 0.4, 0.1]),
        ((0, 1e-9, 5e-10), [0.0, 5e-10, 1e-9]),
        ((0, 0.3, 0.1), [0.0, 0.1, 0.2, 0.3]),
        ((5, 1, -2), [5, 3, 1]),
        ((1, 3.5), [1.0, 2.0, 3.0]),
        ((10**20, 10**20 + 2), [10**20, 10**20 + 1, 10**20 + 2]),
        ((1e12, 1e12 + 0.3, 0.1), [1e12, 1000000000000.1, 1000000000000.2, 1000000000000.3]),
    ],
)
def test_that_a_range_counts_in_exact_decimals(arguments, expected):
    assert values("range", *arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((-0.6, 0.6, 4), [-0.6, -0.2, 0.2, 0.6]),
        ((0, 1), [0.0, 0.25, 0.5, 0.75, 1.0]),
        ((0, 1, 4), [0.0, 0.333333333333, 0.666666666667, 1.0]),
        ((-1, 0, 11), [-1.0, -0.9, -0.8, -0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1, 0.0]),
        ((0.1234567890123456, 1, 2), [0.1234567890123456, 1.0]),
        ((3, 3, 3), [3.0, 3.0, 3.0]),
        ((1e-5, 1e-3, 3), [1e-5, 0.000505, 1e-3]),
    ],
)
def test_that_linspace_includes_both_ends_as_they_were_written(arguments, expected):
    assert values("linspace", *arguments) == expected


def test_that_powers_of_whole_numbers_are_exact():
    assert values("logspace", -10, -8, 3) == [1e-10, 1e-9, 1e-8]
    assert values("logspace", 40, 50, 11, 2) == [float(2**n) for n in range(40, 51)]
    assert values("logspace", 0, 3) == [1.0, 5.6234132519, 31.6227766017, 177.827941004, 1000.0]


def test_that_geomspace_takes_values_where_logspace_takes_exponents():
    assert values("geomspace", 1, 1024, 11) == values("logspace", 0, 10, 11, 2)
    assert values("geomspace", 1e-5, 0.1) == [1e-5, 1e-4, 1e-3, 1e-2, 0.1]


@settings(max_examples=300)
@given(formulas())
def test_that_a_sequence_never_passes_its_end_and_never_turns_back(formula):
    spaced = values(formula.function, *formula.arguments)
    assert spaced
    match formula.function:
        case "range" if len(formula.arguments) == 1:
            low, high = 0, formula.arguments[0]
            assert spaced[-1] < high
        case "range" | "linspace" | "geomspace":
            low, high = sorted(formula.arguments[:2])
        case _:
            low, high = min(spaced[0], spaced[-1]), max(spaced[0], spaced[-1])
    assert all(low <= value <= high for value in spaced)
    assert spaced == sorted(spaced, reverse=spaced[0] > spaced[-1])


@settings(max_examples=300)
@given(formulas().filter(lambda formula: formula.function in {"linspace", "logspace"}))
def test_that_values_have_at_most_twelve_digits(formula):
    spaced = values(formula.function, *formula.arguments)
    for value in spaced[1:-1]:
        assert value.is_integer() or value == float(f"{value:.12g}")


@settings(max_examples=300)
@given(formulas().filter(lambda formula: formula.function == "range"))
def test_that_a_range_holds_exactly_the_steps_a_person_would_count(formula):
    arguments = [Decimal(repr(argument)) for argument in formula.arguments]
    step = arguments[2] if len(arguments) > 2 else Decimal(1)
    start = Decimal(0) if len(arguments) == 1 else arguments[0]
    spaced = values("range", *formula.arguments)
    assert [Decimal(repr(value)) for value in spaced] == [
        (start + index * step) for index in range(len(spaced))
    ]


@settings(max_examples=200)
@given(formulas())
def test_that_whole_sequences_are_recognized(formula):
    spaced = sequence(formula.function, formula.arguments)
    everything = values(formula.function, *formula.arguments)
    assert is_whole(spaced) == all(value == round(value) for value in everything)


def test_that_counting_needs_no_building():
    assert sequence("linspace", (0, 1, 10**9)).count == 10**9
    assert sequence("range", (1e-300, 1e300, 1e-300)).count > 10**599
    assert sequence("linspace", (0, 1, 10**9 + 1)).at(123_456_789) == 0.123456789


def test_that_neighbours_stay_apart_however_small_the_step():
    spaced = sequence("linspace", (0, 1, 10**13))
    assert spaced.at(10**12) < spaced.at(10**12 + 1)


def test_that_a_decimal_is_what_was_written():
    assert exact(0.1) * 10 == 1
