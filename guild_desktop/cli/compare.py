"""`compare`: runs side by side, best first if asked."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import SHORT_ID, plain, print_json, run_document
from guild_desktop.cli.options import Parser, add_selection, count, opened_store
from guild_desktop.cli.runs import local_time
from guild_desktop.cli.selecting import chosen_rows, load_frame
from guild_desktop.cli.tables import Table
from guild_desktop.core.errors import UserError
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.listing import ListedRow, runs_of_rows
from guild_desktop.core.listing_columns import sorted_runs
from guild_desktop.core.run import Run
from guild_desktop.core.values import Value, format_value


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
    columns = _columns(options.cols, runs, frame)
    if options.csv:
        _write_csv(options.csv, runs, columns, frame)
        return OK
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


def _columns(named: str | None, runs: list[Run], frame: RunFrame) -> list[str]:
    if named:
        columns = [name.strip() for name in named.split(",") if name.strip()]
        for name in columns:
            frame.column(name)
        return columns
    flags = sorted({name for run in runs for name in run.flags})
    scalars = sorted({name for run in runs for name in run.scalars})
    return [
        *(frame.flag_column(name) for name in flags),
        "time",
        *(frame.scalar_column(name) for name in scalars),
    ]


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


def _write_csv(target: str, runs: list[Run], columns: list[str], frame: RunFrame) -> None:
    def write(file: object) -> None:
        writer = csv.writer(file, lineterminator="\n")  # type: ignore[arg-type] # a text file, in any dress
        writer.writerow(["run", "operation", "started", "status", *columns])
        for run in runs:
            cells = [_csv_cell(_cell(run, name, frame)) for name in columns]
            writer.writerow(
                [run.id, run.operation, local_time(run.started), run.status.value, *cells]
            )

    if target == "-":
        write(sys.stdout)
        return
    try:
        with Path(target).open("w", newline="", encoding="utf-8") as file:
            write(file)
    except OSError as error:
        raise UserError(
            f"{target} cannot be written: {error.strerror or error}.", "Name another file."
        ) from error


def _csv_cell(value: Value) -> object:
    """Numbers exactly; texts that a spreadsheet would take for a formula are made plain."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    return plain(value) if not isinstance(value, tuple) else format_value(value)
