"""Failed trials get other attempts: runs of their own, with the same number, flags and seed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import prepare_continuation, stop_runs
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import PARABOLA, Bench, wait_until
from tests.engine.test_batch_runner import SLEEPER, Meanwhile

FAILS_ONCE = (
    "import json, os, pathlib\n"
    "x = 1.0\n"
    "attempt = int(os.environ['GUILD_ATTEMPT'])\n"
    "folders = json.loads(os.environ['GUILD_EARLIER_DIRS'])\n"
    "pathlib.Path('checkpoint').write_text(str(attempt))\n"
    "if x > 0.5 and attempt == 1: os.abort()\n"
    "print('loss: 1')\n"
    "print(f'earlier: {len(folders)}')\n"
    "if folders: print('from: ' + pathlib.Path(folders[0], 'checkpoint').read_text())\n"
)


def by_trial(runs: tuple[Run, ...]) -> list[tuple[int, Status]]:
    return [(run.trial, run.status) for run in runs]


def test_that_a_failed_trial_is_never_tried_again_by_itself(bench: Bench) -> None:
    batch = bench.batch(FAILS_ONCE, {"x": "[0.1, 0.9]"})
    bench.run(batch)
    assert bench.statuses(batch) == [Status.COMPLETED, Status.ERROR]


def test_that_a_retry_comes_at_once_and_finds_the_earlier_folder(bench: Bench) -> None:
    batch = bench.batch(FAILS_ONCE, {"x": "[0.9, 0.1]"}, retries=2)
    assert bench.run(batch).status is Status.COMPLETED
    first, second, third = bench.runs(batch)
    assert by_trial((first, second, third)) == [
        (1, Status.ERROR),
        (2, Status.COMPLETED),
        (1, Status.COMPLETED),
    ]
    assert first.reason == "ended by SIGABRT"
    assert (third.flags, third.seed) == (first.flags, first.seed)
    assert (third.scalars["earlier"].last, third.scalars["from"].last) == (1.0, 1.0)
    assert (third.started or 0.0) < (second.started or 0.0)


def test_that_retries_have_an_end_and_only_the_last_failure_counts(bench: Bench) -> None:
    batch = bench.batch("x = 1\nraise SystemExit('no')\n", {"x": "[1, 2]"}, retries=2)
    assert bench.run(batch).status is Status.ERROR
    assert sorted(run.trial for run in bench.runs(batch)) == [1, 1, 1, 2, 2, 2]


def test_that_a_search_learns_from_the_last_attempt_only(bench: Bench) -> None:
    batch = bench.batch(FAILS_ONCE, {"x": "[0.0:1.0]"}, "random", max_trials=6, retries=1)
    assert bench.run(batch).status is Status.COMPLETED
    completed = [run for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert sorted(run.trial for run in completed) == [1, 2, 3, 4, 5, 6]
    prepare_continuation(bench.store, batch.id, Continuation(more=2))
    bench.run(batch)
    # What a search proposes next depends on how many trials it knows of.
    other = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=8)
    bench.run(other)
    flags = {run.trial: run.flags for run in bench.runs(batch)}
    assert [flags[trial] for trial in range(1, 9)] == [run.flags for run in bench.runs(other)]


def test_that_failed_and_lost_trials_of_a_search_are_run_again_and_nothing_else(
    bench: Bench,
) -> None:
    batch = bench.batch(FAILS_ONCE, {"x": "[0.0:1.0]"}, "random", max_trials=6)
    bench.run(batch)
    before = bench.runs(batch)
    failed = [run.trial for run in before if run.status is Status.ERROR]
    assert 0 < len(failed) < 6
    lost = next(run for run in before if run.status is Status.COMPLETED)
    database = bench.store.connection
    with database.writing() as writer:
        writer.execute_sql("UPDATE run SET status = 'lost' WHERE id = ?", (lost.id,))
    prepare_continuation(bench.store, batch.id, Continuation(failed=True))
    assert bench.run(batch).status is Status.COMPLETED
    again = bench.runs(batch)[6:]
    assert sorted(run.trial for run in again) == sorted([*failed, lost.trial])
    assert {run.status for run in again} == {Status.COMPLETED}
    assert all(run.source_hash == before[0].source_hash for run in again)
    assert bench.store.batch(batch.id).planned == 6


def test_that_there_has_to_be_something_that_failed(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=2)
    bench.run(batch)
    with pytest.raises(UserError, match=r"No run of .* failed"):
        prepare_continuation(bench.store, batch.id, Continuation(failed=True))
    assert bench.store.batch(batch.id).status is Status.COMPLETED


def test_that_a_continued_grid_makes_another_attempt_at_what_failed(bench: Bench) -> None:
    batch = bench.batch(FAILS_ONCE, {"x": "[0.9, 0.1]"})
    bench.run(batch)
    prepare_continuation(bench.store, batch.id, Continuation())
    bench.run(batch)
    assert by_trial(bench.runs(batch)) == [
        (1, Status.ERROR),
        (2, Status.COMPLETED),
        (1, Status.COMPLETED),
    ]
    attempts = bench.store.attempts_at(bench.runs(batch)[0])
    assert [run.status for run in attempts] == [Status.ERROR, Status.COMPLETED]


def test_that_a_stopped_trial_is_not_retried(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "1"}, retries=3)
    with Meanwhile(bench, batch):
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        stop_runs(bench.store, batch.id, [bench.runs(batch)[0].id])
    assert bench.statuses(batch) == [Status.TERMINATED]


def test_that_a_trial_that_takes_too_long_is_retried(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "1"}, timeout=0.2, retries=2)
    bench.run(batch)
    assert bench.statuses(batch) == [Status.TERMINATED] * 3


def test_that_a_trial_that_took_too_long_is_run_again_as_failed_and_a_stopped_one_is_not(
    bench: Bench,
) -> None:
    batch = bench.batch(SLEEPER, {"x": "[0.0:1.0]"}, "random", max_trials=2, timeout=600)
    with Meanwhile(bench, batch):
        for number in range(2):
            wait_until(lambda at=number: bench.statuses(batch)[at:] == [Status.RUNNING])
            stop_runs(bench.store, batch.id, [bench.runs(batch)[number].id])
    stopped = bench.runs(batch)[0]
    with bench.store.connection.writing() as writer:
        writer.execute_sql("UPDATE run SET timed_out = 1 WHERE id = ?", (stopped.id,))
    limits = replace(batch.limits, timeout=0.2)
    prepare_continuation(bench.store, batch.id, Continuation(failed=True, limits=limits))
    bench.run(batch)
    assert [run.trial for run in bench.runs(batch)] == [1, 2, 1]


def test_that_a_sweep_whose_first_runs_all_take_too_long_stops(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "[1, 2, 3, 4, 5]"}, timeout=0.2)
    ended = bench.run(batch)
    assert ended.status is Status.ERROR
    assert ended.reason == "the first 3 all failed: timed out after 0.2 s"
    assert [run.timed_out for run in bench.runs(batch)] == [True] * 3 + [False] * 2


def test_that_attempts_that_were_called_off_can_be_asked_for_again(bench: Bench) -> None:
    batch = bench.batch(FAILS_ONCE, {"x": "[0.0:1.0]"}, "random", max_trials=4)
    bench.run(batch)
    prepare_continuation(bench.store, batch.id, Continuation(failed=True))
    recorder = Recorder(bench.store)
    waiting = recorder.call_off_pending(batch.id, "the engine ended before it started")
    recorder.end_batch(batch.id, Status.TERMINATED, "gone")
    assert waiting > 0
    prepare_continuation(bench.store, batch.id, Continuation(failed=True))
    assert bench.run(batch).status is Status.COMPLETED
    completed = [run.trial for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert sorted(completed) == [1, 2, 3, 4]


FEW_WORK = (
    "import os\n"
    "x = 1\n"
    "if x <= 3 or (x <= 5 and os.environ['GUILD_ATTEMPT'] == '1'): raise SystemExit('no luck')\n"
    "print('loss: 1')\n"
)


def test_that_failing_again_does_not_stop_a_batch_that_has_completed_runs(bench: Bench) -> None:
    batch = bench.batch(FEW_WORK, {"x": "[9, 1, 2, 3, 4, 5]"})
    bench.run(batch)
    prepare_continuation(bench.store, batch.id, Continuation(failed=True))
    assert bench.run(batch).status is Status.COMPLETED
    completed = [run for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert sorted(run.flags["x"] for run in completed) == [4, 5, 9]


def test_that_trials_that_failed_before_are_not_the_first_three_again(bench: Bench) -> None:
    batch = bench.batch(FEW_WORK, {"x": "[1, 2, 3, 4, 5]"})
    assert "the first 3 all failed" in bench.run(batch).reason
    prepare_continuation(bench.store, batch.id, Continuation(failed=True))
    bench.run(batch)
    assert {run.trial for run in bench.runs(batch) if run.started is not None} == {1, 2, 3, 4, 5}
