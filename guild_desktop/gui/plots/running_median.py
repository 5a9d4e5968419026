"""The running median of one axis along another, with the middle half around it:
what a cloud of points says.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from guild_desktop.gui.plots.band import Band, Floats

Window: TypeAlias = tuple[int, int]

FEWEST = 24
"""Of fewer points a line would follow chance, and join places far apart; of a few values half of them do."""

_SHARES = (25.0, 50.0, 75.0)
_MOST_VALUES = 30  # so many different places are told apart; more are a line
_MOST_WINDOWS, _IN_WINDOW = 24, 5
_MOST_POINTS = 20_000
_GAP = 0.15  # of the axis: no line is drawn across so much room without a point


def running_medians(xs: Floats, ys: Floats, *, by_value: bool) -> tuple[Band, ...]:
    """The running median of the points ``xs``, ``ys`` (m, finite),
    a piece for each stretch of the axis with points.

    ``xs`` are fractions of an axis. ``by_value``: it has a few values with room between them, each of
    which stands for itself. Otherwise each place stands for a window of neighbouring points, half of
    which the next one shares. Of very many points evenly chosen ones are asked; too few, or all at
    one place, have none.
    """
    if xs.size < (FEWEST // 2 if by_value else FEWEST):
        return ()
    every = 1 + xs.size // _MOST_POINTS
    xs, ys = xs[::every], ys[::every]
    order = np.argsort(xs, kind="stable")
    xs, ys = xs[order], ys[order]
    steps = np.diff(xs)
    values = np.flatnonzero(steps) + 1
    if not values.size:
        return ()
    if by_value and values.size < _MOST_VALUES:
        return (_piece(xs, ys, _between([0, *values.tolist(), xs.size]), by_value=True),)
    if xs.size < FEWEST:
        return ()
    ends = [0, *(np.flatnonzero(steps > _GAP) + 1).tolist(), xs.size]
    stretches = [(first, end) for first, end in _between(ends) if end - first >= FEWEST // 4]
    return tuple(
        _piece(xs, ys, _windows(first, end, xs.size), by_value=False) for first, end in stretches
    )


def _windows(first: int, end: int, total: int) -> list[Window]:
    """Windows over the points from ``first`` to ``end``, as wide as fits all points there are."""
    most = int(np.clip(total // _IN_WINDOW, 3, _MOST_WINDOWS))
    count = max(round(most * (end - first) / total), 2)
    edges = np.linspace(first, end, count + 2).astype(np.intp).tolist()
    return list(zip(edges[:-2], edges[2:], strict=True))


def _between(ends: list[int]) -> list[Window]:
    return list(pairwise(ends))


def _piece(xs: Floats, ys: Floats, windows: Iterable[Window], *, by_value: bool) -> Band:
    each = list(windows)
    low, middle, high = np.array([np.percentile(ys[first:end], _SHARES) for first, end in each]).T
    places = np.array([np.median(xs[first:end]) for first, end in each])
    return Band(places, low, middle, high, by_value)
