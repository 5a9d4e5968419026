"""A number for each run by which runs of equal values are set apart."""

from __future__ import annotations

import zlib
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]


class Spread:
    """A fixed number from -1 to 1 for each run, from a hash of its id;
    owned by the session, one for all plots.

    It depends on nothing else, so a run keeps its place in a band whatever arrives or is brushed.
    """

    def __init__(self) -> None:
        self._numbers: Floats = np.zeros(0)
        self._ids: tuple[str, ...] = ()

    def numbers(self, ids: tuple[str, ...]) -> Floats:
        """The numbers of the runs ``ids``, by position."""
        if ids is self._ids:
            return self._numbers
        known = len(self._ids)
        if ids[:known] != self._ids:
            known, self._numbers = 0, np.zeros(0)
        if len(ids) > known:
            fresh = [zlib.crc32(run_id.encode()) for run_id in ids[known:]]
            spread = np.array(fresh, dtype=float) / 2**31 - 1.0
            self._numbers = np.concatenate([self._numbers, spread])
        self._ids = ids
        return self._numbers
