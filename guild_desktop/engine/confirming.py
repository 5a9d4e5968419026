"""More repeats for the best trials of a batch, so that luck can be told from merit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.attempts import latest_attempts, outside_trash
from guild_desktop.core.batch import MAX_REPEATS
from guild_desktop.core.errors import UserError
from guild_desktop.core.told_values import ToldValues
from guild_desktop.core.trial_end import trial_ends
from guild_desktop.engine.new_runs import new_repeats

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.store.recorder import NewRun

MORE_REPEATS = 3
"""How many more runs each of them gets unless told otherwise."""


def confirming_runs(
    batch: Batch, runs: Iterable[Run], best: int, more: int = MORE_REPEATS
) -> list[NewRun]:
    """``more`` runs with new seeds for each of the ``best`` trials of a batch, best first.

    Those are best whose values have the best mean; a repeat that was stopped early counts in it as
    optimizers are told of it, or the others would be those that had luck. What is in the trash does not
    count. ``UserError`` if no trial has a value yet, or if one would have too many repeats.
    """
    there = tuple(runs)
    kept = outside_trash(there)
    ends = trial_ends(latest_attempts(kept), ToldValues(batch, kept).of)
    judged = [(end.value, end) for end in ends if end.value is not None and end.has_completed]
    if not judged:
        raise UserError(
            f"No trial of {batch.name} has a value of {batch.objective.column}.",
            "Confirm the best once some have completed.",
        )
    planned: list[NewRun] = []
    for _, end in sorted(judged, key=lambda each: each[0])[:best]:
        first = max(run.repeat for run in there if run.trial == end.trial) + 1
        if first + more > MAX_REPEATS + 1:
            raise UserError(
                f"Trial {end.trial} of {batch.name} would have more than {MAX_REPEATS} repeats.",
                "Ask for fewer.",
            )
        repeats = range(first, first + more)
        planned += new_repeats(batch, end.trial, end.flags, end.runs[0].origin, repeats)
    return planned
