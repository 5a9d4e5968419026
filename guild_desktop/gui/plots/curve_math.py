"""What is done to curves before they are drawn: smoothed, thinned out, and many of them summed up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

_SMALLEST = 1e-200  # below it powers of the weight leave what a float holds
_LEAST_WEIGHT = 1e-3  # less cannot be seen
_LOG_SPREAD = 100.0
_OUTLIERS = 0.5  # percent of the values at each end that may lie beyond the axis
_FAR = 3.0  # times the span of all others beyond them


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Many curves in three: at ``xs`` (n) the ``median`` and the ends of the middle 80 % (n each)."""

    xs: Floats
    low: Floats
    median: Floats
    high: Floats


def smoothed(values: Floats, weight: float) -> Floats:
    """The exponential moving average, in which each earlier value counts ``weight`` (0 … 1) times the next.

    It does not lean towards 0 at the beginning; nan stays nan and counts nothing.
    """
    if weight < _LEAST_WEIGHT or values.size < 2:
        return values
    known = np.isfinite(values)
    total = _accumulated(np.where(known, values, 0.0), weight)
    share = _accumulated(known.astype(float), weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known, total / share, values)


def _accumulated(values: Floats, weight: float) -> Floats:
    """``s[i] = weight * s[i - 1] + values[i]``, in stretches so short that no power of the weight is 0."""
    most = int(np.log(_SMALLEST) / np.log(weight)) if weight < 1.0 else values.size
    result = np.empty_like(values)
    carried = 0.0
    for start in range(0, values.size, max(most, 1)):
        part = values[start : start + most]
        powers = weight ** np.arange(1, part.size + 1)
        result[start : start + most] = powers * (carried + np.cumsum(part / powers))
        carried = float(result[start + part.size - 1])
    return result


def relative(steps: Floats) -> Floats:
    """Steps as shares of the way from the first to the last."""
    span = float(steps[-1] - steps[0]) if steps.size else 0.0
    return (steps - steps[0]) / span if span > 0.0 else np.zeros_like(steps)


def thinned(xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    """A line in pixels with no more than its first, lowest, highest and last point in each column of them."""
    if xs.size < 8 or xs.size < 4 * (float(xs[-1] - xs[0]) + 1.0):
        return xs, ys
    columns = np.floor(xs)
    firsts = np.flatnonzero(np.concatenate(([True], columns[1:] != columns[:-1])))
    lasts = np.concatenate((firsts[1:] - 1, [xs.size - 1]))
    known = np.where(np.isfinite(ys), ys, np.nan)
    with np.errstate(invalid="ignore"):
        low = np.fmin.reduceat(known, firsts)
        high = np.fmax.reduceat(known, firsts)
    places = np.repeat(columns[firsts] + 0.5, 4)
    points = np.column_stack([ys[firsts], low, high, ys[lasts]]).ravel()
    return places, points


def band_of(curves: Sequence[tuple[Floats, Floats]], most: int = 400) -> Band:
    """Sum up curves (pairs of rising xs and ys) at no more than ``most`` places; each where it has values."""
    every = np.unique(np.concatenate([xs for xs, _ in curves]))
    if every.size > most:
        every = np.linspace(every[0], every[-1], most)
    rows = np.array([np.interp(every, xs, ys, left=np.nan, right=np.nan) for xs, ys in curves])
    rows.sort(axis=0)  # nan comes last
    counts = np.count_nonzero(~np.isnan(rows), axis=0)
    every, rows, counts = every[counts > 0], rows[:, counts > 0], counts[counts > 0]
    at = np.arange(every.size)

    def quantile(share: float) -> Floats:
        place = share * (counts - 1)
        below = np.floor(place).astype(np.intp)
        above = np.minimum(below + 1, counts - 1)
        part = place - below
        found: Floats = rows[below, at] * (1 - part) + rows[above, at] * part
        return found

    return Band(every, quantile(0.1), quantile(0.5), quantile(0.9))


def value_range(values: Floats, *, log: bool) -> tuple[float, float] | None:
    """The ends of an axis for ``values``: all of them but a few far-off ones;
    only positive ones on a log axis.
    """
    known = values[np.isfinite(values)]
    if log:
        known = known[known > 0.0]
    if not known.size:
        return None
    shown = np.log10(known) if log else known
    low, high = float(shown.min()), float(shown.max())
    if shown.size >= 20:
        inner_low, inner_high = np.percentile(shown, (_OUTLIERS, 100.0 - _OUTLIERS))
        span = float(inner_high - inner_low)
        low = float(inner_low) if span > 0.0 and inner_low - low > _FAR * span else low
        high = float(inner_high) if span > 0.0 and high - inner_high > _FAR * span else high
    return (10.0**low, 10.0**high) if log else (low, high)


def suggests_log(values: Floats) -> bool:
    """Whether values are positive, spread over a factor of 100,
    and crowded at the low end of a linear axis.
    """
    known = values[np.isfinite(values)]
    if known.size < 3:
        return False
    low, high = float(known.min()), float(known.max())
    if low <= 0.0 or high < _LOG_SPREAD * low:
        return False
    return float(np.median(known)) - low < 0.2 * (high - low)
