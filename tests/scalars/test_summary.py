"""That a scalar's summary says what all of its values were."""

from __future__ import annotations

import math
from array import array
from itertools import pairwise

from hypothesis import given, strategies as st

from guild_desktop.core.run import ScalarSummary
from guild_desktop.scalars.summary import SummaryBuilder


def summary(*values: tuple[float, int], cuts: tuple[int, ...] = ()) -> ScalarSummary:
    """The summary of (value, step) pairs that come in stretches, cut at these places."""
    builder = SummaryBuilder()
    places = (0, *sorted(cuts), len(values))
    for start, end in pairwise(places):
        if start < end:
            numbers, steps = zip(*values[start:end], strict=True)
            builder.add(array("q", steps), array("d", numbers))
    return builder.summary()


def test_that_one_value_is_everything():
    assert summary((2.0, 3)) == ScalarSummary(2.0, 2.0, 2.0, 2.0, 2.0, 1, 3)


def test_that_all_values_count():
    assert summary((3.0, 0), (1.0, 1), (2.0, 2)) == ScalarSummary(2.0, 3.0, 1.0, 3.0, 2.0, 3, 2)


def test_that_last_is_the_value_of_the_highest_step_and_of_equals_the_later():
    assert summary((1.0, 5), (2.0, 3)).last == 1.0
    assert summary((1.0, 5), (2.0, 5)).last == 2.0
    assert summary((1.0, 5), (2.0, 3)).step == 5


def test_that_first_is_the_value_of_the_lowest_step_and_of_equals_the_earlier():
    assert summary((1.0, 5), (2.0, 3)).first == 2.0
    assert summary((1.0, 5), (2.0, 5)).first == 1.0


def test_that_nan_never_wins():
    found = summary((math.nan, 0), (2.0, 1), (math.nan, 2), (1.0, 3), (math.nan, 4))
    assert (found.min, found.max) == (1.0, 2.0)
    assert math.isnan(found.last)
    assert found.count == 5


def test_that_only_nan_is_nan():
    found = summary((math.nan, 0), (math.nan, 1))
    assert math.isnan(found.min)
    assert math.isnan(found.max)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1))
def test_that_it_agrees_with_the_list_of_all_values(values):
    found = summary(*((value, step) for step, value in enumerate(values)))
    assert (found.first, found.last) == (values[0], values[-1])
    assert (found.min, found.max) == (min(values), max(values))
    assert math.isclose(found.avg, math.fsum(values) / len(values), abs_tol=1e-6)
    assert (found.count, found.step) == (len(values), len(values) - 1)


@given(
    st.lists(st.tuples(st.floats(), st.integers(-3, 3)), min_size=1, max_size=20),
    st.sets(st.integers(0, 20), max_size=5),
)
def test_that_it_does_not_matter_in_which_stretches_values_come(values, cuts):
    whole = summary(*values)
    found = summary(*values, cuts=tuple(cut for cut in cuts if cut <= len(values)))
    for name in ("last", "first", "min", "max", "count", "step"):
        assert str(getattr(found, name)) == str(getattr(whole, name)), name
