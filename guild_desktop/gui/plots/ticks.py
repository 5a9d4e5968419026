"""Which places of an axis carry a label, and what it says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guild_desktop.gui.format import MINUS, short_number, tick_labels
from guild_desktop.gui.plots.quantiles import Quantiles


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place: ``fraction`` of the axis' length from its low end."""

    fraction: float
    label: str


MOST_TICKS = 9
"""More labels on one axis are noise."""


_CLOSEST = 0.8
"""The part of the usual distance at which labels do not yet touch."""


def nice_step(rough: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is at least ``rough``."""
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1.0, 2.0, 5.0, 10.0):
        if factor * power >= rough * (1 - 1e-9):
            return factor * power
    return 10.0 * power


def linear_ticks(low: float, high: float, least: float) -> tuple[list[float], tuple[str, ...]]:
    """Round values from ``low`` to ``high``, at least ``least`` apart, with their labels.

    Where that leaves less than two they may be a little closer, for a single one tells no scale.
    """
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low], (short_number(low),)
    values: list[float] = []
    for apart in (1.0, _CLOSEST):
        step = nice_step(max(apart * least, span / MOST_TICKS))
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first > 1000:  # the span is lost in the rounding of such large numbers
            return [low, high], (short_number(low), short_number(high))
        values = [float(f"{index * step:.12g}") for index in range(first, last + 1)]
        if len(values) > 1:
            break
    return values, tick_labels(values)


def log_ticks(low: float, high: float, most: int) -> tuple[list[float], tuple[str, ...]]:
    """Powers of ten from ``low`` to ``high``;
    with 2 and 5 between them where there are few and room is left.
    """
    first, last = math.log10(low), math.log10(high)
    decades = list(range(math.ceil(first - 1e-9), math.floor(last + 1e-9) + 1))
    every = max(1, math.ceil(len(decades) / max(min(most, MOST_TICKS), 1)))
    values = [10.0**power for power in decades if power % every == 0]
    if len(values) < 3:
        values = _spread_evenly(low, high, (last - first) / max(most - 1, 1))
    if len(values) < 2:
        linear = linear_ticks(low, high, 2.0 * (high - low) / most)
        if len(linear[0]) > len(values):
            return linear
    values = [float(f"{value:.12g}") for value in values]
    return values, _power_labels(values)


def _spread_evenly(low: float, high: float, least: float) -> list[float]:
    """Values with one digit, the powers of ten before others, whose logarithms lie ``least`` apart."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    chosen: list[float] = []
    for factor in (1.0, 2.0, 5.0):
        for value in (factor * 10.0**power for power in powers):
            is_inside = low * (1 - 1e-9) <= value <= high * (1 + 1e-9)
            apart = [abs(math.log10(value / other)) >= _CLOSEST * least for other in chosen]
            if is_inside and all(apart):
                chosen.append(value)
    return sorted(chosen)


def _power_labels(values: Sequence[float]) -> tuple[str, ...]:
    """All as plain numbers, or all in powers of ten if one of them is very small or large."""
    if min(values) >= 1e-4 and max(values) < 1e6:
        return tuple(short_number(value) for value in values)
    labels = []
    for value in values:
        mantissa, power = f"{value:.0e}".split("e")
        labels.append(f"{mantissa}e{int(power)}".replace("-", MINUS))
    return tuple(labels)


def quantile_ticks(quantiles: Quantiles, most: int) -> tuple[list[float], tuple[str, ...]]:
    """Values that runs have, as evenly spread over the runs as can be, with three digits on their labels."""
    places = np.linspace(0.0, 1.0, max(min(most, MOST_TICKS), 2))
    values = sorted({quantiles.nearest(float(place)) for place in places})
    return values, tuple(short_number(float(f"{value:.3g}")) for value in values)


def stop_ticks(
    stops: Sequence[float],
    places: npt.NDArray[np.float64],
    length: float,
    gap: float,
    labels: tuple[str, ...] = (),
) -> tuple[Tick, ...]:
    """A tick on each of ``stops``, leaving out those closer than ``gap`` pixels to the one before.

    ``labels`` are theirs if given, and a label that says the same as the one before is left out too.
    """
    if not labels:
        labels = tick_labels(stops)
        if len(set(labels)) < len(labels) or max(map(len, labels)) > 8:
            labels = tuple(short_number(stop) for stop in stops)
    ticks: list[Tick] = []
    for place, label in zip(places, labels, strict=True):
        apart = not ticks or abs(float(place) - ticks[-1].fraction) * length >= gap
        if apart and not (ticks and label == ticks[-1].label):
            ticks.append(Tick(float(place), label))
    return tuple(ticks)
