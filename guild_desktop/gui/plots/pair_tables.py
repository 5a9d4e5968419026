"""Tables of which rows of two neighbouring axes runs join, each cell with the best colour among them."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]
Codes: TypeAlias = npt.NDArray[np.int32]
Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.uint16]

MOST_TAKEN = 0.4
"""Up to this share of the runs taking them one by one is faster than going over all of them."""


def quantise(heights: Floats, top: float, bottom: float, rows: int) -> Places:
    """The row of each of ``heights``, of ``rows`` equal ones from ``top`` to ``bottom``;
    beyond: the nearest.
    """
    places = (heights - top) * (rows / (bottom - top))
    return np.clip(places, 0.0, rows - 1.0).astype(np.uint16)


def pair_codes(places: Places, rows: int) -> Codes:
    """For each gap and run the cell of the gap's table (k - 1 by m), from the rows on the k axes (k by m)."""
    codes = places[:-1].astype(np.int32)
    codes *= rows
    codes += places[1:]
    return codes


def chosen(focus: Mask) -> npt.NDArray[np.intp] | None:
    """The runs in ``focus`` if they are few enough to be taken one by one; None means going over all."""
    if np.count_nonzero(focus) > MOST_TAKEN * focus.size:
        return None
    return np.flatnonzero(focus)


def raise_to(table: Bytes, cells: npt.NDArray[np.integer], colours: Bytes) -> None:
    """Let each of ``cells`` of the flat ``table`` have at least the colour of each run that lies in it."""
    np.maximum.at(table, cells, colours)
