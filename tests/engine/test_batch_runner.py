"""What a batch does from its first trial to its end."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.batch_runner import BatchRunner
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import (
    prepare_continuation,
    set_workers,
    stop_batch,
    stop_runs,
)
from guild_desktop.engine.observer import SilentObserver
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.store.recorder import Recorder
from guild_desktop.store.store import Store
from tests.engine.conftest import PARABOLA, Bench, wait_until

SLEEPER = "import time\nx = 0\nprint('loss: 1')\ntime.sleep(60)\n"


class Meanwhile:
    """Runs a batch in another thread, as another process would, while the test looks on."""

    def __init__(self, bench: Bench, batch: Batch) -> None:
        self._runner = BatchRunner(bench.store.home, batch.id, SilentObserver())
        self._thread = threading.Thread(target=self._runner.run)

    def __enter__(self) -> BatchRunner:
        self._thread.start()
        return self._runner

    def __exit__(self, *_: object) -> None:
        self._thread.join(timeout=30)
        if self._thread.is_alive():
            self._runner.stopping.stop()
            self._runner.stopping.hurry()
            self._thread.join()
            pytest.fail("the batch did not end")


def test_that_a_grid_runs_every_combination_and_keeps_what_it_reports(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.25, 0.5, 1]"})
    ended = bench.run(batch)
    assert ended.status is Status.COMPLETED
    found = {run.flags["x"]: run.scalars["loss"].last for run in bench.runs(batch)}
    assert found == {0.25: 0.0, 0.5: 0.0625, 1: 0.5625}
    assert [run.trial for run in bench.runs(batch)] == [1, 2, 3]


def test_that_output_is_kept_in_the_run_s_own_folder(bench: Bench) -> None:
    batch = bench.batch("x = 1\nopen('result.txt', 'w').write(str(x))\nprint('done')\n", {"x": "2"})
    bench.run(batch)
    (run,) = bench.runs(batch)
    folder = bench.store.home.run_folder(run.id)
    assert (folder / "result.txt").read_text() == "2"
    assert (folder / ".guild" / "output").read_text() == "done\n"
    assert not (bench.folder / "result.txt").exists()


def test_that_steps_are_kept_as_a_series(bench: Bench) -> None:
    code = "x = 1\nfor i in range(3):\n    print(f'step: {i * 10}')\n    print(f'loss: {3 - i}')\n"
    batch = bench.batch(code, {"x": "1"})
    bench.run(batch)
    (run,) = bench.runs(batch)
    assert bench.store.series(run, "loss") == ((0, 3.0), (10, 2.0), (20, 1.0))
    assert (run.scalars["loss"].last, run.scalars["loss"].step) == (1.0, 20)


def test_that_one_failing_trial_does_not_end_a_batch(bench: Bench) -> None:
    batch = bench.batch("x = 1\nprint(f'loss: {1 / x}')\n", {"x": "[0, 1, 2]"})
    assert bench.run(batch).status is Status.COMPLETED
    first, *others = bench.runs(batch)
    assert (first.status, first.exit_status) == (Status.ERROR, 1)
    assert first.reason == "ZeroDivisionError: division by zero"
    assert [run.status for run in others] == [Status.COMPLETED] * 2


def test_that_a_batch_stops_when_its_first_three_trials_all_fail(bench: Bench) -> None:
    batch = bench.batch("x = 1\nraise SystemExit('no luck')\n", {"x": "range[1:10]"})
    ended = bench.run(batch)
    assert ended.status is Status.ERROR
    assert ended.reason == "the first 3 all failed: no luck"
    statuses = bench.statuses(batch)
    assert statuses == [Status.ERROR] * 3 + [Status.TERMINATED] * 7
    assert all(run.started is None for run in bench.runs(batch)[3:])


def test_that_the_first_failure_ends_a_batch_when_asked_to(bench: Bench) -> None:
    batch = bench.batch("x = 1\n1 / x\n", {"x": "[0, 1, 2]"}, fail_on_trial_error=True)
    ended = bench.run(batch)
    assert ended.status is Status.ERROR
    assert "trial 1 failed: ZeroDivisionError" in ended.reason
    assert bench.statuses(batch) == [Status.ERROR, Status.TERMINATED, Status.TERMINATED]


def test_that_a_trial_without_the_objective_says_so(bench: Bench) -> None:
    batch = bench.batch("x = 1\nprint('accuracy: 1')\n", {"x": "[1, 2]"})
    assert bench.run(batch).status is Status.COMPLETED
    assert [run.reason for run in bench.runs(batch)] == ["reported no loss"] * 2


def test_that_three_workers_overlap_in_time(bench: Bench) -> None:
    code = (
        "import pathlib, sys, time\n"
        "x = 1\n"
        f"folder = pathlib.Path({str(bench.folder)!r})\n"
        "(folder / f'here-{x}').touch()\n"
        "limit = time.time() + 20\n"
        "while len(list(folder.glob('here-*'))) < 3:\n"
        "    if time.time() > limit: sys.exit('alone')\n"
        "    time.sleep(0.01)\n"
    )
    batch = bench.batch(code, {"x": "[1, 2, 3]"}, workers=3)
    assert bench.run(batch).status is Status.COMPLETED
    runs = bench.runs(batch)
    assert bench.statuses(batch) == [Status.COMPLETED] * 3
    latest_start = max(run.started or 0.0 for run in runs)
    assert all((run.stopped or 0.0) > latest_start for run in runs)


def test_that_stop_ends_everything_and_planned_trials_never_start(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "range[1:6]"}, workers=2)
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.statuses(batch).count(Status.RUNNING) == 2)
        running = [run.id for run in bench.runs(batch) if run.status is Status.RUNNING]
        wait_until(lambda: len(processes_of_run(running)) == 2)
        stop_batch(bench.store, batch.id)
        wait_until(lambda: bench.store.batch(batch.id).status is Status.TERMINATED, limit=1.5)
    assert processes_of_run(running) == []
    assert bench.statuses(batch) == [Status.TERMINATED] * 6
    started = [run.id for run in bench.runs(batch) if run.started is not None]
    assert started == running
    assert {run.reason for run in bench.runs(batch)} == {"stopped", "stopped before it started"}


def test_that_a_stop_that_comes_before_the_engine_is_obeyed(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "[1, 2]"})
    stop_batch(bench.store, batch.id)
    assert bench.run(batch).status is Status.TERMINATED
    assert all(run.started is None for run in bench.runs(batch))


def test_that_a_stop_of_yesterday_does_not_stop_a_continued_batch(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    stop_batch(bench.store, batch.id)
    bench.run(batch)
    prepare_continuation(bench.store, batch.id, Continuation())
    assert bench.run(batch).status is Status.COMPLETED


def test_that_one_run_can_be_stopped_alone(bench: Bench) -> None:
    code = "import time\nx = 0\nprint('loss: 1')\nif x == 1: time.sleep(60)\n"
    batch = bench.batch(code, {"x": "[1, 2]"})
    with Meanwhile(bench, batch):
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        first = bench.runs(batch)[0]
        stop_runs(bench.store, batch.id, [first.id])
    assert bench.statuses(batch) == [Status.TERMINATED, Status.COMPLETED]
    assert bench.store.batch(batch.id).status is Status.COMPLETED


def test_that_a_planned_run_that_is_stopped_never_starts(bench: Bench) -> None:
    batch = bench.batch("import time\nx = 0\nif x == 1: time.sleep(60)\n", {"x": "[1, 2, 3]"})
    with Meanwhile(bench, batch):
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        running, planned, _ = bench.runs(batch)
        stop_runs(bench.store, batch.id, [planned.id])
        wait_until(lambda: bench.runs(batch)[1].status is Status.TERMINATED)
        stop_runs(bench.store, batch.id, [running.id])
    assert bench.statuses(batch) == [Status.TERMINATED, Status.TERMINATED, Status.COMPLETED]
    assert bench.runs(batch)[1].reason == "stopped before it started"


def test_that_the_number_of_workers_can_change_while_a_batch_runs(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "range[1:5]"}, workers=1)
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.statuses(batch).count(Status.RUNNING) == 1)
        set_workers(bench.store, batch.id, 3)
        wait_until(lambda: bench.statuses(batch).count(Status.RUNNING) == 3)
        stop_batch(bench.store, batch.id)
    assert bench.statuses(batch) == [Status.TERMINATED] * 5
    # So it goes on with as many, and its record says what was.
    assert bench.store.batch(batch.id).limits == replace(batch.limits, workers=3)


def test_that_a_trial_over_its_time_limit_is_terminated_with_the_reason(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "1"}, timeout=0.3)
    bench.run(batch)
    (run,) = bench.runs(batch)
    assert (run.status, run.reason) == (Status.TERMINATED, "timed out after 0.3 s")


def test_that_a_batch_is_run_by_one_engine_only(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "1"})
    with Meanwhile(bench, batch) as runner:
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        with pytest.raises(UserError, match="being run already"):
            bench.run(batch)
        runner.stopping.stop()


def test_that_a_vanished_interpreter_is_the_trial_s_error(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    missing = str(bench.folder / "no" / "python")
    from guild_desktop.store.recorder import Recorder

    operation = replace(batch.operation, python=missing)
    Recorder(bench.store).set_batch(batch.id, operation=operation)
    assert bench.run(batch).status is Status.ERROR
    assert missing in bench.runs(batch)[0].reason


def test_that_a_script_edited_meanwhile_does_not_change_the_batch(bench: Bench) -> None:
    script = bench.folder / "train.py"
    code = (
        "import pathlib\n"
        "x = 1\n"
        f"pathlib.Path({str(script)!r}).write_text('raise SystemExit(1)')\n"
        "print('loss: 1')\n"
    )
    batch = bench.batch(code, {"x": "[1, 2, 3]"})
    bench.run(batch)
    assert bench.statuses(batch) == [Status.COMPLETED] * 3


def test_that_maximizing_looks_for_the_largest_value(bench: Bench) -> None:
    code = "x = 0\nprint(f'score: {1 - (x - 0.7) ** 2}')\n"
    batch = bench.batch(
        code, {"x": "[0.0:1.0]"}, "gp", Objective("score", "maximize"), max_trials=10
    )
    ended = bench.run(batch)
    assert ended.model_best is not None
    best = max(bench.runs(batch), key=lambda run: run.scalars["score"].last)
    assert abs(float(best.flags["x"]) - 0.7) < 0.1  # type: ignore[arg-type]
    assert abs(ended.model_best.value - 1) < 0.1


def test_that_gp_proposals_after_the_starts_come_from_the_model(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[-2.0:2.0]"}, "gp", max_trials=8)
    bench.run(batch)
    origins = [run.origin for run in bench.runs(batch)]
    assert set(origins[:3]) <= {"random", "initial"}
    assert set(origins[4:]) <= {"model", "explore"}
    assert "model" in origins


def test_that_continuing_a_search_adds_trials_that_know_of_the_earlier_ones(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[-2.0:2.0]"}, "gp", max_trials=5)
    bench.run(batch)
    prepare_continuation(bench.store, batch.id, Continuation(more=3, options={"random-starts": 0}))
    assert bench.run(batch).status is Status.COMPLETED
    runs = bench.runs(batch)
    assert [run.trial for run in runs] == list(range(1, 9))
    assert {run.origin for run in runs[5:]} <= {"model", "explore"}
    assert len({run.flags["x"] for run in runs}) == 8


def test_that_continuing_a_grid_runs_only_what_is_not_completed(bench: Bench) -> None:
    batch = bench.batch("x = 1\nprint(f'loss: {1 / x}')\n", {"x": "[1, 0, 2]*2"})
    bench.run(batch)
    (bench.folder / "train.py").write_text("x = 1\nprint('loss: 5')\n")
    prepare_continuation(bench.store, batch.id, Continuation())
    bench.run(batch)
    runs = bench.runs(batch)
    assert [run.flags["x"] for run in runs] == [1, 0, 2, 1, 0, 2, 0, 0]
    assert [run.status for run in runs[6:]] == [Status.COMPLETED] * 2


def test_that_continuing_a_stopped_grid_starts_its_planned_trials(bench: Bench) -> None:
    code = "import time\nx = 0\nprint('loss: 1')\nif x == 1: time.sleep(60)\n"
    batch = bench.batch(code, {"x": "[2, 1, 3]"})
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.statuses(batch)[1:2] == [Status.RUNNING])
        stop_batch(bench.store, batch.id)
    (bench.folder / "train.py").write_text("x = 1\nprint('loss: 5')\n")
    prepare_continuation(bench.store, batch.id, Continuation())
    bench.run(batch)
    assert [(r.flags["x"], r.status) for r in bench.runs(batch)] == [
        (2, Status.COMPLETED),
        (1, Status.TERMINATED),
        (3, Status.COMPLETED),
        (1, Status.COMPLETED),
    ]


def test_that_a_stopped_grid_goes_on_with_other_flags_and_forgets_the_old_ones(
    bench: Bench,
) -> None:
    code = "import time\nx = 0\nprint('loss: 1')\nif x == 1: time.sleep(60)\n"
    batch = bench.batch(code, {"x": "[2, 1, 3, 4]"})
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.statuses(batch)[1:2] == [Status.RUNNING])
        stop_batch(bench.store, batch.id)
    prepare_continuation(bench.store, batch.id, Continuation(flags={"x": "[4, 5]"}))
    ended = bench.run(batch)
    assert [(r.flags["x"], r.status) for r in bench.runs(batch)] == [
        (2, Status.COMPLETED),
        (1, Status.TERMINATED),
        (3, Status.TERMINATED),
        (4, Status.COMPLETED),
        (5, Status.COMPLETED),
    ]
    assert ended.planned == 3


def test_that_a_continued_batch_does_not_count_the_pause(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    first = bench.run(batch)
    Recorder(bench.store).set_batch(batch.id, started=1000.0, stopped=1001.0)
    prepare_continuation(bench.store, batch.id, Continuation(flags={"x": "[3, 4]"}))
    second = bench.run(batch)
    assert second.started == 1000.0
    assert second.resumed is None
    assert first.seconds < second.seconds < 100


def test_that_a_running_batch_cannot_be_continued(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "1"})
    with Meanwhile(bench, batch) as runner:
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        with (
            Store(bench.store.home).opened() as other,
            pytest.raises(UserError, match="still running"),
        ):
            prepare_continuation(other, batch.id, Continuation())
        runner.stopping.stop()


def test_that_who_goes_on_with_a_batch_plans_for_what_it_is_then(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=2)
    bench.run(batch)
    confirm = Continuation(confirm=2, repeats=1)
    read = bench.store.runs_of

    def runs_before_another_has_confirmed_them(batch_id: str) -> tuple[Run, ...]:
        monkeypatch.setattr(bench.store, "runs_of", read)
        runs = read(batch_id)
        with Store(bench.store.home).opened() as other:
            bench.run(prepare_continuation(other, batch_id, confirm))
        return runs

    monkeypatch.setattr(bench.store, "runs_of", runs_before_another_has_confirmed_them)
    bench.run(prepare_continuation(bench.store, batch.id, confirm))
    places = sorted((run.trial, run.repeat) for run in bench.runs(batch))
    assert places == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]


def test_that_equal_seeds_give_equal_trials(bench: Bench) -> None:
    first = bench.batch(PARABOLA, {"x": "[-2.0:2.0]"}, "random", max_trials=4)
    second = bench.batch(PARABOLA, {"x": "[-2.0:2.0]"}, "random", max_trials=4)
    bench.run(first)
    bench.run(second)
    assert [(r.flags, r.seed) for r in bench.runs(first)] == [
        (r.flags, r.seed) for r in bench.runs(second)
    ]


def test_that_an_engine_that_cannot_begin_leaves_its_reason_in_any_face(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    (bench.folder / "train.py").unlink()
    with pytest.raises(UserError) as told:
        bench.run(batch)
    ended = bench.store.batch(batch.id)
    assert (ended.status, ended.reason) == (Status.ERROR, str(told.value))
    assert Status.PENDING not in bench.statuses(batch)
