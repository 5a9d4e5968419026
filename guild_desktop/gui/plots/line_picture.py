"""The pictures of the parallel plot for one layout: few runs as true lines, thousands as one raster."""

from __future__ import annotations

from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

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
from guild_desktop.gui.plots.line_raster import LineRaster
from guild_desktop.gui.plots.picture import Canvas, blank
from guild_desktop.gui.plots.placed_runs import PlacedRuns
from guild_desktop.gui.plots.run_tones import Colours, RunTones
from guild_desktop.gui.theme import Theme

Mask: TypeAlias = npt.NDArray[np.bool_]


class LinePicture:
    """Draws ``runs`` on ``plan`` for a plot of ``size`` on a screen of ``ratio``; the plot makes it with each layout.

    What does not change from one brush step to the next is kept here.
    """

    def __init__(
        self,
        plan: LinePlan,
        runs: PlacedRuns,
        tones: RunTones,
        size: QSize,
        ratio: float,
        theme: Theme,
    ) -> None:
        self._plan = plan
        self._runs = runs
        self._tones = tones
        self._size = size
        self._ratio = ratio
        self._theme = tones.painted(theme)

    @cached_property
    def levels(self) -> ColourLevels:
        """The runs in the order of the values they are coloured by."""
        return self._tones.levels(self._runs)

    @cached_property
    def _canvas(self) -> Canvas:
        return Canvas(self._size, self._ratio)

    @cached_property
    def _raster(self) -> LineRaster:
        return LineRaster(self._plan, self._ratio)

    def context(self) -> QImage:
        """All runs in grey, for those out of focus."""
        image = blank(self._size, self._ratio)
        count = self._runs.rows.size
        if not count or not self._plan.xs.size:
            return image
        if count <= SOME:
            paint_context(image, self._plan, self._runs, self._theme)
            return image
        grey = np.array([0, context_colour(count, self._theme).rgba()], dtype=np.uint32)
        everything, level = np.ones(count, dtype=bool), np.zeros(count, dtype=np.uint16)
        colours = np.ones(1, dtype=np.uint8)
        self._raster.draw(image, everything, level, colours, grey, fine=True)
        paint_context_states(image, self._plan, self._runs, self._theme)
        return image

    def focus(self, focus: Mask, colours: Colours, best: int | None, *, moving: bool) -> QImage:
        """The runs in ``focus`` (mask of m) in these colours, the ``best`` last and thick.

        ``moving``: during a drag more than a few lines are drawn quickly.
        """
        image = self._canvas.cleared() if moving else blank(self._size, self._ratio)
        if not focus.any() or not self._plan.xs.size:
            return image
        if np.count_nonzero(focus) > (FEW if moving else SOME):
            levels, table = self.levels, colour_table(self._theme)
            self._raster.draw(
                image, focus, levels.level, levels.colours(colours), table, fine=not moving
            )
        else:
            rows = np.flatnonzero(focus)
            shades = shades_of(colours, self._tones.values[rows])
            paint_focus(image, self._plan, self._runs.look[rows], rows, shades, self._theme)
        if best is not None:
            shades = shades_of(colours, self._tones.values[best : best + 1])
            paint_best(image, self._plan, best, int(shades[0]), self._theme)
        return image
