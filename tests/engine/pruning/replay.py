"""Recorded trials run again, several at once, under a rule that may stop them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guild_desktop.engine.pruning.rule import Rule
from tests.engine.pruning.recorded_curves import Reports


@dataclass
class Replayed:
    """What came of it: the numbers of the trials that completed, by number the steps of those that were
    stopped, and how many steps all of them took.
    """

    completed: list[int] = field(default_factory=list)
    stopped: dict[int, int] = field(default_factory=dict)
    taken: int = 0


class Judge:
    """Who decides in a replay; this one lets all go on."""

    def report(self, trial: int, step: int, value: float) -> bool:
        """Hear of a value; whether its trial is to be stopped."""
        del trial, step, value
        return False

    def complete(self, trial: int) -> None:
        """Hear that a trial has reached its end."""


class RuleJudge(Judge):
    """A rule of ours; ``spares``: who has come as far as any that completed is left alone,
    as engines do it.
    """

    def __init__(self, rule: Rule, *, spares: bool = False) -> None:
        self._rule = rule
        self._spares = spares
        self._steps: dict[int, int] = {}
        self._farthest: int | None = None

    def report(self, trial: int, step: int, value: float) -> bool:
        """See ``Judge``."""
        self._steps[trial] = step
        is_new = self._rule.report(str(trial), step, value)
        if not is_new or self._rule.verdict(str(trial)) is None:
            return False
        if self._spares and self._farthest is not None and step >= self._farthest:
            return False
        self._rule.end(str(trial), completed=False)
        return True

    def complete(self, trial: int) -> None:
        """See ``Judge``."""
        self._rule.end(str(trial), completed=True)
        self._farthest = max(self._farthest or 0, self._steps[trial])


def replay(curves: Sequence[Reports], judge: Judge, at_once: int) -> Replayed:
    """Let trials report in turn, so many at once, each a step; the next one starts when one ends."""
    found = Replayed()
    waiting = list(range(len(curves)))[::-1]
    running: dict[int, int] = {}
    while waiting or running:
        while waiting and len(running) < at_once:
            running[waiting.pop()] = 0
        for trial, place in tuple(running.items()):
            if place == len(curves[trial]):
                del running[trial]
                found.completed.append(trial)
                judge.complete(trial)
                continue
            running[trial] = place + 1
            found.taken += 1
            if judge.report(trial, *curves[trial][place]):
                del running[trial]
                found.stopped[trial] = curves[trial][place][0]
    return found


def learning_curves() -> list[Reports]:
    """What ``record_curves`` has recorded: losses of small networks, from step 1 on."""
    file = Path(__file__).with_name("learning_curves.json")
    curves: list[list[float]] = json.loads(file.read_text())
    return [list(enumerate(losses, 1)) for losses in curves]
