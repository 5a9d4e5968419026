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
    """Immutable: ``updated`` gives others, which share with it what is the same.

    ``ids`` are those of the runs by position.
    """

    __slots__ = ("_blocks", "_changed", "_positions", "_runs", "ids")

    def __init__(self) -> None:
        self.ids: tuple[str, ...] = ()
        # Shared with later ones, which only ever add to it.
        self._positions: dict[str, int] = {}
        # None where the run is still in its block.
        self._runs: list[Run | None] = []
        self._blocks: tuple[tuple[int, RunBlock], ...] = ()
        # Positions of which the blocks no longer tell the truth.
        self._changed: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> Run: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Run, ...]: ...
    def __getitem__(self, at: int | slice) -> Run | tuple[Run, ...]:
        if isinstance(at, slice):
            return tuple(self[each] for each in range(*at.indices(len(self))))
        run = self._runs[at]
        if run is None:
            at %= len(self)
            run = self._runs[at] = next(
                block[at - start] for start, block in reversed(self._blocks) if start <= at
            )
        return run

    def __iter__(self) -> Iterator[Run]:
        return map(self.__getitem__, range(len(self)))

    def find(self, run_id: str) -> int | None:
        """The position of the run with this id, None if there is none."""
        position = self._positions.get(run_id)
        return position if position is not None and position < len(self.ids) else None

    def told_apart(self, runs: Iterable[Run]) -> tuple[dict[int, Run], Sequence[Run]]:
        """Of some records those that have changed, by position, and those that are new."""
        if isinstance(runs, RunBlock) and len(runs) >= WORTH_A_BLOCK:
            ids = runs.values("id")
            if self._positions.keys().isdisjoint(ids) and len(set(ids)) == len(ids):
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
        """The runs after those at some positions have changed and ``fresh`` ones have got the next positions."""
        runs = FrameRuns()
        runs._runs = self._runs.copy()
        for position, run in changed.items():
            runs._runs[position] = run
        runs.ids, runs._positions, runs._blocks = self.ids, self._positions, self._blocks
        runs._changed = self._changed.union(changed) if self._blocks else self._changed
        if fresh:
            runs._add(fresh)
        return runs

    def _add(self, fresh: Sequence[Run]) -> None:
        known, ids = len(self.ids), values_of(fresh, "id")
        if len(self._positions) > known:
            # Somebody else has added to it.
            self._positions = {run_id: at for at, run_id in enumerate(self.ids)}
        self._positions.update(zip(ids, range(known, known + len(ids)), strict=True))
        self.ids = (*self.ids, *ids)
        if isinstance(fresh, RunBlock):
            self._blocks = (*self._blocks, (known, fresh))
            self._runs.extend([None] * len(fresh))
        else:
            self._runs.extend(fresh)

    def cells(self, reader: ColumnReader) -> list[Value]:
        """What all runs have in a column."""
        cells: list[Value] = []
        for start, block in self._blocks:
            cells.extend(self._read(reader, len(cells), start))
            cells.extend(reader.read_block(block))
        cells.extend(self._read(reader, len(cells), len(self)))
        for at in self._changed:
            cells[at] = reader.read(self[at])
        return cells

    def _read(self, reader: ColumnReader, start: int, end: int) -> list[Value]:
        """Of runs that are in no block."""
        return [reader.read(run) for run in self._runs[start:end] if run is not None]
