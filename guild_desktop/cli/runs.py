"""`runs`: the list of runs, newest first."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import batch_document, print_json, run_document
from guild_desktop.cli.gains import gains_of
from guild_desktop.cli.options import Parser, add_selection, chooses, count, opened_store
from guild_desktop.cli.repeats import add_repeats, spread_text, trials_words
from guild_desktop.cli.tables import Table
from guild_desktop.core.batch import Batch
from guild_desktop.core.moment import local_time
from guild_desktop.core.objective_value import objective_value
from guild_desktop.core.reasons import PAUSED
from guild_desktop.core.repeated_trials import RepeatedTrial, first_of, folded
from guild_desktop.core.run import SHORT_ID, Run
from guild_desktop.core.values import format_value
from guild_desktop.store.batch_queue import BatchQueue

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from guild_desktop.store.store import Store

_SHOWN = 20
_LIMIT = "how many of the newest to show (20); with trials their batch"
_FEW = 1000
"""Up to so many rows are asked for by themselves; for more the whole list is read."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A run with its index, or a batch, which has none.

    ``repeated`` is the trial whose runs this row stands for, with the indexes of all of them as
    its ``indexes``.
    """

    record: Run | Batch
    index: int | None
    repeated: RepeatedTrial | None = None
    indexes: str = ""


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
    add_repeats(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_intermixed_args(arguments)
    choosy = chooses(options) or options.deleted
    whole = choosy or options.all or options.limit > _FEW
    with opened_store(home) as store:
        listing = _chosen(store, options) if whole else _newest(store, options.limit)
        documents = _documents(listing, store) if options.json else []
        rows = listing.rows if options.repeats or options.json else _folded(listing, store)
    if options.json:
        print_json(documents)
        return OK
    if not listing.total:
        start = "No runs. Start one with: guild-desktop run SCRIPT"
        print("No runs match." if choosy else start)
        return OK
    rows = _with_batches(rows, listing, deleted=options.deleted)
    _print_table(_in_groups(rows), listing)
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
    trials = Counter(batch for batch, _ in {(run.batch, run.trial) for run in records.runs})
    return _Listing(
        tuple(_Row(row.record, row.index) for row in shown),
        len(rows),
        records.batches,
        trials,
        _places(store),
    )


def _folded(listing: _Listing, store: Store) -> tuple[_Row, ...]:
    """The rows with one for each trial that has several repeats, if all its runs are listed."""
    runs = [row.record for row in listing.rows if isinstance(row.record, Run)]
    with_repeats: dict[str, set[int]] = {}
    for run in runs:
        if run.repeat > 1:
            with_repeats.setdefault(run.batch, set()).add(run.trial)
    if not with_repeats:
        return listing.rows
    counts = {
        (batch, trial): number
        for batch, trials in with_repeats.items()
        for trial, number in store.count_runs(batch, trials).items()
    }
    by_id = {row.record.id: row for row in listing.rows}
    rows = [row for row in listing.rows if isinstance(row.record, Batch)]
    for each in folded(runs, counts):
        row = by_id[first_of(each).id]
        if isinstance(each, RepeatedTrial):
            found = sorted(by_id[run.id].index or 0 for run in each.runs)
            together = found[-1] - found[0] == len(found) - 1
            indexes = f"{found[0]}:{found[-1]}" if together else ",".join(map(str, found))
            row = replace(row, index=found[0], repeated=each, indexes=indexes)
        rows.append(row)
    return tuple(sorted(rows, key=lambda row: row.record.sequence, reverse=True))


def _places(store: Store) -> dict[str, int]:
    """The places in the queue of the batches that wait there, from 1."""
    return {batch.id: place for place, batch in enumerate(BatchQueue(store).waiting(), 1)}


def _documents(listing: _Listing, store: Store) -> list[dict[str, object]]:
    home = store.home
    runs = [row.record for row in listing.rows if isinstance(row.record, Run)]
    gains = gains_of(store, runs, listing.batches)
    return [
        run_document(row.record, listing.batches, home, gains[row.record.id])
        if isinstance(row.record, Run)
        else batch_document(
            row.record, listing.trials.get(row.record.id, 0), home.batch_folder(row.record.id)
        )
        for row in listing.rows
    ]


def _with_batches(rows: tuple[_Row, ...], listing: _Listing, *, deleted: bool) -> tuple[_Row, ...]:
    """The rows with the batches that their runs belong to, where both are in the trash or neither is."""
    there = {row.record.id for row in rows}
    theirs = dict.fromkeys(row.record.batch for row in rows if isinstance(row.record, Run))
    batches = [listing.batches[each] for each in theirs if each not in there]
    return (
        *rows,
        *(
            _Row(batch, None)
            for batch in batches
            if not batch.hidden and (batch.deleted is not None) == deleted
        ),
    )


def _in_groups(rows: tuple[_Row, ...]) -> list[_Row]:
    """Batches with their trials under them; a group stands where its newest row would."""
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        key = row.record.batch if isinstance(row.record, Run) else row.record.id
        groups.setdefault(key, []).append(row)
    return [row for group in groups.values() for row in sorted(group, key=_batch_first)]


def _batch_first(row: _Row) -> bool:
    return isinstance(row.record, Run)


def _print_table(rows: list[_Row], listing: _Listing) -> None:
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
            head = f"[{row.indexes or f'{row.index}:{short}'}]"
        else:
            flags = " ".join(f"{n}={record.flags[n]}" for n in sorted(record.flags))
            name = record.name
            head = f"[-:{short}]"
        status = _status(record, listing.places)
        if row.repeated is not None and isinstance(record, Run):
            status = _repeated_status(row.repeated, listing.batches.get(record.batch))
        table.add([head, name, local_time(record.started), status, flags, record.label])
    table.print(sys.stdout)


def _repeated_status(trial: RepeatedTrial, batch: Batch | None) -> str:
    """How the repeats of a trial stand, and the mean of what it is judged by."""
    if batch is not None:
        goal = batch.objective
        spread = trial.spread(lambda run: objective_value(run, goal))
        if spread is not None:
            return f"{trial.state}, {goal.column} {spread_text(spread)}"
    return f"{trial.state} ({len(trial.latest)} repeats)"


def _status(record: Run | Batch, places: Mapping[str, int]) -> str:
    place = places.get(record.batch if isinstance(record, Run) else record.id)
    if place is not None:
        more = ""
        if isinstance(record, Batch):
            more = f", {trials_words(record.planned, record.limits.repeat)}"
        return f"queued, place {place}{more}"
    if isinstance(record, Batch) and record.is_paused:
        return f"{record.status}, {PAUSED}"
    return record.status
