"""The runs of one sweep, out of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.run import Run


def runs_of(frame: RunFrame, batch_id: str) -> tuple[Run, ...]:
    """All runs of a sweep, every attempt and those in the trash too, as the store has them for its engine."""
    mask = frame.run_batches.mask((batch_id,))
    return tuple(frame.run(position) for position in np.flatnonzero(mask).tolist())
