"""`pause`: lets running batches start no more trials for now; what runs goes on."""

from __future__ import annotations

from guild_desktop.cli.options import Parser, opened_store
from guild_desktop.cli.running_batches import (
    add_batches,
    check_that_something_is_chosen,
    tell_batches,
)
from guild_desktop.engine.launch import pause_batch, resume_batch


def main(arguments: list[str], home: str | None) -> int:
    """Pause what is chosen, and wait until its engines say so."""
    return change(arguments, home, paused=True)


def change(arguments: list[str], home: str | None, *, paused: bool) -> int:
    """Pause the chosen batches, or let them go on."""
    verb = "pause" if paused else "resume"
    what = "Start no more trials of batches for now; what runs goes on."
    parser = Parser(verb, what if paused else "Let paused batches start trials again.")
    add_batches(parser, verb)
    options = parser.parse_intermixed_args(arguments)
    check_that_something_is_chosen(options, verb)
    with opened_store(home) as store:
        return tell_batches(
            options,
            store,
            "paused",
            lambda batch_id: (pause_batch if paused else resume_batch)(store, batch_id),
            # One that waits for room can be paused besides, so that it waits for a person then.
            lambda batch: batch.is_paused_by_person is paused,
        )
