"""What a run is judged by; apart from the frame, so that an engine needs no numpy for it."""

from __future__ import annotations

import math

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.run import Run, Status


def objective_value(run: Run, objective: Objective) -> float | None:
    """What a run is judged by; None if it did not complete or reported no finite number.

    A failed, stopped or pruned run may have reported numbers, but of a trial that was not the whole
    one; nan and the infinities are no values to compare.
    """
    if run.status is not Status.COMPLETED:
        return None
    summary = run.scalars.get(objective.name)
    if summary is None:
        return None
    value = float(getattr(summary, objective.aggregate))
    return value if math.isfinite(value) else None


def minimized_value(run: Run, batch: Batch) -> float | None:
    """What optimizers are told of a run: its objective, negated when it is to be maximized."""
    value = objective_value(run, batch.objective)
    if value is None or batch.objective.direction == "minimize":
        return value
    return -value
