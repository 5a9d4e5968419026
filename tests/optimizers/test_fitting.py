"""Optimizers of a space with a condition propose only what satisfies it."""

from __future__ import annotations

import pytest

from guild_desktop.core.values import Value
from guild_desktop.flags import parse
from guild_desktop.optimizers import create

RANGES = {"a": "[0.0:1.0]", "b": "[0.0:1.0]"}


def loss(params: dict[str, Value]) -> float:
    """Lowest where a is greater than b, which the condition forbids."""
    a, b = params["a"], params["b"]
    assert isinstance(a, float)
    assert isinstance(b, float)
    return (a - 0.8) ** 2 + (b - 0.2) ** 2


@pytest.mark.parametrize("name", ["random", "sobol", "bayes", "gp", "forest", "gbrt", "tpe"])
def test_that_every_optimizer_keeps_within_the_condition(name: str) -> None:
    optimizer = create(name, parse(RANGES, where="a < b"), {}, seed=3)
    for _ in range(12):
        suggestion = optimizer.ask()
        assert suggestion is not None
        params = dict(suggestion.params)
        assert params["a"] < params["b"]  # type: ignore[operator]
        optimizer.tell(params, loss(params))


@pytest.mark.parametrize("name", ["bayes", "gp", "forest"])
def test_that_a_model_proposes_within_the_condition_though_the_best_lies_outside(name: str) -> None:
    optimizer = create(name, parse(RANGES, where="a < b"), {}, seed=3)
    origins = []
    for _ in range(10):
        suggestion = optimizer.ask()
        assert suggestion is not None
        origins.append(suggestion.origin)
        optimizer.tell(suggestion.params, loss(dict(suggestion.params)))
    assert set(origins[4:]) <= {"model", "explore"}


def test_that_what_is_rare_is_found_by_chance() -> None:
    optimizer = create("gp", parse(RANGES, where="a > 0.999"), {}, seed=1)
    suggestion = optimizer.ask()
    assert suggestion is not None
    assert suggestion.params["a"] > 0.999  # type: ignore[operator]


def test_that_a_search_ends_where_nothing_fits() -> None:
    assert create("random", parse(RANGES, where="a > 2"), {}, seed=1).ask() is None


@pytest.mark.parametrize("name", ["random", "bayes", "gp"])
def test_that_everything_that_fits_is_tried_once_and_then_nothing(name: str) -> None:
    space = parse({"a": "[1:20]", "b": "[1:4]"}, where="a < b")
    optimizer = create(name, space, {}, seed=1)
    found = []
    while (suggestion := optimizer.ask()) is not None:
        found.append((suggestion.params["a"], suggestion.params["b"]))
    assert sorted(found) == [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]  # type: ignore[type-var]


def test_that_what_is_withdrawn_is_proposed_again() -> None:
    space = parse({"a": "[1:20]", "b": "[1:2]"}, where="a < b")
    optimizer = create("random", space, {}, seed=1)
    first = optimizer.ask()
    assert first is not None
    assert optimizer.ask() is None
    optimizer.withdraw(first.params)
    again = optimizer.ask()
    assert again is not None
    assert again.params == first.params
