"""Runs every combination of the listed values, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping

from guild_desktop.core.grid import Grid
from guild_desktop.core.values import Value
from guild_desktop.optimizers.base import Recommendation, Repeats, Suggestion
from guild_desktop.optimizers.encoding import typed_key
from guild_desktop.optimizers.results import Results


class GridOptimizer:
    """Proposes each combination as often as it is listed; what was told counts as done, failed or not.

    Belongs to one engine and its thread. See ``Optimizer`` for the methods.
    """

    def __init__(self, grid: Grid, seed: int, limit: int | None = None) -> None:
        self._grid = grid
        self._seed = seed
        self._limit = limit
        self._count = grid.planned(limit)
        self._trials = grid.trials(limit, seed)
        self._results: Results[Hashable] = Results(self._key)
        self._listed: frozenset[Hashable] | None = None
        self._done: Counter[Hashable] = Counter()
        self._withdrawn: list[dict[str, Value]] = []
        self._best: dict[str, Value] = {}
        self._proposed = 0

    @property
    def skipped(self) -> int:
        """How many told trials are not in the grid."""
        return self._results.skipped

    def ask(self) -> Suggestion | None:
        """The next combination not done yet; None after the last."""
        params = self._next()
        if params is None:
            return None
        self._results.asked(self._listed_key(params))
        return Suggestion(params, "grid", f"{self._proposed} of {self._count}")

    def tell(
        self, params: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """Note the result; a combination nobody asked for will not be proposed (once for each tell)."""
        key = self._key(params)
        if key is not None and key not in self._results.pending:
            again = next((p for p in self._withdrawn if self._listed_key(p) == key), None)
            if again is None:
                self._done[key] += 1
            else:
                self._withdrawn.remove(again)
        before = self._results.best
        self._results.tell(params, value, repeats)
        if self._results.best is not before:
            self._best = dict(params)

    def expect(self, params: Mapping[str, Value]) -> None:
        """Do not propose this combination, once."""
        key = self._key(params)
        if key is not None:
            self._done[key] += 1
            self._results.expect(params)

    def withdraw(self, params: Mapping[str, Value]) -> None:
        """Propose this combination again, before all others and those withdrawn earlier."""
        key = self._key(params)
        if key is not None and key in self._results.pending:
            self._results.withdraw(params)
            self._withdrawn.append(dict(params))

    def recommend(self) -> Recommendation | None:
        """The lowest observed; there is no model."""
        if self._results.best is None:
            return None
        return Recommendation(self._best, None, None, self._best, self._results.best[1])

    def _next(self) -> dict[str, Value] | None:
        if self._withdrawn:
            return self._withdrawn.pop()
        for params in self._trials:
            self._proposed += 1
            key = self._listed_key(params)
            if not self._done[key]:
                return params
            self._done[key] -= 1
        return None

    def _listed_key(self, params: Mapping[str, Value]) -> Hashable:
        return tuple((name, typed_key(params[name])) for name in self._grid.names if name in params)

    def _key(self, params: Mapping[str, Value]) -> Hashable | None:
        key = self._listed_key(params)
        if key in self._results.pending:
            return key
        if self._listed is None:
            trials = self._grid.trials(self._limit, self._seed)
            self._listed = frozenset(self._listed_key(trial) for trial in trials)
        return key if key in self._listed else None
