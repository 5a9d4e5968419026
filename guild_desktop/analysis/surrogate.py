"""The fitted model of an analysis: the belief of `bayes` after the tried runs, asked in a person's terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.linalg import solve_triangular

from guild_desktop.analysis.results import Guess, Proposal
from guild_desktop.analysis.subject import Subject
from guild_desktop.core.batch import Batch, Option
from guild_desktop.optimizers.bayes.belief import Belief
from guild_desktop.optimizers.bayes.improvement import log_improvement
from guild_desktop.optimizers.bayes.optimizer import BayesOptimizer
from guild_desktop.optimizers.encoding import Point
from guild_desktop.optimizers.options import read_options
from guild_desktop.optimizers.positions import Array
from guild_desktop.optimizers.registry import optimizer_info

_BAND = 2.0
"""Standard deviations from the mean to the edge of the band."""

_MOST_PENDING = 100
"""So many runs that are to come are thought of; of a planned grid there may be thousands."""

_LARGEST = float(np.finfo(float).max)


class Predicted(NamedTuple):
    """What is expected at some points, on the person's scale, each of shape ``(points,)``."""

    mean: Array
    low: Array
    high: Array
    deviation: Array


class Surrogate:
    """Made once for a subject of which at least one run has a value; then asked. Costs a fit.

    It is the optimizer itself, told of the runs as an engine would: of a batch by ``bayes`` it has the
    same seed and options, so it believes and proposes the same.
    """

    def __init__(self, subject: Subject, batch: Batch | None) -> None:
        self._subject = subject
        own = batch is not None and batch.optimizer == "bayes"
        options: Mapping[str, Option] = batch.options if batch is not None and own else {}
        seed = batch.seed if batch is not None else 0
        checked = read_options(optimizer_info("bayes"), options)
        self._optimizer = BayesOptimizer(subject.encoding.search, checked, seed)
        for trial in subject.trials:
            self._optimizer.tell(trial.flags, trial.told, trial.repeats)
        for point in subject.pending[-_MOST_PENDING:]:
            self._optimizer.suppose(subject.encoding.params(point))
        belief = self._optimizer.belief()
        if belief is None:
            raise ValueError("no run has a value")
        self._belief: Belief = belief

    @property
    def noise(self) -> float:
        """Standard deviation of single runs about the true value, near the model's best."""
        warping = self._belief.warping
        lowest = float(self._belief.expected.min())
        return _finite(warping.deviation(lowest, float(np.sqrt(self._belief.noise))))

    def best(self) -> Point:
        """The point that the model recommends; one that was tried."""
        found = self._optimizer.recommend()
        point = None if found is None else self._subject.encoding.point(found.params)
        if point is None:
            raise ValueError("no run has a value")
        return point

    def guess(self, point: Point) -> Guess:
        """What is expected at one point."""
        encoding = self._subject.encoding
        mean, low, high, deviation = (
            float(each[0]) for each in self.predict(encoding.positions([point]))
        )
        return Guess(encoding.params(point), mean, deviation, low, high)

    def proposals(self, count: int) -> tuple[Proposal, ...]:
        """What would be tried next, the first first; fewer where there is nothing left to try."""
        found: list[Proposal] = []
        search = self._subject.encoding.search
        for _ in range(count):
            suggestion = self._optimizer.ask()
            if suggestion is None:
                break
            point = self._subject.encoding.point(suggestion.params)
            if point is None or (search.where and not search.where.holds(suggestion.params)):
                continue
            found.append(Proposal(self.guess(point), suggestion.origin))
        return tuple(found)

    def predict(self, positions: Array) -> Predicted:
        """What is expected at positions, shape ``(points, dimensions)``."""
        columns = self._subject.encoding.columns(positions)
        return self._restored(*self._belief.process.predict(columns))

    def log_improvements(self, positions: Array) -> Array:
        """Logarithm of the expected improvement at positions; -inf where the search leaves nothing to try."""
        encoding = self._subject.encoding
        mean, deviation = self._belief.process.predict(encoding.columns(positions))
        logs = log_improvement(float(self._belief.expected.min()), mean, deviation)
        return np.where(encoding.fits(positions), logs, -np.inf)

    def averages(self, places: Sequence[Array]) -> Predicted:
        """What is expected of each array of positions, shape (points, dimensions), on average.

        The average is taken on the model's scale; its deviation heeds that neighbours err alike.
        """
        process, encoding = self._belief.process, self._subject.encoding
        mean, deviation = np.empty(len(places)), np.empty(len(places))
        for number, positions in enumerate(places):
            columns = encoding.columns(positions)
            between = process.kernel.between(columns, process.columns).mean(0)
            solved = solve_triangular(process.factor, between, lower=True)
            left = process.kernel.between(columns, columns).mean() - solved @ solved
            mean[number] = between @ process.weights
            deviation[number] = np.sqrt(max(float(left), 1e-14))
        return self._restored(mean, deviation)

    def _restored(self, mean: Array, deviation: Array) -> Predicted:
        """From the model's scale to the person's."""
        warping, sign = self._belief.warping, self._subject.sign
        ends = [mean, mean - _BAND * deviation, mean + _BAND * deviation]
        with np.errstate(over="ignore"):
            middle, low, high = (
                sign * np.array([_finite(warping.restored(float(value))) for value in end])
                for end in ends
            )
            spread = np.array(
                [
                    _finite(warping.deviation(float(at), float(width)))
                    for at, width in zip(mean, deviation, strict=True)
                ]
            )
        return Predicted(middle, np.minimum(low, high), np.maximum(low, high), spread)


def _finite(value: float) -> float:
    return min(max(value, -_LARGEST), _LARGEST)
