"""All runs as one immutable frame of columns, from which the table and every plot are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.column import (
    Column,
    Floats,
    Kind,
    Mask,
    Origin,
    Presence,
    build_column,
    patch_column,
    read_only,
)
from guild_desktop.core.column_names import (
    AGGREGATES,
    FIELDS,
    ColumnReader,
    UnknownColumn,
    find_reader,
    has_prefix,
)
from guild_desktop.core.field_columns import STATUSES, run_column, status_column
from guild_desktop.core.name_counts import NameCounts
from guild_desktop.core.run import Run
from guild_desktop.core.run_targets import RunTargets
from guild_desktop.core.values import Value

__all__ = [
    "AGGREGATES",
    "FIELDS",
    "STATUSES",
    "Column",
    "Floats",
    "Kind",
    "Mask",
    "Origin",
    "Presence",
    "RunFrame",
    "UnknownColumn",
]

_CODE = {status: code for code, status in enumerate(STATUSES)}
_MOST_PATCHED = 0.5  # of a column; beyond that building it anew costs no more


class RunFrame:
    """Every run of a home by position; immutable, and shared by the window's table and plots.

    A run's position never changes, whatever happens to it. ``alive`` (bool[n]) is false for runs in
    the trash and for purged ones; in columns they are missing. ``status`` (uint8[n]) are indexes into
    ``tuple(Status)``, ``targets`` tell which script (or other operation) each executed. ``batches`` are
    all that were not purged by id, hidden ones too. ``revision`` is the highest folded in. Columns are built
    when first asked for and kept; ``updated`` hands them on and changes only what must be.
    """

    __slots__ = (
        "__weakref__",
        "_columns",
        "_flags",
        "_older",
        "_positions",
        "_runs",
        "_scalars",
        "_visible",
        "alive",
        "batches",
        "ids",
        "purged",
        "revision",
        "status",
        "targets",
    )

    def __init__(self) -> None:
        self.revision = 0
        self.batches: Mapping[str, Batch] = MappingProxyType({})
        self.ids: tuple[str, ...] = ()
        self.targets = RunTargets()
        self.status: npt.NDArray[np.uint8] = read_only(np.zeros(0, dtype=np.uint8))
        self.alive: Mask = read_only(np.zeros(0, dtype=bool))
        self.purged: Mask = read_only(np.zeros(0, dtype=bool))
        self._runs: tuple[Run, ...] = ()
        self._positions: dict[str, int] = {}
        self._visible: frozenset[str] = frozenset()
        self._flags = NameCounts()
        self._scalars = NameCounts()
        self._columns: dict[str, Column] = {}
        # Columns of earlier frames, with the positions that have changed since.
        self._older: dict[str, tuple[Column, frozenset[int]]] = {}

    @classmethod
    def empty(cls) -> RunFrame:
        """A frame without runs."""
        return cls()

    def __len__(self) -> int:
        return len(self.ids)

    def position(self, run_id: str) -> int:
        """The position of the run with this id; KeyError if there never was one."""
        return self._positions[run_id]

    def find(self, run_id: str) -> int | None:
        """The position of the run with this id, None if there never was one."""
        return self._positions.get(run_id)

    def run(self, position: int) -> Run:
        """The run at a position."""
        return self._runs[position]

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs by position, those in the trash and purged ones too."""
        return self._runs

    @property
    def flag_names(self) -> tuple[str, ...]:
        """Every flag of any alive run, in first-seen order."""
        return self._flags.names

    @property
    def scalar_names(self) -> tuple[str, ...]:
        """Every scalar that any alive run has reported, in first-seen order."""
        return self._scalars.names

    def flag_column(self, name: str) -> str:
        """How filters and ``column`` spell the flag ``name``: with a prefix where it is needed."""
        return f"flag:{name}" if name in FIELDS or has_prefix(name) else name

    def scalar_column(self, name: str) -> str:
        """How filters and ``column`` spell the last value of the scalar ``name``."""
        taken = name in FIELDS or has_prefix(name) or name in self._flags.order
        return f"scalar:{name}" if taken else name

    def objective_column(self, objective: Objective) -> str:
        """How filters and ``column`` spell an objective."""
        last = objective.aggregate == "last"
        return self.scalar_column(objective.name) if last else objective.column

    def column(self, name: str) -> Column:
        """The column that a filter, an axis or ``--min`` names; ``UnknownColumn`` if there is none.

        A field of every run, else a flag, else the last value of a scalar, else an aggregate such as
        ``min loss``; the prefixes ``attr:``, ``flag:`` and ``scalar:`` force one.
        """
        reader = self._reader(name)
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = self._make_column(name, reader)
        return column

    def value(self, name: str, position: int) -> Value:
        """The exact value of a run in a column, None where it is missing."""
        return self._reader(name).read(self._runs[position]) if self.alive[position] else None

    def updated(
        self,
        runs: Iterable[Run] = (),
        batches: Iterable[Batch] = (),
        purged: Iterable[str] = (),
        revision: int | None = None,
    ) -> RunFrame:
        """The frame after these records have come or changed and the ``purged`` ids are gone.

        New runs get the next positions in the order given. A record given together with its
        tombstone has been brought back and counts.
        """
        records = {run.id: run for run in runs}
        changed_batches = tuple(batches)
        gone = [run_id for run_id in purged if run_id not in records]
        frame = RunFrame()
        frame._take_batches(self, changed_batches, gone)
        frame._take_runs(self, records, gone)
        seen = [run.revision for run in records.values()]
        seen.extend(batch.revision for batch in changed_batches)
        frame.revision = max([self.revision, revision or 0, *seen])
        frame._take_columns(self, [self._positions.get(run_id) for run_id in (*records, *gone)])
        return frame

    def _take_runs(self, old: RunFrame, records: Mapping[str, Run], gone: Iterable[str]) -> None:
        fresh = [run for run_id, run in records.items() if run_id not in old._positions]
        changed = {
            old._positions[run_id]: run
            for run_id, run in records.items()
            if run_id in old._positions
        }
        dead = [old._positions[run_id] for run_id in gone if run_id in old._positions]
        known = len(old)
        if fresh:
            self.ids = (*old.ids, *(run.id for run in fresh))
            self._positions = {
                **old._positions,
                **{run.id: known + at for at, run in enumerate(fresh)},
            }
        else:
            self.ids, self._positions = old.ids, old._positions
        every = [*old._runs, *fresh]
        for position, run in changed.items():
            every[position] = run
        self._runs = tuple(every)
        self.targets = old.targets.updated(self._runs, changed, old.batches, self.batches)
        status, alive, was_purged = (
            np.concatenate((before, np.fromiter(new, before.dtype, len(fresh))))
            for before, new in (
                (old.status, (_CODE[run.status] for run in fresh)),
                (old.alive, (run.deleted is None for run in fresh)),
                (old.purged, (False for _ in fresh)),
            )
        )
        for position, run in changed.items():
            status[position] = _CODE[run.status]
            alive[position] = run.deleted is None
            was_purged[position] = False
        alive[dead], was_purged[dead] = False, True
        self.status = read_only(status)
        self.alive, self.purged = read_only(alive), read_only(was_purged)
        self._count_names(old, fresh, [*changed, *dead])

    def _count_names(self, old: RunFrame, fresh: Iterable[Run], others: Iterable[int]) -> None:
        before = [old._runs[position] for position in others if old.alive[position]]
        after = [self._runs[position] for position in others if self.alive[position]]
        after.extend(run for run in fresh if run.deleted is None)
        self._flags = old._flags.updated(
            (run.flags for run in before), (run.flags for run in after)
        )
        self._scalars = old._scalars.updated(
            (run.scalars for run in before), (run.scalars for run in after)
        )

    def _take_batches(self, old: RunFrame, changed: Iterable[Batch], gone: Iterable[str]) -> None:
        known = dict(old.batches)
        for batch_id in gone:
            known.pop(batch_id, None)
        known |= {batch.id: batch for batch in changed}
        self.batches = MappingProxyType(known)
        self._visible = frozenset(batch.id for batch in known.values() if not batch.hidden)

    def _take_columns(self, old: RunFrame, changed: Iterable[int | None]) -> None:
        touched = frozenset(position for position in changed if position is not None)
        most = _MOST_PATCHED * len(old)
        older = {name: (column, touched) for name, column in old._columns.items()}
        for name, (column, earlier) in old._older.items():
            older.setdefault(name, (column, earlier | touched))
        self._older = {
            name: (column, positions)
            for name, (column, positions) in older.items()
            if len(positions) <= most
        }
        if old._visible != self._visible:
            # Which batch a run shows depends on the batch too.
            for name in ("batch", "trial", "attr:batch", "attr:trial"):
                self._older.pop(name, None)

    def _reader(self, name: str) -> ColumnReader:
        return find_reader(name, self._flags.order, self._scalars.order, self._visible)

    def _make_column(self, name: str, reader: ColumnReader) -> Column:
        if reader.field == "status":
            return status_column(name, self.status, self.alive)
        older = self._older.pop(name, None)
        if reader.field == "run":
            same = older is not None and np.array_equal(older[0].known, self.alive)
            return older[0] if older and same else run_column(name, self.ids, self.alive)
        if older is not None and older[0].origin == reader.origin:
            column, changed = older
            positions = [*changed, *range(len(column.values), len(self))]
            cells = self._cells(reader, positions)
            patched = patch_column(column, positions, cells, len(self), reader.order)
            if patched is not None:
                return patched
        return build_column(name, reader.origin, self._cells(reader), reader.order)

    def _cells(self, reader: ColumnReader, positions: Iterable[int] | None = None) -> list[Value]:
        runs, read = self._runs, reader.read
        if positions is not None:
            return [read(runs[at]) if self.alive[at] else None for at in positions]
        cells = list(map(read, runs))
        for position in np.flatnonzero(~self.alive).tolist():
            cells[position] = None
        return cells
