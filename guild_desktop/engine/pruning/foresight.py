"""What a trial that is stopped early would probably have ended with, judged by how others went on."""

from __future__ import annotations

import math
import statistics
from collections import OrderedDict
from typing import TYPE_CHECKING

from guild_desktop.engine.pruning.curve import Curve

if TYPE_CHECKING:
    from guild_desktop.core.batch import Objective

_MOST = 200
"""So many completed trials, the latest, tell how curves go on."""


class Foresight:
    """Told of what the trials of one batch report; pure memory, on the engine's thread.

    Values are to be minimized. A stopped trial's value is that of an early step, which results are
    not to be compared with: a loss of 2.3 after the first step may be better than another's was,
    whose end is 0.3. Completed trials say how much there was still to come. To that end it is assumed
    that a curve goes on as the others did from there, by the median of them, as if curves were
    shifted against each other; and that it would not have become the best of them, for then a stopped
    trial could be recommended.
    """

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self._running: dict[str, Curve] = {}
        self._completed: OrderedDict[str, Curve] = OrderedDict()

    def report(self, trial: str, step: int, value: float) -> None:
        """Take in one value of the objective, as the script reported it."""
        if trial not in self._running:
            self._running[trial] = Curve(self._objective)
        self._running[trial].add(step, value)

    def end(self, trial: str, *, completed: bool) -> None:
        """Take note that a trial reports no more."""
        curve = self._running.pop(trial, None)
        if curve is not None and completed and math.isfinite(curve.value):
            self._completed[trial] = curve
            if len(self._completed) > _MOST:
                self._completed.popitem(last=False)

    def forget(self, trial: str) -> None:
        """Take back all that a trial reported."""
        self._running.pop(trial, None)
        self._completed.pop(trial, None)

    def value(self, trial: str) -> float | None:
        """What a trial that still runs would end with;
        None if nobody came as far, or if it is at no number.
        """
        curve = self._running.get(trial)
        step = None if curve is None else curve.last_step
        if curve is None or step is None or not math.isfinite(curve.value):
            return None
        rests = []
        for other in self._completed.values():
            had = other.at(step)
            if had is not None and math.isfinite(had):
                rests.append(other.value - had)
        if not rests:
            return None
        best = min(other.value for other in self._completed.values())
        foreseen = max(curve.value + statistics.median(rests), best)
        return foreseen if math.isfinite(foreseen) else None
