"""What optimizers share that keep their trials as points of an encoding."""

from __future__ import annotations

from collections.abc import Mapping

from guild_desktop.core.space import Search
from guild_desktop.core.values import Value
from guild_desktop.optimizers.base import Origin, Recommendation, Repeats, Suggestion
from guild_desktop.optimizers.encoding import Encoding, Point
from guild_desktop.optimizers.results import Results


class EncodedOptimizer:
    """An ``Optimizer`` but for ``ask``: remembers results, and recommends the lowest of them."""

    def __init__(self, search: Search, seed: int) -> None:
        self._encoding = Encoding(search)
        self._results: Results[Point] = Results(self._encoding.point)
        self._seed = seed

    @property
    def skipped(self) -> int:
        """How many told trials are not in the space."""
        return self._results.skipped

    def tell(
        self, params: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """Note the result; what follows from it is found out when it is next needed."""
        self._results.tell(params, value, repeats)

    def expect(self, params: Mapping[str, Value]) -> None:
        """Do not propose this point while it is tried."""
        self._results.expect(params)

    def withdraw(self, params: Mapping[str, Value]) -> None:
        """Allow this point again."""
        self._results.withdraw(params)

    def suppose(self, params: Mapping[str, Value]) -> None:
        """Count a trial as pending that somebody else has asked for;
        one outside of the space is no matter.
        """
        point = self._encoding.point(params)
        if point is not None:
            self._results.asked(point)

    def recommend(self) -> Recommendation | None:
        """The lowest observed; who has a model of the values asks that instead."""
        if self._results.best is None:
            return None
        point, value = self._results.best
        params = self._encoding.params(point)
        return Recommendation(params, None, None, params, value)

    def _initial(self, point: Point) -> Point | None:
        """``point`` with the initial values of the flags, if they are to be tried now:
        before all other proposals.
        """
        initial = self._encoding.initial(point) if self._results.is_new else None
        return None if initial in self._results.known else initial

    def _suggestion(self, point: Point, origin: Origin, note: str = "") -> Suggestion:
        """Propose a point, which counts as pending from then on."""
        self._results.asked(point)
        return Suggestion(self._encoding.params(point), origin, note)
