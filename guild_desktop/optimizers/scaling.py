"""Brings results to a scale on which a model can be fitted, whatever their unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guild_desktop.optimizers.positions import Array

_TAIL = 5.0
"""Values so many times farther above the median than the lowest is below it tell only that they are bad."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """Scaled value = (value / unit - center) / spread, computed so that no step can overflow."""

    unit: float
    center: float
    spread: float

    def restored(self, scaled: float) -> float:
        """The value in the objective's own unit."""
        return (scaled * self.spread + self.center) * self.unit

    def deviation(self, scaled: float) -> float:
        """A deviation in the objective's own unit."""
        return scaled * self.spread * self.unit


def scale(values: Sequence[float | None]) -> tuple[Array, Scaling]:
    """Values of mean 0 and deviation 1, and how to undo it; at least one value must be finite.

    Failed trials (None) count as the worst finite value. Very high values are cut first, since one
    diverged trial would otherwise make all others look alike.
    """
    finite = np.array([value for value in values if value is not None])
    unit = float(np.abs(finite).max()) or 1.0
    finite = finite / unit
    lowest, median = float(finite.min()), float(np.median(finite))
    ceiling = float(finite.max())
    if median > lowest:
        ceiling = min(ceiling, median + _TAIL * (median - lowest))
    filled = np.array([ceiling if v is None else min(v / unit, ceiling) for v in values])
    center, spread = float(filled.mean()), float(filled.std())
    if spread <= 1e-12 * max(abs(center), 1e-12):
        spread = 1.0
    return (filled - center) / spread, Scaling(unit, center, spread)
