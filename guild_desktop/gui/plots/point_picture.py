"""The pictures of the scatter matrix for one layout: few points as stamped dots, thousands as one raster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from guild_desktop.gui.plots.colour import NO_SHADE, shades_of
from guild_desktop.gui.plots.colour_levels import (
    FAILED,
    RUNNING,
    ColourLevels,
    Mask,
    colour_table,
)
from guild_desktop.gui.plots.line_layer import mixed
from guild_desktop.gui.plots.pair_tables import chosen
from guild_desktop.gui.plots.picture import Canvas, blank
from guild_desktop.gui.plots.placed_runs import Look, PlacedRuns
from guild_desktop.gui.plots.point_layer import DotSheet, stamp
from guild_desktop.gui.plots.point_raster import Dots, PointRaster
from guild_desktop.gui.plots.run_tones import Colours, RunTones
from guild_desktop.gui.plots.scatter_cells import Cell, CellPoints
from guild_desktop.gui.theme import Theme

Kinds: TypeAlias = npt.NDArray[np.intp]
Rows: TypeAlias = npt.NDArray[np.intp]

MOST_STAMPED = 5000
"""Up to so many points in all cells are stamped one by one; more are one raster (``PointRaster``)."""

MOST_MOVING = 1500
"""The same while the selection changes."""

MOST_DRAWN = 60_000
"""Of more runs than this only so many, evenly chosen, are drawn in each cell while the selection changes."""

MOST_MARKS = 12_000
"""Up to so many crosses and rings of failed and running runs are stamped at rest; more become dots."""

_GREY, _RUNNING, _WEAK = 1, 2, 3


class PointPicture:
    """Draws ``runs`` in ``cells`` for a plot of ``size`` on a screen of ``ratio``; the plot makes it with each layout."""

    def __init__(
        self,
        cells: Mapping[Cell, CellPoints],
        runs: PlacedRuns,
        tones: RunTones,
        size: QSize,
        ratio: float,
        theme: Theme,
    ) -> None:
        self._cells = cells
        self._runs = runs
        self._tones = tones
        self._size = size
        self._ratio = ratio
        self._theme = tones.painted(theme)
        self._raster = PointRaster(cells, size, ratio)

    @cached_property
    def levels(self) -> ColourLevels:
        """The runs in the order of the values they are coloured by."""
        return self._tones.levels(self._runs)

    @cached_property
    def _canvas(self) -> Canvas:
        return Canvas(self._size, self._ratio)

    @cached_property
    def _states(self) -> Rows:
        """The failed and running runs."""
        look = self._runs.look
        return np.flatnonzero((look == Look.FAILED) | (look == Look.RUNNING))

    @cached_property
    def _sheet(self) -> DotSheet:
        return DotSheet(self._theme, self._ratio)

    def context(self, paint_ground: Callable[[QPainter], None]) -> QImage:
        """All runs in grey over the ground.

        Failed ones keep a weak colour and running ones theirs on the rugs: a brush on the objective must
        not make them vanish.
        """
        image = blank(self._size, self._ratio)
        if not self._cells:
            return image
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter)
        painter.end()
        look = self._runs.look
        failed = look == Look.FAILED
        on_rugs = self._running_on_rugs()
        marks = np.count_nonzero(failed) * len(self._cells) + sum(map(len, on_rugs.values()))
        if marks > MOST_MARKS:
            self._raster_context(image, np.where(failed, _WEAK, _GREY), on_rugs)
            return image
        if look.size * len(self._cells) > MOST_STAMPED:
            self._raster_context(image, np.full(look.size, _GREY), {})
        else:
            self._stamp(image, np.arange(look.size), DotSheet.CONTEXT)
        self._stamp(image, np.flatnonzero(failed), DotSheet.WEAKLY_FAILED)
        for cell, rows in on_rugs.items():
            self._stamp(image, rows, DotSheet.RUNNING, {cell})
        return image

    def _raster_context(self, image: QImage, kinds: Kinds, on_rugs: Mapping[Cell, Rows]) -> None:
        theme = self._theme
        weak = mixed(theme.failed, theme.zebra, 0.5)
        table = [0, theme.context.rgba(), theme.running.rgba(), weak.rgba()]
        dots = [Dots(self._cells, None, kinds.astype(np.uint8))]
        for cell, rows in on_rugs.items():
            dots.append(Dots((cell,), rows, np.full(rows.size, _RUNNING, dtype=np.uint8)))
        self._raster.draw(image, dots, np.array(table, dtype=np.uint32), fine=True)

    def _running_on_rugs(self) -> dict[Cell, Rows]:
        running = self._runs.look == Look.RUNNING
        if not running.any():
            return {}
        return {
            where: np.flatnonzero(running & points.on_rug) for where, points in self._cells.items()
        }

    def focus(self, focus: Mask, colours: Colours, best: int | None, *, moving: bool) -> QImage:
        """The runs in ``focus`` (mask of m) in these colours, the ``best`` on top.

        ``moving``: during a drag more than a few points are drawn quickly.
        """
        image = self._canvas.cleared() if moving else blank(self._size, self._ratio)
        points = int(np.count_nonzero(focus)) * len(self._cells)
        if not points:
            return image
        if points > (MOST_MOVING if moving else MOST_STAMPED):
            self._raster_focus(image, focus, colours, moving=moving)
        else:
            rows = np.flatnonzero(focus)
            kinds, heights = self._kinds(rows, colours)
            order = np.argsort(heights, kind="stable")
            self._stamp(image, rows[order], kinds[order])
        if best is not None:
            self._stamp(image, *self._alone(best, colours))
        return image

    def _raster_focus(self, image: QImage, focus: Mask, shown: Colours, *, moving: bool) -> None:
        of_level = self.levels.colours(shown)
        states = self._states[focus[self._states]]
        few_states = 0 < states.size * len(self._cells) <= (MOST_MOVING if moving else MOST_MARKS)
        if few_states:
            # So few keep their crosses and rings.
            of_level[(of_level == FAILED) | (of_level == RUNNING)] = 0
        level = self.levels.level
        many = moving and focus.size > MOST_DRAWN
        runs = np.flatnonzero(focus) if many else chosen(focus)
        if moving and runs is not None and runs.size > MOST_DRAWN:
            # So many cover each other; at rest each of them counts.
            runs = runs[:: 1 + runs.size // MOST_DRAWN]
        if runs is None:
            in_colour = of_level.take(level) * focus
        else:
            in_colour = of_level.take(level.take(runs))
        dots = [Dots(self._cells, runs, in_colour)]
        self._raster.draw(image, dots, colour_table(self._theme), fine=not moving)
        if few_states:
            self._stamp(image, states, self._kinds(states, shown)[0], below=True)

    def _kinds(self, rows: Rows, shown: Colours) -> tuple[Kinds, Kinds]:
        """For ``rows`` the kind of dot, and how far above the others each lies."""
        look = self._runs.look[rows]
        shades = shades_of(shown, self._tones.values[rows])
        valued = look == Look.VALUED
        kinds = np.full(rows.size, DotSheet.PLAIN, dtype=np.intp)
        kinds[valued] = DotSheet.kinds(shades[valued])
        kinds[look == Look.FAILED] = DotSheet.FAILED
        kinds[look == Look.RUNNING] = DotSheet.RUNNING
        return kinds, np.where(valued, shades, NO_SHADE).astype(np.intp)

    def _alone(self, best: int, shown: Colours) -> tuple[Rows, Kinds]:
        rows = np.array([best], dtype=np.intp)
        return rows, self._kinds(rows, shown)[0]

    def _stamp(
        self,
        image: QImage,
        rows: Rows,
        kinds: Kinds | int,
        only: set[Cell] | None = None,
        *,
        below: bool = False,
    ) -> None:
        with _screen_pixels(image) as (painter, ratio):
            if below:
                # Of all that is there already.
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
            for where in only or self._cells:
                cell = self._cells[where]
                stamp(painter, self._sheet, cell.xs[rows], cell.ys[rows], kinds, ratio)


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
