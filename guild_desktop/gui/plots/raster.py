"""Pictures of a great many straight lines between two axes, at a cost that does not know how many they are.

Lines from row l of the left axis to row r of the right one are cells (l, r) of a square table. A column of
pixels at the fraction t between the axes shows at height y the cells with (1 - t) l + t r = y: it is the
projection of the table along straight lines, a discrete Radon transform with the maximum in place of the
sum. All slopes at once take log2(size) steps of doubling: M. L. Brady, "A fast discrete approximation
algorithm for the Radon transform", SIAM J. Comput. 27 (1998). In each step lines of twice the length are
joined from two halves, of which the second is shifted by half the drop; as a view with a stride that is one
shorter this needs no index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]
Indexes: TypeAlias = npt.NDArray[np.intp]


class Projection:
    """The maxima of a square table along all lines of slope 0 to 1; keeps its buffers from call to call.

    ``size`` (a power of two) is the length of the table's sides.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        width, length = 1, size + 2
        below = np.zeros((size, width, length), dtype=np.uint8)
        self._table = below[:, 0, :size]
        self._steps: list[tuple[Bytes, Bytes, Bytes]] = []
        while width < size:
            # Room for lines that begin below the table, and for what a shifted view sees of its neighbour.
            room = 2 * size if 2 * width == size else size + 4 * width
            above = np.zeros((size // (2 * width), 2 * width, room), dtype=np.uint8)
            for odd in (0, 1):
                first, second = below[0::2], _shifted(below, odd)
                self._steps.append((first, second, above[:, odd::2, :length]))
            below, width, length = above, 2 * width, room
        self._lines: Bytes = below[0]
        self._pairs: Bytes = np.zeros_like(self._lines)

    def __call__(self, table: Bytes) -> Bytes:
        """``maxima[d, c]`` (size by 2 size) of ``table[j, i]`` near i = c - d j / (size - 1), over all j.

        But for d = 0, which is exact, of c and c + 1 together: between the axes rows lie up to twice as
        close as pixels. Good until the next call.
        """
        self._table[:] = table
        for first, second, both in self._steps:
            np.maximum(first, second, out=both)
        lines, pairs = self._lines, self._pairs
        pairs[0] = lines[0]
        np.maximum(lines[1:, :-1], lines[1:, 1:], out=pairs[1:, :-1])
        return pairs


def _shifted(blocks: Bytes, further: int) -> Bytes:
    """Every second of ``blocks`` (n, drops, rows), each row moved on by its drop and ``further``."""
    count, drops, length = blocks.shape
    flat = blocks.reshape(-1)[drops * length - further :]
    return np.lib.stride_tricks.as_strided(
        flat, (count // 2, drops, length), (2 * drops * length, length - 1, 1)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Where the columns of pixels between two axes find their maxima, once for the left half and the right.

    Each is indexes into a flattened result of ``Projection``, one for each step within a column (for these
    the maximum counts), row and column.
    """

    left: Indexes
    right: Indexes

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return int(self.left.shape[2] + self.right.shape[2])


def sample(size: int, rows: int, fractions: Floats) -> Samples:
    """The samples of ``rows`` rows of pixels, in columns that lie at ``fractions`` (steps by columns).

    Fractions are between 0 (left axis) and 1, rising along the columns.
    """
    middle = fractions.mean(axis=0) <= 0.5
    heights = (np.arange(rows) + 0.5) * size / rows - 0.5
    # Rows that are more than pixels are met at their middle, so that each is met.
    heights = np.rint(heights) if rows <= size else np.floor((np.arange(rows) + 0.5) * size / rows)
    return Samples(
        _indexes(size, heights, fractions[:, middle]),
        _indexes(size, heights, 1.0 - fractions[:, ~middle]),
    )


def _indexes(size: int, heights: Floats, fractions: Floats) -> Indexes:
    share = np.clip(fractions, 0.0, 0.5)
    drops = np.rint(share / (1.0 - share) * (size - 1))[:, None, :]
    stretch = 1.0 + drops / (size - 1)
    starts = np.ceil((heights[None, :, None] - 0.5) * stretch)
    starts = np.clip(starts, 0, 2 * size - 1)
    return np.ascontiguousarray((drops * (2 * size) + starts).astype(np.intp))


def draw_gap(table: Bytes, projection: Projection, samples: Samples) -> Bytes:
    """The picture (rows by columns) of ``table[l, r]``, at each pixel the greatest of its lines."""
    # The left half runs along r from each l, for which the table must lie on its side.
    left = projection(table.T).ravel().take(samples.left).max(axis=0)
    right = projection(table).ravel().take(samples.right).max(axis=0)
    return np.concatenate((left, right), axis=1)
