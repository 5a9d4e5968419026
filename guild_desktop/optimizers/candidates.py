"""Looks for the untried point with the lowest score, by chance everywhere and then around the best."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from guild_desktop.optimizers.encoding import Encoding
from guild_desktop.optimizers.positions import Array

Predict: TypeAlias = Callable[[Array], tuple[Array, Array]]
"""Columns of shape (points, columns) to means and deviations, each of shape (points,)."""

Score: TypeAlias = Callable[[Array, Array], Array]
"""Means and deviations to scores, all of shape (points,); lower is better."""

_EVERYWHERE = 2000
_AROUND_EACH = 100
_REFINEMENTS = (0.03, 0.01, 0.003)
"""Steps, as parts of each range, by which the best candidate is refined."""

_APART = 0.005
"""How near an old point a new one may be, as a part of each range, while trials are few."""


class Candidates:
    """The untried points an optimizer considers for one proposal; used by one ask and thrown away.

    ``known`` are the positions of trials told or pending, ``good`` those worth a closer look, each of
    shape (points, dimensions). Those that the search leaves out are not considered.
    """

    def __init__(
        self,
        encoding: Encoding,
        predict: Predict,
        known: Array,
        good: Array,
        rng: np.random.Generator,
    ) -> None:
        self._encoding = encoding
        self._predict = predict
        self._known = known
        self._rng = rng
        self._apart = min(_APART, 0.1 / max(len(known), 1))
        self._positions = self._untried(self._everywhere(good))
        if len(self._positions):
            self._predicted = predict(encoding.columns(self._positions))

    def lowest(self, score: Score, *, refine: bool) -> Array | None:
        """The position, shape (dimensions,), with the lowest score; None if all points were tried.

        ``refine`` moves on from the best candidate in small steps. Among equals, as trees give them by the
        hundred, the one farthest from all known points.
        """
        if not len(self._positions):
            return None
        place, value = self._best(self._positions, score(*self._predicted))
        for step in _REFINEMENTS if refine else ():
            nearby = self._untried(self._around(place, step))
            if len(nearby):
                scores = score(*self._predict(self._encoding.columns(nearby)))
                other, lower = self._best(nearby, scores)
                if lower < value:
                    place, value = other, lower
        return place

    def _best(self, positions: Array, scores: Array) -> tuple[Array, float]:
        lowest = float(scores.min())
        equal = positions[scores <= lowest + 1e-9 * max(1.0, abs(lowest))]
        if len(equal) > 1:
            equal = equal[[np.argmax(self._encoding.distances(equal, self._known))]]
        return equal[0], lowest

    def _everywhere(self, good: Array) -> Array:
        encoding = self._encoding
        if encoding.size is not None and encoding.size <= _EVERYWHERE:
            return encoding.positions([encoding.point_at(n) for n in range(encoding.size)])
        drawn = self._rng.random((_EVERYWHERE, len(encoding)))
        near = [self._around(place, step) for place in good for step in (0.1, 0.02)]
        return encoding.snapped(np.concatenate([drawn, *near]))

    def _around(self, place: Array, step: float) -> Array:
        """Neighbours: each number moved a little, at times one flag drawn afresh."""
        shape = (_AROUND_EACH, len(self._encoding))
        moved = place + self._rng.normal(0.0, step, shape)
        # Mirrored at the ends: cutting there would pile candidates up on the edges.
        moved = 1 - np.abs(1 - np.abs(moved) % 2)
        fresh = self._rng.random(shape) < 0.3 / max(len(self._encoding), 1)
        return self._encoding.snapped(np.where(fresh, self._rng.random(shape), moved))

    def _untried(self, positions: Array) -> Array:
        distances = self._encoding.distances(positions, self._known)
        apart = positions[distances > self._apart]
        untried = apart if len(apart) else positions[distances > 1e-12]
        return untried[self._encoding.fits(untried)]
