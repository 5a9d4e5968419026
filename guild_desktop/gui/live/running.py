"""What the frame tells of sweeps that are on, and of how long runs take."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from guild_desktop.core.run import Status

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.core.frame import RunFrame

_LATEST = 30


def running_batches(frame: RunFrame) -> list[Batch]:
    """Batches with an engine, or about to get one, oldest first; single runs among them."""
    active = (Status.PENDING, Status.RUNNING)
    batches = [batch for batch in frame.batches.values() if batch.status in active]
    return sorted(batches, key=lambda batch: batch.sequence)


def latest_ended(frame: RunFrame) -> Batch | None:
    """The newest sweep that has ended and can be continued."""
    ended = [
        batch
        for batch in frame.batches.values()
        if batch.status.is_finished and not batch.hidden and batch.deleted is None
    ]
    return max(ended, key=lambda batch: batch.sequence, default=None)


def seconds_per_run(frame: RunFrame, operation: str | None) -> float | None:
    """The median duration of the latest completed runs of a script, in seconds; None without any."""
    seconds: list[float] = []
    for position in range(len(frame) - 1, -1, -1):
        run = frame.run(position)
        mine = operation is None or run.operation == operation
        if mine and run.status is Status.COMPLETED and run.seconds is not None:
            seconds.append(run.seconds)
            if len(seconds) == _LATEST:
                break
    return statistics.median(seconds) if seconds else None
