"""What a search makes of the runs it has, and what is left of what it was to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.attempts import by_trial, latest_attempts, outside_trash
from guild_desktop.core.batch import DEFAULT_SEARCH_TRIALS
from guild_desktop.core.earlier_trials import EarlierTrials, earlier_trials
from guild_desktop.core.starts import starts_to_go
from guild_desktop.core.told_values import ToldValues
from guild_desktop.engine.still_to_run import unfinished_runs
from guild_desktop.optimizers.registry import optimizer_info

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guild_desktop.core.batch import Batch, Start
    from guild_desktop.core.run import Run
    from guild_desktop.core.space import Search


def judge(search: Search, batch: Batch, runs: Sequence[Run]) -> EarlierTrials:
    """What a batch's search makes of the runs it has."""
    told = ToldValues(batch, outside_trash(runs))
    return earlier_trials(search, batch.objective, runs, told.of)


def starts_left(batch: Batch, search: Search, runs: Sequence[Run]) -> list[Start]:
    """What a batch is still to begin with, after the runs it has.

    A start that failed or was stopped was tried. One that was planned will be: what is unfinished of a search
    is taken up again.
    """
    latest = latest_attempts(runs)
    tried = [run.flags for run in latest if run.started or not run.status.is_finished]
    for unfinished in unfinished_runs(search, runs, batch.limits.repeat):
        tried += [run.flags for run in unfinished]
    return starts_to_go(batch.starts, search, tried)


def planned_in_all(batch: Batch, search: Search, runs: Sequence[Run], repeat: int) -> int:
    """How many trials a search has in all when it has gone on and nobody said how many more.

    It finishes what was planned; if nothing is left of that, it gets as many again.
    """
    there = len(by_trial(runs))
    was_search = not optimizer_info(batch.optimizer).lists_all
    if was_search and there < batch.planned:
        return batch.planned
    if any(unfinished_runs(search, runs, repeat)):
        return there
    return there + (batch.limits.max_trials or DEFAULT_SEARCH_TRIALS)
