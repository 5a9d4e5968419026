"""How many runs lie where along one axis, in bars that suit its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.gui.plots.axis_scale import AxisScale, CategoryScale

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

BINS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Bars along an axis: ``middles`` and ``half`` their width as fractions of it; two counts for each."""

    middles: Floats
    half: float
    everything: npt.NDArray[np.intp]
    inside: npt.NDArray[np.intp]


def count_bars(scale: AxisScale, places: Floats, focus: Mask) -> Bars:
    """Bars of the runs at ``places`` (fractions on the axis), and of those of them in ``focus``.

    Bands and discrete values have a bar each, a continuous axis has thirty.
    """
    if isinstance(scale, CategoryScale):
        middles = np.sort([scale.place(band) for band in range(scale.bands)])
        half = 0.7 * 0.5 / scale.bands
    elif scale.stops:
        middles, half = scale.fraction(scale.stops), scale.half_band * 1.2
    else:
        middles, half = (np.arange(BINS) + 0.5) / BINS, 0.5 / BINS
    between = (middles[1:] + middles[:-1]) / 2
    within = (places >= 0.0) & (places <= 1.0)
    bins = np.searchsorted(between, places[within], side="right")
    everything = np.bincount(bins, minlength=middles.size)
    inside = np.bincount(bins[focus[within]], minlength=middles.size)
    return Bars(middles, half, everything, inside)
