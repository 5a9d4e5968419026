"""An axis of numbers: linear, logarithmic or by quantile, either way up."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.gui.live.arrangement import ScaleKind
from guild_desktop.gui.plots.quantiles import Quantiles
from guild_desktop.gui.plots.shortest import shortest_between
from guild_desktop.gui.plots.ticks import (
    Tick,
    linear_ticks,
    log_ticks,
    quantile_ticks,
    stop_ticks,
)

Floats: TypeAlias = npt.NDArray[np.float64]

BAND = 0.34
"""Half the width of the band around a discrete value, as a share of the gap to its neighbour."""

WIDEST_BAND = 0.05
"""No band is wider than twice this fraction of the axis, so that a bundle stays a bundle."""


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range of values on an axis; None is an open end. ``left_out``: these are not wanted."""

    low: float | None
    high: float | None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range as it lies on an axis: fractions, ``bottom`` below ``top``; open ends end with the axis."""

    bottom: float
    top: float
    open_bottom: bool
    open_top: bool


@dataclass(frozen=True)
class NumberScale:
    """An axis of numbers from ``low`` to ``high`` (fractions 0 and 1, or 1 and 0 if it is ``flipped``).

    It is even in the values, in their logarithms (``log``), or in their ``quantiles``. ``stops`` are the
    few distinct values of a discrete column in rising order, else (). A discrete axis has half a gap of
    room beyond its first and last stop, so that their bands lie on it. An ``empty`` one has no values
    yet, and no labels. ``marks`` are the values that carry a label, if they are so few that round numbers
    between them would only mislead; else ().
    """

    low: float
    high: float
    log: bool = False
    stops: tuple[float, ...] = ()
    empty: bool = False
    marks: tuple[float, ...] = ()
    quantiles: Quantiles | None = None
    flipped: bool = False

    @property
    def kind(self) -> ScaleKind:
        """In what the axis is even."""
        if self.quantiles is not None:
            return "quantile"
        return "log" if self.log else "linear"

    @cached_property
    def upright(self) -> NumberScale:
        """The same axis with its low end at fraction 0."""
        return replace(self, flipped=False) if self.flipped else self

    def turned(self, fraction: float) -> float:
        """A fraction of this axis as one of ``upright``, and back."""
        return 1.0 - fraction if self.flipped else fraction

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """The low and the high end in the coordinate in which the axis is even."""
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
        if self.quantiles is not None:
            return self.quantiles.rank(array)
        if not self.log:
            return array
        with np.errstate(divide="ignore", invalid="ignore"):
            even: Floats = np.log10(array)
            return even

    def fraction(self, values: npt.ArrayLike) -> Floats:
        """Where ``values`` lie: exactly 0 and 1 at the ends, outside of both beyond; nan for nan."""
        low, high = self._ends
        even = self._even(values)
        with np.errstate(over="ignore"):
            upright = np.where(even == high, 1.0, (even - low) / (high - low))
        return 1.0 - upright if self.flipped else upright

    def value(self, fraction: float) -> float:
        """The value at ``fraction``; exactly the end of the axis at 0 and at 1."""
        low, high = self._ends
        upward = self.turned(fraction)
        plain = not self.stops and self.low != self.high
        if plain and upward in {0.0, 1.0}:
            return self.high if upward else self.low
        even = low + upward * (high - low)
        if self.quantiles is not None:
            return self.quantiles.value(even)
        return float(10.0**even) if self.log else float(even)

    @cached_property
    def half_band(self) -> float:
        """Half the width of the band around each stop, as a fraction of the axis; 0 without stops."""
        if not self.stops:
            return 0.0
        places = self.upright.fraction(self.stops)
        gap = float(np.diff(places).min()) if len(places) > 1 else 1.0
        return min(BAND * gap, WIDEST_BAND)

    def span_between(self, start: float, end: float, length: float) -> Span:
        """The range a drag from fraction ``start`` to ``end`` means on an axis ``length`` pixels long.

        A drag that reaches an end of the axis is open there. On a discrete axis the range goes from the
        first to the last stop whose band was touched; otherwise its ends are rounded to about a pixel.
        """
        if self.flipped:
            return self.upright.span_between(self.turned(start), self.turned(end), length)
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
        """The fractions of the low and of the high end of ``span``; bands of stops belong to it.

        An open end is at the axis' own, one beyond the axis too.
        """
        if self.flipped:
            low, high = self.upright.fractions(span)
            return 1.0 - low, 1.0 - high
        band = self.half_band
        low = 0.0 if span.low is None else float(self.fraction(span.low)) - band
        high = 1.0 if span.high is None else float(self.fraction(span.high)) + band
        low = 0.0 if math.isnan(low) else low
        return min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)

    def stretch(self, span: Span) -> Stretch:
        """``span`` as it lies on the axis."""
        low, high = self.fractions(span)
        if self.flipped:
            return Stretch(high, low, span.high is None, span.low is None)
        return Stretch(low, high, span.low is None, span.high is None)

    def rounded(self, fraction: float, length: float) -> float:
        """The value at ``fraction`` with no more digits than an axis of ``length`` pixels can show."""
        value = self.value(fraction)
        if value == 0.0 or not math.isfinite(value):
            return value
        low, high = self._ends
        if self.quantiles is not None:
            half, upward = 0.5 / max(length, 1.0), self.turned(fraction)
            lower, upper = self.upright.value(upward - half), self.upright.value(upward + half)
            return shortest_between(lower, upper)
        pixel = (high - low) / max(length, 1.0)
        if self.log:
            digits = max(1, math.ceil(-math.log10(pixel * math.log(10))))
            return float(f"{value:.{digits - 1}e}")
        decimals = round(-math.log10(pixel))
        rounded = round(value, decimals)
        return float(rounded) if rounded else 0.0

    def ticks(self, length: float, gap: float) -> tuple[Tick, ...]:
        """Labelled places at least ``gap`` pixels apart on an axis ``length`` pixels long,
        from its low end.
        """
        if self.empty:
            return ()
        most = max(int(length // max(gap, 1.0)) + 1, 2)
        if self.marks or self.stops:
            stops = self.marks or self.stops
            return stop_ticks(stops, self.fraction(stops), length, gap)
        if self.low == self.high:
            return stop_ticks((self.low,), self.fraction([self.low]), length, gap)
        if self.quantiles is not None:
            values, labels = quantile_ticks(self.quantiles, most)
            return stop_ticks(values, self.fraction(values), length, gap, labels)
        if self.log:
            values, labels = log_ticks(self.low, self.high, most)
        else:
            least = (self.high - self.low) * gap / max(length, 1.0)
            values, labels = linear_ticks(self.low, self.high, least)
        places = self.fraction(values)
        return tuple(Tick(float(place), label) for place, label in zip(places, labels, strict=True))
