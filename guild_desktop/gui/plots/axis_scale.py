"""Where a value lies on an axis, as a fraction of its length, and which value a place on it means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.gui.plots.ticks import Tick, linear_ticks, log_ticks, stop_ticks

Floats: TypeAlias = npt.NDArray[np.float64]

BAND = 0.34
"""Half the width of the band around a discrete value, as a share of the gap to its neighbour."""

WIDEST_BAND = 0.05
"""No band is wider than twice this fraction of the axis, so that a bundle stays a bundle."""


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range of values on an axis; None is an open end."""

    low: float | None
    high: float | None


@dataclass(frozen=True)
class NumberScale:
    """An axis of numbers, linear or logarithmic, from ``low`` to ``high`` (fractions 0 and 1).

    ``stops`` are the few distinct values of a discrete column in rising order, else (). A discrete
    axis has half a gap of room beyond its first and last stop, so that their bands lie on it. An
    ``empty`` one has no values yet, and no labels. ``marks`` are the values that carry a label, if they are
    so few that round numbers between them would only mislead; else ().
    """

    low: float
    high: float
    log: bool = False
    stops: tuple[float, ...] = ()
    empty: bool = False
    marks: tuple[float, ...] = ()

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """The two ends in the coordinate in which the axis is even."""
        low, high = float(self._even(self.low)), float(self._even(self.high))
        if low == high:
            room = abs(low) / 2 or 0.5
            return low - room, high + room
        if self.stops:
            places = self._even(np.asarray(self.stops))
            gaps = np.diff(places)
            first, last = (float(gaps[0]), float(gaps[-1])) if gaps.size else (1.0, 1.0)
            room = 0.6 * (high - low) / max(len(self.stops), 2)
            return low - min(first / 2, room), high + min(last / 2, room)
        return low, high

    def _even(self, values: npt.ArrayLike) -> Floats:
        array = np.asarray(values, dtype=float)
        if not self.log:
            return array
        with np.errstate(divide="ignore", invalid="ignore"):
            even: Floats = np.log10(array)
            return even

    def fraction(self, values: npt.ArrayLike) -> Floats:
        """Where ``values`` lie: 0 at the low end, 1 at the high end, outside of both beyond; nan for nan."""
        low, high = self._ends
        even = self._even(values)
        with np.errstate(over="ignore"):
            return np.where(even == high, 1.0, (even - low) / (high - low))

    def value(self, fraction: float) -> float:
        """The value at ``fraction``; exactly the end of the axis at 0 and at 1."""
        low, high = self._ends
        plain = not self.stops and self.low != self.high
        if plain and fraction in {0.0, 1.0}:
            return self.high if fraction else self.low
        even = low + fraction * (high - low)
        return float(10.0**even) if self.log else float(even)

    @cached_property
    def half_band(self) -> float:
        """Half the width of the band around each stop, as a fraction of the axis; 0 without stops."""
        if not self.stops:
            return 0.0
        places = self.fraction(self.stops)
        gap = float(np.diff(places).min()) if len(places) > 1 else 1.0
        return min(BAND * gap, WIDEST_BAND)

    def span_between(self, start: float, end: float, length: float) -> Span:
        """The range a drag from fraction ``start`` to ``end`` means on an axis ``length`` pixels long.

        A drag that reaches an end of the axis is open there. On a discrete axis the range goes from the
        first to the last stop whose band was touched; otherwise its ends are rounded to about a pixel.
        """
        first, last = min(start, end), max(start, end)
        low, high = self.rounded(first, length), self.rounded(last, length)
        if self.stops:
            places = self.fraction(self.stops)
            touched = np.flatnonzero(
                (places + self.half_band >= first) & (places - self.half_band <= last)
            )
            if touched.size:
                low, high = self.stops[touched[0]], self.stops[touched[-1]]
        edge = 0.5 / max(length, 1.0)
        return Span(None if first <= edge else low, None if last >= 1 - edge else high)

    def fractions(self, span: Span) -> tuple[float, float]:
        """Both ends of ``span`` as fractions, an open end at the axis' own; bands of stops belong to it."""
        band = self.half_band
        low = 0.0 if span.low is None else float(self.fraction(span.low)) - band
        high = 1.0 if span.high is None else float(self.fraction(span.high)) + band
        low = 0.0 if math.isnan(low) else low
        return min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)

    def rounded(self, fraction: float, length: float) -> float:
        """The value at ``fraction`` with no more digits than an axis of ``length`` pixels can show."""
        value = self.value(fraction)
        if value == 0.0 or not math.isfinite(value):
            return value
        low, high = self._ends
        pixel = (high - low) / max(length, 1.0)
        if self.log:
            digits = max(1, math.ceil(-math.log10(pixel * math.log(10))))
            return float(f"{value:.{digits - 1}e}")
        decimals = round(-math.log10(pixel))
        rounded = round(value, decimals)
        return float(rounded) if rounded else 0.0

    def ticks(self, length: float, gap: float) -> tuple[Tick, ...]:
        """Labelled places at least ``gap`` pixels apart on an axis ``length`` pixels long, rising."""
        if self.empty:
            return ()
        most = max(int(length // max(gap, 1.0)) + 1, 2)
        if self.marks:
            return stop_ticks(self.marks, self.fraction(self.marks), length, gap)
        if self.stops:
            return stop_ticks(self.stops, self.fraction(self.stops), length, gap)
        if self.low == self.high:
            return stop_ticks((self.low,), self.fraction([self.low]), length, gap)
        if self.log:
            values, labels = log_ticks(self.low, self.high, most)
        else:
            least = (self.high - self.low) * gap / max(length, 1.0)
            values, labels = linear_ticks(self.low, self.high, least)
        places = self.fraction(values)
        return tuple(Tick(float(place), label) for place, label in zip(places, labels, strict=True))


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
