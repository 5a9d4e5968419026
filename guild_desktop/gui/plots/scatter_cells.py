"""Where each run's point lies in a cell of the scatter matrix, or its mark on a rug."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QPainter

from guild_desktop.gui.plots.colour import NO_SHADE, SHADES, Shades
from guild_desktop.gui.plots.placed_runs import Lane, Look, PlacedRuns
from guild_desktop.gui.plots.point_layer import DotSheet, stamp
from guild_desktop.gui.plots.scatter_geometry import PAD, RUG, ScatterGeometry

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

_BEYOND = PAD - 2.0  # runs beyond an axis' end are drawn on the border


@dataclass(frozen=True, slots=True, eq=False)
class CellPoints:
    """Of all m runs the place in one cell: ``xs`` and ``ys`` (m) in pixels.

    ``valued`` (mask of m) are those with a value on both axes, ``on_rug`` those with a value on one of
    them or none.
    """

    xs: Floats
    ys: Floats
    valued: Mask
    on_rug: Mask


def cell_points(
    geometry: ScatterGeometry, runs: PlacedRuns, cell: tuple[int, int], axes: tuple[int, int]
) -> CellPoints:
    """The points of ``runs`` in ``cell`` (row, column), whose axes have the indexes ``axes`` in ``runs``."""
    row, column = cell
    upward, across = axes
    wide, high = geometry.columns[column], geometry.rows[row]
    xs = wide.inner[0] + runs.place[across] * wide.length
    xs = np.clip(xs, wide.inner[0] - _BEYOND, wide.inner[1] + _BEYOND)
    ys = high.inner[1] - runs.place[upward] * high.length
    ys = np.clip(ys, high.inner[0] - _BEYOND, high.inner[1] + _BEYOND)
    has_x, has_y = runs.lane[across] == Lane.ON_AXIS, runs.lane[upward] == Lane.ON_AXIS
    xs[~has_x] = wide.outer[0] + RUG / 2
    ys[~has_y] = high.outer[1] - RUG / 2
    return CellPoints(xs, ys, has_x & has_y, ~(has_x & has_y))


def stamp_context(image: QImage, sheet: DotSheet, cells: Iterable[CellPoints]) -> None:
    """All runs in grey, in every cell."""
    with _screen_pixels(image) as (painter, ratio):
        for cell in cells:
            rows = np.flatnonzero(cell.valued)
            stamp(painter, sheet, cell.xs[rows], cell.ys[rows], DotSheet.CONTEXT, ratio)


def stamp_focus(
    image: QImage,
    sheet: DotSheet,
    runs: PlacedRuns,
    focus: Mask,
    shades: Shades,
    cells: Iterable[CellPoints],
    best: int | None,
) -> None:
    """The runs in ``focus`` (mask of m) in the colours of their ``shades``, the ``best`` on top.

    Crosses and marks on the rugs stay, weaker, when their runs are out of focus: a brush on the
    objective must not make failed runs vanish.
    """
    kinds = np.full(shades.shape, DotSheet.PLAIN, dtype=np.intp)
    valued = runs.look == Look.VALUED
    kinds[valued] = DotSheet.kinds(shades[valued])
    failed = runs.look == Look.FAILED
    kinds[failed] = np.where(focus[failed], DotSheet.FAILED, DotSheet.WEAKLY_FAILED)
    kinds[runs.look == Look.RUNNING] = DotSheet.RUNNING
    rugs = np.where(focus | failed | (runs.look == Look.RUNNING), kinds, DotSheet.CONTEXT)
    heights = np.where(valued, shades, NO_SHADE)
    if best is not None:
        heights[best] = SHADES
    order = np.argsort(heights, kind="stable")
    with _screen_pixels(image) as (painter, ratio):
        for cell in cells:
            rows = np.flatnonzero(cell.on_rug)
            stamp(painter, sheet, cell.xs[rows], cell.ys[rows], rugs[rows], ratio)
            rows = order[(cell.valued & (focus | failed))[order]]
            stamp(painter, sheet, cell.xs[rows], cell.ys[rows], kinds[rows], ratio)


@contextmanager
def _screen_pixels(image: QImage) -> Iterator[tuple[QPainter, float]]:
    """A painter on ``image`` in the pixels of the screen, and how many of them make one of the plot's."""
    ratio = image.devicePixelRatio()
    image.setDevicePixelRatio(1.0)
    painter = QPainter(image)
    try:
        yield painter, ratio
    finally:
        painter.end()
        image.setDevicePixelRatio(ratio)
