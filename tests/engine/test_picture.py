"""Which results make an optimizer's prepared proposals worth less."""

from __future__ import annotations

import math

import pytest

from guild_desktop.engine.picture import Picture


def picture(*values: float) -> Picture:
    made = Picture()
    for value in values:
        made.changes_with(value)
    return made


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_that_a_failure_changes_the_picture(value: float | None) -> None:
    assert picture(1.0, 2.0).changes_with(value)


@pytest.mark.parametrize("earlier", [(), (1.0,), (1.0, 5.0), (1e308, -1e307)])
def test_that_a_much_lower_value_changes_the_picture(earlier: tuple[float, ...]) -> None:
    assert picture(*earlier).changes_with(-1e308)


@pytest.mark.parametrize("value", [1.0, 1.5, 99.0, 0.97])
def test_that_a_value_which_is_not_lower_or_by_a_trifle_changes_nothing(value: float) -> None:
    assert not picture(1.0, 5.0).changes_with(value)


def test_that_many_small_gains_change_the_picture_in_the_end() -> None:
    seen = picture(1.0, 2.0)
    assert [seen.changes_with(1 - step * 0.004) for step in range(1, 4)] == [False, False, True]
