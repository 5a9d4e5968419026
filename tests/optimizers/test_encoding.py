"""Points, positions and columns: there and back without loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.space import (
    CategoricalDimension,
    FloatDimension,
    IntDimension,
    Search,
    SearchDimension,
)
from guild_desktop.optimizers.encoding import Encoding, typed_key


@st.composite
def dimensions(draw: st.DrawFn) -> SearchDimension:
    kind = draw(st.sampled_from(["float", "log", "int", "log int", "choice"]))
    if kind == "choice":
        return CategoricalDimension("c", tuple(range(draw(st.integers(1, 6)))))
    if kind == "float":
        numbers = st.floats(-1e300, 1e300)
        return FloatDimension("x", *sorted((draw(numbers), draw(numbers))))
    if kind == "log":
        numbers = st.floats(1e-300, 1e300)
        return FloatDimension("x", *sorted((draw(numbers), draw(numbers))), log=True)
    if kind == "int":
        numbers = st.integers(-(10**6), 10**6)
        return IntDimension("k", *sorted((draw(numbers), draw(numbers))))
    numbers = st.integers(1, 10**6)
    return IntDimension("k", *sorted((draw(numbers), draw(numbers))), log=True)


places = st.floats(0.0, 1.0)


@given(dimensions(), places)
def test_that_every_position_is_a_point_of_the_space(dimension, place):
    encoding = Encoding(Search((dimension,), {"z": 1}))
    point = encoding.at([place])
    assert encoding.point(encoding.params(point)) == point
    assert 0 <= encoding.positions([point])[0, 0] <= 1


@given(dimensions(), places)
def test_that_snapping_leads_to_the_position_of_the_point_there(dimension, place):
    encoding = Encoding(Search((dimension,), {}))
    snapped = encoding.snapped(np.array([[place]]))
    point = encoding.at([place])
    assert encoding.at(snapped[0]) == point or isinstance(dimension, FloatDimension)
    if encoding.size != 1:
        assert snapped[0, 0] == pytest.approx(encoding.positions([point])[0, 0], abs=1e-6)


@given(st.lists(dimensions(), min_size=1, max_size=3), st.data())
def test_that_points_of_a_finite_space_are_numbered_without_gaps(several, data):
    encoding = Encoding(Search(tuple(several), {}))
    if encoding.size is None:
        return
    index = data.draw(st.integers(0, encoding.size - 1))
    assert encoding.index_of(encoding.point_at(index)) == index


@pytest.mark.parametrize(
    ("choices", "columns"),
    [
        (("a", "b", "c"), [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ((False, True), [[0], [1]]),
        ((0.1, 0.001, 1), [[0.5], [0.0], [1.0]]),
        (("a", 1, None), [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ((7,), [[0.0]]),
    ],
)
def test_that_words_have_a_column_each_and_numbers_share_one_by_rank(choices, columns):
    encoding = Encoding(Search((CategoricalDimension("c", choices),), {}))
    points = [(index,) for index in range(len(choices))]
    assert encoding.columns(encoding.positions(points)).tolist() == columns


def test_that_very_many_words_do_not_make_very_many_columns():
    words = tuple(f"word {number}" for number in range(50_000))
    encoding = Encoding(Search((CategoricalDimension("c", words),), {}))
    columns = encoding.columns(encoding.positions([(0,), (17,), (49_999,)]))
    assert columns.shape == (3, 16)
    assert len({tuple(row) for row in columns.tolist()}) == 3


def test_that_different_choices_are_far_apart_however_many_there_are():
    encoding = Encoding(Search((CategoricalDimension("c", tuple(range(100))),), {}))
    positions = encoding.positions([(4,), (5,), (4,)])
    assert encoding.distances(positions, positions[:1]).tolist() == [0, 1, 0]


def test_that_keys_tell_types_apart_and_lists_from_tuples_not():
    values = [1, 1.0, True, "1", None, (1,), (True,), float("nan")]
    assert len({typed_key(value) for value in values}) == len(values)
    assert typed_key([1, [2.0]]) == typed_key((1, (2.0,)))
    assert typed_key(float("nan")) == typed_key(float("nan"))
