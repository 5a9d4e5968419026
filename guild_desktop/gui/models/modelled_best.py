"""Which sweep's model is asked what it thinks best."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.gui.live.session import Session


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
