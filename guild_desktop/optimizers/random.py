"""Draws each flag by chance from its range."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from guild_desktop.core.batch import Option
from guild_desktop.core.space import Search
from guild_desktop.optimizers.base import Suggestion
from guild_desktop.optimizers.encoded import EncodedOptimizer
from guild_desktop.optimizers.encoding import Point
from guild_desktop.optimizers.unseen import unseen_point


class RandomOptimizer(EncodedOptimizer):
    """Independent draws; with ``avoid-repeats`` every point of a space that has an end comes once.

    The n-th draw depends on the seed and on n alone, so a batch that is continued goes on with new
    points. Belongs to one engine and its thread. See ``Optimizer`` for the methods.
    """

    def __init__(self, search: Search, options: Mapping[str, Option], seed: int) -> None:
        super().__init__(search, seed)
        self._avoid_repeats = bool(options["avoid-repeats"])

    def ask(self) -> Suggestion | None:
        """The flags' initial values first, then draws; None when all points were tried."""
        rng = np.random.default_rng((self._seed, self._results.count))
        point: Point | None = self._encoding.at(rng.random(len(self._encoding)))
        initial = self._initial(point) if point else None
        if initial is not None:
            point = initial
        elif self._avoid_repeats or self._encoding.size is None:
            point = unseen_point(self._encoding, self._results.known, rng, point)
        if point is None:
            return None
        return self._suggestion(point, "random" if initial is None else "initial")
