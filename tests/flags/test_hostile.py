"""Texts made to exhaust a program are read, or refused, in flat memory like any other."""

from __future__ import annotations

import tracemalloc

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import count_of
from guild_desktop.flags import (
    FlagErrors,
    describe,
    format_dimension,
    parse,
    parse_text,
    print_trials_document,
    tokens,
)

FULL = 64 * 1024

LONG = {
    "open brackets": "[" * FULL,
    "closing brackets": "]" * FULL,
    "quotes": "'" * FULL,
    "double quotes": '"' * FULL,
    "backslashes": '"' + "\\" * (FULL - 1),
    "commas": "[" + "," * (FULL - 2) + "]",
    "colons": "[" + ":" * (FULL - 2) + "]",
    "arguments": "range[" + "1:" * (FULL // 2 - 5) + "1]",
    "quoted arguments": "range[" + "'':" * (FULL // 3 - 5) + "1]",
    "spaces": "[" + " " * (FULL - 2) + "]",
    "digits": "[" + "9" * (FULL - 2) + "]",
    "one digit too few for a bracket": "9" * FULL,
    "numbers": "[" + "1," * (FULL // 2 - 2) + "1]",
    "texts": "[" + "a," * (FULL // 2 - 2) + "b]",
    "times": "[" + "1:30," * (FULL // 5 - 2) + "1]",
    "empty lists": "[" + "[]," * (FULL // 3 - 2) + "1]",
    "lists side by side": "[1" + "[]" * (FULL // 2 - 2) + "]",
    "quoted texts": "[" + "''," * (FULL // 3 - 2) + "1]",
    "words after quotes": "[" + "'' " * (FULL // 3 - 2) + "]",
    "stars": "[1]" + "*" * (FULL - 3),
    "name": "a" * (FULL - 3) + "[1]",
    "calls": "uniform(" * (FULL // 8),
    "functions in a list": "[" + "a[1]," * (FULL // 5 - 2) + "1]",
    "deep": "[" * 32 + "1," * (FULL // 2 - 40) + "1" + "]" * 32,
}


def check_errors(errors, text):
    assert 0 < len(errors) <= 100
    for problem in errors:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert len(problem.message) < 300
        assert len(problem.hint) < 300


@pytest.mark.parametrize("kind", [None, "int", "float", "string", "boolean", "list"])
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_that_64_kb_of_anything_are_read_or_refused(text, kind):
    assert len(text) <= FULL
    assert all(start < end <= len(text) for start, end, _ in tokens(text))
    try:
        dimension = parse_text(text, FlagInfo("x", type=kind))
    except FlagErrors as caught:
        check_errors(caught.errors, text)
    else:
        assert len(describe(dimension)) < 500
        assert format_dimension(dimension)


@pytest.mark.parametrize("depth", [33, 1000, 30_000])
def test_that_depth_beyond_32_is_refused_and_not_followed(depth):
    with pytest.raises(FlagErrors) as caught:
        parse_text("[" * depth + "1" + "]" * depth)
    (problem,) = caught.value.errors
    assert "32 deep" in problem.message


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("linspace[0:1:1e9]", 10**9),
        ("range[1e15]", 10**15),
        ("range[0:1e300:1e-300]", 10**600 + 1),
        (f"[1]*{'9' * 3000}", 10**3000 - 1),
        (f"logspace[0:1:{'9' * 300}]", 10**300 - 1),
    ],
)
def test_that_counting_comes_before_building(text, count):
    tracemalloc.start()
    try:
        dimension = parse_text(text)
        assert count_of(dimension) == count
        assert "a batch may have 100,000" in describe(dimension)
        with pytest.raises(UserError, match="100,000"):
            print_trials_document(parse({"x": text}))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_that_64_flags_of_two_values_answer_with_the_number_and_the_limit():
    space = parse({f"x{n}": "[0, 1]" for n in range(64)})
    assert space.resolve().count == 2**64
    with pytest.raises(UserError, match=r"about 1\.8e\+19 trials; a batch may have 100,000"):
        print_trials_document(space)
    assert print_trials_document(space, max_trials=3, seed=1)["count"] == 3


@pytest.mark.parametrize("text", ["a\x00b", "'\x00'", "[1, \x00]", "\x00"])
def test_that_nul_is_refused_wherever_it_stands(text):
    with pytest.raises(FlagErrors, match="NUL"):
        parse_text(text)


def test_that_ten_thousand_flags_are_read():
    space = parse({f"x{n}": "[1, 2]" for n in range(10_000)})
    assert "e+3010" in str(_error_of(space))


def _error_of(space):
    with pytest.raises(UserError) as caught:
        space.resolve().trials()
    return caught.value
