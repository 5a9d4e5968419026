"""The colours of all runs by one look-up each, however the range of colours moves under a brush."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Direction
from guild_desktop.gui.plots.colour import (
    SHADES,
    CategoryColours,
    ColourRange,
    range_of_sorted,
    shade_table,
    shades_of,
)
from guild_desktop.gui.plots.placed_runs import Look
from guild_desktop.gui.theme import Theme

Bytes: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]
Levels: TypeAlias = npt.NDArray[np.uint16]
Mask: TypeAlias = npt.NDArray[np.bool_]

NOTHING, PLAIN, RUNNING, FAILED, WORST = range(5)
"""The first colours of a raster in the order in which they cover each other;
after them come values, up to 255.
"""

_STEPS = 60_000  # different values that are told apart
_LOOKS = {Look.PLAIN: PLAIN, Look.FAILED: FAILED, Look.RUNNING: RUNNING}


@dataclass(frozen=True, slots=True, eq=False)
class ColourLevels:
    """For m runs their ``level`` (m) in an order of the value they are coloured by, worst first,
    made once for all brushes.

    ``values`` are those at each level; the levels behind them are those of runs without a value.
    ``order`` has the runs with a value, worst first, and ``sorted_values`` theirs.
    """

    level: Levels
    values: Floats
    order: npt.NDArray[np.intp]
    sorted_values: Floats
    direction: Direction

    @classmethod
    def of(cls, values: Floats, look: Bytes, direction: Direction) -> ColourLevels:
        """The levels of runs coloured by ``values`` (m; nan: none), with ``look`` (m)."""
        known = np.flatnonzero(np.isfinite(values))
        keys = values[known] if direction == "maximize" else -values[known]
        order = known[np.argsort(keys, kind="stable")]
        sorted_values = values[order]
        ranks = np.cumsum(np.diff(sorted_values, prepend=sorted_values[:1]) != 0.0)
        if ranks.size and ranks[-1] >= _STEPS:
            ranks = np.arange(order.size) * _STEPS // order.size
        firsts = np.searchsorted(ranks, np.arange(ranks[-1] + 1 if ranks.size else 0), "right") - 1
        at_level = sorted_values[firsts]
        level = np.zeros(values.size, dtype=np.uint16)
        level[order] = ranks
        for look_code, colour in _LOOKS.items():
            level[look == look_code] = at_level.size + colour - PLAIN
        return cls(level, at_level, order, sorted_values, direction)

    def range_of(self, focus: Mask) -> ColourRange | None:
        """The range of colours of the runs in ``focus`` (m), as ``colour_range`` finds
        it, without sorting.
        """
        if focus.all():
            return range_of_sorted(self.sorted_values[::-1])
        return range_of_sorted(self.sorted_values[focus[self.order]][::-1])

    def colours(self, shown: ColourRange | CategoryColours | None) -> Bytes:
        """The colour of each level, ``WORST`` to 255 for values, in the colours ``shown``."""
        shades = shades_of(shown, self.values)
        shades = np.maximum(shades, 0).astype(np.uint16)
        valued = WORST + shades * (255 - WORST) // (SHADES - 1)
        return np.concatenate((valued, (PLAIN, RUNNING, FAILED))).astype(np.uint8)


def colour_table(theme: Theme) -> npt.NDArray[np.uint32]:
    """What ``QImage.Format_ARGB32_Premultiplied`` holds for each of the 256 colours;
    nothing is transparent.
    """
    table = np.zeros(256, dtype=np.uint32)
    shades = shade_table(dark=theme.dark, colour_map=theme.colour_map).astype(np.uint32)
    rows = (np.arange(WORST, 256) - WORST) * (SHADES - 1) // (255 - WORST)
    red, green, blue = shades[rows].T
    table[WORST:] = 0xFF000000 | red << 16 | green << 8 | blue
    for colour, plain in ((PLAIN, theme.muted), (FAILED, theme.failed), (RUNNING, theme.running)):
        table[colour] = plain.rgba()
    return table
