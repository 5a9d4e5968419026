"""What the frame tells of a script's sweeps: which runs now, and how long its runs take."""

from __future__ import annotations

from dataclasses import replace

from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Run, Status
from guild_desktop.gui.live.running import latest_started, seconds_per_run, sweep_in_form
from tests.core.sample_runs import TRAIN, frame_of, make_batch, make_run

OTHER = replace(TRAIN, target="/elsewhere/train.py")


def timed(number: int, start: float, seconds: float, batch: str = "b") -> Run:
    return make_run(
        number, batch=batch * 32, started=start, stopped=start + seconds, seconds=seconds
    )


def frame(*timed_runs: Run) -> RunFrame:
    batches = (make_batch("b"), make_batch("c", 1, operation=OTHER))
    return frame_of(*timed_runs, batches=batches)


def test_that_a_script_that_never_ran_has_no_estimate() -> None:
    assert seconds_per_run(frame(timed(0, 0.0, 4.0)), None) is None
    assert seconds_per_run(frame(timed(0, 0.0, 4.0)), "/project/eval.py") is None
    assert seconds_per_run(frame(timed(0, 0.0, 4.0)), OTHER.target) is None


def test_that_a_script_of_the_same_name_elsewhere_counts_for_itself() -> None:
    both = frame(timed(0, 0.0, 4.0), timed(1, 0.0, 9.0, batch="c"))
    assert seconds_per_run(both, TRAIN.target) == 4.0
    assert seconds_per_run(both, OTHER.target) == 9.0


def test_that_the_time_between_runs_counts() -> None:
    runs = [timed(number, start=number * 1.0, seconds=0.25) for number in range(5)]
    assert seconds_per_run(frame(*runs), TRAIN.target) == 1.0


def test_that_runs_at_once_each_keep_a_place() -> None:
    starts = (0.0, 0.0, 1.0, 1.0, 2.0, 2.0)
    runs = [timed(number, start, 0.5) for number, start in enumerate(starts)]
    assert seconds_per_run(frame(*runs), TRAIN.target) == 1.0


def test_that_a_sweep_continued_the_next_day_took_no_day() -> None:
    runs = [timed(0, 0.0, 2.0), timed(1, 86_400.0, 2.0)]
    assert seconds_per_run(frame(*runs), TRAIN.target) == 2.0


def test_that_only_completed_runs_count() -> None:
    failed = replace(timed(1, 10.0, 0.5), status=Status.ERROR)
    assert seconds_per_run(frame(timed(0, 0.0, 4.0), failed), TRAIN.target) == 10.0


def test_that_the_latest_run_is_the_one_of_the_script_that_began_last() -> None:
    runs = [timed(0, 5.0, 1.0), timed(1, 9.0, 1.0), timed(2, 7.0, 1.0), timed(3, 20.0, 1.0, "c")]
    waiting = make_run(4, batch="b" * 32, started=None, status=Status.PENDING)
    latest = latest_started(frame(*runs, waiting), TRAIN.target)
    assert latest is not None
    assert latest.started == 9.0
    assert latest_started(frame(waiting), TRAIN.target) is None
    assert latest_started(frame(*runs), None) is None


def test_that_a_form_shows_the_sweep_of_its_script_before_a_single_run() -> None:
    sweep = make_batch("b", 1, status=Status.RUNNING)
    single = make_batch("c", 2, status=Status.RUNNING, hidden=True)
    other = make_batch("d", 3, status=Status.RUNNING, operation=OTHER)
    running = frame_of(batches=(sweep, single, other))
    assert sweep_in_form(running, TRAIN.target) == sweep
    assert sweep_in_form(running, OTHER.target) == other
    assert sweep_in_form(running, "/project/eval.py") is None
    # With no script in the form whatever runs is shown, so that it can be stopped.
    assert sweep_in_form(running, None) == other
