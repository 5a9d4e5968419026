"""What the rules of early stopping do where optuna's pruners do something else or nothing."""

from __future__ import annotations

import math

import pytest

from guild_desktop.core.batch import Aggregate, Direction, Objective
from guild_desktop.engine.pruning.curve import Curve
from guild_desktop.engine.pruning.halving import SuccessiveHalving
from guild_desktop.engine.pruning.median import MedianRule
from guild_desktop.engine.pruning.rule import AboveMedian, NotAmongBest, Rule, Verdict

LOSS = Objective()


def median(startup_trials: int = 1, objective: Objective = LOSS) -> MedianRule:
    return MedianRule(objective, startup_trials=startup_trials, warmup_steps=0, interval=1)


def halving(
    startup_trials: int = 0, min_steps: int = 1, factor: int = 2, objective: Objective = LOSS
) -> SuccessiveHalving:
    return SuccessiveHalving(
        objective, min_steps=min_steps, factor=factor, startup_trials=startup_trials
    )


def completed(rule: Rule, name: str, values: list[float], every: int = 1) -> None:
    for number, value in enumerate(values):
        rule.report(name, number * every, value)
    rule.end(name, completed=True)


def asked(rule: Rule, name: str, step: int, value: float) -> Verdict | None:
    return rule.verdict(name) if rule.report(name, step, value) else None


def test_that_a_trial_worse_than_the_median_at_its_step_is_told_with_the_figures() -> None:
    rule = median()
    for name, last in (("a", 0.1), ("b", 0.3), ("c", 0.2)):
        completed(rule, name, [1.0, last])
    assert asked(rule, "d", 0, 1.0) is None
    assert asked(rule, "d", 1, 0.25) == AboveMedian(1, 0.25, 0.2, 3)


def test_that_one_bad_step_after_a_good_one_stops_nothing() -> None:
    rule = median()
    completed(rule, "a", [1.0, 0.5, 0.4])
    assert asked(rule, "b", 0, 0.3) is None
    assert asked(rule, "b", 2, 9.0) is None


def test_that_only_completed_trials_are_what_others_are_measured_by() -> None:
    rule = median()
    rule.report("running", 0, 0.0)
    rule.report("failed", 0, 0.0)
    rule.end("failed", completed=False)
    assert asked(rule, "a", 0, 5.0) is None
    rule.end("running", completed=True)
    assert asked(rule, "a", 1, 5.0) is not None


def test_that_a_trial_that_reports_rarely_is_compared_by_what_it_had() -> None:
    rule = median()
    completed(rule, "rare", [1.0, 0.5, 0.1], every=10)
    assert asked(rule, "a", 9, 0.9) is None
    assert asked(rule, "b", 15, 0.9) == AboveMedian(15, 0.9, 0.5, 1)
    # Also long after it has ended.
    assert asked(rule, "c", 99, 0.2) == AboveMedian(99, 0.2, 0.1, 1)


def test_that_a_trial_that_began_at_a_later_step_says_nothing_of_earlier_ones() -> None:
    rule = median()
    rule.report("late", 50, 0.1)
    rule.end("late", completed=True)
    assert asked(rule, "a", 10, 9.0) is None
    assert asked(rule, "a", 50, 9.0) is not None


def test_that_nan_of_others_says_nothing_and_nan_all_along_is_stopped() -> None:
    rule = median()
    completed(rule, "diverged", [0.1, math.nan])
    assert asked(rule, "a", 0, 0.1) is None
    assert asked(rule, "a", 1, 9.0) is None
    verdict = asked(rule, "b", 0, math.nan)
    assert isinstance(verdict, AboveMedian)
    assert math.isnan(verdict.value)


def test_that_infinities_are_values_like_others() -> None:
    rule = median()
    completed(rule, "a", [math.inf])
    completed(rule, "b", [math.inf])
    assert asked(rule, "c", 0, math.inf) is None
    assert asked(rule, "d", 0, 1e308) is None
    for name in "efg":
        completed(rule, name, [1e308])
    assert asked(rule, "h", 0, math.inf) == AboveMedian(0, math.inf, 1e308, 5)


@pytest.mark.parametrize("rule", [median(), halving()])
def test_that_a_step_is_judged_once_however_often_it_is_reported(rule: Rule) -> None:
    completed(rule, "a", [0.0, 0.0])
    assert asked(rule, "b", 1, 9.0) is not None
    assert not rule.report("b", 1, 9.0)
    assert not rule.report("b", 0, 9.0)


@pytest.mark.parametrize("make", [median, halving])
def test_that_a_trial_that_is_forgotten_is_as_if_it_had_not_been(make: type) -> None:
    rule: Rule = make()
    completed(rule, "a", [0.0, 0.0, 0.0, 0.0])
    rule.forget("a")
    rule.forget("unheard of")
    for step in range(4):
        assert asked(rule, "b", step, 9.0) is None
    rule.end("b", completed=True)
    assert asked(rule, "c", 3, 9.5) is not None


def test_that_halving_lets_the_best_part_go_on_and_tells_the_figures() -> None:
    rule = halving(factor=3)
    verdicts = [asked(rule, str(value), 1, value) for value in (5.0, 4.0, 6.0, 3.0, 2.0, 3.5)]
    assert verdicts == [
        None,
        None,
        NotAmongBest(1, 6.0, 1, 3),
        None,
        None,
        NotAmongBest(1, 3.5, 2, 6),
    ]


def test_that_halving_compares_again_at_multiples_of_the_first_step() -> None:
    rule = halving(min_steps=2, factor=2)
    completed(rule, "a", [1.0] * 10)
    judged = [step for step in range(10) if asked(rule, "b", step, 9.0) is not None]
    assert judged == [2, 4, 8]


def test_that_who_reports_beyond_several_rungs_at_once_is_judged_at_the_highest() -> None:
    rule = halving(factor=2)
    for name, value in (("a", 1.0), ("b", 0.9), ("c", 2.0)):
        rule.report(name, 0, 3.0)
        rule.report(name, 1000, value)
    assert rule.verdict("c") == NotAmongBest(1000, 2.0, 1, 3)
    # At the lower rungs nobody stood.
    assert asked(rule, "d", 1, 9.0) is None


def test_that_halving_stops_nothing_before_enough_have_come_as_far() -> None:
    rule = halving(startup_trials=3)
    assert [asked(rule, name, 1, float(ord(name))) for name in "abc"] == [None] * 3
    assert asked(rule, "d", 1, math.nan) is not None


@pytest.mark.parametrize(
    ("aggregate", "direction", "value"),
    [
        ("last", "minimize", 4.0),
        ("last", "maximize", -4.0),
        ("min", "minimize", 1.0),
        ("min", "maximize", -1.0),
        ("max", "minimize", 4.0),
        ("max", "maximize", -4.0),
        ("avg", "minimize", 2.5),
        ("first", "maximize", -3.0),
    ],
)
def test_that_a_curve_is_what_the_goal_would_be_if_the_trial_ended_now(
    aggregate: Aggregate, direction: Direction, value: float
) -> None:
    curve = Curve(Objective("loss", direction, aggregate))
    for step, reported in enumerate((3.0, 1.0, 2.0, 4.0)):
        curve.add(step, reported)
    assert curve.value == value


def test_that_of_equal_steps_the_later_value_counts_and_lower_steps_are_too_old() -> None:
    curve = Curve(LOSS)
    for step, value in ((0, 5.0), (3, 4.0), (3, 3.0), (1, 9.0)):
        curve.add(step, value)
    assert (curve.value, curve.at(3), curve.at(2), curve.last_step) == (3.0, 3.0, 5.0, 3)


def test_that_a_curve_of_very_many_steps_stays_small_and_true() -> None:
    curve = Curve(LOSS)
    kept = sum(curve.add(step, float(-step)) for step in range(200_000))
    assert kept == curve.steps < 10_000
    assert curve.at(500) == -500.0
    near = curve.at(150_000)
    assert near is not None
    assert -150_000 <= near <= -149_000
