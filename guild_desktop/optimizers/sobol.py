"""Spreads trials evenly over the space by Sobol's sequence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.stats.qmc import Sobol

from guild_desktop.core.batch import Option
from guild_desktop.core.errors import UserError
from guild_desktop.core.space import Search
from guild_desktop.core.values import Value
from guild_desktop.optimizers.base import Suggestion
from guild_desktop.optimizers.encoded import EncodedOptimizer
from guild_desktop.optimizers.encoding import Point
from guild_desktop.optimizers.unseen import unseen_point

_BLOCK = 256
"""Points made at once; a power of two, in which the sequence is balanced."""

_LOOKED_THROUGH = 1024
"""Points of the sequence in a row that may have been tried before chance looks for one instead."""


class SobolOptimizer(EncodedOptimizer):
    """Proposes the first point of the sequence that was not tried yet (Sobol 1967, directions of
    Joe and Kuo 2008).

    So it goes on where it stood in a batch that is continued, and whole numbers and choices, which many
    points of the sequence share, come once each until all were tried. Belongs to one engine's child and
    its thread. See ``Optimizer`` for the methods.
    """

    def __init__(self, search: Search, options: Mapping[str, Option], seed: int) -> None:
        super().__init__(search, seed)
        self._scramble = bool(options["scramble"])
        if len(self._encoding) > Sobol.MAXDIM:
            raise UserError(
                f"Sobol's sequence has {Sobol.MAXDIM} dimensions at most.",
                "Choose the optimizer 'random', or vary fewer flags.",
            )
        self._points = self._sequence()
        self._next = next(self._points)
        self._passed = 0

    def ask(self) -> Suggestion | None:
        """The flags' initial values first, then the sequence; None when all points were tried."""
        point = self._untried()
        initial = self._initial(self._next)
        if initial is not None:
            return self._suggestion(initial, "initial")
        return None if point is None else self._suggestion(point, "random")

    def withdraw(self, params: Mapping[str, Value]) -> None:
        """Allow this point again; it is the first of the sequence then."""
        super().withdraw(params)
        self._points = self._sequence()
        self._next = next(self._points)
        self._passed = 0

    def _untried(self) -> Point | None:
        # The end depends on the count alone, and all that was passed stays tried: an optimizer that is
        # told of a batch arrives at the same point as one that lived through it.
        end = _LOOKED_THROUGH + 4 * self._results.count
        while self._passed < end and self._next in self._results.known:
            self._next = next(self._points)
            self._passed += 1
        rng = np.random.default_rng((self._seed, self._results.count))
        return unseen_point(self._encoding, self._results.known, rng, self._next)

    def _sequence(self) -> Iterator[Point]:
        dimensions = len(self._encoding)
        rng = np.random.default_rng(self._seed)
        sequence = Sobol(max(dimensions, 1), scramble=self._scramble, rng=rng)
        while True:
            for positions in sequence.random(_BLOCK):
                yield self._encoding.at(positions[:dimensions])
