"""Colours of runs by their objective: the best one always stands out most from the surface."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from guild_desktop.core.batch import Direction

Shades: TypeAlias = npt.NDArray[np.int16]

SHADES = 256
NO_SHADE = -1

# viridis, from the end that stands out most from the surface to where its contrast falls to 3 : 1.
_LIGHT_BEST, _LIGHT_WORST = 0.0, 0.59
_DARK_BEST, _DARK_WORST = 1.0, 0.38

_FEW = 20  # fewer values have no outliers
_FAR = 4.0  # times the spread of the others beyond them makes an outlier


@dataclass(frozen=True, slots=True)
class ColourRange:
    """The objective's values between which colours run; ``clipped`` if worse ones share the last colour."""

    best: float
    worst: float
    clipped: bool = False

    def shades(self, values: npt.ArrayLike) -> Shades:
        """0 (worst) … 255 (best) for each of ``values``; ``NO_SHADE`` where there is no finite number."""
        array = np.asarray(values, dtype=float)
        shades = np.full(array.shape, NO_SHADE, dtype=np.int16)
        known = np.isfinite(array)
        # Halved, because the span of the largest floats is none itself.
        span = self.best / 2 - self.worst / 2
        if span == 0.0:
            shades[known] = SHADES - 1
            return shades
        share = np.clip((array[known] / 2 - self.worst / 2) / span, 0.0, 1.0)
        shades[known] = np.rint(share * (SHADES - 1)).astype(np.int16)
        return shades


def colour_range(values: npt.ArrayLike, direction: Direction) -> ColourRange | None:
    """The range of colours for the finite ones of ``values``, or None if there are none.

    A few far-off bad values are clipped so that they do not take all the colours.
    """
    array = np.asarray(values, dtype=float)
    array = np.sort(array[np.isfinite(array)])
    return range_of_sorted(array if direction == "minimize" else array[::-1])


def range_of_sorted(array: npt.NDArray[np.float64]) -> ColourRange | None:
    """As ``colour_range``, for finite values of which the best comes first."""
    if not array.size:
        return None
    best, worst = float(array[0]), float(array[-1])
    if array.size >= _FEW:
        near = float(array[int(array.size * 0.95)])
        if abs(worst - near) > _FAR * abs(near - best) > 0.0:
            return ColourRange(best, near, clipped=True)
    return ColourRange(best, worst)


@lru_cache(maxsize=4)
def shade_table(*, dark: bool) -> npt.NDArray[np.uint8]:
    """Red, green and blue (256 rows of 3) of each shade on a light or dark surface."""
    import pyqtgraph

    best, worst = (_DARK_BEST, _DARK_WORST) if dark else (_LIGHT_BEST, _LIGHT_WORST)
    viridis = pyqtgraph.colormap.get("viridis")
    places = np.linspace(worst, best, SHADES)
    table = np.ascontiguousarray(viridis.map(places, mode="byte")[:, :3])
    table.setflags(write=False)
    return table


def shade_colour(shade: int, *, dark: bool) -> QColor:
    """The colour of one shade, 0 (worst) … 255 (best)."""
    red, green, blue = (int(part) for part in shade_table(dark=dark)[shade])
    return QColor(red, green, blue)
