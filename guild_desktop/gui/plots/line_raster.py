"""The lines of thousands of runs as one picture, whose cost hardly grows with them."""

from __future__ import annotations

from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter

from guild_desktop.gui.plots.line_layer import LinePlan
from guild_desktop.gui.plots.pair_tables import chosen, pair_codes, quantise, raise_to
from guild_desktop.gui.plots.picture import picture_of, put_picture
from guild_desktop.gui.plots.raster import Projection, Samples, draw_gap, sample

Bytes: TypeAlias = npt.NDArray[np.uint8]
Mask: TypeAlias = npt.NDArray[np.bool_]
Words: TypeAlias = npt.NDArray[np.uint32]

QUICK, FINE, FINEST = 256, 512, 1024
"""Rows of the tables: while something moves, once it has come to rest, and for a file."""

_MOST_STEPS = 8  # within a column of pixels
_ROOM = 1.5  # pixels above the highest and below the lowest line


class LineRaster:
    """Draws any of the runs of one ``LinePlan``, ``ratio`` dots to a pixel;
    owned by a plot, kept while both stay.

    The part of the plot between its first and last axis has ``columns`` and ``rows`` of the screen's pixels.
    """

    def __init__(self, plan: LinePlan, ratio: float, fine: int = FINE) -> None:
        plan = plan.two_or_more()
        self._fine = fine
        self._ratio = ratio
        self._heights = plan.heights
        self._edges = np.floor(plan.xs * ratio).astype(int)
        self._edges[-1] += 1
        self._middles = plan.xs * ratio
        highest, lowest = float(plan.heights.min()), float(plan.heights.max())
        self._top = int(np.floor((highest - _ROOM) * ratio))
        self.rows = int(np.ceil((lowest + _ROOM) * ratio)) - self._top
        self.columns = int(self._edges[-1] - self._edges[0])
        self._tools: dict[tuple[int, int], tuple[Projection, list[Samples]]] = {}

    def draw(
        self,
        painter: QPainter,
        focus: Mask,
        level: npt.NDArray[np.uint16],
        colours: Bytes,
        table: Words,
        *,
        fine: bool,
    ) -> None:
        """Draw the runs in ``focus`` (m), the better colour above;
        unless ``fine`` nothing may be there before.

        The colour of a run is ``colours[level]`` (``level``: m; 0 is no colour), and what a picture
        holds for it that of ``table``.
        """
        size = self._fine if fine else QUICK
        rows = self._fine if fine else self.rows
        codes = self._codes_of(size) if fine else self._quick_codes
        runs = chosen(focus)
        of_runs = colours.take(level) * focus if runs is None else colours.take(level.take(runs))
        projection, samples = self._tools_for(size, rows)
        cells = np.zeros(size * size, dtype=np.uint8)
        picture = np.empty((rows, self.columns), dtype=np.uint8)
        at = 0
        for gap, places in enumerate(codes):
            cells[:] = 0
            raise_to(cells, places if runs is None else places.take(runs), of_runs)
            part = draw_gap(cells.reshape(size, size), projection, samples[gap])
            picture[:, at : at + part.shape[1]] = part
            at += part.shape[1]
        self._paint(painter, table.take(picture), alone=not fine)

    def _paint(self, painter: QPainter, pixels: Words, *, alone: bool) -> None:
        picture = picture_of(pixels, QSize(self.columns, self.rows))
        picture.setDevicePixelRatio(self._ratio)
        at = QPointF(self._edges[0] / self._ratio, self._top / self._ratio)
        put_picture(painter, at, picture, alone=alone)

    @cached_property
    def _quick_codes(self) -> npt.NDArray[np.int32]:
        return self._codes_of(QUICK)

    def _codes_of(self, size: int) -> npt.NDArray[np.int32]:
        return pair_codes(self._places // (self._fine // size), size)

    @cached_property
    def _places(self) -> npt.NDArray[np.uint16]:
        top = self._top / self._ratio
        return quantise(self._heights, top, top + self.rows / self._ratio, self._fine)

    def _tools_for(self, size: int, rows: int) -> tuple[Projection, list[Samples]]:
        if (size, rows) not in self._tools:
            gaps = range(self._edges.size - 1)
            self._tools[size, rows] = (
                Projection(size),
                [self._samples(gap, size, rows) for gap in gaps],
            )
        return self._tools[size, rows]

    def _samples(self, gap: int, size: int, rows: int) -> Samples:
        first, last = self._edges[gap], self._edges[gap + 1]
        start, end = self._middles[gap], self._middles[gap + 1]
        # Lines are two rows thick: with a step for every two that the steepest crosses none is dotted.
        steps = int(np.clip(np.ceil(size / (end - start) / 2), 1, _MOST_STEPS))
        if size >= FINEST:
            # A file can wait.
            steps = _MOST_STEPS
        places = np.arange(first, last) + (np.arange(steps)[:, None] + 0.5) / steps
        return sample(size, rows, np.clip((places - start) / (end - start), 0.0, 1.0))
