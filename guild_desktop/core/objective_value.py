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
    return _reported(run, objective) if run.status is Status.COMPLETED else None


def _reported(run: Run, objective: Objective) -> float | None:
    summary = run.scalars.get(objective.name)
    if summary is None:
        return None
    value = float(getattr(summary, objective.aggregate))
    return value if math.isfinite(value) else None


def minimized_value(run: Run, batch: Batch) -> float | None:
    """The objective of a run, negated when it is to be maximized."""
    return _minimized(objective_value(run, batch.objective), batch)


def value_reached(run: Run, batch: Batch) -> float | None:
    """What a run had reached when it ended, however that was, negated when it is to be maximized."""
    return _minimized(_reported(run, batch.objective), batch)


def _minimized(value: float | None, batch: Batch) -> float | None:
    return None if value is None else batch.objective.sign * value
