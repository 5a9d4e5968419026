"""How runs and batches are said to have ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guild_desktop.core.batch import Limits, Objective
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.engine.local_executor import Ended
from guild_desktop.engine.verdict import Failures, batch_verdict, run_verdict

LOSS = {"loss": ScalarSummary(1, 1, 1, 1, 1, 1, 0)}
RUN = Run(
    id="r", sequence=1, batch="b", trial=1, operation="train.py", status=Status.COMPLETED, started=1
)
FAILED = replace(RUN, status=Status.ERROR, reason="ValueError: no luck")


def failed(trial: int, repeat: int = 1) -> Run:
    return replace(FAILED, trial=trial, repeat=repeat)


def ended(exit_status: int, stop_reason: str = "", error_line: str = "") -> Ended:
    return Ended("r", exit_status, 1.0, stop_reason, error_line)


@pytest.mark.parametrize(
    ("how", "status", "reason"),
    [
        (ended(0), Status.COMPLETED, ""),
        (ended(1, error_line="ValueError: no"), Status.ERROR, "ValueError: no"),
        (ended(3), Status.ERROR, "exit status 3"),
        (ended(-11), Status.ERROR, "ended by SIGSEGV"),
        (ended(-9), Status.ERROR, "ended by SIGKILL, perhaps for want of memory"),
        (ended(-15, "stopped"), Status.TERMINATED, "stopped"),
        (ended(0, "stopped"), Status.TERMINATED, "stopped"),
        (ended(1, "timed out after 5 s", "x"), Status.TERMINATED, "timed out after 5 s"),
    ],
)
def test_that_a_run_which_ended_is(how: Ended, status: Status, reason: str) -> None:
    assert run_verdict(how, LOSS, Objective()) == (status, reason)


def test_that_a_run_without_the_objective_is_completed_and_says_so() -> None:
    verdict = run_verdict(ended(0), LOSS, Objective("accuracy"))
    assert verdict == (Status.COMPLETED, "reported no accuracy")


def test_that_what_could_not_be_read_is_told_and_changes_no_status() -> None:
    verdict = run_verdict(ended(0), LOSS, Objective("accuracy"), "a file is damaged")
    assert verdict == (Status.COMPLETED, "reported no accuracy; a file is damaged")
    assert run_verdict(ended(0), LOSS, Objective(), "a file is damaged")[1] == "a file is damaged"


def test_that_missing_output_on_a_full_disk_is_told_and_fails_nothing() -> None:
    cut = replace(ended(0), output_gap="the disk had no room for all of its output")
    assert run_verdict(cut, LOSS, Objective())[0] is Status.COMPLETED
    assert "no room" in run_verdict(cut, LOSS, Objective())[1]


def test_that_three_failures_first_of_all_are_told_once() -> None:
    failures = Failures(Limits())
    assert failures.note(failed(1)) == ""
    assert failures.note(failed(2)) == ""
    assert failures.note(failed(3)) == "the first 3 all failed: ValueError: no luck"
    assert failures.note(failed(4)) == ""


def test_that_the_repeats_of_a_trial_fail_as_one() -> None:
    failures = Failures(Limits())
    runs = [failed(1), failed(1, 2), failed(1, 3), failed(2), failed(2, 2)]
    assert [failures.note(run) for run in runs] == [""] * 5
    assert failures.note(failed(3)).startswith("the first 3 all failed")


def test_that_failures_after_a_completed_trial_do_not_stop_a_batch() -> None:
    failures = Failures(Limits())
    assert [failures.note(run) for run in (failed(1), failed(2), RUN, failed(3), failed(4))] == [
        ""
    ] * 5


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(max_failures=2), ["", "", "2 failed: ValueError: no luck", ""]),
        (Limits(max_failures=0), [""] * 4),
        (Limits(max_failures=1), ["1 failed: ValueError: no luck", "", "", ""]),
        (Limits(fail_on_trial_error=True), ["trial 1 failed: ValueError: no luck"]),
    ],
)
def test_that_how_many_failures_stop_a_batch_is_a_choice(limits: Limits, told: list[str]) -> None:
    failures = Failures(limits)
    assert [failures.note(run) for run in (failed(1), RUN, failed(2), failed(3))][
        : len(told)
    ] == told


def test_that_a_batch_with_one_completed_trial_is_completed() -> None:
    assert batch_verdict([FAILED, RUN], "", "", "") == (Status.COMPLETED, "")


def test_that_a_batch_whose_trials_all_failed_tells_their_common_error() -> None:
    assert batch_verdict([FAILED] * 2, "", "", "") == (Status.ERROR, "ValueError: no luck")


def test_that_a_batch_whose_trials_all_took_too_long_says_so() -> None:
    late = replace(RUN, status=Status.TERMINATED, reason="timed out after 1 s", timed_out=True)
    assert batch_verdict([late] * 2, "", "", "") == (Status.TERMINATED, "timed out after 1 s")


def test_that_a_stopped_batch_is_terminated_even_with_completed_trials() -> None:
    assert batch_verdict([RUN], "stopped", "", "") == (Status.TERMINATED, "stopped")
