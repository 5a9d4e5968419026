"""That each instance of a problem is what its name says, so that a regret is one."""

from __future__ import annotations

import numpy as np
import pytest

from guild_desktop.core.space import CategoricalDimension, Search
from guild_desktop.optimizers.encoding import Encoding
from tests.benchmarks.optimizer_quality.problems import PROBLEMS

every_problem = pytest.mark.parametrize("name", PROBLEMS)


def searched(problem):
    search = problem.space.resolve("random")
    assert isinstance(search, Search)
    return Encoding(search)


@every_problem
def test_that_the_optimum_is_in_the_space_and_has_the_value_it_should_have(name):
    for seed in range(5):
        problem = PROBLEMS[name](seed)
        assert searched(problem).point(problem.best) is not None
        assert problem.true(problem.best) == pytest.approx(problem.optimum, abs=1e-6)


@every_problem
def test_that_nothing_drawn_by_chance_is_below_the_optimum(name):
    for seed in range(3):
        problem = PROBLEMS[name](seed)
        encoding = searched(problem)
        rng = np.random.default_rng(seed)
        for _ in range(1000):
            params = encoding.params(encoding.at(rng.random(len(encoding))))
            assert problem.true(params) >= problem.optimum - 1e-9


@every_problem
def test_that_nothing_near_the_optimum_is_below_it(name):
    problem = PROBLEMS[name](4)
    encoding = searched(problem)
    rng = np.random.default_rng(4)
    place = encoding.positions([encoding.point(problem.best)])[0]
    for _ in range(300):
        moved = np.clip(place + rng.normal(0, 0.003, len(place)), 0, 1)
        assert problem.true(encoding.params(encoding.at(moved))) >= problem.optimum - 1e-9


@every_problem
def test_that_the_optimum_lies_elsewhere_in_each_instance(name):
    places = []
    for seed in range(40):
        problem = PROBLEMS[name](seed)
        encoding = searched(problem)
        places.append(encoding.positions([encoding.point(problem.best)])[0])
    whole = np.array(places)
    ranges = [
        column
        for column, dimension in enumerate(encoding.dimensions)
        if not isinstance(dimension, CategoricalDimension)
    ]
    assert np.all(whole[:, ranges].min(axis=0) < 0.4)
    assert np.all(whole[:, ranges].max(axis=0) > 0.6)


@pytest.mark.parametrize("name", ["mixed", "boosting-diabetes"])
def test_that_the_best_choice_stands_anywhere_in_its_list(name):
    first = PROBLEMS[name](0).space.resolve("random").dimensions
    for dimension in first:
        if not isinstance(dimension, CategoricalDimension) or dimension.name == "trees":
            continue
        places = set()
        for seed in range(60):
            problem = PROBLEMS[name](seed)
            choices = {d.name: d for d in problem.space.resolve("random").dimensions}
            places.add(choices[dimension.name].choices.index(problem.best[dimension.name]))
        assert places == set(range(len(dimension.choices)))


@every_problem
def test_that_an_instance_is_the_same_whenever_it_is_made(name):
    one, other = PROBLEMS[name](3), PROBLEMS[name](3)
    assert one.flags == other.flags
    assert one.best == other.best
    again = [p.evaluate(p.best, np.random.default_rng(1)) for p in (one, other)]
    assert again[0] == again[1]


@pytest.mark.parametrize("name", ["tutorial", "mixed", "svc-digits", "boosting-diabetes"])
def test_that_results_scatter_around_the_truth(name):
    problem = PROBLEMS[name](2)
    rng = np.random.default_rng(2)
    results = np.array([problem.evaluate(problem.best, rng) for _ in range(4000)])
    assert results.std() > 0
    assert results.mean() == pytest.approx(problem.optimum, abs=5 * results.std() / 4000**0.5)
