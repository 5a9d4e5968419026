"""That simulated workers behave like workers, and the same way twice."""

from __future__ import annotations

import pytest

from guild_desktop.core.space import Search
from tests.benchmarks.optimizer_quality import ours
from tests.benchmarks.optimizer_quality.problems import PROBLEMS
from tests.benchmarks.optimizer_quality.rival import Setting
from tests.benchmarks.optimizer_quality.simulation import simulate


def searched(name, workers, budget=30, problem="mixed"):
    instance = PROBLEMS[problem](7)
    search = instance.space.resolve("random")
    assert isinstance(search, Search)
    rival = ours.entry(name).begin(Setting(search, 7, budget, workers))
    moments = []
    reached = simulate(
        instance, rival, 7, budgets=[10, budget], workers=workers, watch=moments.append
    )
    return moments, reached


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("name", ["random", "gp"])
def test_that_the_same_seed_gives_the_same_search(name, workers):
    one, other = searched(name, workers), searched(name, workers)
    assert one[0] == other[0]
    assert [(r.trials, r.regret, r.observed) for r in one[1]] == [
        (r.trials, r.regret, r.observed) for r in other[1]
    ]


def test_that_no_worker_waits_while_there_are_trials_to_run():
    moments, _ = searched("random", 4)
    assert [moment.running for moment in moments] == [3] * 27 + [2, 1, 0]


def test_that_trials_end_in_the_order_of_time_and_not_as_they_were_asked_for():
    moments, _ = searched("random", 4)
    times = [moment.time for moment in moments]
    assert times == sorted(times)
    alone, _ = searched("random", 1)
    asked = [moment.params for moment in alone]
    ended = [moment.params for moment in moments]
    assert ended != asked
    assert all(params in asked for params in ended)


def test_that_four_workers_are_done_in_about_a_quarter_of_the_time():
    alone, four = searched("random", 1, 100)[0], searched("random", 4, 100)[0]
    assert 3 < alone[-1].time / four[-1].time < 5


def test_that_a_search_which_has_tried_everything_keeps_what_it_has():
    class Once:
        def __init__(self, params):
            self.left = [params]

        def ask(self):
            from tests.benchmarks.optimizer_quality.rival import Asked

            return Asked(self.left.pop()) if self.left else None

        def tell(self, asked, loss):
            pass

        def recommend(self):
            return None

    problem = PROBLEMS["mixed"](0)
    reached = simulate(problem, Once(problem.best), 0, budgets=[5, 10], workers=4)
    assert [(r.trials, r.regret) for r in reached] == [(5, 0.0), (10, 0.0)]
