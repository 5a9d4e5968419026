"""Generated values, dimensions and search spaces, as far as a text can describe them."""

from __future__ import annotations

from hypothesis import strategies as st

from guild_desktop.core.space import (
    Choice,
    Fixed,
    Formula,
    Listed,
    LogUniform,
    SearchSpace,
    Uniform,
)

# Lone surrogates and NUL cannot be passed to any process; parse refuses them.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
texts = st.one_of(
    st.text(characters, max_size=12),
    st.text("01.e-+_:,[]'\"\\ xXnNaiftru*#{}()\n\t", max_size=12),
    st.sampled_from(
        [
            "null",
            "True",
            "off",
            "1e3",
            "1_000",
            "0x1F",
            "nan",
            ".inf",
            "1:2",
            "2026-11-23",
            "uniform(0:1)",
            "range[3]",
            "[1, 2]",
            "'a'",
            '"',
            "it's",
            "a: 1",
            "- a",
            " a",
            "",
        ]
    ),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-5, 5),
    # nan equals nothing, not even itself; it has tests of its own.
    st.floats(allow_nan=False),
    texts,
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=6)
repeats = st.integers(1, 4)

small_whole = st.integers(-50, 50)
short_decimals = st.integers(-5000, 5000).map(lambda n: n / 1000)
numbers = st.one_of(small_whole, short_decimals)
finite = st.floats(-1e300, 1e300)
bounds = st.one_of(
    st.tuples(st.integers(-(2**63) + 1, 2**63 - 1), st.integers(-(2**63) + 1, 2**63 - 1)),
    st.tuples(numbers, numbers),
    st.tuples(finite, finite),
)


@st.composite
def ranges(draw):
    ends = draw(bounds.filter(lambda pair: pair[0] != pair[1]))
    low, high = min(ends), max(ends)
    inside = st.one_of(st.none(), st.sampled_from([low, high]))
    initial = draw(inside)
    if isinstance(low, int) != isinstance(high, int) and isinstance(initial, int):
        initial = float(initial)
    return Uniform(low, high, initial)


@st.composite
def log_ranges(draw):
    positive = st.one_of(st.integers(1, 10**6), st.floats(1e-300, 1e300))
    ends = draw(st.tuples(positive, positive).filter(lambda pair: pair[0] != pair[1]))
    low, high = min(ends), max(ends)
    return LogUniform(low, high, draw(st.one_of(st.none(), st.sampled_from([low, high]))))


@st.composite
def formulas(draw):
    function = draw(st.sampled_from(["range", "linspace", "logspace", "geomspace"]))
    count = draw(st.integers(1, 40))
    match function:
        case "range":
            arguments = draw(
                st.one_of(
                    st.tuples(st.one_of(st.integers(1, 40), short_decimals.map(abs))),
                    st.tuples(numbers, numbers),
                    st.tuples(numbers, numbers, numbers),
                ).filter(_arrives)
            )
        case "linspace":
            arguments = draw(st.one_of(st.tuples(numbers, numbers), st.tuples(numbers, numbers)))
            arguments += (count,)
        case "logspace":
            exponent = st.one_of(st.integers(-12, 12), st.integers(-120, 120).map(lambda n: n / 10))
            arguments = (*draw(st.tuples(exponent, exponent)), count)
            if draw(st.booleans()):
                arguments += (draw(st.sampled_from([2, 10, 2.5, 0.5])),)
        case _:
            positive = st.one_of(st.integers(1, 10**6), st.floats(1e-12, 1e12))
            arguments = (*draw(st.tuples(positive, positive)), count)
    return Formula(function, arguments, draw(repeats))


def _arrives(arguments):
    """Whether a range has values, and not too many to list in a test."""
    if len(arguments) == 1:
        return arguments[0] > 0
    start, end = arguments[:2]
    step = arguments[2] if len(arguments) > 2 else 1
    if step == 0 or (end - start) * step < 0:
        return False
    return abs(end - start) / abs(step) < 300


fixed = scalars.map(Fixed)
lists = st.builds(Listed, st.lists(values, min_size=1, max_size=5).map(tuple), repeats)
choices = st.builds(Choice, st.lists(values, min_size=1, max_size=5).map(tuple))
listing = st.one_of(fixed, lists, formulas())
dimensions = st.one_of(listing, ranges(), log_ranges(), choices)
names = st.text(characters, min_size=1, max_size=6).filter(str.strip)


@st.composite
def spaces(draw, each=dimensions):
    """A search space, now and then with the rows of a trials file."""
    given = draw(st.dictionaries(names, each, max_size=4))
    row = st.dictionaries(names.filter(lambda name: name not in given), each, max_size=2)
    rows = draw(st.one_of(st.just(()), st.lists(row, max_size=3).map(tuple)))
    return SearchSpace(given, rows)
