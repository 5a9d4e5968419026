"""Writing runs that are over already: those of a table, as opposed to an engine's facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from guild_desktop.store.database import now
from guild_desktop.store.recorder import new_id
from guild_desktop.store.records import row_from_batch, row_from_run
from guild_desktop.store.tables import BatchRow

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.store.store import Store

_AT_ONCE = 5000
"""Rows between two words about how far it is."""


def add_finished(
    store: Store,
    batch: Batch,
    runs: Sequence[Run],
    told: Callable[[int], object] = lambda _stored: None,
) -> Batch:
    """Store a batch with all its runs in one transaction; the batch as it is then.

    Both get their ids, places and time of creation here. ``told`` is called with how many runs are
    written; if it raises, nothing of all this is stored.
    """
    created = now()
    stored = replace(batch, id=new_id(), created=created, pending_since=created)
    # Before the transaction: others wait for its end.
    rows = [row_from_run(run) for run in runs]
    connection = store.connection
    with connection.writing() as database:
        sequence = connection.next_sequence(1 + len(rows))
        revision = connection.next_revision()
        stored = replace(stored, sequence=sequence, revision=revision)
        BatchRow.insert(row_from_batch(stored)).execute(database)
        for start in range(0, len(rows), _AT_ONCE):
            told(start)
            chunk = rows[start : start + _AT_ONCE]
            for place, row in enumerate(chunk, sequence + 1 + start):
                row.update(
                    id=new_id(),
                    sequence=place,
                    batch=stored.id,
                    created=created,
                    revision=revision,
                )
            connection.insert_all("run", chunk)
    return stored
