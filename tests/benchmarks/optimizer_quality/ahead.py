"""An optimizer that is asked ahead of time, as the engine's ``ChildProposer`` does, but for its clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from guild_desktop.optimizers import Optimizer, Revising, Suggestion
from tests.benchmarks.optimizer_quality.problem import Params
from tests.benchmarks.optimizer_quality.rival import Asked, Rival, Setting

MODE = "@ahead"
"""After the name of an optimizer: ask it so."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A proposal nobody has taken yet, asked for when ``heard`` results had been told."""

    suggestion: Suggestion
    heard: int


class Ahead(Rival):
    """As many proposals as there are workers are ready; a free worker gets the oldest.

    An optimizer that can revises it first. They are not made anew because it has been quiet: that is how it
    is for trials so short that results keep coming, where proposals are oldest. With one worker there is no
    difference.
    """

    def __init__(self, optimizer: Optimizer, setting: Setting) -> None:
        self._optimizer = optimizer
        self._workers = setting.workers
        self._to_go = setting.trials
        self._ready: deque[_Prepared] = deque()
        self._heard = 0

    def ask(self) -> Asked | None:
        """The oldest proposal, revised; then what is missing is prepared."""
        if (
            self._ready
            and self._ready[0].heard < self._heard
            and isinstance(self._optimizer, Revising)
        ):
            oldest = self._ready.popleft().suggestion
            revised = self._optimizer.revise(oldest.params) or oldest
            self._ready.appendleft(_Prepared(revised, self._heard))
        self._prepare(1)
        if not self._ready:
            return None
        asked = Asked(self._ready.popleft().suggestion.params)
        self._to_go -= 1
        self._prepare(min(self._workers, self._to_go))
        return asked

    def tell(self, asked: Asked, loss: float) -> None:
        """See ``Rival``."""
        self._optimizer.tell(asked.params, loss)
        self._heard += 1

    def recommend(self) -> Params | None:
        """See ``Rival``."""
        recommendation = self._optimizer.recommend()
        return None if recommendation is None else recommendation.params

    def _prepare(self, count: int) -> None:
        while len(self._ready) < count:
            suggestion = self._optimizer.ask()
            if suggestion is None:
                return
            self._ready.append(_Prepared(suggestion, self._heard))
