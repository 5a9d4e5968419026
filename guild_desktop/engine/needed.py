"""Which trials of a grid need not run, because the same code has completed them before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.combination import count_done
from guild_desktop.engine.trials import grid_of
from guild_desktop.scripts.source_view import hash_of_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.core.operation import Operation
    from guild_desktop.core.values import Value
    from guild_desktop.engine.request import PlannedBatch
    from guild_desktop.store.store import Store


def completed_with(
    store: Store, operation: Operation, source_hash: str, *, but: str = ""
) -> list[Mapping[str, Value]]:
    """The flags of completed runs of an operation with this code, outside the trash and batch ``but``."""
    return [
        run.flags
        for batch, runs in store.completed_with(source_hash)
        if batch.id != but and batch.operation.is_same_program(operation)
        for run in runs
    ]


def count_completed(store: Store, planned: PlannedBatch) -> int:
    """How many trials of a planned batch the code as it is now has completed before."""
    batch = planned.batch
    done = completed_with(
        store, batch.operation, hash_of_source(batch.operation, store.home.batches)
    )
    trials = grid_of(batch).trials(batch.limits.max_trials, batch.seed)
    return count_done(trials, done, batch.limits.repeat)
