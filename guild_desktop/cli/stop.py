"""`stop`: ends runs and batches that another terminal or window has started."""

from __future__ import annotations

import sys
import time

from guild_desktop.cli.app import FAILED, OK, misuse
from guild_desktop.cli.options import Parser, add_selection, chooses, opened_store
from guild_desktop.cli.selecting import chosen_rows, load_records
from guild_desktop.core.batch import Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.listing import Records
from guild_desktop.core.run import SHORT_ID, Run, Status
from guild_desktop.engine.engine_process import terminate_engine
from guild_desktop.engine.launch import call_off_queued, stop_batch, stop_runs
from guild_desktop.store.errors import StoreError
from guild_desktop.store.store import Store

_MARGIN = 2.0
"""Seconds beyond the grace that an engine may need to say that everything has ended."""


def main(arguments: list[str], home: str | None) -> int:
    """Stop what is chosen and wait until it has ended."""
    parser = Parser("stop", "Stop runs or batches; a batch's planned trials never start.")
    add_selection(parser)
    parser.add_argument("--all", action="store_true", help="stop everything that runs or waits")
    options = parser.parse_intermixed_args(arguments)
    if not options.all and not chooses(options):
        misuse("Say what to stop.", "Give an id, an index, a filter such as -Fo NAME, or --all.")
    with opened_store(home) as store:
        records = load_records(store)
        # A batch whose running trial alone was stopped would start the next one.
        chosen = [row.record for row in chosen_rows(options, records, with_batches=True)]
        called_off = _call_off(store, records, chosen)
        active = [record for record in chosen if record.status in (Status.PENDING, Status.RUNNING)]
        if not active and called_off:
            return OK
        if not active:
            idle = "Nothing is running." if options.all else "Nothing of that is running."
            print(idle, file=sys.stderr)
            return OK if options.all or chosen else FAILED
        return _wait(store, records, _stop(store, records, active))


def _stop(store: Store, records: Records, active: list[Run | Batch]) -> dict[str, list[str] | None]:
    """Ask for the end of what is on, in one word to each engine; which runs of which batch, None: all."""
    stopped: dict[str, list[str] | None] = {}
    for record in active:
        if isinstance(record, Batch) or records.batches[record.batch].hidden:
            stopped[record.id if isinstance(record, Batch) else record.batch] = None
    for record in active:
        if isinstance(record, Run):
            runs = stopped.setdefault(record.batch, [])
            if runs is not None:
                runs.append(record.id)
    return {batch_id: runs for batch_id, runs in stopped.items() if _ask(store, batch_id, runs)}


def _ask(store: Store, batch_id: str, run_ids: list[str] | None) -> bool:
    """Ask an engine through the store, or by a signal if there is no room for a word;
    whether it can answer.
    """
    try:
        if run_ids is None:
            stop_batch(store, batch_id)
        else:
            stop_runs(store, batch_id, run_ids)
    except StoreError as error:
        if not error.lacks_room:
            raise
        if run_ids is not None or not terminate_engine(store.home, batch_id):
            hint = "Free some space, or press Ctrl+C where it was started."
            raise UserError(error.message, hint) from error
        told = f"{batch_id[:SHORT_ID]} was told to stop, and its trials end"
        print(f"{told}. The disk is full: the store says so when there is room.", file=sys.stderr)
        return False
    return True


def _call_off(store: Store, records: Records, chosen: list[Run | Batch]) -> int:
    """Take what is chosen out of the queue; how many batches they were."""
    ids = {record.id if isinstance(record, Batch) else record.batch for record in chosen}
    waiting = [batch_id for batch_id in ids if records.batches[batch_id].is_waiting]
    gone = [records.batches[batch_id] for batch_id in waiting if call_off_queued(store, batch_id)]
    for batch in gone:
        name = batch.operation.name if batch.hidden else batch.name
        print(f"called off: {name} {batch.id[:SHORT_ID]}")
    return len(gone)


def _wait(store: Store, records: Records, stopped: dict[str, list[str] | None]) -> int:
    """Wait until everything has ended, as long as engines may take; say what has not."""
    grace = max([5.0, *(records.batches[batch_id].limits.grace for batch_id in stopped)])
    deadline = time.monotonic() + grace + _MARGIN
    while True:
        left = [
            record_id
            for batch_id, run_ids in stopped.items()
            for record_id in _still_on(store, batch_id, run_ids)
        ]
        if not left:
            _tell(store, stopped)
            return OK
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    print(f"Still running: {', '.join(record_id[:8] for record_id in left)}.", file=sys.stderr)
    return FAILED


def _tell(store: Store, stopped: dict[str, list[str] | None]) -> None:
    """Say what has ended and how: something may have completed in the meantime."""
    for batch_id, run_ids in stopped.items():
        batch = store.batch(batch_id)
        runs = store.runs_of(batch_id) if run_ids is not None or batch.hidden else ()
        wanted = None if run_ids is None else set(run_ids)
        for run in runs:
            if wanted is None or run.id in wanted:
                print(f"{_word(run)}: {run.operation} {run.id[:SHORT_ID]}")
        if not runs:
            print(f"{_word(batch)}: {batch.name} {batch.id[:SHORT_ID]}")


def _word(record: Run | Batch) -> str:
    return "stopped" if record.status is Status.TERMINATED else record.status.value


def _still_on(store: Store, batch_id: str, run_ids: list[str] | None) -> list[str]:
    """What has not ended of a batch: the batch itself, or some of these runs."""
    if run_ids is None:
        return [] if store.batch(batch_id).status.is_finished else [batch_id]
    wanted = set(run_ids)
    runs = store.runs_of(batch_id)
    return [run.id for run in runs if run.id in wanted and not run.status.is_finished]
