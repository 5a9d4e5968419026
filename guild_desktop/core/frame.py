"""All runs as one immutable frame of columns, from which the table and every plot are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, compress
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.column import (
    Column,
    Mask,
    build_column,
    patch_column,
)
from guild_desktop.core.column_names import (
    FIELDS,
    ColumnReader,
    find_reader,
    has_prefix,
    scalar_reader,
)
from guild_desktop.core.field_columns import run_column, status_column
from guild_desktop.core.frame_runs import FrameRuns
from guild_desktop.core.gain import gain_column
from guild_desktop.core.name_counts import NameCounts
from guild_desktop.core.run import Run, Status
from guild_desktop.core.run_batches import RunBatches
from guild_desktop.core.run_block import values_of
from guild_desktop.core.run_states import RunStates
from guild_desktop.core.run_targets import RunTargets, moved_batches
from guild_desktop.core.values import Value

_MOST_PATCHED = 0.5  # of a column; beyond that building it anew costs no more


class RunFrame:
    """Every run of a home by position; immutable, and shared by the window's table and plots.

    A run's position never changes, whatever happens to it. ``runs`` are all by position, those in the trash
    and purged ones too; in columns these are missing. ``run_batches`` tell to which batch and ``targets`` to
    which script (or other operation) each belongs. ``batches`` are all that were not purged by id,
    hidden ones too. ``revision`` is the highest folded in. Columns are built
    when first asked for and kept; ``updated`` hands them on and changes only what must be.
    """

    __slots__ = (
        "__weakref__",
        "_columns",
        "_flags",
        "_older",
        "_scalars",
        "_states",
        "_visible",
        "batches",
        "revision",
        "run_batches",
        "runs",
        "targets",
    )

    def __init__(self) -> None:
        self.revision = 0
        self.batches: Mapping[str, Batch] = MappingProxyType({})
        self.runs = FrameRuns()
        self.run_batches = RunBatches()
        self.targets = RunTargets()
        self._states = RunStates()
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
        return len(self.runs)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all runs by position."""
        return self.runs.ids

    @property
    def status(self) -> npt.NDArray[np.uint8]:
        """Each run's status (uint8[n]), as an index into ``STATUSES``."""
        return self._states.status

    def with_status(self, *statuses: Status) -> Mask:
        """The runs that have one of these statuses (bool[n]), those in the trash too."""
        return self._states.with_status(statuses)

    @property
    def alive(self) -> Mask:
        """The runs that are neither in the trash nor purged (bool[n])."""
        return self._states.alive

    @property
    def purged(self) -> Mask:
        """The runs that are gone for ever (bool[n])."""
        return self._states.purged

    @property
    def sequence(self) -> npt.NDArray[np.int64]:
        """The order in which runs were created (int64[n])."""
        return self._states.sequence

    @property
    def repeat(self) -> npt.NDArray[np.int32]:
        """Which of the repeats of its trial each run is, from 1 (int32[n])."""
        return self._states.repeat

    def position(self, run_id: str) -> int:
        """The position of the run with this id; KeyError if there never was one."""
        position = self.find(run_id)
        if position is None:
            raise KeyError(run_id)
        return position

    def find(self, run_id: str) -> int | None:
        """The position of the run with this id, None if there never was one."""
        return self.runs.find(run_id)

    def run(self, position: int) -> Run:
        """The run at a position."""
        return self.runs[position]

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
        reader = self._reader(name)
        if reader.field == "gain":
            gain = self.column(name)
            return float(gain.values[position]) if gain.known[position] else None
        return reader.read(self.runs[position]) if self.alive[position] else None

    def reports(self, scalar: str) -> npt.NDArray[np.int64]:
        """How often each run has reported a scalar (int64[n]); never, in the trash."""
        cells = self._cells(scalar_reader(scalar, "count"))
        return np.array([0 if cell is None else cell for cell in cells], dtype=np.int64)

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
        changed, fresh = self.runs.told_apart(runs)
        changed_batches = tuple(batches)
        gone = tuple(purged)
        if gone:
            told = {*values_of(fresh, "id"), *(run.id for run in changed.values())}
            gone = tuple(run_id for run_id in gone if run_id not in told)
        dead = [at for at in map(self.find, gone) if at is not None]
        frame = RunFrame()
        frame._take_batches(self, changed_batches, gone)
        frame._take_runs(self, changed, fresh)
        frame._states = self._states.updated(changed, fresh, dead)
        frame._count_names(self, fresh, [*changed, *dead])
        seen = [run.revision for run in changed.values()]
        seen.extend(values_of(fresh, "revision"))
        seen.extend(batch.revision for batch in changed_batches)
        frame.revision = max([self.revision, revision or 0, *seen])
        frame._take_columns(self, [*changed, *dead])
        return frame

    def _take_runs(self, old: RunFrame, changed: Mapping[int, Run], fresh: Sequence[Run]) -> None:
        known = len(old)
        self.runs = old.runs.updated(changed, fresh)
        self.run_batches = old.run_batches.updated(changed, fresh)
        moved = self.run_batches.mask(moved_batches(old.batches, self.batches))[:known]
        again = [*dict.fromkeys((*changed, *np.flatnonzero(moved).tolist()))]
        positions = np.append(np.array(again, dtype=np.intp), np.arange(known, len(self)))
        runs = [self.runs[position] for position in again]
        batch_ids = [*(run.batch for run in runs), *values_of(fresh, "batch")]
        operations = [*(run.operation for run in runs), *values_of(fresh, "operation")]
        self.targets = old.targets.updated(positions, batch_ids, operations, self.batches)

    def _count_names(self, old: RunFrame, fresh: Sequence[Run], others: Iterable[int]) -> None:
        before = [old.runs[position] for position in others if old.alive[position]]
        after = [self.runs[position] for position in others if self.alive[position]]
        alive = self.alive[len(old) :].tolist()
        self._flags = old._flags.updated(
            (run.flags for run in before),
            chain(compress(values_of(fresh, "flags"), alive), (run.flags for run in after)),
        )
        self._scalars = old._scalars.updated(
            (run.scalars for run in before),
            chain(compress(values_of(fresh, "scalars"), alive), (run.scalars for run in after)),
        )

    def _take_batches(self, old: RunFrame, changed: Iterable[Batch], gone: Iterable[str]) -> None:
        known = dict(old.batches)
        for batch_id in gone:
            known.pop(batch_id, None)
        known |= {batch.id: batch for batch in changed}
        self.batches = MappingProxyType(known)
        self._visible = frozenset(batch.id for batch in known.values() if not batch.hidden)

    def _take_columns(self, old: RunFrame, changed: Iterable[int]) -> None:
        touched = frozenset(changed)
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
            for name in ("batch", "trial", "repeat", "attr:batch", "attr:trial", "attr:repeat"):
                self._older.pop(name, None)

    def _reader(self, name: str) -> ColumnReader:
        return find_reader(name, self._flags.order, self._scalars.order, self._visible)

    def _make_column(self, name: str, reader: ColumnReader) -> Column:
        if reader.field == "status":
            return status_column(name, self.status, self.alive)
        if reader.field == "gain":
            return gain_column(name, self)
        older = self._older.pop(name, None)
        if reader.field == "run":
            same = older is not None and np.array_equal(older[0].known, self.alive)
            return older[0] if older and same else run_column(name, self.ids, self.alive)
        if older is not None and older[0].origin == reader.origin:
            column, changed = older
            positions = [*changed, *range(len(column.values), len(self))]
            patched = None
            if len(positions) <= _MOST_PATCHED * len(self):
                cells = self._cells(reader, positions)
                patched = patch_column(column, positions, cells, len(self), reader.order)
            if patched is not None:
                return patched
        return build_column(name, reader.origin, self._cells(reader), reader.order)

    def _cells(self, reader: ColumnReader, positions: Iterable[int] | None = None) -> list[Value]:
        if positions is not None:
            read, runs = reader.read, self.runs
            return [read(runs[at]) if self.alive[at] else None for at in positions]
        cells = self.runs.cells(reader)
        for position in np.flatnonzero(~self.alive).tolist():
            cells[position] = None
        return cells
