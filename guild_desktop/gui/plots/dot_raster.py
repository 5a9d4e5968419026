"""Dots of any number of runs by arithmetic on one table of pixels."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]


def pixels_of(places: Floats, ratio: float, diameter: int, most: int) -> npt.NDArray[np.int32]:
    """The pixel that stands for a dot at each of ``places``, ``ratio`` pixels to one of them,
    up to ``most`` - 1.

    A dot with an even ``diameter`` lies between pixels; the one after its middle stands for it.
    """
    scaled = places * ratio
    whole = np.floor(scaled) if diameter % 2 else np.rint(scaled)
    return np.clip(whole, 0, most - 1).astype(np.int32)


@lru_cache(maxsize=8)
def disc(diameter: int) -> tuple[tuple[int, int, int], ...]:
    """The rows of pixels of a dot: for each its place, and the first and last column,
    from the dot's pixel.
    """
    shift = 0.0 if diameter % 2 else 0.5
    places = range(-(diameter // 2), diameter - diameter // 2)
    rows = []
    for place in places:
        half = max((diameter / 2) ** 2 - (place + shift) ** 2, 0.0) ** 0.5
        columns = [each for each in places if abs(each + shift) <= half]
        rows.append((place, columns[0], columns[-1]))
    return tuple(rows)


def grow(table: Bytes, diameter: int) -> Bytes:
    """``table`` (rows by columns) with a dot of ``diameter`` around each pixel, the greatest on top."""
    grown = np.zeros_like(table)
    wide = table.copy()
    first = last = 0
    for place, left, right in sorted(disc(diameter), key=lambda row: row[2] - row[1]):
        for move in (*range(left, first), *range(last + 1, right + 1)):
            _raise_moved(wide, table, 0, move)
        first, last = min(first, left), max(last, right)
        _raise_moved(grown, wide, place, 0)
    return grown


def _raise_moved(target: Bytes, source: Bytes, down: int, right: int) -> None:
    """Let ``target`` be at least ``source`` moved by so many pixels."""
    into = target[_clipped(down), _clipped(right)]
    np.maximum(into, source[_clipped(-down), _clipped(-right)], out=into)


def _clipped(move: int) -> slice:
    return slice(move, None) if move >= 0 else slice(None, move)
