"""How many runs lie where along one axis, in bars that suit its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.gui.plots.axis_scale import AxisScale, CategoryScale
from guild_desktop.gui.plots.placed_runs import Lane, PlacedRuns

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

BINS = 30

_EVEN = (np.arange(BINS) + 0.5) / BINS


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Bars along an axis: ``middles`` and ``half`` their width as fractions of it; two counts for each."""

    middles: Floats
    half: float
    everything: npt.NDArray[np.intp]
    inside: npt.NDArray[np.intp]


class Histograms:
    """The bars of all axes of ``runs``, as they are with any of them in focus;
    made with each placing of runs.

    From one focus to the next only the runs that enter or leave are counted.
    """

    def __init__(self, runs: PlacedRuns) -> None:
        self._bars: list[Bars] = []
        self._bins: list[npt.NDArray[np.uint8]] = []
        self._focus = np.zeros(runs.rows.size, dtype=bool)
        for axis, places, lanes in zip(runs.axes, runs.place, runs.lane, strict=True):
            middles, half = _bars_of(axis.scale)
            bins = _bins_of(places, middles)
            # Runs that lie elsewhere have a bin of their own behind the others.
            bins[(lanes != Lane.ON_AXIS) | (places < 0.0) | (places > 1.0)] = middles.size
            everything = np.bincount(bins, minlength=middles.size + 1)[:-1]
            self._bins.append(bins)
            self._bars.append(Bars(middles, half, everything, np.zeros_like(everything)))

    def __getitem__(self, axis: int) -> Bars:
        """The bars of the axis with this index."""
        return self._bars[axis]

    def follow(self, focus: Mask) -> None:
        """Count the runs in ``focus`` (m) from now on."""
        left = np.flatnonzero(self._focus & ~focus)
        entered = np.flatnonzero(focus & ~self._focus)
        self._focus = focus
        for bins, bars in zip(self._bins, self._bars, strict=True):
            for runs, sign in ((entered, 1), (left, -1)):
                if runs.size:
                    counts = np.bincount(bins.take(runs), minlength=bars.inside.size + 1)
                    bars.inside[:] += sign * counts[:-1]


def _bins_of(places: Floats, middles: Floats) -> npt.NDArray[np.uint8]:
    """Which of the ``middles`` is nearest to each of the ``places``."""
    if middles is _EVEN:
        return np.clip(places * BINS, 0, BINS - 1).astype(np.uint8)
    between = (middles[1:] + middles[:-1]) / 2
    return np.searchsorted(between, places, side="right").astype(np.uint8)


def _bars_of(scale: AxisScale) -> tuple[Floats, float]:
    """Middles and half the width: bands and discrete values have a bar each, a continuous axis has thirty."""
    if isinstance(scale, CategoryScale):
        middles = np.sort([scale.place(band) for band in range(scale.bands)])
        return middles, 0.7 * 0.5 / scale.bands
    if scale.stops:
        return np.sort(scale.fraction(scale.stops)), scale.half_band * 1.2
    return _EVEN, 0.5 / BINS
