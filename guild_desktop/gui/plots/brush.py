"""What a drag on an axis does to its ranges: a state machine without Qt, in fractions and values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

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

    ``spans`` are the ranges there were; ``adding`` keeps them beside a new one (Shift).
    """

    def __init__(
        self,
        scale: NumberScale,
        spans: Spans,
        fraction: float,
        length: float,
        *,
        adding: bool = False,
    ) -> None:
        # Drags are the same on an axis that stands on its head; only places are not.
        self._turned = scale.turned
        self._scale = scale.upright
        self._before = spans
        self._start = scale.turned(fraction)
        self._length = length
        self._adding = adding
        self._grip = Grip(Part.FREE) if adding else grip_at(scale, spans, fraction, length)
        self._moved = False

    @property
    def part(self) -> Part:
        """What the press took hold of."""
        return self._grip.part

    @property
    def before(self) -> Spans:
        """The ranges there were at the press."""
        return self._before

    def move(self, fraction: float) -> Spans:
        """The ranges while the mouse is at ``fraction``; those from before until it is a drag."""
        fraction = self._turned(fraction)
        if abs(fraction - self._start) * self._length > CLICK:
            self._moved = True
        if not self._moved:
            return self._before
        if self._grip.part is Part.FREE:
            new = self._scale.span_between(self._start, fraction, self._length)
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
        spans[self._grip.index] = changed
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
        """The range from ``moved`` to ``fixed``, whose fixed end keeps its exact value if it stays that end."""
        new = self._scale.span_between(moved, fixed, self._length)
        if keep_low:
            return Span(span.low, new.high)
        if keep_high:
            return Span(new.low, span.high)
        return new


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
