"""The rules decide as optuna's pruners do, on curves where both mean the same."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator

import optuna
import pytest
from optuna.pruners import BasePruner, MedianPruner, SuccessiveHalvingPruner

from guild_desktop.core.batch import Direction, Objective
from guild_desktop.engine.pruning.halving import SuccessiveHalving
from guild_desktop.engine.pruning.median import MedianRule
from tests.engine.pruning.recorded_curves import Reports, recorded_curves
from tests.engine.pruning.replay import Judge, RuleJudge, learning_curves, replay


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():
        # Of medians of infinities and nan.
        warnings.simplefilter("ignore")
        yield


class _Optuna(Judge):
    def __init__(self, pruner: BasePruner, direction: Direction) -> None:
        self._study = optuna.create_study(pruner=pruner, direction=direction)
        self._trials: dict[int, optuna.Trial] = {}

    def report(self, trial: int, step: int, value: float) -> bool:
        if trial not in self._trials:
            self._trials[trial] = self._study.ask()
        self._trials[trial].report(value, step)
        if not self._trials[trial].should_prune():
            return False
        self._study.tell(self._trials[trial], state=optuna.trial.TrialState.PRUNED)
        return True

    def complete(self, trial: int) -> None:
        self._study.tell(self._trials[trial], 0.0)


def _curves(direction: Direction) -> Iterator[list[Reports]]:
    """Curves on which both mean the same, made up and real ones.

    Optuna passes over who has ended, where we take what it had, and its middle of two infinities is nan.
    """
    for seed in range(6):
        yield [
            curve
            for curve in recorded_curves(seed)
            if len(curve) == 27
            and (direction == "minimize" or math.inf not in dict(curve).values())
        ]
    yield learning_curves()[:40]


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
@pytest.mark.parametrize("at_once", [1, 4])
@pytest.mark.parametrize(("startup", "warmup", "interval"), [(1, 0, 1), (5, 3, 1), (3, 2, 5)])
def test_that_the_median_rule_stops_what_optuna_s_median_pruner_stops(
    startup: int, warmup: int, interval: int, at_once: int, direction: Direction
) -> None:
    stopped = 0
    for curves in _curves(direction):
        rule = MedianRule(
            Objective("loss", direction),
            startup_trials=startup,
            warmup_steps=warmup,
            interval=interval,
        )
        ours = replay(curves, RuleJudge(rule), at_once)
        theirs = _Optuna(MedianPruner(startup, warmup, interval), direction)
        assert ours == replay(curves, theirs, at_once)
        stopped += len(ours.stopped)
    assert stopped > 20


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
@pytest.mark.parametrize("at_once", [1, 4])
@pytest.mark.parametrize(("first", "factor"), [(1, 2), (1, 4), (3, 3)])
def test_that_successive_halving_stops_what_optuna_s_pruner_stops(
    first: int, factor: int, at_once: int, direction: Direction
) -> None:
    stopped = 0
    for curves in (*map(recorded_curves, range(6)), learning_curves()[:40]):
        rule = SuccessiveHalving(
            Objective("loss", direction), min_steps=first, factor=factor, startup_trials=0
        )
        ours = replay(curves, RuleJudge(rule), at_once)
        theirs = _Optuna(SuccessiveHalvingPruner(first, factor), direction)
        assert ours == replay(curves, theirs, at_once)
        stopped += len(ours.stopped)
    assert stopped > 50
