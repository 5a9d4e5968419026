"""`runs`: the list of runs, newest first."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import SHORT_ID, batch_document, print_json, run_document
from guild_desktop.cli.options import Parser, add_selection, opened_store
from guild_desktop.cli.selecting import chosen_rows, load_frame
from guild_desktop.cli.tables import Table
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.listing import ListedRow
from guild_desktop.core.run import Run
from guild_desktop.core.values import format_value
from guild_desktop.store.home import Home

_SHOWN = 20


def main(arguments: list[str], home: str | None) -> int:
    """List runs."""
    parser = Parser("runs", "List runs, newest first.")
    add_selection(parser)
    parser.add_argument("-n", "--limit", type=int, default=_SHOWN, help="how many to show (20)")
    parser.add_argument("-a", "--all", action="store_true", help="show all of them")
    parser.add_argument("--deleted", action="store_true", help="show what is in the trash")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_intermixed_args(arguments)
    with opened_store(home) as store:
        frame = load_frame(store)
    rows = chosen_rows(options, frame, deleted=options.deleted)
    shown = rows if options.all else rows[: options.limit]
    if options.json:
        print_json(documents(shown, frame, store.home))
        return OK
    _print_table(_in_groups(shown), frame)
    if len(shown) < len(rows):
        print(f"Showing the newest {len(shown)} of {len(rows)} (-a shows all, -n N so many)")
    return OK


def documents(rows: tuple[ListedRow, ...], frame: RunFrame, home: Home) -> list[dict[str, object]]:
    """The rows as JSON documents."""
    trials = Counter(frame.run(position).batch for position in range(len(frame)))
    return [
        run_document(row.record, frame.batches, home)
        if isinstance(row.record, Run)
        else batch_document(row.record, trials[row.record.id], home.batch_folder(row.record.id))
        for row in rows
    ]


def _in_groups(rows: tuple[ListedRow, ...]) -> list[ListedRow]:
    """Batches with their trials under them; a group stands where its newest row would."""
    groups: dict[str, list[ListedRow]] = {}
    for row in rows:
        key = row.record.batch if isinstance(row.record, Run) else row.record.id
        groups.setdefault(key, []).append(row)
    return [row for group in groups.values() for row in sorted(group, key=_batch_first)]


def _batch_first(row: ListedRow) -> bool:
    return isinstance(row.record, Run)


def _print_table(rows: list[ListedRow], frame: RunFrame) -> None:
    if not rows:
        print("No runs. Start one with: guild-desktop run SCRIPT")
        return
    table = Table(["run", "operation", "started", "status", "flags", "label"])
    for row in rows:
        record = row.record
        short = record.id[:SHORT_ID]
        if isinstance(record, Run):
            batch = frame.batches.get(record.batch)
            indent = "" if batch is None or batch.hidden else "  "
            flags = " ".join(f"{n}={format_value(record.flags[n])}" for n in sorted(record.flags))
            name = indent + record.operation
            head = f"[{row.index}:{short}]"
        else:
            flags = " ".join(f"{n}={record.flags[n]}" for n in sorted(record.flags))
            name = record.name
            head = f"[-:{short}]"
        table.add([head, name, local_time(record.started), record.status, flags, record.label])
    table.print(sys.stdout)


def local_time(seconds: float | None) -> str:
    """A moment as people of this place write it, to the second."""
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M:%S")
