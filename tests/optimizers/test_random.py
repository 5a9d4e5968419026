"""Random search: draws as they were asked for."""

from __future__ import annotations

import numpy as np

from guild_desktop.core.space import Choice, LogUniform, SearchSpace, Uniform
from guild_desktop.optimizers import create


def drawn(space: SearchSpace, flag: str, trials: int, **options: object) -> list:
    optimizer = create("random", space, options, seed=11)
    return [optimizer.ask().params[flag] for _ in range(trials)]


def test_that_a_range_is_drawn_evenly():
    values = np.array(drawn(SearchSpace({"x": Uniform(-2.0, 2.0)}), "x", 2000))
    counts, _ = np.histogram(values, bins=8, range=(-2, 2))
    assert counts.min() > 190
    assert counts.max() < 310


def test_that_the_logarithm_of_a_log_range_is_drawn_evenly():
    values = np.log10(drawn(SearchSpace({"x": LogUniform(1e-6, 1.0)}), "x", 2000))
    counts, _ = np.histogram(values, bins=6, range=(-6, 0))
    assert counts.min() > 260
    assert counts.max() < 410


def test_that_both_ends_of_whole_numbers_come_as_often_as_the_others():
    space = SearchSpace({"k": Uniform(1, 4)})
    values = drawn(space, "k", 2000, avoid_repeats=False)
    assert all(420 < values.count(k) < 580 for k in (1, 2, 3, 4))


def test_that_repeats_come_when_they_are_allowed():
    space = SearchSpace({"k": Uniform(0, 1)})
    assert len(drawn(space, "k", 30, avoid_repeats="no")) == 30


def test_that_choices_are_drawn_evenly():
    space = SearchSpace({"c": Choice(("a", "b", None))})
    values = drawn(space, "c", 1500, avoid_repeats=False)
    assert all(420 < values.count(c) < 580 for c in ("a", "b", None))


def test_that_whole_numbers_beyond_floats_stay_in_their_range():
    low, high = 10**18 + 1, 10**18 + 10**17 + 7
    values = drawn(SearchSpace({"k": Uniform(low, high)}), "k", 50)
    assert all(isinstance(k, int) and low <= k <= high for k in values)
    assert len(set(values)) == 50


def test_that_the_widest_range_of_floats_does_not_overflow():
    values = drawn(SearchSpace({"x": Uniform(-1.7e308, 1.7e308)}), "x", 20)
    assert np.isfinite(values).all()
    assert min(values) < 0 < max(values)


def test_that_the_last_points_of_a_large_finite_space_are_found():
    space = SearchSpace({"k": Uniform(1, 300), "c": Choice(("a", "b"))})
    optimizer = create("random", space, seed=2)
    seen = set()
    while suggestion := optimizer.ask():
        seen.add(tuple(suggestion.params.values()))
    assert len(seen) == 600


def test_that_a_continued_batch_draws_what_would_have_come_next():
    space = SearchSpace({"x": Uniform(0.0, 1.0)})
    whole = drawn(space, "x", 8)
    continued = create("random", space, seed=11)
    for x in whole[:5]:
        continued.tell({"x": x}, None)
    assert [continued.ask().params["x"] for _ in range(3)] == whole[5:]


def test_that_a_range_with_hardly_any_floats_ends():
    low = 1.0
    high = float(np.nextafter(low, 2.0))
    optimizer = create("random", SearchSpace({"x": Uniform(low, high)}), seed=1)
    values = {optimizer.ask().params["x"] for _ in range(2)}
    assert values == {low, high}
    assert optimizer.ask() is None
