"""Keeps the proposals of any optimizer within a condition on the flags."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from guild_desktop.core.combination import Combination, combination_of
from guild_desktop.core.flag_condition import FlagCondition
from guild_desktop.core.values import Value
from guild_desktop.optimizers.base import Optimizer, Recommendation, Repeats, Suggestion

MOST_ASKED = 20
"""Proposals that may not fit before chance has a try: a model tends to insist."""

MOST_DRAWN = 10_000
"""Draws by chance that may not fit before nothing is left to try: what fits is then rarer than that."""

_AT_ONCE = 500
"""Draws that are weighed together; each weighing costs as much as many draws."""


class FittingOptimizer:
    """Asks another optimizer until a proposal satisfies the condition, then ``chance``, then gives up.

    What does not fit is withdrawn, but only once something does: meanwhile it counts as pending, so that a
    model looks elsewhere. Both are told every result. Belongs to one engine (or its child) and its thread.
    See ``Optimizer`` for the methods.
    """

    def __init__(self, asked: Optimizer, chance: Optimizer, condition: FlagCondition) -> None:
        self._asked = asked
        self._chance = chance
        self._condition = condition
        # What runs now, by who has proposed it: neither of them knows of the other's.
        self._proposed: set[Combination] = set()
        self._drawn: set[Combination] = set()

    @property
    def skipped(self) -> int:
        """Those of the optimizer that is asked."""
        return self._asked.skipped

    def ask(self) -> Suggestion | None:
        """The next proposal that fits; None if none was found."""
        unfit: list[Suggestion] = []
        found = None
        for _ in range(MOST_ASKED):
            suggestion = self._asked.ask()
            if suggestion is None:
                break
            combination = combination_of(suggestion.params)
            if combination not in self._drawn and self._condition.holds(suggestion.params):
                self._proposed.add(combination)
                found = suggestion
                break
            unfit.append(suggestion)
        _withdraw(self._asked, unfit)
        return found or self._draw()

    def tell(
        self, params: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """Both learn of it, be it within the condition or not."""
        self._asked.tell(params, value, repeats)
        self._chance.tell(params, value, repeats)
        self._forget(params)

    def expect(self, params: Mapping[str, Value]) -> None:
        """Both hear of it."""
        self._asked.expect(params)
        self._chance.expect(params)

    def withdraw(self, params: Mapping[str, Value]) -> None:
        """Allow this trial again."""
        self._asked.withdraw(params)
        self._chance.withdraw(params)
        self._forget(params)

    def recommend(self) -> Recommendation | None:
        """What the optimizer that is asked recommends."""
        return self._asked.recommend()

    def _draw(self) -> Suggestion | None:
        unfit: list[Suggestion] = []
        found = None
        while found is None and len(unfit) < MOST_DRAWN:
            draws = [draw for _ in range(_AT_ONCE) if (draw := self._chance.ask()) is not None]
            if not draws:
                break
            mask = self._condition.mask([draw.params for draw in draws])
            fitting = itertools.compress(draws, mask)
            found = next(filter(self._is_new, fitting), None)
            unfit += (draw for draw in draws if draw is not found)
        _withdraw(self._chance, unfit)
        if found is not None:
            self._drawn.add(combination_of(found.params))
        return found

    def _is_new(self, suggestion: Suggestion) -> bool:
        return combination_of(suggestion.params) not in self._proposed

    def _forget(self, params: Mapping[str, Value]) -> None:
        combination = combination_of(params)
        self._proposed.discard(combination)
        self._drawn.discard(combination)


def _withdraw(optimizer: Optimizer, suggestions: list[Suggestion]) -> None:
    for suggestion in suggestions:
        optimizer.withdraw(suggestion.params)
