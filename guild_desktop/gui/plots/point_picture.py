"""The points of the scatter matrix for one layout: few as single dots, thousands as one raster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter

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
from guild_desktop.gui.plots.placed_runs import Look, PlacedRuns
from guild_desktop.gui.plots.point_layer import DotKind, Dots
from guild_desktop.gui.plots.point_raster import PointRaster, Points
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
    """Paints ``runs`` in ``cells`` for a plot of ``size``, ``ratio`` dots to its pixel;
    made with each layout.

    ``dots`` are those of single points.
    """

    def __init__(
        self,
        cells: Mapping[Cell, CellPoints],
        runs: PlacedRuns,
        tones: RunTones,
        size: QSize,
        ratio: float,
        theme: Theme,
        dots: Dots,
    ) -> None:
        self._cells = cells
        self._runs = runs
        self._tones = tones
        self._theme = tones.painted(theme)
        self._dots = dots
        self._raster = PointRaster(cells, size, ratio)

    @cached_property
    def levels(self) -> ColourLevels:
        """The runs in the order of the values they are coloured by."""
        return self._tones.levels(self._runs)

    @cached_property
    def _states(self) -> Rows:
        """The failed and running runs."""
        look = self._runs.look
        return np.flatnonzero((look == Look.FAILED) | (look == Look.RUNNING))

    def paint_context(self, painter: QPainter, paint_ground: Callable[[QPainter], None]) -> None:
        """All runs in grey over the ground.

        Failed ones keep a weak colour and running ones theirs on the rugs: a brush on the objective must
        not make them vanish.
        """
        if not self._cells:
            return
        paint_ground(painter)
        look = self._runs.look
        failed = look == Look.FAILED
        on_rugs = self._running_on_rugs()
        marks = np.count_nonzero(failed) * len(self._cells) + sum(map(len, on_rugs.values()))
        if marks > MOST_MARKS:
            self._raster_context(painter, np.where(failed, _WEAK, _GREY), on_rugs)
            return
        if look.size * len(self._cells) > MOST_STAMPED:
            self._raster_context(painter, np.full(look.size, _GREY), {})
        else:
            self._stamp(painter, np.arange(look.size), DotKind.CONTEXT)
        self._stamp(painter, np.flatnonzero(failed), DotKind.WEAKLY_FAILED)
        for cell, rows in on_rugs.items():
            self._stamp(painter, rows, DotKind.RUNNING, {cell})

    def _raster_context(
        self, painter: QPainter, kinds: Kinds, on_rugs: Mapping[Cell, Rows]
    ) -> None:
        theme = self._theme
        weak = mixed(theme.failed, theme.zebra, 0.5)
        table = [0, theme.context.rgba(), theme.running.rgba(), weak.rgba()]
        points = [Points(self._cells, None, kinds.astype(np.uint8))]
        for cell, rows in on_rugs.items():
            points.append(Points((cell,), rows, np.full(rows.size, _RUNNING, dtype=np.uint8)))
        self._raster.draw(painter, points, np.array(table, dtype=np.uint32), fine=True)

    def _running_on_rugs(self) -> dict[Cell, Rows]:
        running = self._runs.look == Look.RUNNING
        if not running.any():
            return {}
        return {
            where: np.flatnonzero(running & points.on_rug) for where, points in self._cells.items()
        }

    def paint_focus(
        self, painter: QPainter, focus: Mask, colours: Colours, best: int | None, *, moving: bool
    ) -> None:
        """The runs in ``focus`` (mask of m) in these colours, the ``best`` on top.

        ``moving``: during a drag more than a few points are drawn quickly.
        """
        points = int(np.count_nonzero(focus)) * len(self._cells)
        if not points:
            return
        if points > (MOST_MOVING if moving else MOST_STAMPED):
            self._raster_focus(painter, focus, colours, moving=moving)
        else:
            rows = np.flatnonzero(focus)
            kinds, heights = self._kinds(rows, colours)
            order = np.argsort(heights, kind="stable")
            self._stamp(painter, rows[order], kinds[order])
        if best is not None:
            self._stamp(painter, *self._alone(best, colours))

    def _raster_focus(
        self, painter: QPainter, focus: Mask, shown: Colours, *, moving: bool
    ) -> None:
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
        points = [Points(self._cells, runs, in_colour)]
        modes = QPainter.CompositionMode
        if few_states and not moving:
            self._stamp(painter, states, self._kinds(states, shown)[0])
        self._raster.draw(painter, points, colour_table(self._theme), fine=not moving)
        if few_states and moving:
            # The quick raster comes where nothing is yet; they belong below it.
            painter.setCompositionMode(modes.CompositionMode_DestinationOver)
            self._stamp(painter, states, self._kinds(states, shown)[0])
            painter.setCompositionMode(modes.CompositionMode_SourceOver)

    def _kinds(self, rows: Rows, shown: Colours) -> tuple[Kinds, Kinds]:
        """For ``rows`` the kind of dot, and how far above the others each lies."""
        look = self._runs.look[rows]
        shades = shades_of(shown, self._tones.values[rows])
        valued = look == Look.VALUED
        kinds = np.full(rows.size, DotKind.PLAIN, dtype=np.intp)
        kinds[valued] = DotKind.of_shades(shades[valued])
        kinds[look == Look.FAILED] = DotKind.FAILED
        kinds[look == Look.RUNNING] = DotKind.RUNNING
        return kinds, np.where(valued, shades, NO_SHADE).astype(np.intp)

    def _alone(self, best: int, shown: Colours) -> tuple[Rows, Kinds]:
        rows = np.array([best], dtype=np.intp)
        return rows, self._kinds(rows, shown)[0]

    def _stamp(
        self, painter: QPainter, rows: Rows, kinds: Kinds | int, only: set[Cell] | None = None
    ) -> None:
        for where in only or self._cells:
            cell = self._cells[where]
            self._dots.put(painter, cell.xs[rows], cell.ys[rows], kinds)
