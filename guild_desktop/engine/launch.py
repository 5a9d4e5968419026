"""Storing batches, starting their engines, and asking for more trials or for a stop."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import failed_trials, latest_attempts
from guild_desktop.core.batch import DEFAULT_SEARCH_TRIALS, MAX_TRIALS, Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.grid import too_many
from guild_desktop.core.run import Status
from guild_desktop.engine.own_command import own_command, start_detached
from guild_desktop.engine.request import PlannedBatch, check_that_some_are_left
from guild_desktop.engine.trials import attempt_after, grid_of, single_run
from guild_desktop.flags import format_space, parse, space_of
from guild_desktop.optimizers.registry import check_options, optimizer_info
from guild_desktop.scripts.interpreters import check_that_it_is_there
from guild_desktop.store.batch_queue import BatchQueue
from guild_desktop.store.recorder import Recorder, new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guild_desktop.core.batch import Limits, Objective, Option
    from guild_desktop.core.operation import Operation
    from guild_desktop.store.home import Home
    from guild_desktop.store.store import Store


def check_that_it_can_start(operation: Operation) -> None:
    """``UserError`` if the script or the interpreter of an operation is not there any more, or never was."""
    operation.check_that_it_can_run()
    if operation.kind == "script" and not Path(operation.target).is_file():
        raise UserError(f"There is no script {operation.target}.", "Check its name and folder.")
    if operation.kind != "command":
        check_that_it_is_there(operation.python)


def store_batch(
    store: Store, planned: PlannedBatch, *, staged: bool = False, queued: bool = False
) -> Batch:
    """Store a planned batch; it has no engine yet.

    A staged one waits for somebody to start it, a queued one until those before it have ended.
    """
    recorder = Recorder(store)
    staged = staged or queued
    status = Status.STAGED if staged else Status.PENDING
    new = replace(planned.batch, id=new_id(), status=status)
    batch = recorder.add_batch(new, queued=queued)
    if staged and batch.hidden:
        # Of a single run's batch lists show the run only, so that has to be there already.
        recorder.add_runs(batch, single_run(batch), "", status)
    return batch


@dataclass(frozen=True, slots=True)
class Continuation:
    """What changes when a batch goes on; None: nothing. ``more`` are trials of a search, ``flags``
    expressions. ``operation`` and ``limits`` take the place of the batch's. ``failed``: a search does not
    go on, but runs again what failed or was lost.
    """

    more: int | None = None
    options: Mapping[str, str | Option] | None = None
    objective: Objective | None = None
    flags: Mapping[str, str] | None = None
    operation: Operation | None = None
    limits: Limits | None = None
    failed: bool = False


def prepare_continuation(store: Store, batch_id: str, change: Continuation) -> Batch:
    """Make a finished batch ready for an engine to go on with; the batch as it is then.

    An optimizer's batch gets ``more`` trials, or as many as its limit says, or other attempts at what
    failed; a grid goes on with what is not completed, or as far as a raised limit lets it. ``UserError`` if
    the batch is being run right now, if nothing of it failed that is to be run again, its runs come from
    a table, or its script is gone: then its record stays as it is.
    """
    batch = store.batch(batch_id)
    check_that_it_can_start(change.operation or batch.operation)
    options = dict(batch.options)
    if change.options:
        options = check_options(batch.optimizer, {**options, **change.options})
    limits = change.limits or batch.limits
    planned = batch.planned
    again = failed_trials(store.runs_of(batch_id)) if change.failed else []
    if change.failed and not again:
        raise UserError(f"No run of {batch.name} failed.", "Continue it to make more runs.")
    if change.failed and not optimizer_info(batch.optimizer).lists_all:
        planned = len(latest_attempts(store.runs_of(batch_id)))
    elif not optimizer_info(batch.optimizer).lists_all:
        more = change.more or batch.limits.max_trials or DEFAULT_SEARCH_TRIALS
        planned = len(latest_attempts(store.runs_of(batch_id))) + more
        if planned > MAX_TRIALS:
            raise too_many(planned, "trials")
    flags = dict(batch.flags)
    if change.flags:
        known = batch.operation.flags
        flags = format_space(parse({**flags, **change.flags}, known, rows=batch.rows))
    changed = replace(batch, flags=flags, options=options, limits=limits)
    if optimizer_info(batch.optimizer).lists_all:
        before = (batch.limits.max_trials, batch.limits.where)
        if (limits.max_trials, limits.where) != before or (limits.where and change.flags):
            grid = grid_of(changed)
            check_that_some_are_left(grid, space_of(changed).where)
            planned = grid.planned(limits.max_trials)
    elif limits.where:
        space_of(changed)  # A condition that cannot be read is told before anything is stored.
    recorder = Recorder(store)
    claimed = recorder.claim_batch(
        batch_id,
        operation=change.operation or batch.operation,
        status=Status.PENDING,
        reason="",
        stopped=None,
        options=options,
        planned=planned,
        objective=change.objective or batch.objective,
        limits=limits,
        flags=flags,
    )
    if not claimed:
        raise UserError(
            f"{batch.name} is still running.", "Stop it first, or wait until it has ended."
        )
    if again and not optimizer_info(batch.optimizer).lists_all:
        # A grid's engine finds out by itself what is not completed.
        recorder.add_runs(batch, [attempt_after(run, batch) for run in again], "")
    return store.batch(batch_id)


def start_engine(home: Home, batch_id: str) -> None:
    """Start the detached engine of a stored batch; it goes on when this process ends."""
    command = own_command("engine", "--home", str(home.path), batch_id)
    process = start_detached(command, home.engine_log(batch_id))
    threading.Thread(target=process.wait, name="engine reaper", daemon=True).start()


def rebuild_command(home: Path) -> list[str]:
    """The words that make the store of a home anew without asking (``rebuild``)."""
    return own_command("rebuild", "--home", str(home), "--yes")


def advance_queue(store: Store) -> str | None:
    """Start the next batch of the queue if nothing runs; its id, or None if there is nothing to start.

    Engines do it at their end; windows and commands do it besides, for those that were killed. Also while
    the disk is full: nobody may be there to look again, and an engine waits for room.
    """
    batch_id = BatchQueue(store).claim_next()
    if batch_id is None:
        return None
    try:
        start_engine(store.home, batch_id)
    except UserError:
        # Not even its log has room: it waits again, for who looks next.
        BatchQueue(store).put_back(batch_id)
        return None
    return batch_id


def start_queued(store: Store, batch_id: str) -> bool:
    """Start a batch of the queue now, whatever runs; False if it waits no more."""
    claimed = BatchQueue(store).claim(batch_id)
    if claimed:
        start_engine(store.home, batch_id)
    return claimed


def call_off_queued(store: Store, batch_id: str) -> bool:
    """Take a batch out of the queue for good; False if it waits no more."""
    return BatchQueue(store).call_off(batch_id, "called off before it started")


def move_queued(store: Store, batch_id: str, place: int) -> bool:
    """Give a batch of the queue another place, from 1; False if it waits no more."""
    return BatchQueue(store).move(batch_id, place)


def stop_batch(store: Store, batch_id: str) -> None:
    """Ask a batch's engine to stop everything."""
    store.send(batch_id, "stop")


def stop_runs(store: Store, batch_id: str, run_ids: Iterable[str]) -> None:
    """Ask a batch's engine to stop some of its runs, in one word however many they are."""
    store.send(batch_id, " ".join(("stop", *run_ids)))


def pause_batch(store: Store, batch_id: str) -> None:
    """Ask a batch's engine to start no more trials for now; those that run go on."""
    store.send(batch_id, "pause")


def resume_batch(store: Store, batch_id: str) -> None:
    """Ask a batch's engine to start trials again."""
    store.send(batch_id, "resume")


def set_workers(store: Store, batch_id: str, workers: int) -> None:
    """Ask a batch's engine to run so many trials at once from now on."""
    store.send(batch_id, f"workers={workers}")
