"""How many of the trials that Run would make were completed before, by the same code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.combination import count_done
from guild_desktop.core.dimension import points_of
from guild_desktop.core.run import Status
from guild_desktop.core.space import Grid
from guild_desktop.scripts.source_view import hash_of_source

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.engine.request import PlannedBatch
    from guild_desktop.store.home import Home


def completed_before(frame: RunFrame, home: Home, planned: PlannedBatch) -> int:
    """The count for a planned batch; reads the script and many runs, so not for the GUI thread.

    ``UserError`` if the script cannot be read.
    """
    batch = planned.batch
    grid = planned.space.resolve(batch.optimizer, points=points_of(batch.options))
    completed = frame.with_status(Status.COMPLETED)
    mine = np.flatnonzero(frame.alive & completed & frame.targets.mask(batch.operation.target))
    if not isinstance(grid, Grid) or not len(mine):
        return 0
    now = hash_of_source(batch.operation, home.batches)
    runs = (frame.run(int(position)) for position in mine)
    done = (run.flags for run in runs if run.source_hash == now)
    trials = grid.trials(batch.limits.max_trials, batch.seed)
    return count_done(trials, done, batch.limits.repeat)
