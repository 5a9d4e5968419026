"""Writing the facts of engines: batches, the states of runs, and their scalars."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peewee import Expression, chunked, fn

from guild_desktop.core.run import Run, Status
from guild_desktop.store.batch_queue import next_place
from guild_desktop.store.database import IDS_A_STATEMENT, now
from guild_desktop.store.records import (
    column_value,
    model_best_to_text,
    pack_scalars,
    row_from_batch,
    row_from_run,
    to_text,
)
from guild_desktop.store.tables import BatchRow, ControlRow, RunRow, SeriesRow

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Mapping, Sequence

    from guild_desktop.core.batch import Batch, ModelBest
    from guild_desktop.core.run import ScalarSummary
    from guild_desktop.core.values import Value
    from guild_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values of one scalar of one run as they came, ``values[i]`` at ``steps[i]``.

    ``number`` counts the values of that scalar that came before; the one with 0 replaces what was stored
    under its name. ``steps`` is an ``array("q")``, ``values`` an ``array("d")``.
    """

    run_sequence: int
    tag: str
    number: int
    steps: array[int]
    values: array[float]


@dataclass(frozen=True, slots=True)
class NewRun:
    """What is known of a run before it starts."""

    trial: int
    flags: Mapping[str, Value]
    origin: str
    seed: int
    repeat: int = 1


def new_id() -> str:
    """A fresh id of a run or batch: 32 hexadecimal digits."""
    return uuid.uuid4().hex


class Recorder:
    """Writes for the engine that holds a batch's lock; each call is one transaction, one fact."""

    def __init__(self, store: Store) -> None:
        self._connection = store.connection

    def add_batch(self, batch: Batch, *, queued: bool = False) -> Batch:
        """Store a new batch, at the end of the queue if asked to; returns it as it is stored."""
        with self._connection.writing() as database:
            self._connection.check_that_it_is_not_replaced()
            stored = replace(
                batch,
                sequence=self._connection.next_sequence(),
                revision=self._connection.next_revision(),
                created=now(),
                pending_since=now(),
                queued=next_place(database) if queued else None,
            )
            BatchRow.insert(row_from_batch(stored)).execute(database)
        return stored

    def set_batch(self, batch_id: str, **values: Any) -> None:
        """Change columns of a batch: ``status``, ``reason``, ``started``, ``stopped``, …."""
        self._change_batch(batch_id, {name: column_value(value) for name, value in values.items()})

    def begin_batch(self, batch_id: str) -> None:
        """Say that an engine has a batch from now on."""
        begun = now()
        changed = {
            "status": Status.RUNNING.value,
            "reason": "",
            "started": fn.COALESCE(BatchRow.started, begun),
            "resumed": begun,
            "stopped": None,
            "queued": None,
        }
        self._change_batch(batch_id, changed)

    def end_batch(
        self,
        batch_id: str,
        status: Status,
        reason: str,
        *,
        model_best: ModelBest | None = None,
        seconds: float | None = None,
        seen: float | None = None,
    ) -> None:
        """Say how a batch ended, that an engine had for ``seconds``, or that was last ``seen`` alive."""
        ended = now()
        # The engine's own clock where there is one: the wall clock may have been set since it began.
        by_wall = fn.MAX(0.0, (ended if seen is None else seen) - BatchRow.resumed)
        served = fn.COALESCE(seconds, by_wall, 0.0)
        changed = {
            "status": status.value,
            "reason": reason,
            "stopped": ended,
            "seconds": BatchRow.seconds + served,
            "resumed": None,
            "model_best": model_best_to_text(model_best),
        }
        self._change_batch(batch_id, changed)

    def claim_batch(self, seen: Batch, **values: Any) -> bool:
        """As ``set_batch``, but only for a batch that no engine has or is about to get,
        and that is as ``seen``.
        """
        changed = {name: column_value(value) for name, value in values.items()}
        with self._connection.writing() as database:
            self._connection.check_that_it_is_not_replaced()
            changed["revision"] = self._connection.next_revision()
            changed["pending_since"] = now()
            idle = BatchRow.status.not_in((Status.PENDING.value, Status.RUNNING.value))
            where = (BatchRow.id == seen.id) & (BatchRow.revision == seen.revision) & idle
            claimed = bool(BatchRow.update(changed).where(where).execute(database))
            if claimed:
                # Words that were left for an earlier engine are none of the next one's.
                ControlRow.delete().where(ControlRow.batch == seen.id).execute(database)
        return claimed

    def add_runs(
        self,
        batch: Batch,
        new: Sequence[NewRun],
        source_hash: str,
        status: Status = Status.PENDING,
    ) -> list[Run]:
        """Store planned runs of a batch, pending or staged, in one transaction."""
        with self._connection.writing():
            first = self._connection.next_sequence(len(new))
            revision = self._connection.next_revision()
            created = now()
            runs = [
                Run(
                    id=new_id(),
                    sequence=first + index,
                    batch=batch.id,
                    trial=run.trial,
                    operation=batch.operation.name,
                    status=status,
                    created=created,
                    flags=run.flags,
                    origin=run.origin,
                    seed=run.seed,
                    repeat=run.repeat,
                    source_hash=source_hash,
                    label=batch.label,
                    tags=batch.tags,
                    comment=batch.comment,
                    revision=revision,
                )
                for index, run in enumerate(new)
            ]
            self._connection.insert_all("run", [row_from_run(run) for run in runs])
        return runs

    def start_run(self, run_id: str, started: float) -> bool:
        """Say that a pending run starts, before its process does; False if it is not pending."""
        return self._move(run_id, (Status.PENDING,), status=Status.RUNNING, started=started)

    def take_back_run(self, run_id: str) -> bool:
        """Plan a run again whose process could not be started yet, though that was said."""
        return self._move(run_id, (Status.RUNNING,), status=Status.PENDING, started=None)

    def reopen_runs(self, run_ids: Sequence[str], source_hash: str) -> None:
        """Plan runs that were staged, or called off before they started, with the source as it is now."""
        chosen = (RunRow.id.in_(some) for some in chunked(run_ids, IDS_A_STATEMENT))
        self._change_runs(
            *(some & RunRow.started.is_null() for some in chosen),
            status=Status.PENDING,
            reason="",
            stopped=None,
            source_hash=source_hash,
        )

    def end_run(
        self,
        run_id: str,
        status: Status,
        *,
        reason: str = "",
        exit_status: int | None = None,
        seconds: float | None = None,
        timed_out: bool = False,
        foreseen: Mapping[str, float] | None = None,
    ) -> bool:
        """Say how a run ended; False if it had already ended, so a late word cannot reopen it."""
        return self._move(
            run_id,
            (Status.PENDING, Status.RUNNING),
            status=status,
            reason=reason,
            exit_status=exit_status,
            seconds=seconds,
            timed_out=timed_out,
            foreseen=to_text(foreseen or {}),
            stopped=now(),
        )

    def call_off_pending(
        self, batch_id: str, reason: str, run_ids: Iterable[str] | None = None
    ) -> int:
        """End every run of a batch that has not started, or these of them, in one transaction.

        Returns how many they were.
        """
        pending = (RunRow.batch == batch_id) & (RunRow.status == Status.PENDING.value)
        called_off = [pending]
        if run_ids is not None:
            called_off = [
                pending & RunRow.id.in_(some) for some in chunked(run_ids, IDS_A_STATEMENT)
            ]
        return self._change_runs(
            *called_off, status=Status.TERMINATED, reason=reason, stopped=now()
        )

    def mark_lost(self, batch_id: str) -> int:
        """Say of a dead engine's running runs that their result is unknown; how many they were."""
        running = (RunRow.batch == batch_id) & (RunRow.status == Status.RUNNING.value)
        reason = "the engine ended without a word"
        return self._change_runs(running, status=Status.LOST, reason=reason, stopped=now())

    def add_scalars(
        self, stretches: Sequence[Stretch], summaries: Mapping[str, Mapping[str, ScalarSummary]]
    ) -> None:
        """Store values and, by run id, the summaries that include them, in one transaction."""
        rows = [
            {
                "run": stretch.run_sequence,
                "tag": stretch.tag,
                "number": stretch.number,
                "steps": stretch.steps.tobytes(),
                "numbers": stretch.values.tobytes(),
            }
            for stretch in stretches
        ]
        with self._connection.writing() as database:
            revision = self._connection.next_revision()
            for stretch in stretches:
                if not stretch.number:
                    where = (SeriesRow.run == stretch.run_sequence) & (SeriesRow.tag == stretch.tag)
                    SeriesRow.delete().where(where).execute(database)
            self._connection.insert_all("series", rows)
            for run_id, scalars in summaries.items():
                values = {"scalars": pack_scalars(scalars), "revision": revision}
                RunRow.update(values).where(RunRow.id == run_id).execute(database)

    def forget_scalars(self, run: Run) -> None:
        """Take back every value that a run has reported."""
        with self._connection.writing() as database:
            SeriesRow.delete().where(SeriesRow.run == run.sequence).execute(database)
            values = {"scalars": pack_scalars({}), "revision": self._connection.next_revision()}
            RunRow.update(values).where(RunRow.id == run.id).execute(database)

    def _change_batch(self, batch_id: str, changed: dict[str, Any]) -> None:
        with self._connection.writing() as database:
            changed["revision"] = self._connection.next_revision()
            BatchRow.update(changed).where(BatchRow.id == batch_id).execute(database)

    def _move(self, run_id: str, allowed: tuple[Status, ...], **values: Any) -> bool:
        states = [status.value for status in allowed]
        return bool(self._change_runs((RunRow.id == run_id) & RunRow.status.in_(states), **values))

    def _change_runs(self, *chosen: Expression, **values: Any) -> int:
        """Change columns of the runs that any of ``chosen`` finds; how many they were."""
        if not chosen:
            return 0
        changed = {name: column_value(value) for name, value in values.items()}
        with self._connection.writing() as database:
            changed["revision"] = self._connection.next_revision()
            updates = (RunRow.update(changed).where(where) for where in chosen)
            return sum(int(update.execute(database)) for update in updates)
