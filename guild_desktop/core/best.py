"""Which runs are best by an objective."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Objective
from guild_desktop.core.frame import Mask, RunFrame, UnknownColumn
from guild_desktop.core.run import Status


def best_runs(
    frame: RunFrame,
    mask: Mask,
    objective: Objective,
    *,
    count: int | None = None,
    fraction: float | None = None,
) -> npt.NDArray[np.intp]:
    """Positions of the best runs among those of ``mask`` (bool[n]), best first, of equals the earlier first.

    Only completed runs with a finite value. At most ``count``, or that ``fraction`` of them rounded
    up; all of them if neither is given.
    """
    try:
        values = frame.column(frame.objective_column(objective)).values
    except UnknownColumn:
        return np.zeros(0, dtype=np.intp)
    completed = frame.status == tuple(Status).index(Status.COMPLETED)
    positions = np.flatnonzero(mask & frame.alive & completed & np.isfinite(values))
    keys = values[positions] if objective.direction == "minimize" else -values[positions]
    ordered = positions[np.argsort(keys, kind="stable")]
    if fraction is not None:
        # The product may be a rounding error above a whole number.
        count = math.ceil(fraction * ordered.size - 1e-9)
    return ordered if count is None else ordered[: max(0, count)]
