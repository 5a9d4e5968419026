"""What a sweep's own model thinks best, beside what was seen: which sweep's, and whether that was luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch, ModelBest, Objective
    from guild_desktop.gui.live.session import Session

_LUCKY = 2.0
"""Standard deviations by which a value seen must beat the model's best to be called lucky."""


def modelled_sweep(session: Session) -> Batch | None:
    """The newest sweep in view with a model's best that aims at the objective shown."""
    scope = session.selection.target
    latest: Batch | None = None
    for batch in session.frame.batches.values():
        if (
            batch.model_best is not None
            and batch.deleted is None
            and batch.objective == session.objective
            and (scope is None or batch.operation.target == scope)
            and (latest is None or batch.sequence > latest.sequence)
        ):
            latest = batch
    return latest


def is_lucky(model: ModelBest, seen: float, objective: Objective) -> bool:
    """Whether a single value is better than the model believes any to be."""
    if model.deviation is None:
        return False
    sign = 1.0 if objective.direction == "minimize" else -1.0
    return sign * (model.value - seen) > _LUCKY * model.deviation
