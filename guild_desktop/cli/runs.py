"""`runs`: the list of runs, newest first."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import SHORT_ID, batch_document, print_json, run_document
from guild_desktop.cli.options import Parser, add_selection, chooses, count, opened_store
from guild_desktop.cli.tables import Table
from guild_desktop.core.batch import Batch
from guild_desktop.core.moment import local_time
from guild_desktop.core.reasons import PAUSED
from guild_desktop.core.run import Run
from guild_desktop.core.values import format_value
from guild_desktop.store.batch_queue import BatchQueue

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from guild_desktop.store.home import Home
    from guild_desktop.store.store import Store

_SHOWN = 20
_LIMIT = "how many of the newest to show (20); with trials their batch"
_FEW = 1000
"""Up to so many rows are asked for by themselves; for more the whole list is read."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A run with its index, or a batch, which has none."""

    record: Run | Batch
    index: int | None


@dataclass(frozen=True, slots=True)
class _Listing:
    """The rows to show of ``total``, and what is to be known of their batches."""

    rows: tuple[_Row, ...]
    total: int
    batches: Mapping[str, Batch]
    trials: Mapping[str, int]
    places: Mapping[str, int]


def main(arguments: list[str], home: str | None) -> int:
    """List runs."""
    parser = Parser("runs", "List runs, newest first.")
    add_selection(parser)
    parser.add_argument("-n", "--limit", type=count, default=_SHOWN, help=_LIMIT)
    parser.add_argument("-a", "--all", action="store_true", help="show all of them")
    parser.add_argument("--deleted", action="store_true", help="show what is in the trash")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_intermixed_args(arguments)
    choosy = chooses(options) or options.deleted
    whole = choosy or options.all or options.limit > _FEW
    with opened_store(home) as store:
        listing = _chosen(store, options) if whole else _newest(store, options.limit)
    if options.json:
        print_json(_documents(listing, store.home))
        return OK
    if not listing.total:
        start = "No runs. Start one with: guild-desktop run SCRIPT"
        print("No runs match." if choosy else start)
        return OK
    _print_table(_in_groups(listing.rows), listing.places)
    if len(listing.rows) < listing.total:
        shown = f"{len(listing.rows)} of {listing.total}"
        print(f"Showing {shown} (-a shows all, -n N so many)")
    return OK


def _newest(store: Store, limit: int) -> _Listing:
    """The top of the list: costs the same however many runs there are, and needs no numpy."""
    newest = store.newest(limit)
    index = 0
    rows = []
    for record in newest.records:
        index += isinstance(record, Run)
        rows.append(_Row(record, index if isinstance(record, Run) else None))
    return _Listing(tuple(rows), newest.total, newest.batches, newest.trials, _places(store))


def _chosen(store: Store, options: argparse.Namespace) -> _Listing:
    """What SELECT means, among all runs."""
    from guild_desktop.cli.selecting import chosen_rows, load_records

    records = load_records(store)
    shown = rows = chosen_rows(options, records, deleted=options.deleted)
    if not options.all:
        newest = rows[: options.limit]
        theirs = {row.record.batch for row in newest if isinstance(row.record, Run)}
        rest = rows[options.limit :]
        shown = (*newest, *(row for row in rest if row.record.id in theirs))
    trials = Counter(run.batch for run in records.runs)
    return _Listing(
        tuple(_Row(row.record, row.index) for row in shown),
        len(rows),
        records.batches,
        trials,
        _places(store),
    )


def _places(store: Store) -> dict[str, int]:
    """The places in the queue of the batches that wait there, from 1."""
    return {batch.id: place for place, batch in enumerate(BatchQueue(store).waiting(), 1)}


def _documents(listing: _Listing, home: Home) -> list[dict[str, object]]:
    return [
        run_document(row.record, listing.batches, home)
        if isinstance(row.record, Run)
        else batch_document(
            row.record, listing.trials.get(row.record.id, 0), home.batch_folder(row.record.id)
        )
        for row in listing.rows
    ]


def _in_groups(rows: tuple[_Row, ...]) -> list[_Row]:
    """Batches with their trials under them; a group stands where its newest row would."""
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        key = row.record.batch if isinstance(row.record, Run) else row.record.id
        groups.setdefault(key, []).append(row)
    return [row for group in groups.values() for row in sorted(group, key=_batch_first)]


def _batch_first(row: _Row) -> bool:
    return isinstance(row.record, Run)


def _print_table(rows: list[_Row], places: Mapping[str, int]) -> None:
    shown = {row.record.id for row in rows}
    headings = ["run", "operation", "started", "status", "flags", "label"]
    table = Table(headings, whole=[0, 3], spare=[2, 5])
    for row in rows:
        record = row.record
        short = record.id[:SHORT_ID]
        if isinstance(record, Run):
            indent = "  " if record.batch in shown else ""
            flags = " ".join(f"{n}={format_value(record.flags[n])}" for n in sorted(record.flags))
            name = indent + record.operation
            head = f"[{row.index}:{short}]"
        else:
            flags = " ".join(f"{n}={record.flags[n]}" for n in sorted(record.flags))
            name = record.name
            head = f"[-:{short}]"
        status = _status(record, places)
        table.add([head, name, local_time(record.started), status, flags, record.label])
    table.print(sys.stdout)


def _status(record: Run | Batch, places: Mapping[str, int]) -> str:
    place = places.get(record.batch if isinstance(record, Run) else record.id)
    if place is not None:
        more = f", {record.planned} trials" if isinstance(record, Batch) else ""
        return f"queued, place {place}{more}"
    if isinstance(record, Batch) and record.is_paused:
        return f"{record.status}, {PAUSED}"
    return record.status
