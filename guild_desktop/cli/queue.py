"""`queue`: shows what waits for its turn, and changes the order."""

from __future__ import annotations

import sys

from guild_desktop.cli.app import OK, misuse
from guild_desktop.cli.documents import batch_document, print_json
from guild_desktop.cli.options import Parser, opened_store, whole_number
from guild_desktop.cli.selecting import the_one
from guild_desktop.cli.tables import Table
from guild_desktop.core.attempts import by_trial
from guild_desktop.core.batch import Batch
from guild_desktop.core.run import SHORT_ID
from guild_desktop.engine.launch import move_queued, start_queued
from guild_desktop.store.batch_queue import BatchQueue
from guild_desktop.store.store import Store


def main(arguments: list[str], home: str | None) -> int:
    """List the queue, the next one first; before that, change one place or start one."""
    parser = Parser("queue", "Show what waits for its turn (run --queue), or change the order.")
    parser.add_argument("batch", nargs="?", help="the id of one that waits, or its beginning")
    parser.add_argument(
        "--to", type=whole_number, metavar="N", help="give it this place; 1 is the next"
    )
    parser.add_argument("--now", action="store_true", help="start it now, whatever runs")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    changes = options.to is not None or options.now
    if changes != (options.batch is not None) or (options.now and options.to is not None):
        misuse(
            "Say which one, and what to do with it.", "Write: queue ID --to 1, or queue ID --now"
        )
    if options.to is not None and options.to < 1:
        misuse("Places begin with 1.", "Give --to 1 or more.")
    with opened_store(home) as store:
        if changes:
            _change(store, options.batch, options.to)
        waiting = BatchQueue(store).waiting()
        if options.json:
            folders = (store.home.batch_folder(batch.id) for batch in waiting)
            counts = (len(by_trial(store.runs_of(batch.id))) for batch in waiting)
            print_json(list(map(batch_document, waiting, counts, folders)))
        else:
            _print_table(waiting)
    return OK


def _change(store: Store, word: str, place: int | None) -> None:
    found = the_one(store, word)
    batch_id = found.id if isinstance(found, Batch) else found.batch
    done = start_queued(store, batch_id) if place is None else move_queued(store, batch_id, place)
    if not done:
        misuse(f"{word} does not wait in the queue.", "See what does: guild-desktop queue")


def _print_table(waiting: tuple[Batch, ...]) -> None:
    if not waiting:
        print("Nothing waits.", file=sys.stderr)
        return
    table = Table(["place", "batch", "operation", "runs", "label"], whole=[0, 1], spare=[4])
    for place, batch in enumerate(waiting, 1):
        name = batch.operation.name if batch.hidden else batch.name
        table.add(
            [
                str(place),
                batch.id[:SHORT_ID],
                name,
                str(batch.planned_runs),
                batch.label,
            ]
        )
    table.print(sys.stdout)
