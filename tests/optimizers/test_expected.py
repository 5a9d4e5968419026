"""What every optimizer makes of trials that run without its having proposed them."""

from __future__ import annotations

import json

from guild_desktop.core.space import SearchSpace, Uniform
from guild_desktop.optimizers import create
from tests.optimizers.test_contract import (
    FINITE,
    STARTS,
    asked,
    key,
    made,
    over_finite_spaces,
    over_optimizers,
    over_searches,
    over_spaces,
    played,
    result,
)


@over_finite_spaces
@over_searches
def test_that_what_is_expected_is_not_proposed(name, space):
    optimizer = made(name, space)
    expected = asked(made("random", space, seed=3))
    optimizer.expect(expected)
    story = played(optimizer, 10)
    assert key(expected) not in {key(params) for params, _ in story}
    assert len(story) == FINITE[space] - 1
    optimizer.tell(expected, 1.0)
    assert optimizer.ask() is None


@over_spaces
@over_optimizers
def test_that_an_optimizer_told_of_what_it_expected_goes_on_as_before(name, space):
    # gp_hedge is the exception: what its functions gained lives only as long as the optimizer.
    options = {"acq-func": "EI"} if name == "gp" else {}
    starts = list({key(start): start for start in map(first_of(space), (3, 4))}.values())
    lived, continued = (made(name, space, **options) for _ in range(2))
    for optimizer in (lived, continued):
        for start in starts:
            optimizer.expect(start)
    story = [(start, result(start)) for start in starts]
    for params, value in story:
        lived.tell(params, value)
    story += played(lived, 2)
    for params, value in story:
        continued.tell(json.loads(json.dumps(params)), value)
    assert lived.ask() == continued.ask()


def first_of(space):
    return lambda seed: asked(made("random", space, seed=seed))


@over_searches
def test_that_initial_values_are_tried_though_something_comes_before_them(name):
    space = SearchSpace({"x": Uniform(0.0, 1.0, initial=0.25), "y": Uniform(0.0, 1.0)})
    optimizer = create(name, space, STARTS.get(name, {}), seed=1)
    optimizer.expect({"x": 0.5, "y": 0.5})
    optimizer.tell({"x": 0.5, "y": 0.5}, 1.0)
    suggestion = optimizer.ask()
    assert (suggestion.origin, suggestion.params["x"]) == ("initial", 0.25)
    assert optimizer.ask().origin != "initial"


@over_searches
def test_that_initial_values_that_run_already_are_not_proposed(name):
    space = SearchSpace({"x": Uniform(0.0, 1.0, initial=0.25)})
    optimizer = create(name, space, STARTS.get(name, {}), seed=1)
    optimizer.expect({"x": 0.25})
    assert asked(optimizer)["x"] != 0.25


@over_searches
def test_that_what_is_expected_outside_of_the_space_is_no_matter(name):
    plain, told = made(name, "float"), made(name, "float")
    told.expect({"x": 3.0, "noise": 0.1})
    assert plain.ask() == told.ask()


def test_that_bayes_begins_in_the_middle_only_if_nothing_is_tried_before():
    optimizer = made("bayes", "float")
    assert asked(optimizer)["x"] == 0.0
    optimizer = made("bayes", "float")
    optimizer.expect({"x": 1.0, "noise": 0.1})
    suggestion = optimizer.ask()
    assert suggestion.origin == "random"
    assert suggestion.params["x"] != 0.0
