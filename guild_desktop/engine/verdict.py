"""How a run or a batch ended, and the words for it; decisions that change nothing."""

from __future__ import annotations

import signal
from collections import Counter
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import has_failed, latest_attempts
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.scripts.interpreter_check import check_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guild_desktop.core.batch import Limits, Objective
    from guild_desktop.core.operation import Operation
    from guild_desktop.engine.local_executor import Ended


def run_verdict(
    ended: Ended, scalars: Mapping[str, ScalarSummary], objective: Objective, notices: str = ""
) -> tuple[Status, str]:
    """Status and reason of a run whose process has ended.

    What we asked for decides before the exit status does: a trial may answer SIGTERM in any way. ``notices``
    say what of its numbers was not read or kept; that changes no status.
    """
    if ended.stop_reason:
        return ended.stop_status, ended.stop_reason
    if ended.exit_status == 0 and ended.output_problem:
        return Status.ERROR, ended.output_problem
    if ended.exit_status == 0:
        missing = "" if objective.name in scalars else f"reported no {objective.name}"
        notes = (missing, notices, ended.output_gap)
        return Status.COMPLETED, "; ".join(part for part in notes if part)
    if ended.exit_status < 0:
        return Status.ERROR, signal_words(-ended.exit_status)
    return Status.ERROR, ended.error_line or f"exit status {ended.exit_status}"


def signal_words(number: int) -> str:
    """How a process ended that a signal ended."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    memory = ", perhaps for want of memory" if name == "SIGKILL" else ""
    return f"ended by {name}{memory}"


def is_unjudged(run: Run) -> bool:
    """Whether a run that is over says nothing about its flags: somebody stopped it, or its engine died."""
    return run.status in (Status.TERMINATED, Status.LOST) and not has_failed(run)


def suspecting_python(reason: str, operation: Operation) -> str:
    """The reason of a batch where nothing but failures came: the Python that ran them may be none."""
    if operation.kind == "command":
        return reason
    problem = check_interpreter(operation.python).problem
    return f"{reason} ({problem.rstrip('.')})" if problem else reason


class Failures:
    """Notices when so many trials have failed that the batch should stop.

    The rule of the first few is about a script in which nothing works: it says nothing where a run of the
    batch has completed or was only stopped early, be it ``before`` it was continued, and does not count
    trials that were tried before.
    """

    def __init__(self, limits: Limits, before: Iterable[Run] = ()) -> None:
        self._limits = limits
        self._reasons: list[str] = []
        self._failed: set[int] = set()
        earlier = tuple(before)
        self._all_failed = all(not run.status.is_done for run in earlier)
        self._tried = {run.trial for run in earlier if run.started is not None}
        self._first: set[int] = set()

    def note(self, run: Run) -> str:
        """Take note of a finished run; why the batch should stop, or nothing."""
        if not has_failed(run):
            self._all_failed = False
            return ""
        self._reasons.append(run.reason)
        if self._limits.fail_on_trial_error:
            return f"trial {run.trial} failed: {run.reason}"
        if run.trial in self._failed:
            # What one repeat of a trial suffers, the others mostly do.
            return ""
        self._failed.add(run.trial)
        number, most = len(self._failed), self._limits.max_failures
        if most is not None:
            return f"{number} failed: {_commonest(self._reasons)}" if number == most else ""
        if not self._all_failed or run.trial in self._tried:
            return ""
        self._first.add(run.trial)
        if len(self._first) == self._limits.stop_after_failures:
            return f"the first {len(self._first)} all failed: {_commonest(self._reasons)}"
        return ""


def batch_verdict(
    runs: Sequence[Run], stopped: str, failure: str, notice: str, *, exhausted: bool = False
) -> tuple[Status, str]:
    """Status and reason of a batch that is over: why it stopped early, if it did.

    ``exhausted``: no trial was left to start. A stop that comes when the last one has ended stops nothing.
    """
    if failure:
        return Status.ERROR, failure
    if stopped and not (runs and exhausted and not _were_stopped(runs)):
        return Status.TERMINATED, stopped
    if any(run.status is Status.COMPLETED for run in runs):
        return Status.COMPLETED, notice
    for status in (Status.ERROR, Status.TERMINATED):
        reasons = [run.reason for run in runs if run.status is status]
        if reasons:
            return status, _commonest(reasons)
    if any(run.status is Status.PRUNED for run in runs):
        return Status.ERROR, "every trial was stopped early"
    return Status.ERROR, notice or "no trial completed"


def _were_stopped(runs: Iterable[Run]) -> bool:
    """Whether somebody ended one of the trials of these runs."""
    latest = latest_attempts(runs)
    return any(run.status is Status.TERMINATED and not has_failed(run) for run in latest)


def _commonest(reasons: Sequence[str]) -> str:
    return Counter(reasons).most_common(1)[0][0]
