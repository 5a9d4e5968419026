"""Putting records back into a store as they were, ids, places and times included."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from peewee import chunked

from guild_desktop.store.database import IDS_A_STATEMENT
from guild_desktop.store.records import row_from_batch, row_from_run
from guild_desktop.store.tables import BatchRow, RunRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.store.edit_log import Edit
    from guild_desktop.store.home import Home
    from guild_desktop.store.store import Store

_PEOPLES = frozenset({"label", "tags", "marked", "comment", "deleted"})
"""Columns that people write (``Edits``); the folders of runs do not learn of their changes."""


class Restorer:
    """Writes records that come from elsewhere into a store which nobody else uses; one thread's.

    Of a record that is there already the facts are replaced and what people wrote is kept.
    """

    def __init__(self, store: Store) -> None:
        self._connection = store.connection

    def put_batches(self, batches: Iterable[Batch]) -> int:
        """Put back batches, in one transaction; how many."""
        return self._put(BatchRow, "batch", [row_from_batch(batch) for batch in batches])

    def put_runs(self, runs: Iterable[Run]) -> int:
        """Put back runs of batches that are there, in one transaction; how many."""
        return self._put(RunRow, "run", [row_from_run(run) for run in runs])

    def put_edits(self, edits: Iterable[Edit]) -> None:
        """Make what people wrote so again, in its order and one transaction."""
        with self._connection.writing() as database:
            revision = self._connection.next_revision()
            for edit in edits:
                changed = {**edit.columns(), "revision": revision}
                for chunk in chunked(edit.ids, IDS_A_STATEMENT):
                    for table in (RunRow, BatchRow):
                        table.update(changed).where(table.id.in_(chunk)).execute(database)

    def _put(self, table: Any, name: str, rows: list[dict[str, Any]]) -> int:
        with self._connection.writing() as database:
            revision = self._connection.next_revision()
            there = {key for (key,) in table.select(table.id).tuples().execute(database)}
            for row in rows:
                row["revision"] = revision
                if row["id"] in there:
                    facts = {key: value for key, value in row.items() if key not in _PEOPLES}
                    table.update(facts).where(table.id == row["id"]).execute(database)
            self._connection.insert_all(name, [row for row in rows if row["id"] not in there])
            self._connection.raise_sequence(max((row["sequence"] for row in rows), default=0))
        return len(rows)


def revision_of(home: Home) -> int | None:
    """The revision of a home's store, also of a damaged one; None if it cannot be read. Changes nothing."""
    address = f"file:{quote(str(home.store_file))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as store:
            (revision,) = store.execute("SELECT revision FROM counter").fetchone()
            return int(revision)
    except (sqlite3.Error, TypeError, ValueError):
        return None
