"""Whether a search's condition can hold is known without trying, and never denied wrongly."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.condition_reach import can_hold
from guild_desktop.core.flag_condition import FlagCondition
from guild_desktop.core.space import CategoricalDimension, FloatDimension, IntDimension, Search
from guild_desktop.core.values import Value

AXES = (
    FloatDimension("x", 0.0, 1.0),
    FloatDimension("y", 0.5, 2.0),
    IntDimension("n", 0, 10),
    IntDimension("m", 0, 10),
    CategoricalDimension("kind", ("adam", "sgd", 4)),
)


def search(where: str) -> Search:
    constants: dict[str, Value] = {"fixed": 3}
    names = [axis.name for axis in AXES] + [*constants, "absent"]
    return Search(AXES, constants, FlagCondition.of(where, names))


@pytest.mark.parametrize(
    "where",
    [
        "x > 2",
        "x < 0",
        "x >= y and x < 0.5",
        "n > 3 and n < 4",
        "n > m and m > fixed and n < 5",
        "fixed = 2",
        "kind = rmsprop",
        "kind > 4",
        "x > 1 or n > fixed and n <= 3",
        "not (x >= 0)",
        "absent > 1",
        "x is undefined",
        "n = 2.5",
        "x in [2:3]",
        "n > x and n < y and n < 1",
    ],
)
def test_that_what_never_holds_is_known(where: str) -> None:
    assert can_hold(search(where)) is False


@pytest.mark.parametrize(
    "where",
    [
        "x = 0.123456",
        "x > y",
        "x > 0.999999999 and y < 0.500000001",
        "n = m and n = x",
        "n > m and m > fixed and n < 6",
        "x < y and y < n and n < 2",
        "kind = 4 and n > kind",
        "kind contains ada",
        "except x <= 1 or fixed = 3",
        "x in [0.3:0.300000001]",
        "m > x and m < y",
    ],
)
def test_that_what_holds_however_rarely_is_not_denied(where: str) -> None:
    assert can_hold(search(where)) is True


def test_that_a_search_without_a_condition_is_not_denied() -> None:
    assert can_hold(Search(AXES, {}))


def test_that_what_would_take_long_stays_open() -> None:
    axes = tuple(FloatDimension(f"x{number}", 0.0, 1.0) for number in range(9))
    chain = " and ".join(f"x{number} < x{number + 1}" for number in range(8))
    names = [axis.name for axis in axes]
    assert can_hold(Search(axes, {}, FlagCondition.of(chain, names))) is None


NAMES = st.sampled_from(["n", "m", "p"])
NUMBERS = st.one_of(st.integers(-1, 5), st.sampled_from([0.5, 2.5]))
ATOMS = st.builds(
    "{} {} {}".format,
    NAMES,
    st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
    st.one_of(NAMES, NUMBERS),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=5,
)


@given(CONDITIONS)
def test_that_it_agrees_with_trying_every_combination(where: str) -> None:
    condition = FlagCondition.of(where, "nmp")
    whole = tuple(IntDimension(name, 0, 4) for name in "nmp")
    trials = [
        dict(zip("nmp", values, strict=True)) for values in itertools.product(range(5), repeat=3)
    ]
    assert can_hold(Search(whole, {}, condition)) == condition.mask(trials).any()


@given(CONDITIONS)
def test_that_a_grid_of_fractions_finds_nothing_that_it_denies(where: str) -> None:
    condition = FlagCondition.of(where, "nmp")
    axes = (IntDimension("n", 0, 4), FloatDimension("m", 0.0, 4.0), FloatDimension("p", 0.0, 4.0))
    fractions = [quarter / 4 for quarter in range(17)]
    product = itertools.product(range(5), fractions, fractions)
    trials = [dict(zip("nmp", values, strict=True)) for values in product]
    if condition.mask(trials).any():
        assert can_hold(Search(axes, {}, condition))
