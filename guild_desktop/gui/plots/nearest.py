"""Which run's line or point is under the mouse, by arithmetic on arrays."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

REACH = 6.0
"""How many pixels from the mouse a line or point is still meant."""


def nearest_line(
    xs: Floats, heights: Floats, candidates: Mask, x: float, y: float, reach: float = REACH
) -> int | None:
    """The run (index in m) among ``candidates`` (mask of m) whose line passes nearest to the point.

    ``heights`` (k by m) are those of the lines at ``xs`` (k). None if no line comes within ``reach``
    pixels, measured across the line and not upward, so that steep lines can be met too.
    """
    rows = np.flatnonzero(candidates)
    if not rows.size or not xs.size or not xs[0] - reach <= x <= xs[-1] + reach:
        return None
    if xs.size == 1:
        distance = np.abs(heights[0, rows] - y)
    else:
        gap = int(np.clip(np.searchsorted(xs, x, side="right") - 1, 0, xs.size - 2))
        width = xs[gap + 1] - xs[gap]
        left, right = heights[gap, rows], heights[gap + 1, rows]
        share = min(max((x - xs[gap]) / width, 0.0), 1.0)
        upward = np.abs(left + share * (right - left) - y)
        distance = upward * width / np.hypot(width, right - left)
    best = int(np.argmin(distance))
    return int(rows[best]) if distance[best] <= reach else None


def nearest_point(
    xs: Floats, ys: Floats, candidates: Mask, x: float, y: float, reach: float = REACH
) -> int | None:
    """The run among ``candidates`` (mask of m) whose point at ``xs``, ``ys`` (m) is nearest, or None."""
    rows = np.flatnonzero(candidates)
    if not rows.size:
        return None
    distance = np.hypot(xs[rows] - x, ys[rows] - y)
    best = int(np.argmin(distance))
    return int(rows[best]) if distance[best] <= reach else None


def nearest_of_two(xs: Floats, ys: Floats, focus: Mask, x: float, y: float) -> int | None:
    """The nearest point among the runs in ``focus`` (mask of m), or without one there among the others."""
    found = nearest_point(xs, ys, focus, x, y)
    return nearest_point(xs, ys, ~focus, x, y) if found is None else found
