"""What the optimizer believes of the search after some results, and how it comes to that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from guild_desktop.optimizers.bayes.kernel import Kernel, Parameters
from guild_desktop.optimizers.bayes.process import Process, condition
from guild_desktop.optimizers.bayes.tuning import tune
from guild_desktop.optimizers.bayes.warping import BENDS, Warped, Warping, warp
from guild_desktop.optimizers.encoding import Encoding, Point
from guild_desktop.optimizers.learnable import learnable
from guild_desktop.optimizers.positions import Array
from guild_desktop.optimizers.results import Told

_MODEL_POINTS = 400
"""The process learns from so many trials at most."""

_TUNING_POINTS, _SCALE_POINTS = 120, 60
"""Its parameters and its scale are found from so many at most: steps cost their number cubed."""

_MILESTONES = 10
"""Parameters are found anew whenever the number of trials has grown by this part of it."""

Fit: TypeAlias = tuple[Parameters, float]
"""Parameters and the bend of the scale they belong to."""


@dataclass(frozen=True, slots=True)
class Belief:
    """A process that knows the told trials; ``positions`` are theirs, shape (trials, dimensions).

    ``share`` is the part of the noise that the results of trials have on average: 1 without repeats.
    """

    positions: Array
    process: Process
    warping: Warping
    share: float

    @property
    def expected(self) -> Array:
        """The true values that the process expects of its trials, shape (trials,)."""
        return self.process.expected

    @property
    def noise(self) -> float:
        """Variance of a single run about the true value, where all results together have 1."""
        return self.process.kernel.parameters.noise

    def good(self, count: int) -> Array:
        """The positions of the ``count`` trials that are expected to be lowest."""
        order = np.argsort(self.expected, kind="stable")
        lowest: Array = self.positions[order[:count]]
        return lowest


class Believer:
    """Makes beliefs of results; keeps the newest, as most asks add little to what was known.

    A belief is a function of the seed and of the told trials alone: an optimizer that is told of a
    whole batch comes to the same one as an optimizer that lived through it.
    """

    def __init__(self, encoding: Encoding, seed: int) -> None:
        self._encoding = encoding
        self._seed = seed
        self._newest: tuple[int, Belief] | None = None
        self._fit: tuple[int, Fit] | None = None

    def belief(self, told: Sequence[Told[Point]]) -> Belief:
        """What to believe after these trials, of which at least one must have a value."""
        count = len(told)
        if self._newest is None or self._newest[0] != count:
            fit = self._fitted(told)
            self._newest = (
                count,
                self._conditioned(told, learnable(told, _MODEL_POINTS, self._seed), fit),
            )
        return self._newest[1]

    def updated(self, told: Sequence[Told[Point]]) -> Belief:
        """What to believe after these trials with the parameters found last: in a small part of the time."""
        if self._fit is None:
            return self.belief(told)
        return self._conditioned(told, learnable(told, _MODEL_POINTS, self._seed), self._fit[1])

    def _conditioned(
        self, told: Sequence[Told[Point]], chosen: NDArray[np.intp], fit: Fit
    ) -> Belief:
        parameters, bend = fit
        encoding = self._encoding
        warped = _warped(told, bend)
        shares = warped.scatter.shares[chosen]
        positions = encoding.positions([told[index].key for index in chosen])
        kernel = Kernel(parameters, encoding.flags_of_columns, encoding.columns_are_numbers)
        columns = encoding.columns(positions)
        process = condition(kernel, columns, warped.values[chosen], shares)
        return Belief(positions, process, warped.warping, float(shares.mean()))

    def _fitted(self, told: Sequence[Told[Point]]) -> Fit:
        """Parameters found from all trials or, of many, from the last round number of them."""
        count = len(told)
        milestone = count - count % max(count // _MILESTONES, 1)
        if all(trial.value is None for trial in told[:milestone]):
            milestone = count
        if self._fit is None or self._fit[0] != milestone:
            some = learnable(told[:milestone], _TUNING_POINTS, self._seed)
            self._fit = (milestone, self._tuned([told[index] for index in some]))
        return self._fit[1]

    def _tuned(self, told: Sequence[Told[Point]]) -> Fit:
        """The most probable scale, and the most probable parameters on it."""
        few = [told[index] for index in learnable(told, _SCALE_POINTS, self._seed)]
        bend = min(BENDS, key=lambda bend: self._fit_on_scale(few, bend, roughly=True)[1])
        return self._fit_on_scale(told, bend)[0], bend

    def _fit_on_scale(
        self, told: Sequence[Told[Point]], bend: float, *, roughly: bool = False
    ) -> tuple[Parameters, float]:
        """Parameters, and a measure by which scales can be compared: the lower, the more probable."""
        encoding = self._encoding
        columns = encoding.columns(encoding.positions([trial.key for trial in told]))
        warped = _warped(told, bend)
        flags, are_numbers = encoding.flags_of_columns, encoding.columns_are_numbers
        parameters, misfit = tune(
            columns, warped.values, flags, are_numbers, warped.scatter, roughly=roughly
        )
        return parameters, misfit + warped.cost


def _warped(told: Sequence[Told[Point]], bend: float) -> Warped:
    return warp([trial.value for trial in told], bend, [trial.repeats for trial in told])
