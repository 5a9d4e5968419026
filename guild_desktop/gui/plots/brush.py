"""What a drag on an axis does to its ranges: a state machine without Qt, in fractions and values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

import numpy as np

from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale, Span

HANDLE = 7.0
"""How many pixels beside a range's end still grab that end."""

CLICK = 3.0
"""A press that moves no farther than so many pixels is a click, not a drag."""

Spans: TypeAlias = tuple[Span, ...]


class Part(Enum):
    """What lies under the mouse on an axis."""

    FREE = "free"
    INSIDE = "inside"
    LOW_END = "low end"
    HIGH_END = "high end"


@dataclass(frozen=True, slots=True)
class Grip:
    """A part of one of the ranges of an axis; ``index`` is -1 where there is none."""

    part: Part
    index: int = -1


def grip_at(scale: NumberScale, spans: Spans, fraction: float, length: float) -> Grip:
    """What a press at ``fraction`` of an axis ``length`` pixels long would take hold of.

    Ends win over insides. The end nearest to the press wins over others; an open end cannot be grabbed
    from beyond the axis, so that a drag from there makes a new open range.
    """
    scale, fraction = scale.upright, scale.turned(fraction)
    near = HANDLE / max(length, 1.0)
    best, grip = near, Grip(Part.FREE)
    for index, span in enumerate(spans):
        low, high = scale.fractions(span)
        for part, place in ((Part.LOW_END, low), (Part.HIGH_END, high)):
            distance = abs(fraction - place)
            if distance <= best and 0.0 < fraction < 1.0:
                best, grip = distance, Grip(part, index)
    if grip.part is not Part.FREE:
        return grip
    for index, span in enumerate(spans):
        low, high = scale.fractions(span)
        if low < fraction < high:
            return Grip(Part.INSIDE, index)
    return grip


class NumberDrag:
    """One press, drag and release on an axis of numbers; owned by the plot while the button is down.

    ``spans`` are the ranges there were; ``adding`` keeps them beside a new one (Shift), ``leaving_out``
    makes a new one of values that are not wanted, beside the others (Alt).
    """

    def __init__(
        self,
        scale: NumberScale,
        spans: Spans,
        fraction: float,
        length: float,
        *,
        adding: bool = False,
        leaving_out: bool = False,
    ) -> None:
        # Drags are the same on an axis that stands on its head; only places are not.
        self._turned = scale.turned
        self._scale = scale.upright
        self._before = spans
        self._start = scale.turned(fraction)
        self._length = length
        self._adding = adding or leaving_out
        self._leaving_out = leaving_out
        self._grip = Grip(Part.FREE) if self._adding else grip_at(scale, spans, fraction, length)
        self._moved = False

    @property
    def replaces(self) -> bool:
        """Whether a new range takes the place of all that was said about the axis."""
        return self._grip.part is Part.FREE and not self._adding

    def move(self, fraction: float) -> Spans:
        """The ranges while the mouse is at ``fraction``; those from before until it is a drag."""
        fraction = self._turned(fraction)
        if abs(fraction - self._start) * self._length > CLICK:
            self._moved = True
        if not self._moved:
            return self._before
        if self._grip.part is Part.FREE:
            new = self._scale.span_between(self._start, fraction, self._length)
            new = replace(new, left_out=self._leaving_out)
            return (*self._before, new) if self._adding else (new,)
        spans = list(self._before)
        span = spans[self._grip.index]
        low, high = self._scale.fractions(span)
        shift = fraction - self._start
        if self._grip.part is Part.INSIDE:
            # A range moved against an end of its axis keeps its width instead of being squeezed.
            shift = min(max(shift, -low), 1.0 - high) if high - low < 1.0 else 0.0
            changed = self._scale.span_between(low + shift, high + shift, self._length)
        elif self._grip.part is Part.LOW_END:
            changed = self._with_end(span, low + shift, high, keep_high=low + shift < high)
        else:
            changed = self._with_end(span, high + shift, low, keep_low=high + shift > low)
        spans[self._grip.index] = replace(changed, left_out=span.left_out)
        return tuple(spans)

    def _with_end(
        self,
        span: Span,
        moved: float,
        fixed: float,
        *,
        keep_low: bool = False,
        keep_high: bool = False,
    ) -> Span:
        """The range from ``moved`` to ``fixed``, whose fixed end keeps its exact value if
        it stays that end.
        """
        new = self._scale.span_between(moved, fixed, self._length)
        if keep_low:
            return Span(span.low, new.high)
        if keep_high:
            return Span(new.low, span.high)
        return new


def grown(
    scale: NumberScale,
    span: Span,
    share: float,
    length: float,
    *,
    ends: tuple[Part, ...] = (Part.LOW_END, Part.HIGH_END),
) -> Span:
    """``span`` with some of its ends moved outward by ``share`` of the axis, or inward if that is negative.

    On a discrete axis an end moves by one stop. An end past the axis' is open; an open end stays. A
    range never shrinks to nothing.
    """
    scale = scale.upright
    low, high = scale.fractions(span)
    inward = share < 0.0  # an open end that is taken in begins at the axis' own
    down = share if Part.LOW_END in ends and (inward or span.low is not None) else 0.0
    up = share if Part.HIGH_END in ends and (inward or span.high is not None) else 0.0
    if scale.stops:
        return _grown_by_stops(scale, span, down, up)
    if high - low + down + up < 1.0 / max(length, 1.0):
        return span
    new = scale.span_between(low - down, high + up, length)
    return replace(span, low=new.low if down else span.low, high=new.high if up else span.high)


def _grown_by_stops(scale: NumberScale, span: Span, down: float, up: float) -> Span:
    stops, last = np.asarray(scale.stops), len(scale.stops) - 1
    low = 0 if span.low is None else int(np.searchsorted(stops, span.low))
    high = last if span.high is None else int(np.searchsorted(stops, span.high, side="right")) - 1
    low, high = low - int(np.sign(down)), high + int(np.sign(up))
    if low > high:
        return span
    return replace(
        span,
        low=scale.stops[low] if low > 0 else None,
        high=scale.stops[high] if high < last else None,
    )


def pick_category(
    scale: CategoryScale, picked: frozenset[str], band: int, *, toggle: bool
) -> frozenset[str]:
    """The categories picked after a click on ``band``: only it, or (Ctrl) it added or taken away.

    Nothing picked means no condition; a click on the only picked category lets go of it.
    """
    names = frozenset(scale.names((band,)))
    if toggle:
        return picked - names if names <= picked else picked | names
    return frozenset() if names == picked else names


def sweep_categories(
    scale: CategoryScale, picked: frozenset[str], start: float, end: float, *, adding: bool
) -> frozenset[str]:
    """The categories picked by a drag from fraction ``start`` to ``end``; Shift keeps those before."""
    names = frozenset(scale.names(scale.bands_between(start, end)))
    return picked | names if adding else names
