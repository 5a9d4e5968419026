"""Watches what running trials report, and says which of them are to be stopped, and why."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import latest_attempts, outside_trash
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.pruning.foresight import Foresight
from guild_desktop.engine.pruning.rule import AboveMedian
from guild_desktop.engine.pruning.rules import make_rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.batch import Batch, Objective
    from guild_desktop.engine.local_executor import LocalExecutor
    from guild_desktop.engine.pruning.rule import Rule, Verdict
    from guild_desktop.engine.scalar_log import News
    from guild_desktop.store.store import Store

_MOST_READ = 10_000
"""Values of one earlier trial that are taken in again, evenly spread: a rule tells few more steps apart."""


class EarlyStops:
    """The rule of one batch, told of all that its trials report; owned by the loop, on its thread.

    Without a rule, and for a single run, which nothing can be compared with, it does nothing. What
    a rule knows is not stored: it is told the stored series of earlier runs again, as optimizers
    are of their results.

    A run that has come as far as any that completed is left alone: stopping it would save nothing. So
    is one with which somebody wants the best trials confirmed: the mean of what is left would be that
    of the lucky ones.
    """

    def __init__(self, batch: Batch) -> None:
        self._objective = batch.objective
        chosen = None if batch.hidden else batch.limits.early_stopping
        self._rule: Rule | None = None if chosen is None else make_rule(chosen, batch.objective)
        self._foresight = Foresight(batch.objective)
        self._steps: dict[str, int] = {}
        self._farthest: int | None = None
        self._due: dict[str, str] = {}
        self._told: set[str] = set()
        self._spared: set[str] = set()
        self._repeat = batch.limits.repeat
        self._has_completed = False
        self._has_steps = False

    @property
    def is_on(self) -> bool:
        """Whether trials are to be stopped early at all."""
        return self._rule is not None

    @property
    def notice(self) -> str:
        """That no trial could be judged, for the end of the batch;
        empty if some could or none has completed.
        """
        if self._rule is None or self._has_steps or not self._has_completed:
            return ""
        return (
            f"none reported {self._objective.name} at a second step, so none could be stopped early"
        )

    def learn(self, store: Store, earlier: Iterable[Run]) -> None:
        """Take in what earlier runs of the batch had reported;
        of the attempts at a trial the latest counts.
        """
        if self._rule is None:
            return
        for run in latest_attempts(outside_trash(earlier)):
            if run.status.is_finished and self._objective.name in run.scalars:
                steps, values = store.packed_series(run, self._objective.name)
                every = -(-len(steps) // _MOST_READ) or 1
                # Counted from its end: what it ended with matters most.
                for step, value in zip(steps[::-every][::-1], values[::-every][::-1], strict=True):
                    self._take(self._rule, run.id, step, value)
                self.ended(run)

    def begins(self, run: Run) -> None:
        """Take note that a run starts: one that is no usual repeat of its trial,
        but one more, is left alone.
        """
        if run.repeat > self._repeat:
            self._spared.add(run.id)

    def reported(self, run_id: str, news: News) -> None:
        """Take in more values of the objective, and judge the run by the last of those that came together.

        It had got over what may have been wrong before.
        """
        if self._rule is None:
            return
        if news.anew:
            self.forget(run_id)
        is_to_be_judged = False
        for step, value in zip(news.steps, news.values, strict=True):
            is_to_be_judged |= self._take(self._rule, run_id, step, value)
        if run_id in self._told or run_id in self._spared:
            return
        if not is_to_be_judged or self._is_through(run_id):
            return
        verdict = self._rule.verdict(run_id)
        if verdict is not None:
            self._told.add(run_id)
            self._due[run_id] = reason_of(verdict, self._objective)

    def stop_due(self, executor: LocalExecutor) -> None:
        """Ask the trials to end of which that was found out."""
        due, self._due = self._due, {}
        for run_id, reason in due.items():
            executor.prune(run_id, reason)

    def foreseen(self, run_id: str) -> dict[str, float]:
        """What a run that is being stopped would probably have ended with, by the column it was judged by."""
        value = self._foresight.value(run_id)
        goal = self._objective
        return {} if value is None else {goal.column: goal.sign * value}

    def ended(self, run: Run) -> None:
        """Take note that a run is over."""
        if self._rule is None:
            return
        completed = run.status is Status.COMPLETED
        self._has_completed |= completed
        self._due.pop(run.id, None)
        self._spared.discard(run.id)
        self._rule.end(run.id, completed=completed)
        self._foresight.end(run.id, completed=completed)
        step = self._steps.pop(run.id, None)
        if completed and step is not None:
            self._farthest = step if self._farthest is None else max(self._farthest, step)

    def forget(self, run_id: str) -> None:
        """Take back what a run has reported: it begins anew, or another attempt takes its place."""
        if self._rule is not None:
            self._rule.forget(run_id)
            self._foresight.forget(run_id)
            self._steps.pop(run_id, None)
            self._due.pop(run_id, None)
            self._told.discard(run_id)

    def _is_through(self, run_id: str) -> bool:
        return self._farthest is not None and self._steps[run_id] >= self._farthest

    def _take(self, rule: Rule, run_id: str, step: int, value: float) -> bool:
        before = self._steps.get(run_id)
        if before is None or step > before:
            self._steps[run_id] = step
            self._has_steps |= before is not None
        self._foresight.report(run_id, step, value)
        return rule.report(run_id, step, value)


def reason_of(verdict: Verdict, objective: Objective) -> str:
    """Why a trial was stopped early, in the goal's own direction:
    ``best loss by step 12 was 0.83, above …``.
    """
    sign, column = objective.sign, objective.column
    value = f"{sign * verdict.value:.4g}"
    if isinstance(verdict, AboveMedian):
        if math.isnan(verdict.value):
            return f"{column} was nan until step {verdict.step}"
        best = f"best {column}" if objective.aggregate == "last" else column
        side = "above" if objective.direction == "minimize" else "below"
        others = (
            "the one other" if verdict.others == 1 else f"the median of {verdict.others} others"
        )
        value, median = _told_apart(sign * verdict.value, sign * verdict.median)
        return f"{best} by step {verdict.step} was {value}, {side} {others}, {median}"
    among = f"among the best {verdict.kept}" if verdict.kept > 1 else "the best"
    return f"{column} at step {verdict.step} was {value}, not {among} of {verdict.compared}"


def _told_apart(one: float, other: float) -> tuple[str, str]:
    """Two different numbers with as many digits as tell one from the other, at least four."""
    for digits in range(4, 17):
        texts = f"{one:.{digits}g}", f"{other:.{digits}g}"
        if texts[0] != texts[1]:
            return texts
    return repr(one), repr(other)
