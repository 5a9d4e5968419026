"""What an optimizer is told of a run: its objective, and of one that was stopped early
what that stands for.
"""

from __future__ import annotations

import statistics
from bisect import insort
from typing import TYPE_CHECKING

from guild_desktop.core.objective_value import minimized_value, value_reached
from guild_desktop.core.run import Run, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.batch import Batch


class ToldValues:
    """The values of one batch's runs as optimizers are told them, to be minimized.

    A run that was stopped early has a place among the others although it has no result: it did worse
    than they at the same step. It is told with what its engine has foreseen for it; as a failure,
    which it is not, it would lose its order among the others. If nothing was foreseen, or another
    goal was, it is told with what it had reached, but no better than the median of the completed
    ones: where a loss rises with the steps, what was stopped first would otherwise look best and
    attract the search. See docs/decisions, 19.
    """

    def __init__(self, batch: Batch, runs: Iterable[Run] = ()) -> None:
        self._batch = batch
        self._known: set[str] = set()
        self._completed: list[float] = []
        for run in runs:
            self._note(run)

    def of(self, run: Run) -> float | None:
        """The value of a run that is over, which is taken note of; None if it has nothing usable."""
        value = self._note(run)
        if run.status is not Status.PRUNED:
            return value
        foreseen = run.foreseen.get(self._batch.objective.column)
        if foreseen is not None:
            return self._batch.objective.sign * foreseen
        reached, completed = value_reached(run, self._batch), self._completed
        if reached is None or not completed:
            return reached
        return max(reached, statistics.median(completed))

    def _note(self, run: Run) -> float | None:
        """The value of a completed run, which is put in its place among the others."""
        value = minimized_value(run, self._batch)
        if value is not None and run.id not in self._known:
            self._known.add(run.id)
            insort(self._completed, value)
        return value
