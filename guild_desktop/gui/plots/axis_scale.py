"""Where a value lies on an axis, as a fraction of its length, and which value a place on it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.gui.plots.number_scale import BAND, WIDEST_BAND, Floats, NumberScale, Span

__all__ = ["AxisScale", "CategoryScale", "NumberScale", "Span"]


@dataclass(frozen=True)
class CategoryScale:
    """An axis of texts, one band for each of ``shown`` (indexes into ``labels``), in that order.

    ``others`` share one last band. ``from_top`` puts the first band at fraction 1, where reading starts
    on an upright axis.
    """

    labels: tuple[str, ...]
    shown: tuple[int, ...]
    others: tuple[int, ...] = ()
    from_top: bool = True

    @property
    def bands(self) -> int:
        """How many bands there are, that of the others included."""
        return max(len(self.shown) + bool(self.others), 1)

    @cached_property
    def band_of(self) -> npt.NDArray[np.float64]:
        """The band of each label, by the label's index; nan for those on no band."""
        bands = np.full(len(self.labels), np.nan)
        bands[list(self.shown)] = np.arange(len(self.shown))
        bands[list(self.others)] = len(self.shown)
        return bands

    @property
    def half_band(self) -> float:
        """Half the width within which the lines of a band are spread, as a fraction of the axis."""
        return min(BAND / self.bands, WIDEST_BAND)

    def place(self, band: int) -> float:
        """The middle of ``band`` as a fraction of the axis."""
        place = (band + 0.5) / self.bands
        return 1.0 - place if self.from_top else place

    def fraction(self, values: npt.ArrayLike) -> Floats:
        """Where label indexes ``values`` (as the frame's column holds them) lie; nan for nan."""
        codes = np.asarray(values, dtype=float)
        known = np.isfinite(codes)
        bands = np.full(codes.shape, np.nan)
        bands[known] = self.band_of[codes[known].astype(np.intp)]
        places = (bands + 0.5) / self.bands
        return 1.0 - places if self.from_top else places

    def bands_between(self, start: float, end: float) -> tuple[int, ...]:
        """The bands that lie, wholly or partly, between the fractions ``start`` and ``end``."""
        first, last = min(start, end), max(start, end)
        half = 0.5 / self.bands
        return tuple(
            band
            for band in range(self.bands)
            if self.place(band) + half > first and self.place(band) - half < last
        )

    def band_at(self, fraction: float) -> int | None:
        """The band at ``fraction``, or None beyond the ends."""
        if not 0.0 <= fraction <= 1.0:
            return None
        found = self.bands_between(fraction, fraction)
        return found[0] if found else None

    def names(self, bands: Sequence[int]) -> tuple[str, ...]:
        """The labels in ``bands``, those of the others' band too."""
        names = [self.labels[self.shown[band]] for band in bands if band < len(self.shown)]
        if any(band >= len(self.shown) for band in bands):
            names.extend(self.labels[index] for index in self.others)
        return tuple(names)


AxisScale: TypeAlias = NumberScale | CategoryScale
