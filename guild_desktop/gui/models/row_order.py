"""Which rows a table of runs has, and in which order: whole arrays of positions, nothing by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

LONE = -1
"""The sweep number of a run that stands for itself."""


@dataclass(frozen=True, slots=True)
class Sweeps:
    """The sweeps that have a row, by their numbers, and for each run position the number of its own.

    ``creation`` holds by number when a sweep was made, in the order of creation that runs share;
    ``shown`` those that get a row even without a run.
    """

    of_run: Positions
    creation: Mapping[int, int]
    shown: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class PickedRows:
    """Rows somebody picked: ``positions`` of runs, and numbers of ``sweeps``."""

    positions: Positions
    sweeps: tuple[int, ...] = ()


class RowLayout:
    """The rows of a table, immutable: top ones are runs or sweeps, sweeps have runs below them.

    ``top`` holds a run's position, or ``-1 - number`` for a sweep; ``below`` the positions of runs
    under each sweep's number.
    """

    __slots__ = ("_parent", "_row", "_sweep_at", "_sweep_row", "below", "top")

    def __init__(self, top: Positions, below: Mapping[int, Positions], count: int) -> None:
        self.top = top
        self.below = below
        self._row = np.full(count, -1, dtype=np.int32)
        self._parent = np.full(count, LONE, dtype=np.int32)
        lone = top >= 0
        self._row[top[lone]] = np.flatnonzero(lone)
        for number, positions in below.items():
            self._row[positions] = np.arange(len(positions), dtype=np.int32)
            self._parent[positions] = number
        self._sweep_row = {int(-1 - top[row]): int(row) for row in np.flatnonzero(~lone)}
        self._sweep_at = {row: number for number, row in self._sweep_row.items()}

    @classmethod
    def empty(cls) -> RowLayout:
        """No rows at all."""
        return cls(np.empty(0, dtype=np.int32), {}, 0)

    @property
    def sweeps(self) -> tuple[int, ...]:
        """The numbers of the sweeps that have a row, from the top."""
        return tuple(self._sweep_row)

    def sweep_row(self, number: int) -> int:
        """The row of a sweep among the top ones; -1 if it has none."""
        return self._sweep_row.get(number, -1)

    def sweep_at(self, row: int) -> int:
        """The number of the sweep in a top row; ``LONE`` if a run stands there."""
        return self._sweep_at.get(row, LONE)

    def place(self, position: int) -> tuple[int, int]:
        """Row and sweep number (or ``LONE``) of a run; row -1 if it has none."""
        if not 0 <= position < len(self._row):
            return -1, LONE
        return int(self._row[position]), int(self._parent[position])

    def picked(self, ranges: Iterable[tuple[int, int, int]]) -> PickedRows:
        """What stands in ranges of rows: sweep number (or ``LONE``), first and last row of each.

        Runs come in the order seen, however the ranges are ordered, and once though they overlap.
        """
        sweeps: list[int] = []
        positions: list[Positions] = [np.empty(0, dtype=np.int32)]
        for number, first, last in ranges:
            rows = self.top if number == LONE else self.below[number]
            found = rows[first : last + 1]
            positions.append(found[found >= 0])
            sweeps.extend((-1 - found[found < 0]).tolist())
        runs = self._in_order(np.unique(np.concatenate(positions)))
        return PickedRows(runs, tuple(dict.fromkeys(sweeps)))

    def _in_order(self, positions: Positions) -> Positions:
        """Those of ``positions`` that have a row, from the top."""
        rows, parents = self._row[positions], self._parent[positions]
        lookup = np.full(max(self._sweep_row, default=0) + 2, -1, dtype=np.int64)
        for number, row in self._sweep_row.items():
            lookup[number] = row
        outer = np.where(parents == LONE, rows, lookup[parents])
        order = np.lexsort((rows, outer))
        return positions[order][rows[order] >= 0]

    def ranges(self, positions: Positions) -> Iterator[tuple[int, int, int]]:
        """Neighbouring rows joined: sweep number (or ``LONE``), first row and last row of each range."""
        positions = positions[self._row[positions] >= 0]
        rows, parents = self._row[positions].astype(np.int64), self._parent[positions]
        order = np.lexsort((rows, parents))
        rows, parents = rows[order], parents[order]
        if not len(rows):
            return
        apart = (np.diff(rows) != 1) | (np.diff(parents) != 0)
        starts = np.flatnonzero(np.concatenate(([True], apart)))
        ends = np.flatnonzero(np.concatenate((apart, [True])))
        for start, end in zip(starts, ends, strict=True):
            yield int(parents[start]), int(rows[start]), int(rows[end])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RowLayout):
            return NotImplemented
        return (
            len(self._row) == len(other._row)
            and np.array_equal(self.top, other.top)
            and self.below.keys() == other.below.keys()
            and all(np.array_equal(self.below[key], other.below[key]) for key in self.below)
        )

    __hash__ = None  # type: ignore[assignment] # compared, never a key


def sorted_by(values: npt.NDArray[np.float64], newest_first: Positions, *, down: bool) -> Positions:
    """All positions by ``values`` (float64[n]); nan comes last either way, of equals the older first."""
    oldest_first = newest_first[::-1]
    keys = values[oldest_first]
    order = np.argsort(-keys if down else keys, kind="stable")
    return oldest_first[order]


def lay_out_flat(order: Positions, visible: Mask) -> RowLayout:
    """One row for each visible run, in ``order`` (positions)."""
    return RowLayout(order[visible[order]], {}, len(visible))


def lay_out_tree(
    order: Positions, visible: Mask, creation: npt.NDArray[np.int64], sweeps: Sweeps
) -> RowLayout:
    """Sweeps and lone runs, the newest on top; below each sweep its visible runs in ``order``.

    ``creation`` (one for each position) orders runs as ``sweeps.creation`` orders sweeps. A sweep
    without a visible run has a row only if ``sweeps.shown`` says so.
    """
    order = order[visible[order]]
    numbers = sweeps.of_run[order]
    by_number = np.argsort(numbers, kind="stable")
    present, starts = np.unique(numbers[by_number], return_index=True)
    parts = np.split(order[by_number], starts[1:])
    below = {int(number): part for number, part in zip(present, parts, strict=False)}
    lone = below.pop(LONE, np.empty(0, dtype=np.int32))
    for number in sweeps.shown:
        below.setdefault(number, np.empty(0, dtype=np.int32))
    if not below:
        return RowLayout(lone, {}, len(visible))
    codes = np.fromiter((-1 - number for number in below), dtype=np.int32, count=len(below))
    made = [sweeps.creation[number] for number in below]
    entries = np.concatenate([lone, codes])
    newest = np.argsort(-np.concatenate([creation[lone], np.array(made)]), kind="stable")
    return RowLayout(entries[newest].astype(np.int32), below, len(visible))
