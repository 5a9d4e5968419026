"""The range of the objective that holds a share of the best runs."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Direction
from guild_desktop.gui.plots.axis_scale import Span
from guild_desktop.gui.plots.shortest import shortest_between

BEST_SHARE = 0.10
"""What the button and the key B keep."""


def best_span(
    values: npt.NDArray[np.float64], direction: Direction, share: float = BEST_SHARE
) -> Span | None:
    """The range, open at its good end, that holds the best ``share`` of the finite ``values``.

    At least one run; of equals at its edge all. None without finite values. The edge is the shortest
    number between the last value inside and the first outside.
    """
    array = np.sort(values[np.isfinite(values)])
    if not array.size:
        return None
    if direction == "maximize":
        array = -array[::-1]
    inside = max(1, math.ceil(share * array.size - 1e-9))
    edge = float(array[inside - 1])
    worse = array[array > edge]
    cut = shortest_between(edge, float(worse[0])) if worse.size else edge
    return Span(None, cut) if direction == "minimize" else Span(-cut if cut else 0.0, None)
