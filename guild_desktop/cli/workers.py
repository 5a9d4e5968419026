"""`workers`: changes how many trials of running batches run at once."""

from __future__ import annotations

from guild_desktop.cli.app import misuse
from guild_desktop.cli.options import Parser, count, opened_store
from guild_desktop.cli.running_batches import (
    add_batches,
    check_that_something_is_chosen,
    tell_batches,
)
from guild_desktop.engine.launch import set_workers


def main(arguments: list[str], home: str | None) -> int:
    """Give what is chosen so many workers, and wait until its engines say so."""
    parser = Parser("workers", "Run so many trials of running batches at once from now on.")
    add_batches(parser, "change")
    parser.add_argument("workers", type=count, metavar="N", help="how many trials run at once")
    options = parser.parse_intermixed_args(arguments)
    check_that_something_is_chosen(options, "change")
    if options.workers < 1:
        misuse("A batch needs at least one worker.", "Ask for 1 or more, or pause it.")
    with opened_store(home) as store:
        return tell_batches(
            options,
            store,
            "given more workers",
            lambda batch_id: set_workers(store, batch_id, options.workers),
            lambda batch: batch.limits.workers == options.workers,
        )
