"""Which runs an analysis uses, in which space, and why the others are not used."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from guild_desktop.analysis.documents import Answer, Request, from_line, plain_document, to_line
from guild_desktop.analysis.question import Question
from guild_desktop.analysis.subject import subject_of
from guild_desktop.analysis.words import used_words
from guild_desktop.core.batch import Objective
from guild_desktop.core.operation import Operation
from guild_desktop.core.run import Status
from tests.analysis.swept import analyzed, sweep, with_loss
from tests.core.sample_runs import make_batch, make_run

LINE = {"x": "[0.0:1.0]", "y": "[0.0:1.0]"}


def test_that_every_run_that_is_not_used_has_a_reason():
    batch, runs = sweep(LINE, 30, lambda p: p["x"])
    runs[0] = replace(runs[0], status=Status.ERROR, scalars={})
    runs[1] = replace(runs[1], status=Status.ERROR)
    runs[2] = replace(runs[2], scalars={})
    runs[3] = with_loss(runs[3], math.nan)
    runs[4] = with_loss(runs[4], math.inf)
    runs[5] = replace(runs[5], status=Status.PRUNED)
    runs[6] = replace(runs[6], status=Status.RUNNING)
    runs[7] = replace(runs[7], flags={"x": 2.0, "y": 0.0})
    runs[8] = replace(runs[8], status=Status.TERMINATED)
    analysis = analyzed(batch, runs)
    reasons = {each.reason: each.count for each in analysis.runs.left_out}
    assert reasons == {
        "failed": 2,
        "without loss": 1,
        "with loss not finite": 2,
        "stopped early": 1,
        "not finished": 1,
        "outside of the ranges": 1,
        "stopped": 1,
    }
    assert analysis.runs.used == 21
    assert used_words(analysis.runs).startswith("uses 21 of 30 runs: ")


def test_that_only_the_latest_attempt_counts():
    batch, runs = sweep(LINE, 6, lambda p: p["x"])
    again = replace(runs[0], id="a" * 32, sequence=99)
    runs[0] = replace(runs[0], status=Status.ERROR, scalars={})
    assert analyzed(batch, [*runs, again]).runs.total == 6
    assert used_words(analyzed(batch, [*runs, again]).runs) == "uses all 6 runs"


def test_that_a_table_is_analyzed_in_the_space_of_its_own_values():
    operation = Operation("table", "/results.csv", "results.csv", "", "/")
    batch = make_batch(operation=operation, optimizer="table")
    rng = np.random.default_rng(0)
    runs = [
        make_run(
            at,
            {
                "lr": float(10 ** rng.uniform(-5, 0)),
                "depth": int(rng.integers(1, 4)),
                "kind": "ab"[at % 2],
            },
            float(rng.normal()),
        )
        for at in range(40)
    ]
    flags = {flag.name: flag for flag in analyzed(batch, runs).flags}
    assert (flags["lr"].kind, flags["lr"].log) == ("float", True)
    assert flags["depth"].choices == (1, 2, 3)
    assert flags["kind"].choices == ("a", "b")


def test_that_what_names_a_run_or_is_rare_is_left_out_of_a_table():
    runs = [
        make_run(
            at, {"x": at / 7, "path": f"/data/{at}"} | ({"seldom": at} if at < 3 else {}), 1.0 * at
        )
        for at in range(80)
    ]
    analysis = analyzed(None, runs)
    assert [flag.name for flag in analysis.flags] == ["x"]
    assert len(analysis.notes) == 2


def test_that_a_grid_has_its_lists_as_choices():
    batch = make_batch(flags={"x": "[0.1, 0.2, 0.4]", "kind": "[a, b]", "z": "1"})
    runs = [
        make_run(at, {"x": x, "kind": kind, "z": 1}, x)
        for at, (x, kind) in enumerate((x, k) for x in (0.1, 0.2, 0.4) for k in "ab")
    ]
    analysis = analyzed(batch, runs)
    assert [flag.name for flag in analysis.flags] == ["x", "kind"]
    assert analysis.response.slices[0].values == (0.1, 0.2, 0.4)
    assert analysis.response.proposals == ()


def test_that_runs_of_other_batches_count_if_they_lie_inside():
    batch, runs = sweep(LINE, 10, lambda p: p["x"])
    others = [replace(run, id=f"{at:032x}", batch="c" * 32) for at, run in enumerate(runs)]
    assert analyzed(batch, [*runs, *others]).runs.used == 20


def test_that_without_anything_varied_there_is_nothing_to_tell():
    runs = [make_run(at, {"x": 1.0}, float(at)) for at in range(30)]
    analysis = analyzed(None, runs)
    assert "No flag was varied" in analysis.importance.refusal
    assert "No flag was varied" in analysis.response.refusal


@pytest.mark.parametrize("value", [1e300, -1e300, 1e-300, 0.0])
def test_that_extreme_values_give_finite_answers(value):
    batch, runs = sweep(LINE, 25, lambda p: p["x"])
    runs[3] = with_loss(runs[3], value)
    response = analyzed(batch, runs).response
    numbers = [number for each in response.slices for number in (*each.mean, *each.low, *each.high)]
    assert numbers
    assert all(map(math.isfinite, numbers))


def test_that_a_constant_objective_has_a_flat_response():
    batch, runs = sweep(LINE, 25, lambda _: 3.0)
    response = analyzed(batch, runs).response
    assert response.slices[0].mean == pytest.approx([3.0] * len(response.slices[0].mean), abs=1e-6)
    assert not response.seen_best.is_lucky


def test_that_all_failed_runs_are_no_data():
    batch, runs = sweep(LINE, 25, lambda _: None)
    runs = [replace(run, status=Status.ERROR) for run in runs]
    analysis = analyzed(batch, runs)
    assert analysis.response.refusal.startswith("Too few runs: 0")
    assert used_words(analysis.runs) == "uses 0 of 25 runs: 25 failed"


def test_that_thousands_of_runs_are_capped_and_that_is_said():
    batch, runs = sweep(LINE, 4000, lambda p: p["x"])
    analysis = analyzed(batch, runs)
    assert "2,000 of the runs" in analysis.importance.method
    assert analysis.runs.used == 4000


def test_that_two_hundred_flags_are_ranked_and_the_first_are_sliced():
    flags = {f"f{at}": "[0.0:1.0]" for at in range(200)}
    batch, runs = sweep(flags, 800, lambda p: 4 * p["f150"] + p["f20"])
    analysis = analyzed(batch, runs, proposals=0)
    assert [share.flags for share in analysis.importance.flags[:2]] == [("f150",), ("f20",)]
    names = [each.flag for each in analysis.response.slices]
    assert {"f20", "f150"} <= set(names)
    assert len(names) == 30


def test_that_one_choice_alone_is_no_varied_flag():
    batch, runs = sweep({"x": "[0.0:1.0]", "kind": "choice[a]"}, 20, lambda p: p["x"])
    assert [flag.name for flag in analyzed(batch, runs).flags] == ["x"]


def test_that_documents_come_back_as_they_were():
    values = (math.inf, -math.inf, True, None, "a", (1, (2.5, "b")))
    runs = [make_run(at, {"x": values[at % 6], "n": at}, float(at)) for at in range(40)]
    analysis = analyzed(None, runs)
    answer = from_line(to_line(Answer(3, analysis)), Answer)
    assert answer == Answer(3, analysis)
    assert answer.analysis.flags[0].choices == values
    assert plain_document(analysis)["flags"][0]["choices"][:2] == ["inf", "-inf"]
    request = Request(1, "/home", "b", ("b",), (), Question(Objective(), pair=("x", "n")))
    assert from_line(to_line(request), Request) == request


def test_that_a_subject_keeps_the_order_in_which_an_engine_tells():
    batch, runs = sweep(LINE, 8, lambda p: p["x"])
    subject = subject_of(batch, runs[::-1], batch.objective)
    assert [tried.run.trial for tried in subject.tried] == list(range(1, 9))


def test_that_repeats_of_a_trial_are_told_once_with_their_spread():
    batch, runs = sweep(LINE, 24, lambda p: p["x"])
    again = [
        replace(with_loss(run, run.scalars["loss"].last + 0.2), id=f"{at:032x}", repeat=2)
        for at, run in enumerate(runs)
    ]
    both = [run for pair in zip(runs, again, strict=True) for run in pair]
    subject = subject_of(batch, both, batch.objective)
    assert len(subject.trials) == 24
    first = subject.trials[0]
    assert first.told == pytest.approx(runs[0].scalars["loss"].last + 0.1)
    assert first.repeats.count == 2
    analysis = analyzed(batch, both)
    assert analysis.runs.used == 48
    assert analysis.response.noise > 0.05


def test_that_a_trial_that_was_stopped_early_stands_for_a_value_among_the_others():
    batch, runs = sweep(LINE, 12, lambda p: p["x"])
    runs[2] = replace(with_loss(runs[2], 9.0), status=Status.PRUNED)
    runs[3] = replace(with_loss(runs[3], -9.0), status=Status.PRUNED)
    runs[4] = replace(with_loss(runs[4], 9.0), status=Status.PRUNED, foreseen={"loss": 0.75})
    subject = subject_of(batch, runs, batch.objective)
    values = [tried.value for tried in subject.with_value]
    told = {tried.run.id: tried.told for tried in subject.tried if tried.value is None}
    assert told[runs[2].id] == 9.0
    assert told[runs[4].id] == 0.75
    assert told[runs[3].id] == pytest.approx(float(np.median(values)))
    assert used_words(subject.runs) == "uses 9 of 12 runs: 3 stopped early"
