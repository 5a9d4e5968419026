"""What the repeats of trials tell of the noise, besides their means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guild_desktop.optimizers.base import Repeats
from guild_desktop.optimizers.positions import Array

_MOST = 20.0
"""Deviations larger than so many times that of all results say no more than that all is noise."""


@dataclass(frozen=True, slots=True)
class Scatter:
    """How many values each result is the mean of, and how these lie about it; arrays of shape ``(results,)``.

    Together with the means this is all that normal noise of one variance leaves to know of the single values
    (their sufficient statistics): of a mean of n values it has the n-th part, ``shares``, and the sum of
    squared deviations from the mean, ``squares``, in units of the noise is chi squared with ``degrees``
    n - 1.
    """

    shares: Array
    degrees: Array
    squares: Array

    @classmethod
    def single(cls, count: int) -> Scatter:
        """Of results that are single values."""
        return cls(np.ones(count), np.zeros(count), np.zeros(count))

    @classmethod
    def of(
        cls,
        repeats: Sequence[Repeats | None],
        scale: tuple[float, Array],
        at_ceiling: NDArray[np.bool_],
    ) -> Scatter:
        """Of results with ``repeats`` on the model's scale: divided by one part of ``scale`` after the other.

        Those ``at_ceiling`` have a place there but no spread.
        """
        counts = np.array([1 if each is None else each.count for each in repeats], dtype=float)
        apart = np.array([0.0 if each is None else each.deviation for each in repeats])
        unit, steps = scale
        with np.errstate(over="ignore"):
            apart = np.minimum(apart / unit / steps, _MOST)
        degrees = np.where(at_ceiling, 0.0, counts - 1)
        return cls(1 / counts, degrees, degrees * apart**2)

    def __getitem__(self, chosen: NDArray[np.intp]) -> Scatter:
        return Scatter(self.shares[chosen], self.degrees[chosen], self.squares[chosen])

    def misfit(self, log_noise: float) -> tuple[float, float]:
        """Negative log likelihood of the squares, but for a constant, and its slope by ``log_noise``.

        With s^2 for the noise it is the sum of (n - 1)/2 log s^2 + (n - 1) d^2 / (2 s^2), d being the sample
        deviation of a result's n values.
        """
        degrees, squares = float(self.degrees.sum()), float(self.squares.sum())
        steep = squares / float(np.exp(log_noise))
        return (degrees * log_noise + steep) / 2, (degrees - steep) / 2
