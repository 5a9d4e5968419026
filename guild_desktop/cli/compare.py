"""`compare`: runs side by side, best first if asked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import SHORT_ID, print_json, run_document
from guild_desktop.cli.options import Parser, add_selection, count, opened_store
from guild_desktop.cli.selecting import chosen_rows, load_frame
from guild_desktop.cli.tables import Table
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.listing import ListedRow, runs_of_rows
from guild_desktop.core.listing_columns import sorted_runs
from guild_desktop.core.moment import local_time
from guild_desktop.core.run import Run
from guild_desktop.core.values import Value, format_value
from guild_desktop.interop.tables.own_table import LABEL, own_columns, table_text, write_table


def main(arguments: list[str], home: str | None) -> int:
    """Compare runs."""
    parser = Parser("compare", "Show runs side by side: flags, scalars, best first if asked.")
    add_selection(parser)
    parser.add_argument("--table", action="store_true", help="a table, as without this switch")
    order = parser.add_mutually_exclusive_group()
    order.add_argument("--min", metavar="COL", help="lowest first")
    order.add_argument("--max", metavar="COL", help="highest first")
    parser.add_argument("-n", "--top", type=count, help="show only so many")
    parser.add_argument("--cols", help="columns to show, separated by commas")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", metavar="FILE", help="write a CSV file; - is stdout")
    form.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_intermixed_args(arguments)
    with opened_store(home) as store:
        frame = load_frame(store)
    runs: list[Run] = list(runs_of_rows(frame, _chosen(options, frame)))
    column = options.min or options.max
    if column:
        runs = sorted_runs(frame, runs, column, descending=bool(options.max))
    runs = runs[: options.top]
    if options.json:
        print_json([run_document(run, frame.batches, store.home) for run in runs])
        return OK
    columns = _named_columns(options.cols, frame)
    if options.csv:
        text = table_text(frame, runs, columns or own_columns(frame, runs))
        if options.csv == "-":
            sys.stdout.write(text)
        else:
            write_table(Path(options.csv), text)
        return OK
    columns = columns or [name for name in own_columns(frame, runs) if name != LABEL]
    if not runs:
        print("No runs match.")
        return OK
    numbers = {index + 4 for index, name in enumerate(columns) if _is_number(name, frame)}
    # What the runs were sorted by stays to the last.
    sorted_by = columns.index(column) if column in columns else len(columns) - 1
    others = [4 + at for at in reversed(range(len(columns))) if at != sorted_by]
    headings = ["run", "operation", "started", "status", *columns]
    table = Table(headings, right=numbers, whole=[0, 3], spare=[2, 1, 3, *others])
    for run in runs:
        cells = [_text(_cell(run, name, frame)) for name in columns]
        table.add([run.id[:SHORT_ID], run.operation, local_time(run.started), run.status, *cells])
    table.print(sys.stdout)
    return OK


def _chosen(options: argparse.Namespace, frame: RunFrame) -> tuple[ListedRow, ...]:
    """All that is listed without words are runs; a batch that is named stands for its trials."""
    rows = chosen_rows(options, frame)
    if options.select or options.operations:
        return rows
    return tuple(row for row in rows if isinstance(row.record, Run))


def _named_columns(named: str | None, frame: RunFrame) -> list[str]:
    """The columns that were asked for; none if none were."""
    columns = [name.strip() for name in (named or "").split(",") if name.strip()]
    for name in columns:
        frame.column(name)
    return columns


def _cell(run: Run, name: str, frame: RunFrame) -> Value:
    return frame.value(name, frame.position(run.id))


def _is_number(name: str, frame: RunFrame) -> bool:
    return frame.column(name).kind == "number"


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return format_value(value)
