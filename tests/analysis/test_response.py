"""The response is what `bayes` believes, in the objective's own unit and direction."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from guild_desktop.core.batch import Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.flags import space_of
from guild_desktop.optimizers import create
from tests.analysis.swept import analyzed, noise, sweep

VALLEY = {"x": "[-2.0:2.0]", "rate": "loguniform[1e-4:1.0]", "kind": "choice[a, b]"}


def valley(params):
    off = 1.0 if params["kind"] == "b" else 0.0
    return (params["x"] - 0.5) ** 2 + (math.log10(params["rate"]) + 2) ** 2 / 4 + off


def test_that_the_model_is_that_of_bayes_and_proposes_the_same():
    batch, runs = sweep(VALLEY, 24, valley, optimizer="bayes", seed=11)
    optimizer = create("bayes", space_of(batch), {}, 11)
    for run in runs:
        optimizer.tell(run.flags, run.scalars["loss"].last)
    best = optimizer.recommend()
    response = analyzed(batch, runs, with_importance=False).response
    assert response.model_best.flags == best.params
    assert response.model_best.value == pytest.approx(best.value)
    assert response.model_best.deviation == pytest.approx(best.deviation)
    for proposal in response.proposals:
        suggestion = optimizer.ask()
        assert (proposal.guess.flags, proposal.origin) == (suggestion.params, suggestion.origin)


def test_that_slices_follow_the_function_and_hold_it_in_their_band():
    batch, runs = sweep(VALLEY, 60, valley)
    response = analyzed(batch, runs, with_importance=False).response
    fixed = response.context_flags
    for each in response.slices:
        truth = [valley({**fixed, each.flag: value}) for value in each.values]
        inside = [low <= t <= high for low, t, high in zip(each.low, truth, each.high, strict=True)]
        assert sum(inside) / len(inside) > 0.8
        near = min(range(len(truth)), key=truth.__getitem__)
        assert each.mean[near] == pytest.approx(truth[near], abs=0.15)


def test_that_a_slice_has_the_values_of_its_scale():
    batch, runs = sweep(VALLEY | {"n": "[1:5]"}, 30, valley)
    slices = {each.flag: each for each in analyzed(batch, runs).response.slices}
    assert slices["kind"].values == ("a", "b")
    assert slices["n"].values == (1, 2, 3, 4, 5)
    rates = slices["rate"].values
    assert rates[0] == pytest.approx(1e-4)
    assert rates[len(rates) // 2] == pytest.approx(1e-2)
    assert list(rates) == sorted(rates)


def test_that_to_maximize_is_the_mirror_image():
    batch, runs = sweep(VALLEY, 30, valley)
    _, mirrored = sweep(VALLEY, 30, lambda p: -valley(p))
    low = analyzed(batch, runs).response
    high = analyzed(replace(batch, objective=Objective("loss", "maximize")), mirrored).response
    assert high.model_best.flags == low.model_best.flags
    assert high.slices[0].mean == pytest.approx([-value for value in low.slices[0].mean])
    assert high.slices[0].low == pytest.approx([-value for value in low.slices[0].high])
    assert high.seen_best.run_id == low.seen_best.run_id


def test_that_an_aggregate_is_followed_instead_of_the_last_value():
    batch, runs = sweep(VALLEY, 30, valley)
    lower = [
        replace(
            run, scalars={"loss": replace(run.scalars["loss"], min=run.scalars["loss"].last - 5)}
        )
        for run in runs
    ]
    plain = analyzed(batch, runs).response
    least = analyzed(batch, lower, objective=Objective("loss", "minimize", "min")).response
    assert least.seen_best.value == pytest.approx(plain.seen_best.value - 5)


def test_that_other_flags_stay_as_in_a_run():
    batch, runs = sweep(VALLEY, 30, valley)
    response = analyzed(batch, runs, context="run", context_run=runs[4].id).response
    assert response.context_flags == runs[4].flags
    along = next(each for each in response.slices if each.flag == "kind")
    here = along.values.index(runs[4].flags["kind"])
    assert along.mean[here] == pytest.approx(runs[4].scalars["loss"].last, abs=0.3)


def test_that_an_average_is_that_over_the_runs():
    batch, runs = sweep(VALLEY, 40, valley)
    response = analyzed(batch, runs, context="average", flags=("kind",)).response
    (along,) = response.slices
    one, other = along.mean
    assert other - one == pytest.approx(1.0, abs=0.3)
    assert response.context_flags is None


def test_that_a_run_elsewhere_cannot_be_kept():
    batch, runs = sweep(VALLEY, 30, valley)
    outside = replace(runs[0], id="f" * 32, flags={**runs[0].flags, "x": 7.0}, trial=99)
    with pytest.raises(UserError, match="outside"):
        analyzed(batch, [*runs, outside], context="run", context_run=outside.id)


def test_that_a_flag_that_was_not_varied_is_refused():
    batch, runs = sweep(VALLEY, 30, valley)
    with pytest.raises(UserError, match="was not varied"):
        analyzed(batch, runs, flags=("batch",))


def test_that_a_contour_agrees_with_its_slices():
    batch, runs = sweep(VALLEY, 40, valley)
    response = analyzed(batch, runs, pair=("x", "kind")).response
    contour = response.contour
    best = contour.down.index(response.context_flags["kind"])
    along = next(each for each in response.slices if each.flag == "x")
    ends = contour.mean[best][0], contour.mean[best][-1]
    assert ends == pytest.approx((along.mean[0], along.mean[-1]))


def test_that_the_promise_is_greatest_somewhere_and_none_where_nothing_may_be_tried():
    batch, runs = sweep({"x": "[0.0:1.0]", "y": "[0.0:1.0]"}, 20, lambda p: p["x"])
    limited = replace(batch, limits=replace(batch.limits, where="x > 0.5"))
    (along,) = analyzed(limited, runs, flags=("x",)).response.slices
    assert max(along.promise) == pytest.approx(1.0)
    assert not any(p for p, x in zip(along.promise, along.values, strict=True) if x <= 0.5)
    proposals = analyzed(limited, runs).response.proposals
    assert proposals
    assert all(proposal.guess.flags["x"] > 0.5 for proposal in proposals)


def test_that_runs_that_are_to_come_are_not_proposed_again():
    batch, runs = sweep({"n": "[1:12]"}, 11, lambda p: (p["n"] - 4) ** 2)
    left = set(range(1, 13)) - {run.flags["n"] for run in runs}
    pending = replace(
        runs[0], id="e" * 32, trial=99, flags={"n": left.pop()}, status=Status.RUNNING, scalars={}
    )
    proposed = analyzed(batch, [*runs, pending]).response.proposals
    assert pending.flags not in [proposal.guess.flags for proposal in proposed]


def test_that_few_runs_are_told_instead_of_guessed():
    batch, runs = sweep(VALLEY, 4, valley)
    response = analyzed(batch, runs).response
    assert response.refusal == "Too few runs: 4 of the 5 needed for 3 flags."
    assert response.slices == ()


def test_that_a_run_far_below_its_neighbours_is_lucky():
    chance = noise(1, 0.02)
    batch, runs = sweep({"x": "[0.0:1.0]"}, 40, lambda p: p["x"] + chance())
    middle = min(runs, key=lambda run: abs(run.flags["x"] - 0.5))
    summary = middle.scalars["loss"]
    lucky = replace(middle, scalars={"loss": replace(summary, last=-0.2)})
    seen = analyzed(batch, [lucky if run is middle else run for run in runs]).response.seen_best
    assert seen.run_id == lucky.id
    assert seen.is_lucky
    assert seen.guess.value > 0.2


def test_that_the_best_of_a_smooth_function_needs_no_luck():
    batch, runs = sweep(VALLEY, 40, valley)
    seen = analyzed(batch, runs).response.seen_best
    assert not seen.is_lucky
    assert seen.value == min(run.scalars["loss"].last for run in runs)
