"""Importance: the flags that matter come first, by as much as they do, and few runs say nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guild_desktop.analysis.importance import needed_runs
from tests.analysis.swept import analyzed, noise, sweep, with_loss

FLAGS = {"x": "[0.0:1.0]", "y": "[0.0:1.0]", "n": "[1:50]", "kind": "choice[a, b, c]"}


def shares(analysis):
    return {share.flags: share.value for share in analysis.importance.flags}


@pytest.mark.parametrize("flag", ["x", "n", "kind"])
def test_that_the_only_flag_that_matters_has_nearly_all_of_the_variance(flag):
    worth = {"a": 0.0, "b": 3.0, "c": 1.0}
    batch, runs = sweep(FLAGS, 60, lambda p: worth.get(p[flag], p[flag]))
    analysis = analyzed(batch, runs, with_response=False)
    assert analysis.importance.flags[0].flags == (flag,)
    assert shares(analysis)[flag,] > 0.95
    assert analysis.importance.explained > 0.9


def test_that_shares_are_those_of_the_function():
    # The variance of a sum is that of its terms: 1 to 4.
    batch, runs = sweep(FLAGS, 400, lambda p: p["x"] + 2 * p["y"])
    found = shares(analyzed(batch, runs, with_response=False))
    assert found["y",] == pytest.approx(0.8, abs=0.03)
    assert found["x",] == pytest.approx(0.2, abs=0.03)


def test_that_a_product_is_found_as_a_pair():
    # Of xy, with both even about 0, neither flag alone explains anything.
    flags = {"x": "[-1.0:1.0]", "y": "[-1.0:1.0]", "z": "[-1.0:1.0]"}
    batch, runs = sweep(flags, 600, lambda p: p["x"] * p["y"])
    analysis = analyzed(batch, runs, with_response=False)
    assert set(analysis.importance.pairs[0].flags) == {"x", "y"}
    assert analysis.importance.pairs[0].value > 0.6
    assert max(shares(analysis).values()) < 0.2


def test_that_noise_alone_is_told_as_chance():
    chance = noise()
    batch, runs = sweep(FLAGS, 80, lambda _: chance())
    analysis = analyzed(batch, runs, with_response=False)
    assert analysis.importance.explained < 0.05


def test_that_the_spread_holds_half_of_the_trees():
    chance = noise(deviation=0.3)
    batch, runs = sweep(FLAGS, 60, lambda p: p["x"] + chance())
    for share in analyzed(batch, runs, with_response=False).importance.flags:
        assert 0 <= share.low <= share.high <= 1


def test_that_direction_makes_no_difference():
    batch, runs = sweep(FLAGS, 60, lambda p: p["x"])
    other = sweep(FLAGS, 60, lambda p: -p["x"])[1]
    one, two = (analyzed(batch, each, with_response=False).importance for each in (runs, other))
    assert one.flags[0].flags == two.flags[0].flags
    assert one.flags[0].value == pytest.approx(two.flags[0].value, abs=0.02)


def test_that_too_few_runs_are_told_instead_of_guessed():
    batch, runs = sweep(FLAGS, 12, lambda p: p["x"])
    importance = analyzed(batch, runs, with_response=False).importance
    assert importance.refusal == "Too few runs: 12 of the 20 needed for 4 flags."
    assert importance.flags == ()


def test_that_each_flag_needs_four_runs():
    assert needed_runs(2) == 20
    assert needed_runs(9) == 36


def test_that_the_same_value_everywhere_is_said():
    batch, runs = sweep(FLAGS, 30, lambda _: 1.5)
    importance = analyzed(batch, runs, with_response=False).importance
    assert "same loss" in importance.refusal


def test_that_one_run_that_diverged_does_not_decide():
    batch, runs = sweep(FLAGS, 60, lambda p: p["x"])
    runs[7] = with_loss(runs[7], 1e300)
    assert analyzed(batch, runs, with_response=False).importance.flags[0].flags == ("x",)


def test_that_repeats_do_not_make_up_for_runs_of_different_flags():
    batch, runs = sweep({"x": "[0.0:1.0]"}, 8, lambda p: p["x"])
    repeated = [replace(run, id=f"{run.id}-{n}", repeat=n) for run in runs for n in (1, 2, 3)]
    importance = analyzed(batch, repeated, with_response=False).importance
    assert importance.refusal == "Too few runs: 8 different ones of the 20 needed for 1 flag."


def test_that_repeats_of_all_combinations_there_are_will_do():
    batch, runs = sweep({"n": "[1:4]"}, 4, lambda p: p["n"])
    repeated = [replace(run, id=f"{run.id}-{n}", repeat=n) for run in runs for n in range(1, 7)]
    importance = analyzed(batch, repeated, with_response=False).importance
    assert importance.refusal == ""
    assert importance.flags[0].flags == ("n",)
