"""Looks for the untried point that promises most: everywhere, around the best, then uphill."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.optimize import minimize

from guild_desktop.core.space import CategoricalDimension, FloatDimension
from guild_desktop.optimizers.bayes.improvement import improvement_slopes, log_improvement
from guild_desktop.optimizers.bayes.process import Process
from guild_desktop.optimizers.encoding import Encoding
from guild_desktop.optimizers.positions import Array

_EVERYWHERE = 600
_AROUND_EACH = 40
_STEPS = (0.1, 0.02)
"""Candidates around good points are so far away, as parts of each range."""

_COMBINATIONS = 64
"""Up to so many combinations of choices, each is considered at the best points."""

_KEPT = 60
"""So many of the best points are remembered, for when a little more is known."""

_CLIMBS = 4
_CLIMB_STEPS = 25
_CLIMB_GAIN = 1e-5
"""A step that gains less, as a part of the logarithm of what is expected, is the last one."""

_APART = 0.01
"""How near a new point may be to one that still runs, as a part of each range, while trials are few."""

_ROUNDS = 3
"""Times that whole numbers and choices are moved one by one."""


class PromisingPoints:
    """Maximizes the expected improvement over the untried points; used by one ask and thrown away.

    ``known`` are positions of trials told or pending, ``pending`` those of the latter, ``good`` of trials
    worth a closer look, each of shape (points, dimensions). Along flags that can be moved by any amount
    no point lies farther than ``reach`` from all known ones, as a part of the range.
    """

    def __init__(
        self,
        encoding: Encoding,
        process: Process,
        best: float,
        known: Array,
        pending: Array,
        good: Array,
        reach: float,
        rng: np.random.Generator,
    ) -> None:
        self._encoding = encoding
        self._process = process
        self._best = best
        self._places = known
        self._known = set(map(bytes, _exact(known)))
        self._pending = pending
        self._apart_from_pending = min(_APART, 0.1 / max(len(known), 1))
        self._good = good
        self._reach = reach
        self._rng = rng
        self._floats = np.array(
            [
                position
                for position, dimension in enumerate(encoding.dimensions)
                if isinstance(dimension, FloatDimension)
            ],
            dtype=int,
        )

    def most_promising(self) -> Array:
        """The best positions found, best first, shape (points, dimensions); empty if all were tried."""
        candidates = self._by_promise(self._untried(self._candidates()))
        if not len(candidates):
            return candidates
        reached = self._moved(self._climbed(self._apart(candidates)))
        ends = self._untried(self._encoding.snapped(reached))
        return self._by_promise(np.concatenate([ends, candidates[:_KEPT]]))

    def most_promising_of(self, places: Array) -> Array:
        """The same of ``places``, found when a little less was known, and of others near.

        These are near the first place and near the best trial. Nothing is climbed: this takes a small part of
        the time.
        """
        middles = np.concatenate([places[:1], self._good[:1]])
        near = [self._around(place, step) for place in middles for step in _STEPS]
        candidates = self._encoding.snapped(np.concatenate([places, *near]))
        return self._by_promise(self._untried(candidates))

    def _by_promise(self, positions: Array) -> Array:
        ordered: Array = positions[np.argsort(-self._scores(positions), kind="stable")]
        return ordered

    def _scores(self, positions: Array) -> Array:
        mean, deviation = self._process.predict(self._encoding.columns(positions))
        return log_improvement(self._best, mean, deviation)

    def _candidates(self) -> Array:
        encoding = self._encoding
        if encoding.size is not None and encoding.size <= 2 * _EVERYWHERE:
            return encoding.positions([encoding.point_at(n) for n in range(encoding.size)])
        drawn = self._rng.random((_EVERYWHERE, len(encoding)))
        if self._reach < 1:
            middles = self._places[self._rng.integers(len(self._places), size=len(drawn))]
            within = _mirrored(middles + self._reach * self._rng.uniform(-1, 1, drawn.shape))
            drawn[:, self._floats] = within[:, self._floats]
        near = [self._around(place, step) for place in self._good for step in _STEPS]
        return encoding.snapped(np.concatenate([drawn, *near, self._chosen_otherwise()]))

    def _around(self, place: Array, step: float) -> Array:
        shape = (_AROUND_EACH, len(self._encoding))
        # Of many flags only some are moved at once, or nothing would stay near.
        moves = self._rng.random(shape) < max(0.3, min(1.0, 4 / len(self._encoding)))
        return _mirrored(place + np.where(moves, self._rng.normal(0.0, step, shape), 0.0))

    def _chosen_otherwise(self) -> Array:
        """The good points with every other combination of choices."""
        choices = [
            (position, len(dimension.choices))
            for position, dimension in enumerate(self._encoding.dimensions)
            if isinstance(dimension, CategoricalDimension)
        ]
        count = int(np.prod([float(number) for _, number in choices]))
        if not choices or count > _COMBINATIONS or not len(self._good):
            return np.zeros((0, len(self._encoding)))
        columns = [position for position, _ in choices]
        places = []
        for combination in product(*(range(number) for _, number in choices)):
            copies = self._good.copy()
            copies[:, columns] = [
                (index + 0.5) / number
                for index, (_, number) in zip(combination, choices, strict=True)
            ]
            places.append(copies)
        return np.concatenate(places)

    def _apart(self, candidates: Array) -> Array:
        """The candidates without those that lie close to a better one."""
        chosen: list[Array] = []
        for place in candidates[: 20 * _CLIMBS]:
            if all(np.abs(place - other).max(initial=0.0) > 0.05 for other in chosen):
                chosen.append(place)
            if len(chosen) == _CLIMBS:
                break
        return np.array(chosen)

    def _climbed(self, places: Array) -> Array:
        """Uphill along the flags that can be moved by any amount, from all places at once.

        The sum of what they promise is climbed, as BoTorch does: a step for all costs little more than one.
        """
        floats = self._floats
        if not len(floats):
            return places
        columns = self._encoding.columns(places)
        own = np.searchsorted(self._encoding.flags_of_columns, floats)
        low, high = self._within_reach(places[:, floats])

        def cost(moved: Array) -> tuple[float, Array]:
            columns[:, own] = moved.reshape(low.shape)
            mean, deviation, mean_slopes, slopes = self._process.predict_slopes(columns)
            by_mean, by_deviation = improvement_slopes(self._best, mean, deviation)
            uphill = by_mean[:, np.newaxis] * mean_slopes[:, own]
            uphill += by_deviation[:, np.newaxis] * slopes[:, own]
            return -float(log_improvement(self._best, mean, deviation).sum()), -uphill.ravel()

        found = minimize(
            cost,
            places[:, floats].ravel(),
            jac=True,
            bounds=np.column_stack([low.ravel(), high.ravel()]),
            method="L-BFGS-B",
            options={
                "maxiter": _CLIMB_STEPS,
                "maxfun": _CLIMB_STEPS + 10,
                "ftol": _CLIMB_GAIN,
            },
        )
        climbed = places.copy()
        climbed[:, floats] = found.x.reshape(low.shape)
        return climbed

    def _within_reach(self, places: Array) -> tuple[Array, Array]:
        """The ends between which points with these floats may move: about the known ones nearest to them."""
        if self._reach >= 1:
            return np.zeros_like(places), np.ones_like(places)
        known = self._places[:, self._floats]
        apart = np.abs(known - places[:, np.newaxis]).max(axis=2)
        nearest = known[np.argmin(apart, axis=1)]
        return np.maximum(nearest - self._reach, 0.0), np.minimum(nearest + self._reach, 1.0)

    def _moved(self, places: Array) -> Array:
        """Whole numbers and choices moved one by one while that promises more."""
        moved = places.copy()
        active = list(range(len(moved)))
        for _ in range(_ROUNDS):
            active = [number for number in active if self._step(moved, number)]
            if not active:
                break
            moved[active] = self._climbed(moved[active])
        return moved

    def _step(self, places: Array, number: int) -> bool:
        """Put the best neighbour in the place of one position, if it promises more."""
        place = places[number]
        nearby = self._encoding.neighbours(place)
        if not len(nearby):
            return False
        best = int(np.argmax(self._scores(np.concatenate([place[np.newaxis], nearby]))))
        if best:
            places[number] = nearby[best - 1]
        return best > 0

    def _untried(self, positions: Array) -> Array:
        # What a trial beside one that runs would tell is known soon anyway.
        apart = self._encoding.distances(positions, self._pending) >= self._apart_from_pending
        new = np.array([bytes(row) not in self._known for row in _exact(positions)], dtype=bool)
        untried: Array = positions[apart & new]
        return untried[self._encoding.fits(untried)]


def _mirrored(positions: Array) -> Array:
    """Positions reflected at the ends: cutting there would pile candidates up on the edges."""
    mirrored: Array = 1 - np.abs(1 - np.abs(positions) % 2)
    return mirrored


def _exact(positions: Array) -> Array:
    """Positions in which equal points have equal bytes, whatever rounding did to them."""
    exact: Array = np.round(positions, 9) + 0.0
    return exact
