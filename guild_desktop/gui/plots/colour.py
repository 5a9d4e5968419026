"""Which value has which colour: of the objective the best one stands out most from the surface."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Direction
from guild_desktop.core.column import Column
from guild_desktop.gui.plots.colour_tables import (
    BLOCK,
    CATEGORIES,
    NO_SHADE,
    SHADES,
    shade_colour,
    shade_table,
)

__all__ = [
    "NO_SHADE",
    "SHADES",
    "CategoryColours",
    "ColourRange",
    "Shades",
    "colour_range",
    "shade_colour",
    "shade_table",
]

Shades: TypeAlias = npt.NDArray[np.int16]

_FEW = 20  # fewer values have no outliers
_FAR = 4.0  # times the spread of the others beyond them makes an outlier


@dataclass(frozen=True, slots=True)
class ColourRange:
    """The values between which colours run; ``clipped`` if worse ones share the last colour.

    ``best`` has the strongest colour: of the objective the best value, of other columns the highest.
    ``log``: colours are even in the logarithms.
    """

    best: float
    worst: float
    clipped: bool = False
    log: bool = False

    def shades(self, values: npt.ArrayLike) -> Shades:
        """0 (worst) … 255 (best) for each of ``values``; ``NO_SHADE`` where there is no finite number."""
        array = np.asarray(values, dtype=float)
        shades = np.full(array.shape, NO_SHADE, dtype=np.int16)
        known = np.isfinite(array)
        best, worst = self.best, self.worst
        if self.log:
            known &= array > 0.0
            array = np.log10(np.where(known, array, 1.0))
            best, worst = math.log10(best), math.log10(worst)
        # Halved, because the span of the largest floats is none itself.
        span = best / 2 - worst / 2
        if span == 0.0:
            shades[known] = SHADES - 1
            return shades
        share = array / 2 if known.all() else array[known] / 2
        share -= worst / 2
        share /= span
        share.clip(0.0, 1.0, out=share)
        share *= SHADES - 1
        shades[known] = np.rint(share, out=share)
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


@dataclass(frozen=True, slots=True)
class CategoryColours:
    """Distinct colours for categories: ``blocks`` (by index of the label) are their places in the table.

    ``shown`` are the labels with a colour of their own, in the order of the table; ``others`` counts
    those that share the last one.
    """

    shown: tuple[str, ...]
    blocks: tuple[int, ...]
    others: int = 0

    @classmethod
    def of(cls, column: Column, codes: npt.ArrayLike) -> CategoryColours:
        """Colours for the categories of ``column``; the commonest of ``codes`` have one of their own."""
        array = np.asarray(codes, dtype=float)
        used = array[np.isfinite(array)].astype(np.intp)
        counts = np.bincount(used, minlength=len(column.labels))
        common = np.argsort(-counts, kind="stable")[:CATEGORIES]
        own = sorted(int(code) for code in common if counts[code])
        place = {code: at for at, code in enumerate(own)}
        blocks = tuple(place.get(code, CATEGORIES) for code in range(len(column.labels)))
        others = int(np.count_nonzero(counts)) - len(own)
        return cls(tuple(column.labels[code] for code in own), blocks, others)

    def shades(self, values: npt.ArrayLike) -> Shades:
        """The shade in the middle of each category's place; ``NO_SHADE`` for nan."""
        array = np.asarray(values, dtype=float)
        shades = np.full(array.shape, NO_SHADE, dtype=np.int16)
        known = np.isfinite(array)
        blocks = np.asarray(self.blocks, dtype=np.int16)
        if blocks.size:
            shades[known] = blocks[array[known].astype(np.intp)] * BLOCK + BLOCK // 2
        return shades


def shades_of(colours: ColourRange | CategoryColours | None, values: npt.ArrayLike) -> Shades:
    """The shade of each of ``values``; without colours, as of a single value, the strongest."""
    return (colours or ColourRange(0.0, 0.0)).shades(values)
