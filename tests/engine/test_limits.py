"""What bounds a batch besides its trials: time, and the share of the machine each trial gets."""

from __future__ import annotations

import os
import shlex
import subprocess

import pytest

from guild_desktop.core.batch import Objective
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.batch_runner import BatchRunner
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import prepare_continuation
from guild_desktop.engine.observer import SilentObserver
from guild_desktop.engine.own_command import own_command
from tests.engine.conftest import PARABOLA, Bench

WHERE = (
    "import os\n"
    "x = 1\n"
    "print('loss: 1')\n"
    "print('slot: ' + os.environ['GUILD_SLOT'])\n"
    "print('device: ' + os.environ.get('CUDA_VISIBLE_DEVICES', '-1'))\n"
    "print('threads: ' + os.environ.get('OMP_NUM_THREADS', '-1'))\n"
)


def test_that_no_trial_starts_after_the_batch_s_time_and_what_runs_goes_on(bench: Bench) -> None:
    code = "import time\nx = 1\nprint('loss: 1')\ntime.sleep(0.5)\n"
    batch = bench.batch(code, {"x": "[1, 2, 3]"}, stop_after=0.25)
    ended = bench.run(batch)
    assert (ended.status, ended.reason) == (Status.TERMINATED, "stopped after 0.25 s")
    assert bench.statuses(batch) == [Status.COMPLETED, Status.TERMINATED, Status.TERMINATED]
    assert bench.runs(batch)[1].reason == "stopped before it started"


def test_that_a_batch_that_has_nothing_left_to_start_is_not_stopped_by_its_time(
    bench: Bench,
) -> None:
    code = "import time\nx = 1\nprint('loss: 1')\ntime.sleep(0.5)\n"
    batch = bench.batch(code, {"x": "1"}, stop_after=0.25)
    assert bench.run(batch).status is Status.COMPLETED


def test_that_each_trial_at_once_has_a_slot_and_its_device(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.endswith("_NUM_THREADS")]:
        monkeypatch.delenv(name)
    meet = (
        "import pathlib, time\n"
        f"folder = pathlib.Path({str(bench.folder)!r})\n"
        "(folder / f'here-{x}').touch()\n"
        "limit = time.time() + 20\n"
        "while len(list(folder.glob('here-*'))) < 3 and time.time() < limit: time.sleep(0.01)\n"
    )
    batch = bench.batch(WHERE + meet, {"x": "[1, 2, 3]"}, workers=3, devices=("4", "7"))
    bench.run(batch)
    scalars = [{n: s.last for n, s in run.scalars.items()} for run in bench.runs(batch)]
    assert [found["slot"] for found in scalars] == [0, 1, 2]
    assert [found["device"] for found in scalars] == [4, 7, 4]
    assert {found["threads"] for found in scalars} == {max(1, (os.cpu_count() or 1) // 3)}


def test_that_a_slot_is_given_to_the_next_trial_and_devices_are_left_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "5")
    batch = bench.batch(WHERE, {"x": "[1, 2]"})
    bench.run(batch)
    assert [run.scalars["slot"].last for run in bench.runs(batch)] == [0, 0]
    assert [run.scalars["device"].last for run in bench.runs(batch)] == [5, 5]


class _StopsAt(SilentObserver):
    """Stops a batch at the end of its run with this number, before the engine has gone on."""

    def __init__(self, trial: int) -> None:
        self.trial = trial
        self.runner: BatchRunner | None = None

    def run_ended(self, run: Run) -> None:
        if run.trial == self.trial and self.runner is not None:
            self.runner.stopping.stop()


@pytest.mark.parametrize(("trial", "status"), [(1, Status.TERMINATED), (2, Status.COMPLETED)])
@pytest.mark.parametrize("optimizer", [None, "random"])
def test_that_a_stop_that_comes_after_the_last_trial_stops_nothing(
    bench: Bench, trial: int, status: Status, optimizer: str | None
) -> None:
    text = "[0.0:1.0]" if optimizer else "[1, 2]"
    batch = bench.batch(PARABOLA, {"x": text}, optimizer, max_trials=2)
    observer = _StopsAt(trial)
    observer.runner = BatchRunner(bench.store.home, batch.id, observer)
    assert observer.runner.run().status is status


@pytest.mark.parametrize("most", [56, 24])
def test_that_too_few_open_files_mean_fewer_at_once_and_no_failed_trial(
    bench: Bench, most: int
) -> None:
    code = "import time\nx = 1\nprint('loss: 1')\ntime.sleep(0.5)\n"
    batch = bench.batch(code, {"x": "range[1:12]"}, workers=12)
    command = own_command("engine", "--home", str(bench.store.home.path), batch.id)
    words = " ".join(map(shlex.quote, command))
    subprocess.run(["sh", "-c", f"ulimit -n {most}; exec {words}"], check=True)
    ended = bench.store.batch(batch.id)
    assert f"no more than {most} files may be open here (ulimit -n)" in ended.reason
    if most == 56:
        assert ended.status is Status.COMPLETED
        assert bench.statuses(batch) == [Status.COMPLETED] * 12
    else:
        assert ended.status is Status.ERROR
        assert bench.statuses(batch) == [Status.TERMINATED] * 12


VALLEY = "x = 1\nprint(f'loss: {abs(x - 3)}')\n"


def test_that_a_grid_ends_when_so_many_in_a_row_brought_nothing_better(bench: Bench) -> None:
    batch = bench.batch(VALLEY, {"x": "[1, 2, 3, 4, 5, 6, 7]"}, patience=2)
    ended = bench.run(batch)
    assert (ended.status, ended.reason) == (
        Status.TERMINATED,
        "stopped because the last 2 had no better loss",
    )
    assert bench.statuses(batch) == [Status.COMPLETED] * 5 + [Status.TERMINATED] * 2
    assert bench.runs(batch)[-1].reason == "stopped before it started"


def test_that_patience_heeds_the_direction_of_the_goal(bench: Bench) -> None:
    batch = bench.batch(
        VALLEY, {"x": "[3, 2, 1, 7, 4, 5]"}, objective=Objective("loss", "maximize"), patience=1
    )
    assert bench.run(batch).reason == "stopped because the last one had no better loss"
    assert len([run for run in bench.runs(batch) if run.started]) == 5


def test_that_failed_trials_neither_spend_nor_restore_patience(bench: Bench) -> None:
    code = "x = 1\nassert x != 4\nprint(f'loss: {abs(x - 3)}')\n"
    batch = bench.batch(code, {"x": "[3, 2, 4, 4, 1, 0]"}, patience=2, max_failures=0)
    bench.run(batch)
    assert [run.flags["x"] for run in bench.runs(batch) if run.started] == [3, 2, 4, 4, 1]


def test_that_trials_that_report_no_value_spend_patience(bench: Bench) -> None:
    batch = bench.batch("x = 1\nprint('loss: nan')\n", {"x": "[1, 2, 3, 4]"}, patience=2)
    bench.run(batch)
    assert len([run for run in bench.runs(batch) if run.started]) == 2


@pytest.mark.parametrize("optimizer", ["random", "gp"])
def test_that_a_search_ends_when_its_patience_does(bench: Bench, optimizer: str) -> None:
    code = "x = 1.0\nprint('loss: 1')\n"
    batch = bench.batch(code, {"x": "[0.0:1.0]"}, optimizer, patience=2, max_trials=20)
    ended = bench.run(batch)
    assert ended.reason == "stopped because the last 2 had no better loss"
    assert len(bench.runs(batch)) == 3


def test_that_a_batch_whose_last_trials_spend_its_patience_is_completed(bench: Bench) -> None:
    batch = bench.batch(VALLEY, {"x": "[3, 4, 5]"}, patience=2)
    assert bench.run(batch).status is Status.COMPLETED


def test_that_a_continued_batch_has_new_patience_and_its_old_best(bench: Bench) -> None:
    batch = bench.batch(VALLEY, {"x": "[3, 4, 5, 6, 7, 8]"}, patience=2)
    bench.run(batch)
    bench.run(prepare_continuation(bench.store, batch.id, Continuation()))
    started = [run.flags["x"] for run in bench.runs(batch) if run.started]
    assert started == [3, 4, 5, 6, 7]
