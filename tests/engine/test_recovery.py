"""What is left after an engine was killed, and how it is set right."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

import psutil

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Status
from guild_desktop.core.starts import StartPoint
from guild_desktop.engine.continuing import Continuation, plan_continuation
from guild_desktop.engine.launch import prepare_continuation, start_engine
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.engine.recovery import RecoveryWatch, recover
from guild_desktop.store.lock import is_locked
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import PARABOLA, Bench, engine_of, wait_until

SLEEPER = "import time\nx = 0\nprint('loss: 1')\nif x == 1: time.sleep(60)\n"
STUBBORN = (
    "import signal, time\n"
    "x = 0\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('loss: 1', flush=True)\n"
    "time.sleep(600)\n"
)


def has_ended(process: psutil.Process) -> bool:
    """Whether a process is over, buried or not."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def killed_while_running(bench: Bench) -> Batch:
    """A batch whose engine was killed while its second trial ran."""
    batch = bench.batch(SLEEPER, {"x": "[0, 1, 2]"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: bench.statuses(batch)[1:2] == [Status.RUNNING])
    running = bench.runs(batch)[1].id
    wait_until(lambda: bool(processes_of_run([running])))
    os.kill(engine_of(batch).pid, signal.SIGKILL)
    return batch


def test_that_no_trial_outlives_its_engine(bench: Bench) -> None:
    batch = killed_while_running(bench)
    running = [run.id for run in bench.runs(batch) if run.status is Status.RUNNING]
    wait_until(lambda: not processes_of_run(running))


def test_that_an_optimizer_which_hangs_does_not_outlive_its_engine(bench: Bench) -> None:
    code = "import time\nx = 0.0\nprint(f'loss: {x}')\ntime.sleep(60)\n"
    batch = bench.batch(code, {"x": "[-1.0:1.0]"}, "gp", max_trials=2)
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: Status.RUNNING in bench.statuses(batch))
    engine = engine_of(batch)
    (optimizer,) = [child for child in engine.children() if "optimizer" in child.cmdline()]
    optimizer.suspend()
    engine.kill()
    wait_until(lambda: has_ended(optimizer))
    wait_until(lambda: recover(bench.store) == 1)


def test_that_a_dead_engine_s_run_is_lost_and_what_was_finished_stays(bench: Bench) -> None:
    batch = killed_while_running(bench)
    wait_until(lambda: not is_locked(bench.store.home.engine_lock(batch.id)))
    assert recover(bench.store) == 1
    assert bench.statuses(batch) == [Status.COMPLETED, Status.LOST, Status.TERMINATED]
    assert bench.store.batch(batch.id).status is Status.TERMINATED
    assert "interrupted" in bench.store.batch(batch.id).reason
    assert bench.store.batch(batch.id).resumed is None
    assert recover(bench.store) == 0


def test_that_an_interrupted_batch_can_be_continued(bench: Bench) -> None:
    batch = killed_while_running(bench)
    wait_until(lambda: not is_locked(bench.store.home.engine_lock(batch.id)))
    recover(bench.store)
    (bench.folder / "train.py").write_text("x = 1\nprint('loss: 5')\n")
    prepare_continuation(bench.store, batch.id, Continuation())
    assert bench.run(batch).status is Status.COMPLETED
    done = [run.flags["x"] for run in bench.runs(batch) if run.status is Status.COMPLETED]
    assert sorted(map(str, done)) == ["0", "1", "2"]


def test_that_a_living_engine_is_left_alone(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "1"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: Status.RUNNING in bench.statuses(batch))
    assert recover(bench.store) == 0
    bench.store.send(batch.id, "stop")
    wait_until(lambda: bench.store.batch(batch.id).status is Status.TERMINATED)


def test_that_a_batch_whose_engine_has_not_had_time_to_start_is_left_alone(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "1"})
    assert recover(bench.store) == 0
    Recorder(bench.store).set_batch(batch.id, pending_since=time.time() - 3600)
    assert recover(bench.store) == 1
    assert bench.store.batch(batch.id).status is Status.TERMINATED


def test_that_an_engine_that_cannot_begin_says_why_in_the_batch(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "1"})
    gone = replace(batch.operation, target=str(bench.folder / "gone.py"))
    Recorder(bench.store).set_batch(batch.id, operation=gone)
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: bench.store.batch(batch.id).status is Status.ERROR)
    assert "gone.py" in bench.store.batch(batch.id).reason


def left_with_a_stubborn_trial(bench: Bench, grace: float) -> Batch:
    """A batch whose engine and guard were killed, and whose trial does not end when asked to."""
    batch = bench.batch(STUBBORN, {"x": "1"}, grace=grace)
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: any(run.scalars for run in bench.runs(batch)))
    engine = engine_of(batch)
    (guard,) = [child for child in engine.children() if "guard" in child.cmdline()]
    # Stopped first, so that it does not see its guard's end and act on it.
    engine.suspend()
    guard.kill()
    engine.kill()
    wait_until(lambda: not is_locked(bench.store.home.engine_lock(batch.id)))
    return batch


def test_that_who_must_not_wait_looks_again_until_the_last_trial_has_ended(bench: Bench) -> None:
    batch = left_with_a_stubborn_trial(bench, grace=3600)
    (run,) = bench.runs(batch)
    recovery = RecoveryWatch(bench.store)
    for _ in range(3):
        assert recovery.look() == 0
        assert recovery.is_waiting
    assert bench.statuses(batch) == [Status.RUNNING]
    for pid in processes_of_run([run.id]):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: recovery.look() == 1)
    assert not recovery.is_waiting
    assert bench.statuses(batch) == [Status.LOST]
    assert "interrupted" in bench.store.batch(batch.id).reason


def test_that_a_trial_that_does_not_end_within_its_grace_is_killed(bench: Bench) -> None:
    batch = left_with_a_stubborn_trial(bench, grace=0.2)
    (run,) = bench.runs(batch)
    recovery = RecoveryWatch(bench.store)
    wait_until(lambda: recovery.look() == 1)
    wait_until(lambda: not processes_of_run([run.id]))
    assert bench.statuses(batch) == [Status.LOST]


def test_that_only_batches_that_are_told_of_are_looked_at(bench: Bench) -> None:
    recovery = RecoveryWatch(bench.store)
    batch = bench.batch(SLEEPER, {"x": "1"})
    Recorder(bench.store).set_batch(batch.id, pending_since=time.time() - 3600)
    assert recovery.look() == 0
    recovery.follow(bench.store.unfinished_batches())
    assert recovery.look() == 1
    assert recovery.look() == 0
    recovery.follow([bench.store.batch(batch.id)])
    assert recovery.look() == 0


def test_that_a_batch_that_was_continued_since_the_last_look_is_left_to_its_new_engine(
    bench: Bench,
) -> None:
    batch = bench.batch(SLEEPER, {"x": "0"})
    Recorder(bench.store).set_batch(batch.id, status=Status.RUNNING)
    recovery = RecoveryWatch(bench.store)
    Recorder(bench.store).set_batch(batch.id, status=Status.COMPLETED)
    prepare_continuation(bench.store, batch.id, Continuation())
    assert recovery.look() == 0
    assert bench.store.batch(batch.id).status is Status.PENDING


def test_that_a_search_that_was_changed_is_the_changed_one_after_a_kill(bench: Bench) -> None:
    code = "import time\nx = 0.5\nprint(f'loss: {x}', flush=True)\nif x == 0.625: time.sleep(60)\n"
    batch = bench.batch(code, {"x": "[0.0:1.0]"}, "random", max_trials=3)
    bench.run(batch)
    change = Continuation(
        more=3,
        optimizer="bayes",
        flags={"x": "[0.25:1.0]"},
        start_points=(StartPoint("a", {"x": 0.625}),),
    )
    changed = prepare_continuation(bench.store, batch.id, change)
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: bench.statuses(batch)[3:] == [Status.RUNNING])
    engine = engine_of(batch)
    engine.kill()
    wait_until(lambda: recover(bench.store) == 1)
    after = bench.store.batch(batch.id)
    same = ("flags", "optimizer", "name", "starts", "planned")
    assert all(getattr(after, name) == getattr(changed, name) for name in same)
    # Nobody knows how the start point went, so it is tried again; the script has been mended.
    bench.operation("x = 0.5\nprint(f'loss: {x}')\n")
    ended = bench.run(prepare_continuation(bench.store, batch.id, Continuation(more=2)))
    runs = bench.runs(batch)
    assert [(run.origin, run.flags["x"]) for run in runs[3:5]] == [("start", 0.625)] * 2
    assert runs[3].status is Status.LOST
    assert all(0.25 <= run.flags["x"] <= 1 for run in runs[3:])  # type: ignore[operator]
    assert ended.reason == ""


def test_that_a_killed_search_finishes_what_was_planned_and_then_adds_to_it(bench: Bench) -> None:
    whole = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=4)
    bench.run(whole)
    xs = [run.flags["x"] for run in bench.runs(whole)]
    code = PARABOLA + f"if x == {xs[1]!r}:\n    import time; time.sleep(60)\n"
    batch = bench.batch(code, {"x": "[0.0:1.0]"}, "random", max_trials=4)
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: bench.statuses(batch)[1:2] == [Status.RUNNING])
    engine_of(batch).kill()
    wait_until(lambda: recover(bench.store) == 1)
    bench.operation(PARABOLA)
    change = Continuation(limits=replace(batch.limits, workers=2))
    planned = plan_continuation(bench.store.batch(batch.id), bench.runs(batch), change)
    assert (planned.batch.planned, planned.to_go) == (4, 3)
    ended = bench.run(prepare_continuation(bench.store, batch.id, change))
    story = [(run.trial, run.flags["x"], run.status) for run in bench.runs(batch)]
    lost = (2, xs[1], Status.LOST)
    assert [each for each in story if each != lost] == [
        (trial, x, Status.COMPLETED) for trial, x in enumerate(xs, 1)
    ]
    assert plan_continuation(ended, bench.runs(batch), Continuation()).batch.planned == 8


def test_that_a_search_that_was_planned_and_killed_before_it_began_is_not_planned_twice(
    bench: Bench,
) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=4)
    for _ in range(3):
        Recorder(bench.store).end_batch(batch.id, Status.TERMINATED, "interrupted")
        assert prepare_continuation(bench.store, batch.id, Continuation()).planned == 4
