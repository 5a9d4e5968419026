"""Where each run's point lies in a cell of the scatter matrix, or its mark on a rug."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.gui.plots.placed_runs import Lane, PlacedRuns
from guild_desktop.gui.plots.scatter_geometry import PAD, RUG, ScatterGeometry

Cell: TypeAlias = tuple[int, int]
"""Row and column."""

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

_BEYOND = PAD - 2.0  # runs beyond an axis' end are drawn on the border


@dataclass(frozen=True, slots=True, eq=False)
class CellPoints:
    """Of all m runs the place in one cell: ``xs`` and ``ys`` (m) in pixels.

    ``has_x`` and ``has_y`` (masks of m) tell which have a value there; cells of a column share the former, of
    a row the latter.
    """

    xs: Floats
    ys: Floats
    has_x: Mask
    has_y: Mask

    @property
    def valued(self) -> Mask:
        """The runs with a value on both axes (mask of m)."""
        return self.has_x & self.has_y

    @property
    def on_rug(self) -> Mask:
        """The runs with a value on one of the axes or none (mask of m)."""
        return ~self.valued


def place_points(
    geometry: ScatterGeometry, runs: PlacedRuns, rows: Sequence[int], columns: Sequence[int]
) -> dict[Cell, CellPoints]:
    """The points of ``runs`` in all cells, whose axes have the indexes ``rows`` and
    ``columns`` in ``runs``.
    """
    across = []
    for stripe, axis in zip(geometry.columns, columns, strict=False):
        xs = stripe.inner[0] + runs.place[axis] * stripe.length
        xs = np.clip(xs, stripe.inner[0] - _BEYOND, stripe.inner[1] + _BEYOND)
        has_x = runs.lane[axis] == Lane.ON_AXIS
        xs[~has_x] = stripe.outer[0] + RUG / 2
        across.append((xs, has_x))
    upward = []
    for stripe, axis in zip(geometry.rows, rows, strict=False):
        ys = stripe.inner[1] - runs.place[axis] * stripe.length
        ys = np.clip(ys, stripe.inner[0] - _BEYOND, stripe.inner[1] + _BEYOND)
        has_y = runs.lane[axis] == Lane.ON_AXIS
        ys[~has_y] = stripe.outer[1] - RUG / 2
        upward.append((ys, has_y))
    return {
        (row, column): CellPoints(xs, ys, has_x, has_y)
        for row, (ys, has_y) in enumerate(upward)
        for column, (xs, has_x) in enumerate(across)
    }
