"""`import`: a table of results from anywhere becomes a batch with a run for each row."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import batch_document, print_json
from guild_desktop.cli.options import Parser, opened_store
from guild_desktop.cli.run_request import objective_of
from guild_desktop.cli.tables import Table as TextTable
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import SHORT_ID
from guild_desktop.interop.tables.runs import TableRuns, table_runs
from guild_desktop.interop.tables.storing import Imported, store_table
from guild_desktop.interop.tables.table import Table, read_table
from guild_desktop.interop.tables.uses import Role, Use, choose_uses, guess_uses

if TYPE_CHECKING:
    from collections.abc import Iterable

_ABOUT = (
    "Make runs of a table of results: one for each row of a CSV file, all in one batch. Which columns are"
    " flags, scalars, states and times is guessed by their names and values; --dry-run shows the guess."
)
_EXAMPLES = 3


def main(arguments: list[str], home: str | None) -> int:
    """Import a table."""
    options = _parser().parse_args(arguments)
    objective = objective_of(options)
    table = read_table(Path(options.source))
    uses = choose_uses(guess_uses(table), options.flags, options.scalars, options.skipped)
    found = table_runs(table, uses, objective, options.name)
    if options.dry_run:
        _show(table, uses, found, as_json=options.json)
        return OK
    with opened_store(home) as store:
        imported = store_table(store, found, again=options.again)
        batch = imported.batch
        trials = len(found.runs) if imported.is_new else len(store.runs_of(batch.id))
        folder = store.home.batch_folder(batch.id)
        # These runs have no folders from which they could come back. Want of space for a copy
        # changes nothing.
        with contextlib.suppress(UserError):
            store.back_up_daily()
    if options.json:
        print_json(batch_document(batch, trials, folder))
        return OK
    if imported.is_new:
        _print_notes(table)
    _print_imported(imported, found, trials)
    return OK


def _parser() -> Parser:
    parser = Parser("import", _ABOUT)
    parser.add_argument("source", metavar="TABLE", help="a CSV file: commas, semicolons or tabs")
    parser.add_argument("--name", default="", help="what the runs are called (the file's name)")
    for option, dest, what in (
        ("--scalar", "scalars", "this column is a result"),
        ("--flag", "flags", "this column is a flag"),
        ("--skip", "skipped", "leave this column out"),
    ):
        parser.add_argument(
            option, dest=dest, metavar="COLUMN", action="append", default=[], help=what
        )
    parser.add_argument("-N", "--minimize", metavar="COL", action="append", help="low is good")
    parser.add_argument("-X", "--maximize", metavar="COL", action="append", help="high is good")
    parser.add_argument("--dry-run", action="store_true", help="show the columns, store nothing")
    parser.add_argument(
        "--again", action="store_true", help="import it although its runs are there already"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _print_imported(imported: Imported, found: TableRuns, trials: int) -> None:
    batch = imported.batch
    name = f"{batch.name} {batch.id[:SHORT_ID]}"
    if imported.is_new:
        goal = f"{batch.objective.direction} {batch.objective.column}"
        print(f"{name}: {_runs(found)}, {goal}")
        return
    print(f"This table is there already, as {name} with {trials:,} runs; nothing was changed.")
    print("To have its runs twice, add --again.")


def _runs(found: TableRuns) -> str:
    """``1,000 runs (949 completed, 40 error, 11 lost)``."""
    count = len(found.runs)
    states = Counter(run.status.value for run in found.runs)
    told = ", ".join(f"{number:,} {state}" for state, number in states.most_common())
    return f"{count:,} {'run' if count == 1 else 'runs'} ({told})"


def _print_notes(table: Table) -> None:
    for note in table.notes:
        print(note, file=sys.stderr)


def _show(table: Table, uses: Iterable[Use], found: TableRuns, *, as_json: bool) -> None:
    """What the import would do."""
    if as_json:
        print_json(_document(table, uses, found))
        return
    _print_notes(table)
    text = TextTable(["column", "becomes", "called", "values"], whole=[1])
    for use in uses:
        called = use.name if use.role in {Role.FLAG, Role.SCALAR} else ""
        values = ", ".join(use.column.examples(_EXAMPLES))
        text.add([use.column.title, use.role.value, called, values])
    text.print(sys.stdout)
    goal = found.batch.objective
    print(f"{table.name} would bring {_runs(found)}, {goal.direction} {goal.column}.")


def _document(table: Table, uses: Iterable[Use], found: TableRuns) -> dict[str, object]:
    goal = found.batch.objective
    return {
        "columns": [
            {
                "column": use.column.title,
                "becomes": use.role.value,
                "name": use.name,
                "values": use.column.examples(_EXAMPLES),
            }
            for use in uses
        ],
        "runs": len(found.runs),
        "statuses": dict(Counter(run.status.value for run in found.runs)),
        "objective": [{"name": goal.column, "direction": goal.direction}],
        "notes": table.notes,
    }
