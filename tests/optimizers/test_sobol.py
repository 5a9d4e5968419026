"""Sobol's sequence: even, shuffled by the seed if wanted, and taken up where it stood."""

from __future__ import annotations

import numpy as np

from guild_desktop.core.space import Choice, LogUniform, SearchSpace, Uniform
from guild_desktop.optimizers import create

PLANE = SearchSpace({"x": Uniform(0.0, 1.0), "rate": LogUniform(1e-4, 1.0)})


def asked(space, trials, **options):
    optimizer = create("sobol", space, options, seed=5)
    return [optimizer.ask().params for _ in range(trials)]


def test_that_each_part_of_every_range_gets_its_share():
    trials = asked(PLANE, 64)
    across = np.floor([8 * params["x"] for params in trials])
    along = np.floor([2 * (np.log10(params["rate"]) + 4) for params in trials])
    cells = {}
    for cell in zip(across.tolist(), along.tolist(), strict=True):
        cells[cell] = cells.get(cell, 0) + 1
    assert len(cells) == 64


def test_that_choices_and_whole_numbers_take_turns():
    space = SearchSpace(
        {"x": Uniform(0.0, 1.0), "k": Uniform(1, 4), "c": Choice(("a", "b", "c", "d"))}
    )
    trials = asked(space, 64)
    for flag, values in (("k", (1, 2, 3, 4)), ("c", "abcd")):
        assert [sum(params[flag] == value for params in trials) for value in values] == [16] * 4


def test_that_without_scrambling_every_seed_begins_in_the_lowest_corner():
    firsts = [create("sobol", PLANE, {"scramble": "no"}, seed=seed).ask().params for seed in (1, 2)]
    assert firsts[0] == firsts[1]
    assert firsts[0]["x"] == 0.0


def test_that_a_continued_batch_goes_on_where_the_sequence_stood():
    whole = asked(PLANE, 300)
    continued = create("sobol", PLANE, seed=5)
    for params in whole[:290]:
        continued.tell(params, None)
    assert [continued.ask().params for _ in range(10)] == whole[290:]


def test_that_a_large_space_with_an_end_is_tried_wholly():
    space = SearchSpace({"k": Uniform(1, 300), "c": Choice(("a", "b"))})
    optimizer = create("sobol", space, seed=2)
    seen = []
    while suggestion := optimizer.ask():
        seen.append(tuple(suggestion.params.values()))
    assert len(seen) == len(set(seen)) == 600


def test_that_a_space_of_constants_is_tried_once():
    space = SearchSpace({"c": Choice(("only",))})
    optimizer = create("sobol", space, seed=2)
    assert optimizer.ask().params == {"c": "only"}
    assert optimizer.ask() is None
