"""The lines of the parallel plot for one layout: few runs as true lines, thousands as one raster."""

from __future__ import annotations

from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter

from guild_desktop.gui.plots.colour import shades_of
from guild_desktop.gui.plots.colour_levels import ColourLevels, colour_table
from guild_desktop.gui.plots.line_layer import (
    FEW,
    SOME,
    LinePlan,
    context_colour,
    paint_best,
    paint_context,
    paint_context_states,
    paint_focus,
)
from guild_desktop.gui.plots.line_raster import FINE, LineRaster
from guild_desktop.gui.plots.placed_runs import PlacedRuns
from guild_desktop.gui.plots.run_tones import Colours, RunTones
from guild_desktop.gui.theme import Theme

Mask: TypeAlias = npt.NDArray[np.bool_]


class LinePicture:
    """Paints ``runs`` on ``plan``, ``ratio`` dots to a pixel of the plot, which makes it with each layout.

    What does not change from one brush step to the next is kept here. ``fine`` is how many rows the tables of
    a raster have.
    """

    def __init__(
        self,
        plan: LinePlan,
        runs: PlacedRuns,
        tones: RunTones,
        ratio: float,
        theme: Theme,
        fine: int = FINE,
    ) -> None:
        self._plan = plan
        self._runs = runs
        self._tones = tones
        self._ratio = ratio
        self._fine = fine
        self._theme = tones.painted(theme)

    @cached_property
    def levels(self) -> ColourLevels:
        """The runs in the order of the values they are coloured by."""
        return self._tones.levels(self._runs)

    @cached_property
    def _raster(self) -> LineRaster:
        return LineRaster(self._plan, self._ratio, self._fine)

    def paint_context(self, painter: QPainter) -> None:
        """All runs in grey, for those out of focus."""
        count = self._runs.rows.size
        if not count or not self._plan.xs.size:
            return
        if count <= SOME:
            paint_context(painter, self._plan, self._runs, self._theme)
            return
        grey = np.array([0, context_colour(count, self._theme).rgba()], dtype=np.uint32)
        everything, level = np.ones(count, dtype=bool), np.zeros(count, dtype=np.uint16)
        colours = np.ones(1, dtype=np.uint8)
        self._raster.draw(painter, everything, level, colours, grey, fine=True)
        paint_context_states(painter, self._plan, self._runs, self._theme)

    def paint_focus(
        self, painter: QPainter, focus: Mask, colours: Colours, best: int | None, *, moving: bool
    ) -> None:
        """The runs in ``focus`` (mask of m) in these colours, the ``best`` last and thick.

        ``moving``: during a drag more than a few lines are drawn quickly.
        """
        if not focus.any() or not self._plan.xs.size:
            return
        if np.count_nonzero(focus) > (FEW if moving else SOME):
            levels, table = self.levels, colour_table(self._theme)
            self._raster.draw(
                painter, focus, levels.level, levels.colours(colours), table, fine=not moving
            )
        else:
            rows = np.flatnonzero(focus)
            shades = shades_of(colours, self._tones.values[rows])
            paint_focus(painter, self._plan, self._runs.look[rows], rows, shades, self._theme)
        if best is not None:
            shades = shades_of(colours, self._tones.values[best : best + 1])
            paint_best(painter, self._plan, best, int(shades[0]), self._theme)
