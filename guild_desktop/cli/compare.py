"""`compare`: runs side by side, best first if asked."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import print_json, run_document
from guild_desktop.cli.options import Parser, add_selection, count, opened_store
from guild_desktop.cli.repeats import add_repeats, spread_text
from guild_desktop.cli.selecting import chosen_rows, load_frame
from guild_desktop.cli.tables import Table
from guild_desktop.core.column_names import scalar_reader
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.gain import GAIN
from guild_desktop.core.listing import ListedRow, runs_of_rows
from guild_desktop.core.listing_columns import sorted_rows
from guild_desktop.core.moment import local_time
from guild_desktop.core.repeated_trials import (
    RepeatedTrial,
    Row,
    first_of,
    folded_runs,
    unfolded,
)
from guild_desktop.core.run import SHORT_ID, Run
from guild_desktop.core.values import Value, format_value
from guild_desktop.interop.tables.own_table import (
    LABEL,
    REPEAT,
    TRIAL,
    own_columns,
    table_text,
    write_table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.store.home import Home


_ALWAYS = ("run", "operation", "started", "status")
"""The columns in front of those of flags and scalars."""


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
    add_repeats(parser)
    options = parser.parse_intermixed_args(arguments)
    with opened_store(home) as store:
        frame = load_frame(store)
    rows: list[Row] = list(runs_of_rows(frame, _chosen(options, frame)))
    if not options.repeats:
        rows = folded_runs(frame, unfolded(rows))
    column = options.min or options.max
    if column:
        rows = sorted_rows(frame, rows, column, descending=bool(options.max))
    rows = rows[: options.top]
    if options.json:
        _print_documents(rows, frame, store.home)
        return OK
    runs = unfolded(rows)
    named = _named_columns(options.cols, frame)
    if options.csv:
        _write_csv(options.csv, table_text(frame, runs, named or own_columns(frame, runs)))
        return OK
    if not runs:
        print("No runs match.")
        return OK
    untold = (LABEL, TRIAL, REPEAT)
    columns = named or [name for name in own_columns(frame, runs) if name not in untold]
    if column and not named and not _is_among(column, columns, frame):
        columns.append(column)
    _print_table(rows, columns, column, frame)
    return OK


def _is_among(column: str, columns: list[str], frame: RunFrame) -> bool:
    """Whether a column, or one with the same numbers under another name, is shown already."""
    if column in (*_ALWAYS, *columns):
        return True
    values = frame.column(column).values
    return any(
        np.array_equal(values, frame.column(name).values, equal_nan=True) for name in columns
    )


def _print_documents(rows: list[Row], frame: RunFrame, home: Home) -> None:
    gains = frame.column(f"attr:{GAIN}").values
    documents = {
        run.id: run_document(run, frame.batches, home, _finite(gains[frame.position(run.id)]))
        for run in unfolded(rows)
    }
    print_json([it for row in rows for it in _with_means(row, documents)])


def _write_csv(file: str, text: str) -> None:
    if file == "-":
        sys.stdout.write(text)
    else:
        write_table(Path(file), text)


def _print_table(
    rows: list[Row], columns: list[str], sorted_by: str | None, frame: RunFrame
) -> None:
    numbers = {index + 4 for index, name in enumerate(columns) if _is_number(name, frame)}
    # What the runs were sorted by stays to the last.
    last = columns.index(sorted_by) if sorted_by in columns else len(columns) - 1
    others = [4 + at for at in reversed(range(len(columns))) if at != last]
    headings = [*_ALWAYS, *columns]
    table = Table(headings, right=numbers, whole=[0, 3], spare=[2, 1, 3, *others])
    for row in rows:
        first = first_of(row)
        short, state = first.id[:SHORT_ID], first.status.value
        if isinstance(row, RepeatedTrial):
            short, state = f"{short} ({len(row.latest)} repeats)", row.state
        cells = [_cell(row, name, frame) for name in columns]
        table.add([short, first.operation, local_time(first.started), state, *cells])
    table.print(sys.stdout)


def _with_means(row: Row, documents: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The documents of a row's runs; those of a trial with repeats also have the means of its scalars."""
    if not isinstance(row, RepeatedTrial):
        return [documents[row.id]]
    names = sorted({name for run in row.latest for name in run.scalars})
    spreads = {name: row.spread(scalar_reader(name, "last").read) for name in names}
    means = {
        name: {"mean": it.mean, "deviation": it.deviation, "count": it.count}
        for name, it in spreads.items()
        if it is not None
    }
    return [{**documents[run.id], "means": means} for run in row.runs]


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


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


def _cell(row: Row, name: str, frame: RunFrame) -> str:
    """A value; of a trial with repeats the mean of what differs from run to run."""

    def value_of(run: Run) -> Value:
        return frame.value(name, frame.position(run.id))

    column = frame.column(name)
    if isinstance(row, RepeatedTrial) and column.kind == "number" and column.origin != "flag":
        spread = row.spread(value_of)
        return "" if spread is None else spread_text(spread)
    return _text(value_of(first_of(row)))


def _is_number(name: str, frame: RunFrame) -> bool:
    return frame.column(name).kind == "number"


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return format_value(value)
