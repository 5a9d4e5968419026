"""Values by how many runs have less: the coordinate in which each run gets the same room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

_BESIDE = 0.05  # where values beyond the ends lie, as a share of the whole


@dataclass(frozen=True, slots=True, eq=False)
class Quantiles:
    """The empirical distribution of finite numbers: distinct rising ``values`` and the ``ranks`` of each.

    Equal values share the mean of their ranks (midranks, as in Spearman's correlation); ranks are
    stretched so that the lowest value is at 0 and the highest at 1. Between two values it is straight,
    so that every place has its value and back.
    """

    values: Floats
    ranks: Floats

    @classmethod
    def of(cls, numbers: Floats) -> Quantiles:
        """The distribution of ``numbers`` (float64[n], at least two different ones)."""
        values, counts = np.unique(numbers, return_counts=True)
        middles = np.cumsum(counts) - counts / 2
        return cls(values, (middles - middles[0]) / (middles[-1] - middles[0]))

    def rank(self, numbers: npt.ArrayLike) -> Floats:
        """Where ``numbers`` lie, 0 to 1; a little outside beyond the ends; nan for nan."""
        found: Floats = np.interp(
            np.asarray(numbers, dtype=float),
            self.values,
            self.ranks,
            left=-_BESIDE,
            right=1.0 + _BESIDE,
        )
        return found

    def value(self, rank: float) -> float:
        """The number at ``rank``, the inverse; the ends' own beyond them."""
        return float(np.interp(rank, self.ranks, self.values))

    def nearest(self, rank: float) -> float:
        """The value of a run that is nearest to ``rank``."""
        return float(self.values[np.argmin(np.abs(self.ranks - rank))])
