"""The queue: staged batches that start one after another when nothing runs, in an order of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import fn

from guild_desktop.core.run import Status
from guild_desktop.store.database import now
from guild_desktop.store.records import batch_from_row
from guild_desktop.store.tables import BatchRow, ControlRow, RunRow

if TYPE_CHECKING:
    from peewee import SqliteDatabase

    from guild_desktop.core.batch import Batch
    from guild_desktop.store.store import Store

_WAITING = (
    BatchRow.queued.is_null(False)
    & (BatchRow.status == Status.STAGED.value)
    & BatchRow.deleted.is_null()
)
"""Of rows what ``Batch.is_waiting`` is of batches."""

_ON = (Status.PENDING.value, Status.RUNNING.value)


class BatchQueue:
    """Reads and changes the queue of one store; each change is one transaction.

    A batch keeps its place until an engine has it. Whoever claims one must start its engine; if they die
    before, ``put_back`` is what recovery does, so that no batch is lost, and the claim itself is a
    conditional change, so that none starts twice.
    """

    def __init__(self, store: Store) -> None:
        self._connection = store.connection

    def waiting(self) -> tuple[Batch, ...]:
        """The batches in the queue, the next one first."""
        with self._connection.reading():
            query = BatchRow.select().where(_WAITING).order_by(BatchRow.queued)
            return tuple(map(batch_from_row, self._connection.rows(query)))

    def is_empty(self) -> bool:
        """Whether no batch waits for its turn."""
        with self._connection.reading() as database:
            return not BatchRow.select().where(_WAITING).exists(database)

    def claim_next(self) -> str | None:
        """Take the first batch out if nothing runs; its id, or None if there is nothing to start."""
        with self._connection.reading() as database:
            # Most looks find nothing, and need not wait for their turn to write.
            if self._next(database) is None:
                return None
        with self._connection.writing() as database:
            batch_id = self._next(database)
            return batch_id if batch_id and self._claim(database, batch_id) else None

    def claim(self, batch_id: str) -> bool:
        """Take this batch out, whatever runs; False if it does not wait."""
        with self._connection.writing() as database:
            return self._claim(database, batch_id)

    def put_back(self, batch_id: str) -> bool:
        """Let a batch wait again that was claimed and never got an engine."""
        with self._connection.writing() as database:
            claimed = (BatchRow.status == Status.PENDING.value) & BatchRow.queued.is_null(False)
            return self._change(database, batch_id, claimed, status=Status.STAGED.value)

    def move(self, batch_id: str, place: int) -> bool:
        """Give a waiting batch another place, from 1; one beyond the end is the end."""
        with self._connection.writing() as database:
            query = BatchRow.select(BatchRow.id).where(_WAITING).order_by(BatchRow.queued)
            order = [waiting for (waiting,) in query.tuples().execute(database)]
            if batch_id not in order:
                return False
            order.remove(batch_id)
            order.insert(max(0, place - 1), batch_id)
            revision = self._connection.next_revision()
            for number, waiting in enumerate(order, 1):
                changed = {"queued": float(number), "revision": revision}
                BatchRow.update(changed).where(BatchRow.id == waiting).execute(database)
            return True

    def call_off(self, batch_id: str, reason: str) -> bool:
        """End a batch that waits; False if it does not."""
        ended = {"status": Status.TERMINATED.value, "reason": reason, "stopped": now()}
        with self._connection.writing() as database:
            found = self._change(database, batch_id, _WAITING, **ended, queued=None)
            if found:
                # A single run's row is there already.
                ended["revision"] = self._connection.revision()
                where = (RunRow.batch == batch_id) & (RunRow.status == Status.STAGED.value)
                RunRow.update(ended).where(where).execute(database)
            return found

    def _next(self, database: SqliteDatabase) -> str | None:
        if BatchRow.select().where(BatchRow.status.in_(_ON)).exists(database):
            return None
        first = BatchRow.select(BatchRow.id).where(_WAITING).order_by(BatchRow.queued).limit(1)
        return next((batch_id for (batch_id,) in first.tuples().execute(database)), None)

    def _claim(self, database: SqliteDatabase, batch_id: str) -> bool:
        pending = {"status": Status.PENDING.value, "pending_since": now()}
        claimed = self._change(database, batch_id, _WAITING, **pending)
        if claimed:
            ControlRow.delete().where(ControlRow.batch == batch_id).execute(database)
        return claimed

    def _change(
        self, database: SqliteDatabase, batch_id: str, condition: object, **values: object
    ) -> bool:
        changed = {**values, "revision": self._connection.next_revision()}
        where = (BatchRow.id == batch_id) & condition
        return bool(BatchRow.update(changed).where(where).execute(database))


def next_place(database: SqliteDatabase) -> float:
    """The place behind all that wait; only inside ``writing``."""
    last = BatchRow.select(fn.MAX(BatchRow.queued)).scalar(database)
    return (last or 0.0) + 1.0
