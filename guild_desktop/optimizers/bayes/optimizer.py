"""Learns with a Gaussian process and proposes where it expects the greatest improvement."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from guild_desktop.core.batch import Option
from guild_desktop.core.space import CategoricalDimension, Search
from guild_desktop.core.values import Value
from guild_desktop.optimizers.base import Origin, Recommendation, Suggestion
from guild_desktop.optimizers.bayes.belief import Belief, Believer
from guild_desktop.optimizers.bayes.process import Process
from guild_desktop.optimizers.bayes.search import PromisingPoints
from guild_desktop.optimizers.encoded import EncodedOptimizer
from guild_desktop.optimizers.encoding import Point
from guild_desktop.optimizers.positions import Array
from guild_desktop.optimizers.unseen import spread_point, unseen_point

_FEWEST_STARTS, _MOST_STARTS = 4, 10
"""Trials before the model proposes any: one more than there are flags, within these bounds."""

_GOOD = 5
"""Around so many of the lowest trials candidates lie denser."""

_FEW_DIMENSIONS = 3
"""Up to here every fourth proposal of the model may explore, beyond it every eighth."""

_FIRST_REACH, _WHOLE_REACH = 0.2, 0.5
"""How far from every trial the model may go at first, as a part of each range, and from where on anywhere."""

_WHOLE_AFTER = 10
"""So many trials for each flag, and as many more, after which it may go anywhere."""

_EXPLORED = 16
"""Of so many evenly spread points the least known one is explored."""

_LUCK = 2.0
"""Deviations of the noise by which a trial may lie above the lowest result and still be the best."""

_EXACT = 1e-5
"""Up to this variance of single trials the results are taken for exact: a fit finds some noise anyway."""

_QUICK = 250
"""Up to so many trials a proposal is revised in about three thousandths of a second."""

_IMPROVES = "greatest expected improvement"

_NOISY = 0.01
"""From this variance of single trials on (all results have 1) a lucky trial may mislead the model."""


class BayesOptimizer(EncodedOptimizer):
    """Fits a process to the results and proposes the untried point of the greatest expected improvement.

    A failed trial counts as the worst finite value seen. The n-th proposal depends on the seed, on n
    and on what was told. Belongs to one engine's child and its thread. See ``Optimizer`` for the
    public methods.
    """

    def __init__(self, search: Search, options: Mapping[str, Option], seed: int) -> None:
        super().__init__(search, seed)
        self._believer = Believer(self._encoding, seed)
        flags = len(search.dimensions)
        starts = options["initial-trials"]
        if isinstance(starts, str):
            starts = min(max(flags + 1, _FEWEST_STARTS), _MOST_STARTS)
        self._starts = max(int(starts), 1)
        self._promising = np.zeros((0, flags))
        self._explores = options["explore"]
        self._explore_every = 4 if flags <= _FEW_DIMENSIONS else 8

    def ask(self) -> Suggestion | None:
        """The middle (or the flags' initial values), points spread over the space, then the model's."""
        results = self._results
        even = spread_point(self._encoding, self._seed, results.count)
        first = self._first(even)
        if first is not None:
            return self._suggestion(first, "initial", "")
        if len(results.told) + len(results.pending) >= self._starts and results.best is not None:
            position, origin, note = self._proposal()
            point = None if position is None else self._encoding.at(position)
            # Where numbers lie closer than floats can tell, another position may be the same point.
            if point is not None and point not in results.known:
                return self._suggestion(point, origin, note)
        rng = np.random.default_rng((self._seed, results.count))
        point = unseen_point(self._encoding, results.known, rng, even)
        return None if point is None else self._suggestion(point, "random", "")

    def revise(self, params: Mapping[str, Value]) -> Suggestion | None:
        """See ``Revising``: the best of what promised most at the last ask, by the parameters of then."""
        point = self._encoding.point(params)
        results = self._results
        if point is None or point not in results.pending:
            return None
        if results.best is None or len(results.told) > _QUICK:
            return None
        occasion = results.put_aside(point)
        revised = self._revised(point, occasion)
        results.put_back(revised or point, occasion)
        if revised is None:
            return None
        return Suggestion(self._encoding.params(revised), "model", _IMPROVES)

    def _revised(self, point: Point, occasion: int) -> Point | None:
        belief = self._believer.updated(self._results.told)
        if occasion < self._starts or self._is_exploring(belief, occasion):
            return None
        search = self._search(belief)
        if len(self._promising):
            places = np.concatenate([self._encoding.positions([point]), self._promising])
            found = search.most_promising_of(places)
        else:
            found = self._promising = search.most_promising()
        revised = self._encoding.at(found[0]) if len(found) else point
        return None if revised in self._results.known else revised

    def belief(self) -> Belief | None:
        """What it believes after the told trials; None before any gave a finite value."""
        return self._believer.belief(self._results.told) if self._results.best else None

    def recommend(self) -> Recommendation | None:
        """The trial that the process expects to be lowest, of those that were low enough themselves."""
        if self._results.best is None:
            return None
        observed, lowest = self._results.best
        belief = self._believer.belief(self._results.told)
        points = self._low_enough(belief)
        columns = self._encoding.columns(self._encoding.positions(points))
        mean, deviation = belief.process.predict(columns)
        best = int(np.argmin(mean))
        return Recommendation(
            params=self._encoding.params(points[best]),
            value=belief.warping.restored(float(mean[best])),
            deviation=belief.warping.deviation(float(mean[best]), float(deviation[best])),
            observed_params=self._encoding.params(observed),
            observed_value=lowest,
        )

    def _low_enough(self, belief: Belief) -> list[Point]:
        """The points of trials that lie above the lowest result by no more than noise explains.

        The lowest result itself was perhaps only lucky; what lies higher than luck explains is not
        better, whatever the process makes of it.
        """
        told = [trial for trial in self._results.told if trial.value is not None]
        values = belief.warping.warped(np.array([trial.value for trial in told], dtype=float))
        # A mean of repeats is less subject to luck.
        shares = np.array([1 / t.repeats.count if t.repeats else 1.0 for t in told])
        luck = (shares + shares[np.argmin(values)]) / 2
        noise = belief.noise if belief.noise > _EXACT else 0.0
        low = values <= values.min() + _LUCK * np.sqrt(noise * luck)
        return list(dict.fromkeys(t.key for t, is_low in zip(told, low, strict=True) if is_low))

    def _first(self, even: Point) -> Point | None:
        """The flags' initial values; without any the middle, unless there are trials to begin with."""
        middle = self._middle(even) if self._results.is_new else even
        return self._initial(middle) or (None if self._results.count else middle)

    def _middle(self, even: Point) -> Point:
        """The middle of all ranges; choices, which have none, as in ``even``."""
        position = self._encoding.positions([even])[0]
        for place, dimension in enumerate(self._encoding.dimensions):
            if not isinstance(dimension, CategoricalDimension):
                position[place] = 0.5
        return self._encoding.at(position)

    def _proposal(self) -> tuple[Array | None, Origin, str]:
        results = self._results
        belief = self._believer.belief(results.told)
        if self._is_exploring(belief, results.count):
            known = self._encoding.positions(list(results.known))
            place = self._least_known(self._with_pending(belief), known)
            if place is not None:
                return place, "explore", "where the model knows least"
        self._promising = self._search(belief).most_promising()
        best = self._promising[0] if len(self._promising) else None
        return best, "model", _IMPROVES

    def _search(self, belief: Belief) -> PromisingPoints:
        results = self._results
        return PromisingPoints(
            self._encoding,
            self._with_pending(belief),
            float(belief.expected.min()),
            self._encoding.positions(list(results.known)),
            self._encoding.positions(results.pending),
            belief.good(_GOOD),
            self._reach(),
            np.random.default_rng((self._seed, results.count)),
        )

    def _reach(self) -> float:
        """How far from every trial the model may propose, as a part of each range.

        Few trials make it sure of slopes that it would follow to the ends of all ranges. The rule is that of
        Song et al. (2024), "The Vizier Gaussian Process Bandit Algorithm".
        """
        grown = len(self._results.told) / (_WHOLE_AFTER * (len(self._encoding) + 1))
        return _FIRST_REACH + (_WHOLE_REACH - _FIRST_REACH) * grown if grown < 1 else 1.0

    def _is_exploring(self, belief: Belief, occasion: int) -> bool:
        """Whether this proposal goes elsewhere; without it noise keeps a search in a wrong basin."""
        if occasion % self._explore_every or self._explores == "never":
            return False
        return self._explores == "always" or belief.noise * belief.share > _NOISY

    def _with_pending(self, belief: Belief) -> Process:
        """The process as if pending trials had ended as it expects: only its doubts there go."""
        if not self._results.pending:
            return belief.process
        columns = self._encoding.columns(self._encoding.positions(self._results.pending))
        return belief.process.supposing(columns, belief.share)

    def _least_known(self, process: Process, known: Array) -> Array | None:
        """Of some evenly spread points the untried one of which the process is least sure."""
        count = self._results.count
        points = [
            spread_point(self._encoding, self._seed, number)
            for number in range(count, count + _EXPLORED)
        ]
        positions = self._encoding.positions(points)
        deviation = process.predict(self._encoding.columns(positions))[1]
        scores = deviation * (self._encoding.distances(positions, known) > 1e-9)
        scores *= self._encoding.fits(positions)
        best = int(np.argmax(scores))
        return positions[best] if scores[best] > 0 else None
