"""Bends the scale of the results, if they are skewed, so that a Gaussian process can follow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guild_desktop.optimizers.base import Repeats
from guild_desktop.optimizers.bayes.scatter import Scatter
from guild_desktop.optimizers.learnable import FIRST
from guild_desktop.optimizers.positions import Array

BENDS = (0.0, 1.0, 10.0, 100.0)
"""How strongly high values are drawn together; 0 leaves the scale straight."""

_CEILING = 20.0
"""Values so many times farther above the lowest than a usual one tell only that they are bad."""

_SPREAD = 10
"""So many trials were spread before the search went where values are low."""

_MOST_EARLY = 1e6
"""A step is no smaller than what was usual among the first trials, unless that is so many times as much: then
these have diverged."""

_MOST_STEPS = 1e12
"""Farther than that values are not told apart beside such steps."""


@dataclass(frozen=True, slots=True)
class Warping:
    """Value to the model's: ``u = (value / unit - lowest) / step``, ``log(1 + bend u) / bend``, deviation 1.

    The logarithm is that of a Box-Cox transformation whose origin lies one ``step / bend`` below the
    lowest result, so that differences among the good results stay and those among the bad ones shrink.
    """

    unit: float
    lowest: float
    step: float
    bend: float
    center: float
    spread: float

    def warped(self, values: Array) -> Array:
        """Finite values on the model's scale, however high they are."""
        straight = (values / self.unit - self.lowest) / self.step
        bent = straight if self.bend == 0 else np.log1p(self.bend * straight) / self.bend
        warped: Array = (bent - self.center) / self.spread
        return warped

    def restored(self, value: float) -> float:
        """The value in the objective's own unit."""
        bent = value * self.spread + self.center
        straight = bent if self.bend == 0 else float(np.expm1(self.bend * bent)) / self.bend
        return (straight * self.step + self.lowest) * self.unit

    def deviation(self, value: float, deviation: float) -> float:
        """A small deviation about the model's ``value``, in the objective's own unit."""
        bent = value * self.spread + self.center
        slope = 1.0 if self.bend == 0 else float(np.exp(self.bend * bent))
        return deviation * self.spread * slope * self.step * self.unit


@dataclass(frozen=True, slots=True)
class Warped:
    """Results on a bent scale: of mean 0 and deviation 1, how to go back, and what bending costs.

    ``cost`` is the negative logarithm of the derivative, summed over the results: added to a model's
    misfit it makes models of differently bent results comparable. ``scatter`` is what repeats tell.
    """

    values: Array
    warping: Warping
    cost: float
    scatter: Scatter


def warp(
    values: Sequence[float | None], bend: float, repeats: Sequence[Repeats | None] = ()
) -> Warped:
    """Results on a scale bent by ``bend``; at least one is finite, failed ones (None) count as the worst.

    Of a result that is a mean of ``repeats`` that mean is bent, for the mean of the values themselves is what
    a trial is judged by; about it the scale counts as straight, with the slope it has there, for their
    deviation and for what bending each of the values costs. Values at the ceiling have lost theirs.
    Computed so that no step can overflow, whatever floats the values are.
    """
    finite = np.array([value for value in values if value is not None])
    unit = float(np.abs(finite).max()) or 1.0
    finite = finite / unit
    lowest, median, worst = float(finite.min()), float(np.median(finite)), float(finite.max())
    step = median - lowest or worst - lowest or 1.0
    # A search that has arrived would measure in ever smaller steps, in which no smooth function looks smooth.
    early = float(np.median(finite[:FIRST])) - lowest
    step = max(step, min(early, _MOST_EARLY * step))
    # Once half of the trials lie in the lowest place, what is usual there is so nowhere else. Of the first
    # ones the lower quartile: many of them may have diverged.
    usual = float(np.percentile(finite[:_SPREAD], 25)) - lowest
    worst = min(worst, lowest + _CEILING * min(max(usual, step), _MOST_STEPS * step))
    filled = np.array([worst if v is None else min(v / unit, worst) for v in values])
    straight = (filled - lowest) / step
    bent = straight if bend == 0 else np.log1p(bend * straight) / bend
    center, spread = float(bent.mean()), float(bent.std())
    if spread <= 1e-12:
        spread = 1.0
    scatter = Scatter.single(len(bent))
    if any(repeats):
        at_ceiling = np.array([v is None or v / unit > worst for v in values])
        scale = unit, step * spread * (1 + bend * straight)
        scatter = Scatter.of(repeats, scale, at_ceiling)
    counted = 1 + scatter.degrees
    cost = float((counted * np.log1p(bend * straight)).sum())
    cost += float(counted.sum()) * float(np.log(spread))
    warping = Warping(unit, lowest, step, bend, center, spread)
    return Warped((bent - center) / spread, warping, cost, scatter)
