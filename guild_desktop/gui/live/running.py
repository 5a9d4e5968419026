"""What the frame tells of sweeps that are on, and of how long runs take."""

from __future__ import annotations

import bisect
import statistics
from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.attempts import failed_trials
from guild_desktop.core.best import best_runs
from guild_desktop.core.run import NOT_BEGUN, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.run import Run

_LATEST = 30
"""Runs that are looked at: enough for a median, and the script may have changed before."""

_LONGEST_PAUSE = 30.0
"""Seconds a method may think between two runs; after longer ones somebody had stopped the sweep."""


def running_batches(frame: RunFrame) -> list[Batch]:
    """Batches with an engine, or about to get one, oldest first; single runs among them."""
    active = (Status.PENDING, Status.RUNNING)
    batches = [batch for batch in frame.batches.values() if batch.status in active]
    return sorted(batches, key=lambda batch: batch.sequence)


def queued_batches(frame: RunFrame) -> list[Batch]:
    """Batches that wait for their turn, the next one first."""
    waiting = [batch for batch in frame.batches.values() if batch.is_waiting]
    return sorted(waiting, key=lambda batch: batch.queued or 0.0)


def pausable_batches(frame: RunFrame) -> list[Batch]:
    """The running sweeps, which may be paused; a single run has nothing more to start."""
    return [batch for batch in running_batches(frame) if not batch.hidden]


def are_paused(batches: Iterable[Batch]) -> bool:
    """Whether there are sweeps among ``batches`` and all of them wait for a person to let them go on."""
    sweeps = [batch for batch in batches if not batch.hidden]
    return bool(sweeps) and all(batch.is_paused_by_person for batch in sweeps)


def latest_ended(frame: RunFrame, target: str | None = None) -> Batch | None:
    """The newest sweep of an operation's target, of all for None, that has ended and can be continued."""
    ended = [
        batch
        for batch in frame.batches.values()
        if target in (None, batch.operation.target)
        and batch.status.is_finished
        and not batch.hidden
        and batch.deleted is None
        and batch.operation.can_run
    ]
    return max(ended, key=lambda batch: batch.sequence, default=None)


def newest_of(frame: RunFrame, target: str | None) -> Batch | None:
    """The newest batch of an operation's target, single runs too; of all for None; None if there is none."""
    mine = (
        batch
        for batch in frame.batches.values()
        if batch.deleted is None and target in (None, batch.operation.target)
    )
    return max(mine, key=lambda batch: batch.sequence, default=None)


def latest_started(frame: RunFrame, script: str | None) -> Run | None:
    """The newest run of the script with this absolute path that has begun; None if there is none."""
    if script is None:
        return None
    begun = frame.targets.mask(script) & ~frame.with_status(*NOT_BEGUN)
    positions = np.flatnonzero(begun)
    # Among the last to be stored, the first trials of a grid have begun last.
    latest = (frame.run(int(position)) for position in positions[-_LATEST:])
    started = ((run.started, run) for run in latest if run.started is not None)
    return max(started, key=lambda pair: pair[0], default=(0.0, None))[1]


def can_confirm(frame: RunFrame, batch: Batch) -> bool:
    """Whether an ended sweep has two trials at least of which one may be better than the
    other by luck alone.
    """
    if batch.hidden or not batch.status.is_finished or not batch.operation.can_run:
        return False
    mine = frame.run_batches.mask((batch.id,))
    return len(best_runs(frame, mask=mine, objective=batch.objective, count=2)) > 1


def can_run_failed_again(frame: RunFrame, batch: Batch) -> bool:
    """Whether a sweep that has ended has trials that failed or were lost and can be tried again."""
    if not batch.status.is_finished or batch.hidden or not batch.operation.can_run:
        return False
    mine = frame.run_batches.mask((batch.id,))
    # Those that were stopped may have taken too long.
    failed = frame.with_status(Status.ERROR, Status.LOST, Status.TERMINATED)
    if not (mine & failed).any():
        return False
    return bool(failed_trials(frame.run(int(at)) for at in np.flatnonzero(mine)))


def sweeps_of(batches: Iterable[Batch], script: str | None) -> list[Batch]:
    """Those of ``batches`` that run the script with this absolute path; none for None."""
    return [
        batch
        for batch in batches
        if batch.operation.kind == "script" and batch.operation.target == script
    ]


def running_in_form(frame: RunFrame, script: str | None) -> list[Batch]:
    """The running sweeps that a form's Stop means: its script's, or all while no script is open."""
    running = running_batches(frame)
    return running if script is None else sweeps_of(running, script)


def sweep_in_form(frame: RunFrame, script: str | None) -> Batch | None:
    """The running sweep that a form about a script shows: the newest, a single run only if alone."""
    running = running_in_form(frame, script)
    return max(running, key=lambda batch: (not batch.hidden, batch.sequence), default=None)


def seconds_per_run(frame: RunFrame, script: str | None) -> float | None:
    """How long a run keeps its place, in seconds: the median of the latest completed ones of a script.

    ``script`` is its absolute path; None if no run of it has completed. Counted from a run's start
    to the start of the run that followed it in its sweep, for between short runs most of the time
    goes by; the last ones have no follower, and only their own duration counts.
    """
    mine = {batch.id for batch in sweeps_of(frame.batches.values(), script)}
    if not mine:
        return None
    took = frame.column("time").values
    completed = frame.run_batches.mask(mine) & np.isfinite(took)
    completed &= frame.with_status(Status.COMPLETED)
    latest = np.flatnonzero(completed)[-_LATEST:].tolist()
    if not latest:
        return None
    runs = [frame.run(position) for position in latest]
    starts = _starts(frame, {run.batch for run in runs}, latest[0])
    return statistics.median(_kept_place(run, starts[run.batch]) for run in runs)


def _starts(frame: RunFrame, batches: set[str], first: int) -> dict[str, list[float]]:
    """When the runs of these batches from position ``first`` on started, each list in order."""
    started = frame.column("started").values[first:]
    begun = np.isfinite(started)
    masks = {batch: frame.run_batches.mask((batch,))[first:] for batch in batches}
    return {batch: np.sort(started[mask & begun]).tolist() for batch, mask in masks.items()}


def _kept_place(run: Run, starts: list[float]) -> float:
    """Seconds until a run's follower started; its own duration if none did, or only much later."""
    took = run.seconds or 0.0
    if run.stopped is None:
        return took
    place = bisect.bisect_left(starts, run.stopped)
    if place == len(starts):
        return took
    pause = starts[place] - run.stopped
    # A sweep that was continued waited for a person.
    return took + pause if pause < _LONGEST_PAUSE else took
