"""`select`: the id of the newest or best run that matches."""

from __future__ import annotations

import shlex
import sys

from guild_desktop.cli.app import FAILED, OK
from guild_desktop.cli.options import Parser, add_selection, opened_store
from guild_desktop.cli.selecting import chosen_rows, load_frame
from guild_desktop.core.batch import Batch
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.listing import runs_of_rows
from guild_desktop.core.listing_columns import sorted_rows
from guild_desktop.core.repeated_trials import folded_runs, unfolded
from guild_desktop.core.run import SHORT_ID, Run
from guild_desktop.core.values import value_text


def main(arguments: list[str], home: str | None) -> int:
    """Print an id, or a word on standard error and fail."""
    parser = Parser("select", "Print the full id of the newest match, or of the best one.")
    add_selection(parser)
    order = parser.add_mutually_exclusive_group()
    order.add_argument("--min", metavar="COL", help="the run with the lowest value")
    order.add_argument("--max", metavar="COL", help="the run with the highest value")
    parser.add_argument("--all", action="store_true", help="print all of them")
    parser.add_argument("--short-id", action="store_true", help="print eight characters of the id")
    parser.add_argument("--params", action="store_true", help="print its flags as name=value words")
    options = parser.parse_intermixed_args(arguments)
    with opened_store(home) as store:
        frame = load_frame(store)
    rows = chosen_rows(options, frame)
    records: list[Run | Batch] = [row.record for row in rows]
    if options.min or options.max:
        best = _best_first(frame, list(runs_of_rows(frame, rows)), options.min, options.max)
        records = list(best)
    if not records:
        print("No runs match.", file=sys.stderr)
        return FAILED
    for record in records if options.all else records[:1]:
        if options.params:
            print(_params(record))
        else:
            print(record.id[:SHORT_ID] if options.short_id else record.id)
    return OK


def _best_first(
    frame: RunFrame, runs: list[Run], lowest: str | None, highest: str | None
) -> list[Run]:
    """Runs by a column; those of a trial with repeats stand together, by the mean of it."""
    column = lowest or highest or ""
    known = frame.column(column).known
    rows = folded_runs(frame, runs)
    best = unfolded(sorted_rows(frame, rows, column, descending=highest is not None))
    return [run for run in best if known[frame.position(run.id)]]


def _params(record: Run | Batch) -> str:
    if isinstance(record, Batch):
        return shlex.join(f"{name}={text}" for name, text in record.flags.items())
    return shlex.join(f"{name}={value_text(value)}" for name, value in record.flags.items())
