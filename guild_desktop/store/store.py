"""Reading the store: what changed, single records, series, and words to engines."""

from __future__ import annotations

from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import SQL, chunked, fn

from guild_desktop.core.errors import UserError
from guild_desktop.core.gain_value import DEFAULT_ORIGIN
from guild_desktop.core.run_block import RUN_FIELDS
from guild_desktop.store.database import IDS_A_STATEMENT, Connection, now
from guild_desktop.store.records import batch_from_row, run_block
from guild_desktop.store.tables import BatchRow, ControlRow, PurgedRow, RunRow, SeriesRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from peewee import ModelSelect

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.core.run_block import RunBlock
    from guild_desktop.store.home import Home

_PORTION = 2000
"""Rows read at a time: short enough that a window beside goes on."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All records with a higher revision than asked about; ``revision`` is the highest there is."""

    revision: int
    runs: Sequence[Run]
    batches: tuple[Batch, ...]
    purged: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.runs or self.batches or self.purged)


@dataclass(frozen=True, slots=True)
class Newest:
    """The top of the list: ``records`` are runs and visible batches together, newest first, and at the
    end the batches of these runs that are older than all of them.

    ``batches`` are those and the hidden ones of these runs by id, ``trials`` how many trials each has in
    all, ``total`` how many records the whole list has.
    """

    records: tuple[Run | Batch, ...]
    batches: Mapping[str, Batch]
    trials: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Command:
    """A word to a batch's engine: ``stop``, ``stop RUN …``, ``pause``,
    ``resume`` or ``workers=N``; numbers rise.
    """

    number: int
    text: str


class Store:
    """The store of a home, for one thread: open it, use it, close it in the same thread.

    Reads see a consistent state and never wait for writers. What engines write goes through
    ``Recorder``; this class writes only control rows. Who tries again by itself may want less ``patience``:
    so many seconds a writer waits for its turn.
    """

    def __init__(self, home: Home, patience: float = 30.0) -> None:
        self.home = home
        self.connection = Connection(home, patience)

    def open(self) -> None:
        """Connect; ``StoreError`` (a ``UserError``) when the store cannot be used."""
        self.connection.open()

    def close(self) -> None:
        """Disconnect."""
        self.connection.close()

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """The store, open for the length of a ``with`` block."""
        self.open()
        try:
            yield self
        finally:
            self.close()

    def file_identity(self) -> tuple[int, int]:
        """Which file is the store now, also before it is opened; ``StoreError`` if it is gone."""
        return self.connection.file_identity()

    def back_up_daily(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Copy the store unless that was done within a day; ``StoreError`` if it could not be.

        Others read and write meanwhile. ``given_up`` is asked now and then whether to leave it for later.
        """
        self.connection.back_up_daily(given_up)

    def data_version(self) -> int:
        """A number that changes whenever another connection has committed."""
        return self.connection.data_version()

    def changes_since(self, revision: int) -> Changes:
        """Every record written after ``revision``, in the order of creation; 0 gives all."""
        with self.connection.reading() as database, database.atomic("DEFERRED"):
            runs = _runs().where(RunRow.revision > revision).order_by(RunRow.sequence)
            batches = (
                BatchRow.select().where(BatchRow.revision > revision).order_by(BatchRow.sequence)
            )
            purged = PurgedRow.select().where(PurgedRow.revision > revision)
            found_runs = self._block(runs)
            found_batches = tuple(map(batch_from_row, self.connection.rows(batches)))
            gone = tuple(row["id"] for row in self.connection.rows(purged))
            latest = self.connection.revision()
        return Changes(latest, found_runs, found_batches, gone)

    def _block(self, query: ModelSelect[RunRow]) -> RunBlock:
        """The runs that a query of ``_runs`` finds."""
        return run_block(self.connection.portions(query, _PORTION))

    def newest(self, count: int) -> Newest:
        """The ``count`` newest records outside the trash and the batches that these runs belong to.

        Costs the same however many others there are.
        """
        with self.connection.reading() as database, database.atomic("DEFERRED"):
            alive, shown = RunRow.deleted.is_null(), BatchRow.deleted.is_null() & ~BatchRow.hidden
            total = RunRow.select().where(alive).count(database)
            total += BatchRow.select().where(shown).count(database)
            runs = _runs().where(alive).order_by(RunRow.sequence.desc()).limit(count)
            found_runs = tuple(self._block(runs))
            top = BatchRow.select(BatchRow.id).where(shown)
            top = top.order_by(BatchRow.sequence.desc()).limit(count)
            wanted = {id_ for (id_,) in top.tuples().execute(database)}
            wanted.update(run.batch for run in found_runs)
            batches = BatchRow.select().where(BatchRow.id.in_(wanted))
            found = {row["id"]: batch_from_row(row) for row in self.connection.rows(batches)}
            counts = RunRow.select(RunRow.batch, fn.COUNT(RunRow.trial.distinct()))
            counts = counts.where(RunRow.batch.in_(wanted)).group_by(RunRow.batch)
            trials = dict(counts.tuples().execute(database))
        listed = [each for each in found.values() if not each.hidden and each.deleted is None]
        records: list[Run | Batch] = [*found_runs, *listed]
        records.sort(key=lambda each: each.sequence, reverse=True)
        newest = records[:count]
        oldest = newest[-1].sequence if newest else 0
        # A batch is older than its trials, and they should not be seen without it.
        theirs = {run.batch for run in found_runs if run.sequence >= oldest}
        newest += [each for each in records[count:] if each.id in theirs]
        return Newest(tuple(newest), found, trials, total)

    def run(self, run_id: str) -> Run:
        """The run with this id; ``UserError`` if there is none."""
        with self.connection.reading():
            found = self._block(_runs().where(RunRow.id == run_id))
        if not found:
            raise UserError(f"There is no run {run_id}.", "List runs with: guild-desktop runs -a")
        return found[0]

    def batch(self, batch_id: str) -> Batch:
        """The batch with this id; ``UserError`` if there is none."""
        with self.connection.reading():
            rows = list(self.connection.rows(BatchRow.select().where(BatchRow.id == batch_id)))
        if not rows:
            raise UserError(
                f"There is no batch {batch_id}.", "List batches with: guild-desktop runs -a"
            )
        return batch_from_row(rows[0])

    def runs_of(self, batch_id: str) -> tuple[Run, ...]:
        """The runs of a batch in the order of their creation: by trial, but for later attempts."""
        with self.connection.reading():
            query = _runs().where(RunRow.batch == batch_id)
            return tuple(self._block(query.order_by(RunRow.sequence)))

    def attempts_at(self, run: Run) -> tuple[Run, ...]:
        """The attempts at the repeat of a trial that a run is one of, as far as they have begun,
        the first one first.
        """
        with self.connection.reading():
            query = _runs().where(
                RunRow.batch == run.batch,
                RunRow.trial == run.trial,
                RunRow.repeat == run.repeat,
                RunRow.started.is_null(False),
            )
            return tuple(self._block(query.order_by(RunRow.sequence)))

    def count_runs(self, batch_id: str, trials: Collection[int]) -> dict[int, int]:
        """How many runs outside the trash each of some trials of a batch has."""
        with self.connection.reading() as database:
            counts = RunRow.select(RunRow.trial, fn.COUNT(RunRow.id)).group_by(RunRow.trial)
            mine = (RunRow.batch == batch_id) & RunRow.deleted.is_null()
            return {
                trial: count
                for some in chunked(trials, IDS_A_STATEMENT)
                for trial, count in counts.where(mine & RunRow.trial.in_(some))
                .tuples()
                .execute(database)
            }

    def tried_defaults(self, batch_ids: Collection[str]) -> dict[str, list[Run]]:
        """The runs outside the trash with their script's defaults,
        by those of some batches that tried them.
        """
        found: dict[str, list[Run]] = {}
        with self.connection.reading():
            for some in chunked(batch_ids, IDS_A_STATEMENT):
                tried = (RunRow.origin == DEFAULT_ORIGIN) & RunRow.deleted.is_null()
                for run in self._block(_runs().where(RunRow.batch.in_(some) & tried)):
                    found.setdefault(run.batch, []).append(run)
        return found

    def batch_of_source(self, source_hash: str) -> Batch | None:
        """The newest batch with a run outside the trash that has this source; None if there is none."""
        with self.connection.reading() as database:
            query = RunRow.select(RunRow.batch).where(
                RunRow.source_hash == source_hash, RunRow.deleted.is_null()
            )
            found = query.order_by(RunRow.sequence.desc()).limit(1).tuples().execute(database)
            ids = [batch_id for (batch_id,) in found]
        return self.batch(ids[0]) if ids else None

    def completed_with(self, source_hash: str) -> tuple[tuple[Batch, list[Run]], ...]:
        """The completed runs outside the trash that had this source, by batch."""
        with self.connection.reading():
            query = _runs().where(
                RunRow.source_hash == source_hash,
                RunRow.status == "completed",
                RunRow.deleted.is_null(),
            )
            found: dict[str, list[Run]] = {}
            for run in self._block(query):
                found.setdefault(run.batch, []).append(run)
        return tuple((self.batch(batch_id), runs) for batch_id, runs in found.items())

    def unfinished_batches(self) -> tuple[Batch, ...]:
        """Batches that say they run or are about to."""
        with self.connection.reading():
            query = BatchRow.select().where(BatchRow.status.in_(("pending", "running")))
            rows = self.connection.rows(query.order_by(BatchRow.sequence))
            return tuple(map(batch_from_row, rows))

    def series(self, run: Run, tag: str) -> tuple[tuple[int, float], ...]:
        """The (step, value) pairs a run reported under a name, in the order reported.

        Of a run that was read from a table there is nothing but the summary of its one value.
        """
        return tuple(zip(*self.packed_series(run, tag), strict=True))

    def packed_series(self, run: Run, tag: str) -> tuple[array[int], array[float]]:
        """The same as 64-bit integers and floats, for those who want millions of them."""
        steps, values = array("q"), array("d")
        with self.connection.reading():
            query = SeriesRow.select().where(SeriesRow.run == run.sequence, SeriesRow.tag == tag)
            for row in self.connection.rows(query.order_by(SeriesRow.number)):
                steps.frombytes(row["steps"])
                values.frombytes(row["numbers"])
        summary = run.scalars.get(tag)
        if not values and summary is not None and summary.count == 1:
            return array("q", [summary.step]), array("d", [summary.last])
        return steps, values

    def send(self, batch_id: str, command: str) -> None:
        """Leave a word for the batch's engine, which sees it within a fraction of a second."""
        with self.connection.writing() as database:
            row = {"batch": batch_id, "command": command, "created": now()}
            ControlRow.insert(row).execute(database)

    def commands_after(self, batch_id: str, number: int) -> tuple[Command, ...]:
        """The words left for a batch's engine after the one with this number."""
        with self.connection.reading():
            query = ControlRow.select().where(
                ControlRow.batch == batch_id, ControlRow.number > number
            )
            rows = self.connection.rows(query.order_by(ControlRow.number))
            return tuple(Command(row["number"], row["command"]) for row in rows)


_RUN_CELLS = SQL(", ".join(f'"{name}"' for name in RUN_FIELDS))
"""Written out once: peewee would do it anew for each query."""


def _runs() -> ModelSelect[RunRow]:
    """A query for runs, with the cells that ``run_block`` takes."""
    return RunRow.select(_RUN_CELLS)
