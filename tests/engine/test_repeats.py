"""Trials with several runs: each pair of trial and repeat runs once,
and an optimizer hears of a trial as a whole.
"""

from __future__ import annotations

import os
import signal
import statistics
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.combination import combination_of
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.core.trial_end import Spread
from guild_desktop.engine.confirming import confirming_runs
from guild_desktop.engine.continuing import Continuation, plan_continuation
from guild_desktop.engine.launch import (
    pause_batch,
    prepare_continuation,
    resume_batch,
    start_engine,
    stop_runs,
)
from guild_desktop.engine.new_runs import new_repeats, trial_seed
from guild_desktop.engine.proposer import Proposal
from guild_desktop.engine.recovery import recover
from guild_desktop.engine.still_to_run import still_to_run
from guild_desktop.engine.trials import ListedTrials, ProposedTrials
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import PARABOLA, Bench, engine_of, wait_until
from tests.engine.test_batch_runner import Meanwhile

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch

NOISY = """
import os, random
x = 0.5
random.seed(int(os.environ["GUILD_RANDOM_SEED"]))
print(f"loss: {(x - 0.25) ** 2 + random.random()}")
"""
SLOW = "import time\n" + NOISY + "time.sleep(0.3)\n"


def places(runs: tuple[Run, ...] | list[Run]) -> list[tuple[int, int]]:
    return [(run.trial, run.repeat) for run in runs]


def loss(run: Run) -> float:
    return run.scalars["loss"].last


class Teller:
    """A proposer of one combination after another that remembers what it hears."""

    descriptor = None
    notice = ""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []
        self.prepared: list[int] = []
        self.asked = 0

    def tell(self, flags: object, value: float | None, repeats: object = None) -> None:
        self.heard.append((flags["x"], value, repeats))  # type: ignore[index]

    def expect(self, flags: object) -> None:
        self.heard.append((flags["x"], "expected"))  # type: ignore[index]

    def withdraw(self, flags: object) -> None:
        self.heard.append((flags["x"], "withdrawn"))  # type: ignore[index]

    def request(self) -> None: ...

    def poll(self) -> Proposal:
        self.asked += 1
        return Proposal({"x": float(self.asked)}, "model")

    def prepare(self, count: int) -> None:
        self.prepared.append(count)

    def model_best(self) -> None: ...

    def close(self) -> None: ...


def proposed(bench: Bench, **limits: object) -> tuple[Batch, ProposedTrials, Teller]:
    batch = bench.batch(PARABOLA, {"x": "[0.0:9.0]"}, "random", **limits)
    teller = Teller()
    runs = bench.runs(batch)
    return batch, ProposedTrials(batch, runs, Recorder(bench.store), "", teller), teller


def test_that_each_combination_runs_with_as_many_seeds_one_after_the_other(bench: Bench) -> None:
    batch = bench.batch(NOISY, {"x": "[1, 2]"}, repeat=3)
    ended = bench.run(batch)
    runs = bench.runs(batch)
    assert places(runs) == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    assert {run.flags["x"] for run in runs if run.trial == 1} == {1}
    assert len({run.seed for run in runs}) == len({loss(run) for run in runs}) == 6
    assert (ended.planned, ended.status) == (2, Status.COMPLETED)


def test_that_the_first_repeat_has_the_seed_it_would_have_alone(bench: Bench) -> None:
    once, thrice = (bench.batch(NOISY, {"x": "[1, 2]"}, repeat=repeat) for repeat in (1, 3))
    bench.run(once)
    bench.run(thrice)
    firsts = [loss(run) for run in bench.runs(thrice) if run.repeat == 1]
    assert firsts == [loss(run) for run in bench.runs(once)]
    assert bench.runs(once)[0].seed == trial_seed(1, 1)


def test_that_an_optimizer_is_told_once_of_a_trial_with_mean_and_deviation(bench: Bench) -> None:
    batch, trials, teller = proposed(bench, max_trials=2, repeat=3)
    recorder = Recorder(bench.store)
    values = [1.0, 2.0, 6.0]
    runs = [trials.next_run() for _ in values]
    assert all(run is not None and run.flags == {"x": 1.0} for run in runs)
    for run, value in zip(runs, values, strict=True):
        assert run is not None
        trials.learn(finished(bench, recorder, run, value))
        assert len(teller.heard) == (1 if value == values[-1] else 0)
    (x, mean, repeats) = teller.heard[0]
    assert (x, mean) == (1.0, 3.0)
    assert repeats.count == 3  # type: ignore[attr-defined]
    assert repeats.deviation == pytest.approx(statistics.stdev(values))  # type: ignore[attr-defined]
    assert batch.planned == 2


def finished(bench: Bench, recorder: Recorder, run: Run, value: float | None) -> Run:
    """A run as it is once it has ended; None for one that failed."""
    recorder.start_run(run.id, 1.0)
    if value is not None:
        summary = ScalarSummary(value, value, value, value, value, 1, 0)
        recorder.add_scalars([], {run.id: {"loss": summary}})
    recorder.end_run(run.id, Status.ERROR if value is None else Status.COMPLETED)
    return bench.store.run(run.id)


@pytest.mark.parametrize(
    ("values", "told"),
    [([1.0, None, 3.0], (2.0, 2)), ([None, 4.0, None], (4.0, None)), ([None] * 3, (None, None))],
)
def test_that_only_repeats_that_gave_a_value_count(
    bench: Bench, values: list[float | None], told: tuple[float | None, int | None]
) -> None:
    _, trials, teller = proposed(bench, max_trials=1, repeat=3)
    recorder = Recorder(bench.store)
    runs = [trials.next_run() for _ in values]
    for run, value in zip(runs, values, strict=True):
        assert run is not None
        trials.learn(finished(bench, recorder, run, value))
    ((_, mean, repeats),) = teller.heard
    assert (mean, getattr(repeats, "count", None)) == told


def test_that_a_trial_is_told_when_the_rest_of_its_repeats_are_called_off(bench: Bench) -> None:
    _, trials, teller = proposed(bench, max_trials=1, repeat=3)
    first = trials.next_run()
    assert first is not None
    others = {run.id for run in bench.store.runs_of(first.batch)} - {first.id}
    trials.learn(finished(bench, Recorder(bench.store), first, 2.5))
    assert teller.heard == []
    (end,) = trials.drop(others)
    assert end.value == 2.5
    assert teller.heard == [(1.0, 2.5, None)]
    assert trials.next_run() is None


def test_that_free_workers_get_the_next_trial_while_repeats_run(bench: Bench) -> None:
    _, trials, teller = proposed(bench, max_trials=9, repeat=3)
    trials.prepare(4)
    assert teller.prepared[-1] == 2
    runs = [trials.next_run() for _ in range(4)]
    assert [(run.trial, run.repeat) for run in runs if run] == [(1, 1), (1, 2), (1, 3), (2, 1)]
    trials.prepare(1)
    assert teller.prepared[-1] == 0
    assert trials.to_go == 2 + 7 * 3


def test_that_a_search_with_repeats_is_carried_out_by_a_model(bench: Bench) -> None:
    batch = bench.batch(NOISY, {"x": "[0.0:1.0]"}, "bayes", max_trials=6, repeat=2, workers=2)
    ended = bench.run(batch)
    assert (ended.status, ended.reason) == (Status.COMPLETED, "")
    assert Counter(run.trial for run in bench.runs(batch)) == dict.fromkeys(range(1, 7), 2)
    assert ended.model_best is not None


def test_that_a_killed_engine_s_batch_goes_on_with_exactly_the_pairs_that_are_missing(
    bench: Bench,
) -> None:
    batch = bench.batch(SLOW, {"x": "[0.0:1.0]"}, "random", max_trials=3, repeat=4)
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: sum(s is Status.COMPLETED for s in bench.statuses(batch)) >= 2)
    os.kill(engine_of(batch).pid, signal.SIGKILL)
    wait_until(lambda: recover(bench.store))
    completed = {run.id for run in bench.runs(batch) if run.status is Status.COMPLETED}
    prepare_continuation(bench.store, batch.id, Continuation(more=2))
    ended = bench.run(batch)
    done = [run for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert sorted(places(done)) == [
        (t, r) for t in range(1, ended.planned + 1) for r in range(1, 5)
    ]
    assert completed <= {run.id for run in done}
    assert all(len({run.seed for run in done if run.trial == t}) == 4 for t in (1, 2, 3))


def test_that_a_stopped_grid_goes_on_with_the_missing_pairs(bench: Bench) -> None:
    batch = bench.batch(NOISY, {"x": "[1, 2, 3]"}, repeat=2)
    recorder = Recorder(bench.store)
    trials = ListedTrials(batch, (), recorder, "")
    for _ in range(3):
        run = trials.next_run()
        assert run is not None
        finished(bench, recorder, run, 1.0)
    recorder.call_off_pending(batch.id, "stopped before it started")
    recorder.end_batch(batch.id, Status.TERMINATED, "stopped")
    prepare_continuation(bench.store, batch.id, Continuation())
    bench.run(batch)
    assert sorted(places(bench.runs(batch))) == [(t, r) for t in (1, 2, 3) for r in (1, 2)]
    assert set(bench.statuses(batch)) == {Status.COMPLETED}


def test_that_a_grid_that_is_done_can_get_more_repeats(bench: Bench) -> None:
    batch = bench.batch(NOISY, {"x": "[1, 2]"})
    bench.run(batch)
    limits = replace(batch.limits, repeat=3)
    prepare_continuation(bench.store, batch.id, Continuation(limits=limits))
    ended = bench.run(batch)
    runs = bench.runs(batch)
    assert places(runs) == [(1, 1), (2, 1), (1, 2), (1, 3), (2, 2), (2, 3)]
    assert len({run.seed for run in runs}) == 6
    assert ended.planned == 2


def test_that_fewer_repeats_leave_what_was_planned_beyond_them(bench: Bench) -> None:
    batch = bench.batch(NOISY, {"x": "[1, 2, 3]"}, repeat=3)
    recorder = Recorder(bench.store)
    trials = ListedTrials(batch, (), recorder, "")
    run = trials.next_run()
    assert run is not None
    finished(bench, recorder, run, 1.0)
    recorder.call_off_pending(batch.id, "stopped before it started")
    recorder.end_batch(batch.id, Status.TERMINATED, "stopped")
    change = Continuation(limits=replace(batch.limits, repeat=1))
    planned = plan_continuation(bench.store.batch(batch.id), bench.runs(batch), change)
    assert planned.to_go == 2
    bench.run(prepare_continuation(bench.store, batch.id, change))
    done = [run for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert places(done) == [(1, 1), (2, 1), (3, 1)]
    more = Continuation(limits=replace(batch.limits, repeat=2))
    bench.run(prepare_continuation(bench.store, batch.id, more))
    done = [run for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert places(done) == [(t, r) for t in (1, 2, 3) for r in (1, 2)]


def test_that_a_search_with_fewer_repeats_leaves_what_was_planned_beyond_them(
    bench: Bench,
) -> None:
    batch = bench.batch(NOISY, {"x": "[0.0:1.0]"}, "random", max_trials=2, repeat=3)
    recorder = Recorder(bench.store)
    new = new_repeats(batch, 1, {"x": 0.5}, "random", (1, 2, 3))
    finished(bench, recorder, recorder.add_runs(batch, new, "")[0], 1.0)
    recorder.call_off_pending(batch.id, "stopped before it started")
    recorder.end_batch(batch.id, Status.TERMINATED, "stopped")
    change = Continuation(limits=replace(batch.limits, repeat=1))
    bench.run(prepare_continuation(bench.store, batch.id, change))
    done = [run for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert places(done) == [(1, 1), (2, 1)]


def test_that_repeats_which_were_to_confirm_a_trial_are_taken_up_again(bench: Bench) -> None:
    batch = bench.batch(NOISY, {"x": "[0.0:1.0]"}, "random", max_trials=2)
    bench.run(batch)
    prepare_continuation(bench.store, batch.id, Continuation(confirm=1, repeats=2))
    recorder = Recorder(bench.store)
    recorder.call_off_pending(batch.id, "the engine ended before it started")
    recorder.end_batch(batch.id, Status.TERMINATED, "interrupted")
    bench.run(prepare_continuation(bench.store, batch.id, Continuation()))
    assert set(bench.statuses(batch)) == {Status.COMPLETED}
    assert len(bench.runs(batch)) == 4


def test_that_each_repeat_that_fails_is_retried_for_itself(bench: Bench) -> None:
    code = NOISY + "assert os.environ['GUILD_ATTEMPT'] == '2'\n"
    batch = bench.batch(code, {"x": "1"}, repeat=2, retries=1)
    bench.run(batch)
    told = [(run.repeat, run.status) for run in bench.runs(batch)]
    assert Counter(told) == {
        (repeat, status): 1 for repeat in (1, 2) for status in (Status.ERROR, Status.COMPLETED)
    }


def test_that_what_is_needed_is_whole_trials(bench: Bench) -> None:
    bench.run(bench.batch(NOISY, {"x": "[1, 2]"}))
    bench.run(bench.batch(NOISY, {"x": "1"}))
    batch = bench.batch(NOISY, {"x": "[1, 2]"}, repeat=2, needed=True)
    ended = bench.run(batch)
    assert [run.flags["x"] for run in bench.runs(batch)] == [2, 2]
    assert ended.reason == "1 was completed before"


def test_that_patience_counts_trials_by_their_means(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.25, 1, 2, 3, 4]"}, repeat=3, patience=2)
    ended = bench.run(batch)
    completed = [run for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert "2" in ended.reason
    assert {run.trial for run in completed} == {1, 2, 3}


def test_that_a_trial_whose_last_repeats_a_person_calls_off_spends_patience(bench: Bench) -> None:
    go = bench.folder / "go"
    wait = f"import os, time\nwhile x == 1 and not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
    batch = bench.batch(PARABOLA + wait, {"x": "[0.25, 1, 2]"}, repeat=2, patience=1)
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.statuses(batch)[2:3] == [Status.RUNNING])
        pause_batch(bench.store, batch.id)
        wait_until(lambda: bench.store.batch(batch.id).is_paused)
        go.touch()
        wait_until(lambda: bench.statuses(batch)[2] is Status.COMPLETED)
        stop_runs(bench.store, batch.id, [bench.runs(batch)[3].id])
        wait_until(lambda: bench.statuses(batch)[3] is Status.TERMINATED)
        resume_batch(bench.store, batch.id)
    assert bench.store.batch(batch.id).reason == "stopped because the last one had no better loss"
    assert [run.flags["x"] for run in bench.runs(batch) if run.started] == [0.25, 0.25, 1]


# Confirming


def test_that_the_best_trials_of_a_search_get_more_repeats_and_nothing_else_runs(
    bench: Bench,
) -> None:
    batch = bench.batch(NOISY, {"x": "[0.0:1.0]"}, "bayes", max_trials=6)
    bench.run(batch)
    first = bench.runs(batch)
    best = sorted(first, key=loss)[:2]
    prepare_continuation(bench.store, batch.id, Continuation(confirm=2, repeats=3))
    ended = bench.run(batch)
    more = bench.runs(batch)[6:]
    assert sorted(places(more)) == sorted((run.trial, r) for run in best for r in (2, 3, 4))
    assert all(run.flags == first[run.trial - 1].flags for run in more)
    assert len({run.seed for run in bench.runs(batch)}) == 12
    assert (ended.status, ended.planned) == (Status.COMPLETED, 6)
    assert ended.model_best is not None


def stopped_search(bench: Bench, begun: int, **limits: object) -> Batch:
    """A search that was stopped when some of its runs had completed, with losses that rise."""
    batch, trials, _ = proposed(bench, **limits)
    recorder = Recorder(bench.store)
    for number in range(begun):
        run = trials.next_run()
        assert run is not None
        finished(bench, recorder, run, float(number))
    recorder.call_off_pending(batch.id, "stopped before it started")
    recorder.end_batch(batch.id, Status.TERMINATED, "stopped")
    return bench.store.batch(batch.id)


def test_that_confirming_a_stopped_search_does_not_go_on_with_it(bench: Bench) -> None:
    batch = stopped_search(bench, 2, max_trials=4)
    prepare_continuation(bench.store, batch.id, Continuation(confirm=1, repeats=2))
    ended = bench.run(batch)
    assert sorted(places(bench.runs(batch))) == [(1, 1), (1, 2), (1, 3), (2, 1)]
    assert (ended.planned, ended.status, ended.reason) == (4, Status.COMPLETED, "")


def test_that_repeats_outside_of_a_changed_range_are_not_made_up_for(bench: Bench) -> None:
    # Its only trial is x = 1.
    batch = stopped_search(bench, 1, max_trials=1, repeat=3)
    change = Continuation(more=1, flags={"x": "[2.0:3.0]"})
    planned = plan_continuation(batch, bench.runs(batch), change)
    assert planned.to_go == 3
    prepare_continuation(bench.store, batch.id, change)
    bench.run(batch)
    completed = [run for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert places(completed) == [(1, 1), (2, 1), (2, 2), (2, 3)]
    assert all(2 <= run.flags["x"] <= 3 for run in completed[1:])  # type: ignore[operator]


def test_that_confirming_a_stopped_grid_does_not_finish_it(bench: Bench) -> None:
    batch = bench.batch(NOISY, {"x": "[1, 2, 3]"})
    recorder = Recorder(bench.store)
    trials = ListedTrials(batch, (), recorder, "")
    run = trials.next_run()
    assert run is not None
    finished(bench, recorder, run, 1.0)
    recorder.call_off_pending(batch.id, "stopped before it started")
    recorder.end_batch(batch.id, Status.TERMINATED, "stopped")
    prepare_continuation(bench.store, batch.id, Continuation(confirm=5, repeats=2))
    ended = bench.run(batch)
    completed = [run for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert places(completed) == [(1, 1), (1, 2), (1, 3)]
    assert ended.planned == 3
    prepare_continuation(bench.store, batch.id, Continuation())
    bench.run(batch)
    assert set(bench.statuses(batch)) == {Status.COMPLETED}


def test_that_there_is_nothing_to_confirm_without_a_value(bench: Bench) -> None:
    batch = bench.batch("x = 1\n", {"x": "[1, 2]"})
    bench.run(batch)
    with pytest.raises(UserError, match="No trial of train"):
        prepare_continuation(bench.store, batch.id, Continuation(confirm=5))
    assert bench.store.batch(batch.id).status is Status.COMPLETED


def test_that_those_are_best_whose_mean_is(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"}, repeat=2)
    recorder = Recorder(bench.store)
    trials = ListedTrials(batch, (), recorder, "")
    # The second trial has the lowest value, the first the lower mean.
    for value in (1.0, 1.2, 0.1, 3.0):
        run = trials.next_run()
        assert run is not None
        finished(bench, recorder, run, value)
    planned = confirming_runs(batch, bench.runs(batch), best=1, more=1)
    assert [(run.trial, run.repeat) for run in planned] == [(1, 3)]


# Pure parts


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=9))
def test_that_mean_and_deviation_are_those_of_statistics(values: list[float]) -> None:
    spread = Spread.of(values)
    assert spread is not None
    assert spread.deviation is not None
    scale = max(map(abs, values)) or 1
    assert spread.mean == pytest.approx(statistics.fmean(values), abs=1e-12 * scale)
    assert spread.deviation == pytest.approx(statistics.stdev(values), abs=1e-9 * scale)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_that_no_values_are_too_large_for_a_mean(values: list[float]) -> None:
    spread = Spread.of(values)
    assert spread is not None
    assert min(values) - abs(min(values)) * 1e-12 <= spread.mean
    assert spread.mean <= max(values) + abs(max(values)) * 1e-12


statuses = st.sampled_from(
    [Status.COMPLETED, Status.ERROR, Status.LOST, Status.TERMINATED, Status.STAGED]
)
there = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 3), statuses, st.booleans()),
    max_size=12,
    unique_by=lambda pair: pair[:2],
)


@given(there, st.lists(st.integers(1, 4), max_size=6), st.integers(1, 3))
def test_that_after_what_is_left_of_a_grid_everything_wanted_is_there(
    pairs: list[tuple[int, int, Status, bool]], wanted: list[int], repeat: int
) -> None:
    runs = [
        Run(
            f"{at}", at, "b", trial, "t", status,
            repeat=number, started=1.0 if begun or status is not Status.TERMINATED else None,
            flags={"x": trial % 3},
        )
        for at, (trial, number, status, begun) in enumerate(pairs)
    ]  # fmt: skip
    combinations = [{"x": x % 3} for x in wanted]
    left = still_to_run(combinations, runs, repeat=repeat)
    # What completed, and what would be run, by trial; new trials count from 100.
    done = {(run.trial, run.repeat): run.flags for run in runs if run.status is Status.COMPLETED}
    planned = [(run.trial, run.repeat) for run in (*left.again, *left.failed)]
    planned += [(run.trial, number) for run, numbers in left.lacking for number in numbers]
    assert len(planned) == len(set(planned))
    assert not set(planned) & set(done)
    whole = Counter(
        combination_of({"x": trial % 3})
        for trial in range(1, 5)
        if all((trial, number) in {*done, *planned} for number in range(1, repeat + 1))
    )
    whole.update(map(combination_of, left.missing))
    assert not Counter(map(combination_of, combinations)) - whole
