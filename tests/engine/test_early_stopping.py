"""Early stopping of real trials: who is stopped, what that makes of them,
and what it means for their batch.
"""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace

import pytest

from guild_desktop.core.attempts import latest_attempts
from guild_desktop.core.batch import EarlyStopping, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import ScalarSummary, Status
from guild_desktop.engine.confirming import confirming_runs
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.folder_records import kept_runs
from guild_desktop.engine.launch import prepare_continuation, start_engine
from guild_desktop.engine.recovery import recover
from guild_desktop.engine.trials import ListedTrials
from guild_desktop.store.recorder import Recorder
from guild_desktop.store.records import batch_from_row, row_from_batch
from tests.engine.conftest import Bench, engine_of, wait_until

MEDIAN = EarlyStopping("median", {"startup-trials": 1})
HALVING = EarlyStopping("asha", {"startup-trials": 1, "factor": 2})

DONE, STOPPED = Status.COMPLETED, Status.PRUNED

# Who is worse than the first waits before its last step: nothing but a stop ends it in time.
CURVE = """
import os, time
x = 1.0
for step in range(3):
    if x > 1 and step == 2:
        time.sleep(20)
    print(f"step: {step}")
    print(f"loss: {x + 1 / (step + 1)}", flush=True)
"""

AT_ONCE = CURVE.replace("step == 2", "step == 1")
"""The same, but it waits after its first step."""


def test_that_a_trial_worse_than_the_others_is_stopped_and_says_why(bench: Bench) -> None:
    batch = bench.batch(AT_ONCE, {"x": "[1.0, 2.0, 0.5]"}, early_stopping=MEDIAN)
    ended = bench.run(batch)
    assert (ended.status, ended.reason) == (Status.COMPLETED, "")
    first, second, third = bench.runs(batch)
    assert [run.status for run in (first, second, third)] == [DONE, STOPPED, DONE]
    assert second.reason == "best loss by step 0 was 3, above the one other, 2"
    assert second.exit_status == -signal.SIGTERM
    assert second.scalars["loss"].last > 2
    # The first lost two thirds from there on.
    assert second.foreseen == {"loss": pytest.approx(3 - 2 / 3)}
    assert (first.foreseen, third.foreseen) == ({}, {})
    kept = {run.id: run.foreseen for run in kept_runs(bench.store.home)}
    assert kept[second.id] == second.foreseen


def test_that_nothing_is_stopped_early_unless_that_was_chosen(bench: Bench) -> None:
    batch = bench.batch(CURVE.replace("20", "0"), {"x": "[1.0, 2.0, 3.0]"})
    bench.run(batch)
    assert bench.statuses(batch) == [DONE] * 3


def test_that_the_direction_of_the_goal_decides_what_is_worse(bench: Bench) -> None:
    code = AT_ONCE.replace("x > 1", "x < 1")
    batch = bench.batch(
        code,
        {"x": "[1.0, 0.5, 2.0]"},
        objective=Objective("loss", "maximize"),
        early_stopping=MEDIAN,
    )
    bench.run(batch)
    assert bench.statuses(batch) == [DONE, STOPPED, DONE]
    assert bench.runs(batch)[1].reason == "best loss by step 0 was 1.5, below the one other, 2"


def test_that_successive_halving_stops_who_is_not_in_the_best_part(bench: Bench) -> None:
    batch = bench.batch(CURVE, {"x": "[1.0, 2.0, 0.5, 3.0]"}, early_stopping=HALVING)
    bench.run(batch)
    assert bench.statuses(batch) == [DONE, STOPPED, DONE, STOPPED]
    reasons = [run.reason for run in bench.runs(batch) if run.reason]
    assert reasons[0] == "loss at step 1 was 2.5, not the best of 2"
    assert reasons[1] == "loss at step 1 was 3.5, not among the best 2 of 4"


@pytest.mark.parametrize(
    "report",
    [
        "print(json.dumps({'tag': 'loss', 'value': x + 1 / (step + 1), 'step': step}), file=events)",
        "print(f'loss: {x + 1 / (step + 1)} (step {step})', flush=True)",
    ],
    ids=["events file", "printed with its step"],
)
def test_that_it_does_not_matter_how_a_trial_reports_its_steps(bench: Bench, report: str) -> None:
    code = (
        "import json, os, time\nx = 1.0\nevents = open(os.environ['GUILD_EVENTS'], 'a', buffering=1)\n"
        "for step in range(3):\n"
        "    if x > 1 and step == 2:\n        time.sleep(20)\n"
        f"    {report}\n"
    )
    batch = bench.batch(code, {"x": "[1.0, 2.0, 0.5]"}, early_stopping=MEDIAN)
    bench.run(batch)
    assert bench.statuses(batch) == [DONE, STOPPED, DONE]


def test_that_warm_trials_are_stopped_early_too(bench: Bench) -> None:
    batch = bench.batch(CURVE, {"x": "[1.0, 2.0, 3.0, 0.5]"}, early_stopping=MEDIAN, start="warm")
    ended = bench.run(batch)
    assert bench.statuses(batch) == [DONE, STOPPED, STOPPED, DONE]
    assert ended.reason == ""


def test_that_a_trial_that_will_not_be_asked_is_killed_after_its_grace(bench: Bench) -> None:
    code = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + CURVE
    batch = bench.batch(code, {"x": "[1.0, 2.0]"}, early_stopping=MEDIAN)
    bench.run(batch)
    stopped = bench.runs(batch)[1]
    assert (stopped.status, stopped.exit_status) == (STOPPED, -signal.SIGKILL)


def test_that_a_trial_may_save_its_work_when_it_is_stopped_early(bench: Bench) -> None:
    code = (
        "import signal, sys\n"
        "def save(*_):\n    open('saved', 'w').close()\n    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, save)\n" + CURVE
    )
    batch = bench.batch(code, {"x": "[1.0, 2.0]"}, early_stopping=MEDIAN)
    bench.run(batch)
    stopped = bench.runs(batch)[1]
    assert (stopped.status, stopped.exit_status) == (STOPPED, 0)
    assert (bench.store.home.run_folder(stopped.id) / "saved").exists()


def test_that_a_trial_that_has_come_as_far_as_the_others_is_left_to_end(bench: Bench) -> None:
    code = CURVE.replace("time.sleep(20)", "pass").replace(
        'print(f"loss', 'if x == 1 or step == 2: print(f"loss'
    )
    code += "if x > 1: time.sleep(0.5)\n"
    batch = bench.batch(code, {"x": "[1.0, 2.0]"}, early_stopping=MEDIAN)
    bench.run(batch)
    assert bench.statuses(batch) == [DONE, DONE]


def test_that_four_at_once_are_judged_as_they_come(bench: Bench) -> None:
    expressions = {"x": "[1.0, 0.5, 0.6, 0.7, 5.0, 4.0, 3.0, 2.0]"}
    batch = bench.batch(CURVE, expressions, early_stopping=MEDIAN, workers=4)
    assert bench.run(batch).status is Status.COMPLETED
    by_flag = {run.flags["x"]: run.status for run in bench.runs(batch)}
    assert [by_flag[x] for x in (5.0, 4.0, 3.0, 2.0)] == [STOPPED] * 4
    assert [by_flag[x] for x in (1.0, 0.5, 0.6, 0.7)] == [DONE] * 4


def test_that_a_grid_that_goes_on_leaves_out_what_was_stopped_early(bench: Bench) -> None:
    code = CURVE + 'assert x != 0.5 or os.path.exists("../../mended")\n'
    batch = bench.batch(code, {"x": "[1.0, 2.0, 0.5]"}, early_stopping=MEDIAN)
    bench.run(batch)
    assert bench.statuses(batch) == [DONE, STOPPED, Status.ERROR]
    (bench.store.home.path / "mended").touch()
    ended = bench.run(prepare_continuation(bench.store, batch.id, Continuation()))
    assert (ended.status, ended.planned) == (Status.COMPLETED, 3)
    assert [run.status for run in latest_attempts(bench.runs(batch))] == [DONE, STOPPED, DONE]
    assert len(bench.runs(batch)) == 4
    with pytest.raises(UserError, match="failed"):
        prepare_continuation(bench.store, batch.id, Continuation(failed=True))


def test_that_a_rule_chosen_later_knows_what_ran_before(bench: Bench) -> None:
    batch = bench.batch(CURVE.replace("20", "0"), {"x": "[1.0, 2.0]"})
    bench.run(batch)
    (bench.folder / "train.py").write_text(AT_ONCE)
    change = Continuation(
        flags={"x": "[1.0, 2.0, 3.0]"}, limits=replace(batch.limits, early_stopping=MEDIAN)
    )
    bench.run(prepare_continuation(bench.store, batch.id, change))
    assert bench.statuses(batch) == [DONE, DONE, STOPPED]
    assert (
        bench.runs(batch)[2].reason
        == "best loss by step 0 was 4, above the median of 2 others, 2.5"
    )


def test_that_what_a_killed_engine_knew_is_known_again(bench: Bench) -> None:
    code = CURVE + (
        "if x == 0.9 and not os.path.exists('../../went'):\n"
        "    open('../../went', 'w').close()\n"
        "    time.sleep(20)\n"
    )
    batch = bench.batch(code, {"x": "[1.0, 0.9, 2.0]"}, early_stopping=MEDIAN)
    start_engine(bench.store.home, batch.id)
    wait_until((bench.store.home.path / "went").exists)
    os.kill(engine_of(batch).pid, signal.SIGKILL)
    wait_until(lambda: recover(bench.store))
    assert bench.statuses(batch)[:2] == [DONE, Status.LOST]
    bench.run(prepare_continuation(bench.store, batch.id, Continuation()))
    latest = {run.flags["x"]: run for run in latest_attempts(bench.runs(batch))}
    assert [latest[x].status for x in (1.0, 0.9, 2.0)] == [DONE, DONE, STOPPED]


def test_that_stopping_early_is_no_failure_and_brings_nothing_better(bench: Bench) -> None:
    batch = bench.batch(
        CURVE,
        {"x": "[1.0, 2.0, 3.0, 4.0, 5.0]"},
        early_stopping=MEDIAN,
        retries=2,
        fail_on_trial_error=True,
        patience=3,
    )
    ended = bench.run(batch)
    assert ended.reason == "stopped because the last 3 had no better loss"
    assert bench.statuses(batch) == [DONE, STOPPED, STOPPED, STOPPED, Status.TERMINATED]


def test_that_a_batch_says_if_no_trial_had_steps_to_be_judged_by(bench: Bench) -> None:
    batch = bench.batch("x = 1\nprint(f'loss: {x}')\n", {"x": "[1, 2]"}, early_stopping=MEDIAN)
    ended = bench.run(batch)
    assert ended.status is Status.COMPLETED
    assert ended.reason == "none reported loss at a second step, so none could be stopped early"


def test_that_a_single_run_has_nothing_to_be_compared_with(bench: Bench) -> None:
    batch = bench.batch(CURVE, {"x": "1.0"}, early_stopping=MEDIAN)
    assert (batch.hidden, bench.run(batch).reason) == (True, "")


def test_that_a_goal_known_at_its_first_step_cannot_stop_anything(bench: Bench) -> None:
    goal = Objective("loss", aggregate="first")
    with pytest.raises(UserError, match="known at the first step"):
        bench.batch(CURVE, {"x": "[1.0, 2.0]"}, objective=goal, early_stopping=MEDIAN)
    batch = bench.batch(CURVE, {"x": "[1.0, 2.0]"}, early_stopping=MEDIAN)
    with pytest.raises(UserError, match="known at the first step"):
        prepare_continuation(bench.store, batch.id, Continuation(objective=goal))


def test_that_the_store_keeps_the_rule_and_reads_batches_from_before_there_was_one(
    bench: Bench,
) -> None:
    batch = bench.batch(CURVE, {"x": "[1.0, 2.0]"}, early_stopping=HALVING)
    assert bench.store.batch(batch.id).limits.early_stopping == HALVING
    row = row_from_batch(batch)
    limits = json.loads(row["limits"])
    del limits["early_stopping"]
    assert batch_from_row(row | {"limits": json.dumps(limits)}).limits.early_stopping is None


def test_that_of_steps_that_come_together_the_last_one_decides(bench: Bench) -> None:
    code = (
        "import time\nx = 1.0\n"
        "values = [1.0, 1.0] if x == 1 else [9.0, 0.5] if x == 2 else [0.5, 9.0]\n"
        "print(''.join(f'loss: {v} (step {step})\\n' for step, v in enumerate(values)), end='', flush=True)\n"
        "time.sleep(0.5)\n"
        "if x == 1:\n    print('loss: 1.0 (step 2)')\n"
    )
    batch = bench.batch(code, {"x": "[1.0, 2.0, 3.0]"}, early_stopping=MEDIAN)
    bench.run(batch)
    # The third has been better, and the median rule goes by the best.
    assert bench.statuses(batch) == [DONE, DONE, DONE]


def test_that_more_repeats_of_the_best_are_never_stopped_early(bench: Bench) -> None:
    # Those that confirm it are worse than the first runs at every step.
    mark = bench.folder.parent / "mark"
    code = f"import os\nworse = os.path.exists({str(mark)!r})\n" + CURVE
    code = code.replace("if x > 1 and step == 2", "if worse and step == 2")
    code = code.replace("sleep(20)", "sleep(0.5)").replace("{x + 1", "{x + worse + 1")
    batch = bench.batch(code, {"x": "[1.0, 0.5]"}, early_stopping=MEDIAN)
    bench.run(batch)
    mark.touch()
    prepare_continuation(bench.store, batch.id, Continuation(confirm=1, repeats=2))
    bench.run(batch)
    assert bench.statuses(batch) == [DONE] * 4


def test_that_a_lucky_repeat_whose_others_were_stopped_is_not_the_best(bench: Bench) -> None:
    batch = bench.batch(CURVE, {"x": "[1, 2, 3]"}, repeat=2)
    recorder = Recorder(bench.store)
    trials = ListedTrials(batch, (), recorder, "")
    ends = [(0.4, DONE), (9.0, STOPPED), (0.5, DONE), (0.5, DONE), (2.0, DONE), (2.0, DONE)]
    for loss, status in ends:
        run = trials.next_run()
        assert run is not None
        recorder.start_run(run.id, 1.0)
        summary = ScalarSummary(loss, loss, loss, loss, loss, 1, 0)
        recorder.add_scalars([], {run.id: {"loss": summary}})
        recorder.end_run(run.id, status)
    (planned,) = confirming_runs(batch, bench.runs(batch), best=1, more=1)
    assert planned.trial == 2


def test_that_a_batch_in_which_nothing_works_tells_of_nothing_else(bench: Bench) -> None:
    batch = bench.batch("x = 1\nraise ValueError(x)\n", {"x": "[1, 2]"}, early_stopping=MEDIAN)
    assert "early" not in bench.run(batch).reason
