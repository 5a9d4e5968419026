"""The running batches that a word is for, and the wait until their engines have obeyed it."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from guild_desktop.cli.app import FAILED, OK, misuse
from guild_desktop.cli.options import Parser, add_selection, chooses
from guild_desktop.cli.selecting import chosen_rows, load_records
from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Status

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from guild_desktop.store.store import Store

_PATIENCE = 5.0
"""Seconds an engine may need to say that it has obeyed."""


def add_batches(parser: Parser, what: str) -> None:
    """Add SELECT and ``--all``; ``what`` is done to everything that runs."""
    add_selection(parser)
    parser.add_argument("--all", action="store_true", help=f"{what} everything that runs")


def tell_batches(
    options: argparse.Namespace,
    store: Store,
    done: str,
    say: Callable[[str], object],
    has_obeyed: Callable[[Batch], bool],
) -> int:
    """Say something to the engines of the chosen batches, by their ids, and wait until they have obeyed.

    Those that are so already are told no more. ``UserError`` if only single runs were chosen, which
    cannot be ``done`` so. The exit status.
    """
    chosen = _running_batches(options, store)
    if not chosen:
        print("No batch of that is running.", file=sys.stderr)
        return OK if options.all else FAILED
    if all(batch.hidden for batch in chosen):
        misuse(f"A single run cannot be {done}.", "Stop it: guild-desktop stop ID")
    batches = [batch for batch in chosen if not batch.hidden]
    for batch in batches:
        if not has_obeyed(batch):
            say(batch.id)
    return _wait(store, batches, has_obeyed)


def check_that_something_is_chosen(options: argparse.Namespace, what: str) -> None:
    """``UserError`` if nothing was said of what to do something to; ``what`` says so."""
    if not options.all and not chooses(options):
        misuse(f"Say what to {what}.", "Give an id, an index, a filter such as -Fo NAME, or --all.")


def _running_batches(options: argparse.Namespace, store: Store) -> list[Batch]:
    """The batches that are on among what is chosen, each once; a run stands for its batch."""
    records = load_records(store)
    rows = chosen_rows(options, records, with_batches=True)
    ids = dict.fromkeys(
        record.id if isinstance(record, Batch) else record.batch
        for record in (row.record for row in rows)
    )
    batches = (records.batches[batch_id] for batch_id in ids)
    return [batch for batch in batches if batch.status in (Status.PENDING, Status.RUNNING)]


def _wait(store: Store, batches: Iterable[Batch], has_obeyed: Callable[[Batch], bool]) -> int:
    """Wait until each batch is as it was asked to be, or over; say what it is."""
    deadline = time.monotonic() + _PATIENCE
    told = waiting = [batch.id for batch in batches]
    while waiting and time.monotonic() < deadline:
        now = map(store.batch, waiting)
        waiting = [batch.id for batch in now if not (batch.status.is_finished or has_obeyed(batch))]
        time.sleep(0.02)
    for batch in map(store.batch, told):
        print(f"{batch.name} {batch.id[:8]}: {batch.reason or batch.status}")
    return FAILED if waiting else OK
