"""Which runs are best by an objective."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Objective
from guild_desktop.core.column import Mask
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Status
from guild_desktop.core.trial_groups import trial_groups


def best_runs(
    frame: RunFrame,
    mask: Mask,
    objective: Objective,
    *,
    count: int | None = None,
    fraction: float | None = None,
) -> npt.NDArray[np.intp]:
    """Positions of the best runs among those of ``mask`` (bool[n]), best first,
    of equals the one created first.

    Only completed runs with a finite value; those of a trial with repeats have the mean of all of these,
    and none is best of which a repeat was stopped early. At most ``count``, or that ``fraction`` of them
    rounded up; all of them if neither is given.
    """
    try:
        values = frame.column(frame.objective_column(objective)).values
    except UnknownColumn:
        return np.zeros(0, dtype=np.intp)
    groups = trial_groups(frame)
    if groups is not None:
        values = np.where(np.isfinite(values), groups.judged(frame, values), np.nan)
    completed = frame.with_status(Status.COMPLETED)
    positions = np.flatnonzero(mask & frame.alive & completed & np.isfinite(values))
    keys = objective.sign * values[positions]
    if fraction is not None:
        # The product may be a rounding error above a whole number.
        count = math.ceil(fraction * positions.size - 1e-9)
    if count is not None and 0 < count < positions.size:
        # Of many runs only those that can be among the first are worth sorting.
        last = keys.min() if count == 1 else np.partition(keys, count - 1)[count - 1]
        candidates = keys <= last
        positions, keys = positions[candidates], keys[candidates]
    created = frame.sequence[positions]
    ordered = positions[np.lexsort((created, keys))]
    return ordered if count is None else ordered[: max(0, count)]
