"""The runs of a frame by position, most of them still as they were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import overload

from guild_desktop.core.column_names import ColumnReader
from guild_desktop.core.run import Run
from guild_desktop.core.run_block import RunBlock, values_of
from guild_desktop.core.values import Value

WORTH_A_BLOCK = 100
"""So many new runs are kept as the block they came in; of fewer each is a ``Run`` at once."""


class FrameRuns(Sequence[Run]):
    """Immutable: ``updated`` gives others, which share with it what is the same."""

    __slots__ = ("_changed", "_count", "_ids", "_log")

    def __init__(self) -> None:
        self._log = _Log()
        self._count = 0
        self._changed: dict[int, Run] = {}
        self._ids: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Run: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Run, ...]: ...
    def __getitem__(self, at: int | slice) -> Run | tuple[Run, ...]:
        places = range(self._count)
        if isinstance(at, slice):
            return tuple(map(self._run, places[at]))
        return self._run(places[at])

    def __iter__(self) -> Iterator[Run]:
        return map(self._run, range(self._count))

    def _run(self, position: int) -> Run:
        return self._changed.get(position) or self._log.run(position)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids by position."""
        if self._ids is None:
            self._ids = tuple(self._log.ids[: self._count])
        return self._ids

    def find(self, run_id: str) -> int | None:
        """The position of the run with this id, None if there is none."""
        position = self._log.positions.get(run_id)
        return position if position is not None and position < self._count else None

    def told_apart(self, runs: Iterable[Run]) -> tuple[dict[int, Run], Sequence[Run]]:
        """Of some records those that have changed, by position, and those that are new."""
        if isinstance(runs, RunBlock) and len(runs) >= WORTH_A_BLOCK:
            ids = runs.values("id")
            if self._log.positions.keys().isdisjoint(ids) and len(set(ids)) == len(ids):
                return {}, runs
        changed: dict[int, Run] = {}
        fresh: list[Run] = []
        for run in {run.id: run for run in runs}.values():
            at = self.find(run.id)
            if at is None:
                fresh.append(run)
            else:
                changed[at] = run
        return changed, fresh

    def updated(self, changed: Mapping[int, Run], fresh: Sequence[Run]) -> FrameRuns:
        """The runs after those at some positions have changed and ``fresh`` ones have
        got the next positions.
        """
        runs = FrameRuns()
        runs._changed = {**self._changed, **changed}
        runs._log, runs._count = self._log, self._count + len(fresh)
        if not fresh:
            runs._ids = self._ids
            return runs
        if len(self._log.ids) > self._count:
            # Another frame has followed this one already.
            runs._log = self._log.beginning(self._count)
        runs._log.add(fresh)
        return runs

    def cells(self, reader: ColumnReader) -> list[Value]:
        """What all runs have in a column."""
        cells = self._log.cells(reader, self._count)
        for position, run in self._changed.items():
            cells[position] = reader.read(run)
        return cells


class _Log:
    """Runs as they first came: frames that follow each other share one,
    know how much of it is theirs, and add to it.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.positions: dict[str, int] = {}
        # None where the run is still in its block.
        self._runs: list[Run | None] = []
        self._blocks: list[tuple[int, RunBlock]] = []

    def run(self, position: int) -> Run:
        run = self._runs[position]
        if run is None:
            start, block = next(each for each in reversed(self._blocks) if each[0] <= position)
            run = self._runs[position] = block[position - start]
        return run

    def add(self, fresh: Sequence[Run]) -> None:
        known, ids = len(self.ids), values_of(fresh, "id")
        self.positions.update(zip(ids, range(known, known + len(ids)), strict=True))
        self.ids.extend(ids)
        if isinstance(fresh, RunBlock):
            self._blocks.append((known, fresh))
            self._runs.extend([None] * len(fresh))
        else:
            self._runs.extend(fresh)

    def beginning(self, count: int) -> _Log:
        """A log of its own of the first runs; ``count`` never divides a block."""
        log = _Log()
        log.ids, log._runs = self.ids[:count], self._runs[:count]
        log.positions = {run_id: at for at, run_id in enumerate(log.ids)}
        log._blocks = [each for each in self._blocks if each[0] < count]
        return log

    def cells(self, reader: ColumnReader, count: int) -> list[Value]:
        """What the first runs have in a column."""
        cells: list[Value] = []
        for start, block in self._blocks:
            if start < count:
                cells.extend(self._read(reader, len(cells), start))
                cells.extend(reader.read_block(block))
        cells.extend(self._read(reader, len(cells), count))
        return cells

    def _read(self, reader: ColumnReader, start: int, end: int) -> list[Value]:
        """Of runs that are in no block."""
        return [reader.read(run) for run in self._runs[start:end] if run is not None]
