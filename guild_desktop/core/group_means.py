"""Mean and deviation of the values of many groups at once."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guild_desktop.core.column import Floats
from guild_desktop.core.trial_end import Spread


@dataclass(frozen=True, slots=True)
class Means:
    """By group: ``mean`` (nan where there is no value), sample ``deviation`` (nan of a
    single one) and ``count``.

    Each is of shape (groups,).
    """

    mean: Floats
    deviation: Floats
    count: npt.NDArray[np.intp]

    def spread(self, number: int) -> Spread | None:
        """Those of one group; None if it has no value."""
        if not self.count[number]:
            return None
        deviation = float(self.deviation[number]) if self.count[number] > 1 else None
        return Spread(float(self.mean[number]), int(self.count[number]), deviation)


def group_means(groups: npt.NDArray[np.integer], values: Floats, number: int) -> Means:
    """Those of finite values, whose ``groups`` are numbered from 0 to ``number`` - 1;
    no sum of theirs overflows.
    """
    count = np.bincount(groups, minlength=number)
    largest = np.zeros(number)
    np.maximum.at(largest, groups, np.abs(values))
    # By powers of two, which leaves every digit as it is.
    _, exponent = np.frexp(largest)
    parts = np.ldexp(values, -exponent[groups])
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        mean = np.bincount(groups, parts, number) / count
        squares = np.bincount(groups, (parts - mean[groups]) ** 2, number)
        deviation = np.ldexp(np.sqrt(squares / (count - 1)), exponent)
    deviation[count < 2] = np.nan
    return Means(np.ldexp(mean, exponent), np.minimum(deviation, sys.float_info.max), count)
