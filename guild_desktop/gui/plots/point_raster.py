"""The points of thousands of runs in all cells of the scatter matrix as one picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter

from guild_desktop.gui.plots.dot_raster import grow, pixels_of
from guild_desktop.gui.plots.pair_tables import raise_to
from guild_desktop.gui.plots.picture import picture_of, put_picture
from guild_desktop.gui.plots.point_layer import POINT
from guild_desktop.gui.plots.scatter_cells import Cell, CellPoints

Bytes: TypeAlias = npt.NDArray[np.uint8]
Pixels: TypeAlias = npt.NDArray[np.int32]
Rows: TypeAlias = npt.NDArray[np.intp]
Words: TypeAlias = npt.NDArray[np.uint32]

_FINER = 2  # times as many pixels each way at rest, for soft edges


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The points of ``runs`` (n of them; None: all) in some ``cells``, in ``colours`` (n)."""

    cells: Iterable[Cell]
    runs: Rows | None
    colours: Bytes


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Pixels, and in which column and row of them (for ``down`` as the row's first pixel)
    each run's points are.
    """

    rows: int
    columns: int
    diameter: int
    across: Mapping[int, Pixels]
    down: Mapping[int, Pixels]


class PointRaster:
    """Draws any runs in ``cells`` for a plot of ``size``, ``ratio`` dots to its pixel; kept while these stay.

    Costs one table of pixels and a few steps to grow dots in it; each point adds two nanoseconds.
    """

    def __init__(self, cells: Mapping[Cell, CellPoints], size: QSize, ratio: float) -> None:
        self._cells = cells
        self._size = size
        self._ratio = ratio
        self._quick: _Grid | None = None

    def draw(self, painter: QPainter, dots: Iterable[Points], table: Words, *, fine: bool) -> None:
        """Draw ``dots``, of points in one place the greatest colour.

        What a picture holds for a colour stands in ``table``; 0 is nothing. Unless ``fine`` nothing may be
        there before.
        """
        if fine:
            grid = self._grid(_FINER)
        else:
            grid = self._quick = self._quick or self._grid(1)
        pixels = np.zeros(grid.rows * grid.columns, dtype=np.uint8)
        for part in dots:
            across = {at: _taken(places, part.runs) for at, places in grid.across.items()}
            down = {at: _taken(places, part.runs) for at, places in grid.down.items()}
            for row, column in part.cells:
                raise_to(pixels, down[row] + across[column], part.colours)
        grown = grow(pixels.reshape(grid.rows, grid.columns), grid.diameter)
        in_colour = table.take(grown)
        # The picture reads this memory until it is drawn.
        picture = picture_of(in_colour, self._size * self._ratio)
        picture.setDevicePixelRatio(self._ratio)
        put_picture(painter, QPointF(0.0, 0.0), picture, alone=not fine)

    def _grid(self, finer: int) -> _Grid:
        scale = self._ratio * finer
        size = self._size * self._ratio * finer
        diameter = max(int(POINT * scale), 1)
        across = {
            column: pixels_of(points.xs, scale, diameter, size.width())
            for (row, column), points in self._cells.items()
            if row == 0
        }
        down = {
            row: pixels_of(points.ys, scale, diameter, size.height()) * np.int32(size.width())
            for (row, column), points in self._cells.items()
            if column == 0
        }
        return _Grid(size.height(), size.width(), diameter, across, down)


def _taken(places: Pixels, runs: Rows | None) -> Pixels:
    return places if runs is None else places.take(runs)
