"""`pause`: lets running batches start no more trials for now; what runs goes on."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from guild_desktop.cli.app import FAILED, OK, misuse
from guild_desktop.cli.documents import SHORT_ID
from guild_desktop.cli.options import Parser, add_selection, chooses, opened_store
from guild_desktop.cli.selecting import chosen_rows, load_records
from guild_desktop.core.batch import Batch
from guild_desktop.core.reasons import PAUSED
from guild_desktop.core.run import Status
from guild_desktop.engine.launch import pause_batch, resume_batch

if TYPE_CHECKING:
    import argparse

    from guild_desktop.core.listing import Records
    from guild_desktop.store.store import Store

_PATIENCE = 5.0
"""Seconds an engine may need to say that it has paused, or goes on."""


def main(arguments: list[str], home: str | None) -> int:
    """Pause what is chosen, and wait until its engines say so."""
    return change(arguments, home, paused=True)


def change(arguments: list[str], home: str | None, *, paused: bool) -> int:
    """Pause the chosen batches, or let them go on."""
    options = _options(arguments, paused=paused)
    with opened_store(home) as store:
        chosen = _chosen_batches(options, load_records(store))
        if not chosen:
            print("No sweep of that is running.", file=sys.stderr)
            return OK if options.all else FAILED
        if all(batch.hidden for batch in chosen):
            misuse("A single run cannot be paused.", "Stop it: guild-desktop stop ID")
        batches = [batch for batch in chosen if not batch.hidden and batch.is_paused != paused]
        for batch in chosen:
            if not batch.hidden and batch not in batches:
                print(f"{batch.name} {batch.id[:SHORT_ID]}: {batch.reason or str(batch.status)}")
        for batch in batches:
            (pause_batch if paused else resume_batch)(store, batch.id)
        return _wait(store, batches, paused=paused)


def _options(arguments: list[str], *, paused: bool) -> argparse.Namespace:
    verb = "pause" if paused else "resume"
    what = "Start no more trials of batches for now; what runs goes on."
    parser = Parser(verb, what if paused else "Let paused batches start trials again.")
    add_selection(parser)
    parser.add_argument("--all", action="store_true", help=f"{verb} everything that runs")
    options = parser.parse_intermixed_args(arguments)
    if not options.all and not chooses(options):
        misuse(f"Say what to {verb}.", "Give an id, an index, a filter such as -Fo NAME, or --all.")
    return options


def _chosen_batches(options: argparse.Namespace, records: Records) -> list[Batch]:
    """The batches that are on among what is chosen, each once; a run stands for its batch."""
    rows = chosen_rows(options, records, with_batches=True)
    ids = dict.fromkeys(
        record.id if isinstance(record, Batch) else record.batch
        for record in (row.record for row in rows)
    )
    batches = (records.batches[batch_id] for batch_id in ids)
    return [batch for batch in batches if batch.status in (Status.PENDING, Status.RUNNING)]


def _wait(store: Store, batches: list[Batch], *, paused: bool) -> int:
    """Wait until each batch is as it was asked to be, or over; say what it is."""
    deadline = time.monotonic() + _PATIENCE
    waiting = list(batches)
    while waiting and time.monotonic() < deadline:
        waiting = [batch for batch in waiting if not _has_obeyed(store.batch(batch.id), paused)]
        time.sleep(0.02)
    for batch in batches:
        now = store.batch(batch.id)
        word = now.reason or str(now.status)
        print(f"{now.name} {now.id[:8]}: {word}")
    return FAILED if waiting else OK


def _has_obeyed(batch: Batch, paused: bool) -> bool:  # noqa: FBT001 - a private question
    if batch.status.is_finished:
        return True
    # Without space on the disk it stays paused, but no longer because somebody said so.
    said = batch.is_paused and batch.reason == PAUSED
    return batch.is_paused if paused else not said
