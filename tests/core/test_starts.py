"""Which trials a search begins with."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.batch import Start
from guild_desktop.core.earlier_trials import Misfit
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import Search
from guild_desktop.core.starts import (
    default_start,
    distinct_starts,
    not_tried,
    start_of,
    starts_to_go,
)
from guild_desktop.core.values import Value
from guild_desktop.flags import parse
from guild_desktop.optimizers import create


def search(where: str = "", **texts: str) -> Search:
    resolved = parse(texts, where=where).resolve("random")
    assert isinstance(resolved, Search)
    return resolved


def why(searched: Search, wanted: Mapping[str, Value]) -> str:
    found = start_of(searched, wanted)
    assert isinstance(found, Misfit)
    return not_tried(found, wanted, searched)


def test_that_the_defaults_of_searched_flags_are_a_start_with_the_fixed_values_of_the_others() -> (
    None
):
    known = (FlagInfo("x", 1), FlagInfo("k", 2.0), FlagInfo("c", "adam"), FlagInfo("noise", 0.1))
    searched = search(x="[0.0:2.0]", k="[1:8]", c="choice[sgd, adam]", noise="0.5")
    found = default_start(searched, known)
    assert found == Start({"noise": 0.5, "x": 1.0, "k": 2, "c": "adam"}, "default")
    assert isinstance(found, Start)
    assert [type(found.flags[name]) for name in ("x", "k")] == [float, int]


def test_that_a_start_outside_of_the_search_is_told_in_words() -> None:
    assert why(search(x="[0.0:1.0]"), {"x": 3}) == "x = 3 lies outside of its range"
    assert why(search(k="[1:4]"), {"k": 2.5}) == "k = 2.5 lies outside of its range"
    assert why(search(c="choice[a, b]"), {"c": "d"}) == "c = d lies outside of its values"
    assert why(search(x="[0.0:1.0]"), {"y": 3}) == "there is no value for x"
    assert why(search("x < y", x="[0:9]", y="[0:9]"), {"x": 3, "y": 1}) == "x < y does not hold"


def test_that_equal_starts_are_tried_once_and_the_first_of_them_counts() -> None:
    starts = (Start({"x": 1.0}, "default"), Start({"x": 2.0}), Start({"x": 1.0}))
    assert distinct_starts(starts) == starts[:2]


def test_that_starts_that_were_tried_or_do_not_fit_any_more_are_not_tried() -> None:
    starts = tuple(Start({"x": x, "k": 1}) for x in (0.1, 0.5, 0.7, 3.0))
    left = starts_to_go(starts, search(x="[0.0:1.0]", k="1"), [{"x": 0.5, "k": 1}])
    assert [start.flags["x"] for start in left] == [0.1, 0.7]
    assert starts_to_go(starts, search(x="[0.0:1.0]", k="2")) == []


@pytest.mark.parametrize("text", ["[0.0:1.0]", "[-3:3]", "loguniform[1:8]", "choice[1, yes, a]"])
@given(
    value=st.one_of(st.floats(), st.integers(-9, 9), st.booleans(), st.sampled_from(["a", None]))
)
def test_that_a_start_is_always_a_trial_that_an_optimizer_takes(text: str, value: Value) -> None:
    searched = search(x=text)
    found = start_of(searched, {"x": value})
    if isinstance(found, Start):
        optimizer = create("random", searched, seed=1)
        optimizer.tell(found.flags, 1.0)
        assert optimizer.skipped == 0
