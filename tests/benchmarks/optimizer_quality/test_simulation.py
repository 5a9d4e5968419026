"""That simulated workers behave like workers, and the same way twice."""

from __future__ import annotations

import pytest

from guild_desktop.core.space import Search
from guild_desktop.optimizers import Suggestion
from tests.benchmarks.optimizer_quality import ours
from tests.benchmarks.optimizer_quality.ahead import Ahead
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


class Knowing:
    """Proposes how many results it has been told of, and the number of the proposal."""

    skipped = 0

    def __init__(self):
        self.told = self.asked = 0

    def ask(self):
        self.asked += 1
        return Suggestion({"knows": self.told, "number": self.asked}, "model")

    def tell(self, params, value, repeats=None):
        self.told += 1

    def recommend(self):
        return None


class Revises(Knowing):
    """Knows all that was told when a proposal is given out."""

    def revise(self, params):
        return Suggestion(params | {"knows": self.told}, "model")


def ahead_of_time(workers, trials=50, knowing=None):
    knowing = knowing or Knowing()
    search = PROBLEMS["branin"](0).space.resolve("random")
    return Ahead(knowing, Setting(search, 0, trials, workers)), knowing


@pytest.mark.parametrize(
    ("knowing", "knew"), [(Knowing(), [0, 1, 2, 3]), (Revises(), [1, 2, 3, 4])]
)
def test_that_what_is_asked_ahead_knows_one_result_less_unless_it_is_revised(knowing, knew):
    ahead, _ = ahead_of_time(1, knowing=knowing)
    asked = ahead.ask()
    for loss, known in zip((5.0, 9.0, 8.0, 1.0), knew, strict=True):
        ahead.tell(asked, loss)
        asked = ahead.ask()
        assert asked.params["knows"] == known


def test_that_the_oldest_proposal_is_given_first():
    ahead, _ = ahead_of_time(3)
    first = [ahead.ask() for _ in range(3)]
    ahead.tell(first[0], 5.0)
    assert [asked.params["number"] for asked in [*first, ahead.ask()]] == [1, 2, 3, 4]


def test_that_no_more_is_asked_for_than_will_be_run():
    ahead, knowing = ahead_of_time(4, trials=6)
    for _ in range(6):
        ahead.ask()
    assert knowing.asked == 6


def test_that_an_optimizer_is_asked_ahead_by_its_name():
    search = PROBLEMS["branin"](0).space.resolve("random")
    assert isinstance(ours.entry("bayes@ahead").begin(Setting(search, 0, 5, 1)), Ahead)
    assert not isinstance(ours.entry("bayes").begin(Setting(search, 0, 5, 1)), Ahead)
