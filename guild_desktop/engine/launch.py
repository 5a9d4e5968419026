"""Storing batches, starting their engines, and asking for more trials or for a stop."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.engine.continuing import Continuation, plan_continuation
from guild_desktop.engine.own_command import own_command, start_detached
from guild_desktop.engine.trials import single_run
from guild_desktop.scripts.detect import detect_flags
from guild_desktop.scripts.interpreters import check_that_it_is_there
from guild_desktop.store.batch_queue import BatchQueue
from guild_desktop.store.recorder import Recorder, new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.operation import Operation
    from guild_desktop.engine.request import PlannedBatch
    from guild_desktop.store.home import Home
    from guild_desktop.store.store import Store


def check_that_it_can_start(operation: Operation) -> None:
    """``UserError`` if the script or the interpreter of an operation is not there any more, or never was.

    So it is if the script is not Python now, or has not got the global variables that its runs would set.
    """
    operation.check_that_it_can_run()
    if operation.kind == "script":
        _check_that_it_has_its_flags(operation)
    if operation.kind != "command":
        check_that_it_is_there(operation.python)


def _check_that_it_has_its_flags(script: Operation) -> None:
    there = {flag.name for flag in detect_flags(Path(script.target)).flags}
    flags = (flag.name for flag in script.flags if flag.passing == "global")
    if lacking := [name for name in flags if name not in there]:
        raise UserError(
            f"{script.name} has no {', '.join(lacking)} any more, which its runs set.",
            f"Write a line such as {lacking[0]} = 0.1 in it again, or make a new batch.",
        )


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


def prepare_continuation(store: Store, batch_id: str, change: Continuation) -> Batch:
    """Make a finished batch ready for an engine to go on with; the batch as it is then.

    ``UserError`` as from ``plan_continuation``, if the batch is being run right now, its runs come from a
    table, or its script is gone: then its record stays as it is. Runs that it has keep their flags,
    whatever becomes of the batch's.
    """
    while True:
        batch = store.batch(batch_id)
        check_that_it_can_start(change.operation or batch.operation)
        planned = plan_continuation(batch, store.runs_of(batch_id), change)
        # Whoever went on with it meanwhile may have run to the end: then it is planned anew.
        if _claim(store, batch, planned.batch):
            break
    if planned.again:
        Recorder(store).add_runs(batch, planned.again, "")
    return store.batch(batch_id)


def _claim(store: Store, batch: Batch, changed: Batch) -> bool:
    """Take a batch for an engine, as it shall be; False if it is not the one any more that was planned for.

    ``UserError`` if an engine has it.
    """
    claimed = Recorder(store).claim_batch(
        batch,
        name=changed.name,
        operation=changed.operation,
        status=Status.PENDING,
        reason="",
        stopped=None,
        optimizer=changed.optimizer,
        options=changed.options,
        planned=changed.planned,
        objective=changed.objective,
        limits=changed.limits,
        flags=changed.flags,
        model_best=changed.model_best,
        starts=changed.starts,
    )
    if not claimed and not _is_idle(store.batch(batch.id)):
        raise UserError(
            f"{batch.name} is still running.", "Stop it first, or wait until it has ended."
        )
    return claimed


def _is_idle(batch: Batch) -> bool:
    return batch.status not in (Status.PENDING, Status.RUNNING)


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
