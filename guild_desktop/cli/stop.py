"""`stop`: ends runs and batches that another terminal or window has started."""

from __future__ import annotations

import sys
import time

from guild_desktop.cli.app import FAILED, OK, misuse
from guild_desktop.cli.options import Parser, add_selection, chooses, opened_store
from guild_desktop.cli.selecting import chosen_rows, load_records
from guild_desktop.core.batch import Batch
from guild_desktop.core.listing import Records
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.launch import call_off_queued, stop_batch, stop_run
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
        # A sweep whose running trial alone was stopped would start the next one.
        chosen = [row.record for row in chosen_rows(options, records, with_batches=True)]
        called_off = _call_off(store, records, chosen)
        active = [record for record in chosen if record.status in (Status.PENDING, Status.RUNNING)]
        if not active and called_off:
            return OK
        if not active:
            print("Nothing of that is running.", file=sys.stderr)
            return OK if options.all or chosen else FAILED
        batches = {record.id for record in active if isinstance(record, Batch)}
        waited: list[Run | Batch] = []
        for record in active:
            if isinstance(record, Batch):
                stop_batch(store, record.id)
            elif record.batch in batches:
                continue
            elif records.batches[record.batch].hidden:
                stop_batch(store, record.batch)
            else:
                stop_run(store, record.batch, record.id)
            waited.append(record)
        return _wait(store, waited)


def _call_off(store: Store, records: Records, chosen: list[Run | Batch]) -> int:
    """Take what is chosen out of the queue; how many batches they were."""
    ids = {record.id if isinstance(record, Batch) else record.batch for record in chosen}
    waiting = [batch_id for batch_id in ids if records.batches[batch_id].is_waiting]
    return sum(call_off_queued(store, batch_id) for batch_id in waiting)


def _wait(store: Store, records: list[Run | Batch]) -> int:
    """Wait until everything has ended, as long as engines may take; say what has not."""
    grace = 5.0
    for record in records:
        owner = record if isinstance(record, Batch) else store.batch(record.batch)
        grace = max(grace, owner.limits.grace)
    deadline = time.monotonic() + grace + _MARGIN
    while time.monotonic() < deadline:
        if all(_has_ended(store, record) for record in records):
            return OK
        time.sleep(0.02)
    left = [record.id[:8] for record in records if not _has_ended(store, record)]
    print(f"Still running: {', '.join(left)}.", file=sys.stderr)
    return FAILED


def _has_ended(store: Store, record: Run | Batch) -> bool:
    current = store.batch(record.id) if isinstance(record, Batch) else store.run(record.id)
    return current.status.is_finished
