"""The range that holds the best tenth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.gui.plots.axis_scale import Span
from guild_desktop.gui.plots.best_share import best_span
from guild_desktop.gui.plots.shortest import shortest_between

finite = st.floats(-1e9, 1e9, allow_subnormal=False)


@given(
    st.lists(finite, min_size=1, max_size=60, unique=True),
    st.sampled_from(["minimize", "maximize"]),
)
def test_that_it_holds_exactly_the_best_tenth(values, direction):
    array = np.array(values)
    span = best_span(array, direction)
    inside = array <= span.high if direction == "minimize" else array >= span.low
    best = np.sort(array if direction == "minimize" else -array)[: math.ceil(len(values) / 10)]
    assert sorted(np.abs(array[inside])) == sorted(np.abs(best))


def test_that_its_edge_reads_well():
    assert best_span(np.linspace(-1.1037, 1.0, 100), "minimize") == Span(None, -0.9)


def test_that_equal_runs_at_the_edge_all_belong():
    assert best_span(np.array([1.0, 1.0, 1.0, 2.0]), "minimize", 0.5) == Span(None, 1.0)


def test_that_without_values_there_is_none():
    assert best_span(np.array([math.nan]), "minimize") is None


@given(finite, finite)
def test_that_the_shortest_number_between_two_lies_between_them(one, other):
    first, beyond = sorted((one, other))
    if first < beyond:
        assert first <= shortest_between(first, beyond) < beyond


@pytest.mark.parametrize(
    ("first", "beyond", "shortest"),
    [(0.123, 0.168, 0.13), (-0.5537, -0.5502, -0.553), (99.2, 103.0, 100.0), (0.0, 1.0, 0.0)],
)
def test_that_the_shortest_number_is_found(first, beyond, shortest):
    assert shortest_between(first, beyond) == shortest
