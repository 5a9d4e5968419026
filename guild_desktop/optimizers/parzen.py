"""Proposes trials by Optuna's tree-structured Parzen estimator."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import FrozenTrial, TrialState, create_trial

from guild_desktop.core.batch import Option
from guild_desktop.core.space import (
    CategoricalDimension,
    IntDimension,
    Search,
    SearchDimension,
)
from guild_desktop.optimizers.base import Suggestion
from guild_desktop.optimizers.encoded import EncodedOptimizer
from guild_desktop.optimizers.encoding import Point
from guild_desktop.optimizers.unseen import spread_point, unseen_point

_FEW_NUMBERS = 1000
"""Up to so many whole numbers Optuna knows that they are whole; of more a position is as good."""

_TRIES = 8
"""How often Optuna is asked for a point that was not tried yet before chance looks for one."""


class ParzenOptimizer(EncodedOptimizer):
    """TPE after Bergstra et al. (2011) as Optuna has it, in a study that lives in memory for one ask.

    A failed trial counts as the worst finite value seen. The n-th proposal depends on the seed, on n and on
    what was told. Belongs to one engine's child and its thread. See ``Optimizer`` for the methods.
    """

    def __init__(self, search: Search, options: Mapping[str, Option], seed: int) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        super().__init__(search, seed)
        self._starts = max(int(options["startup-trials"]), 1)
        self._candidates = int(options["ei-candidates"])
        self._is_liar = bool(options["constant-liar"])
        # Positions in the unit cube know nothing of logarithms and of ranges wider than a float.
        self._distributions = {
            str(place): _distribution(dimension)
            for place, dimension in enumerate(self._encoding.dimensions)
        }

    def ask(self) -> Suggestion | None:
        """Initial values, points spread over the space, then what the estimator finds most promising."""
        results = self._results
        rng = np.random.default_rng((self._seed, results.count))
        even = spread_point(self._encoding, self._seed, results.count)
        initial = self._initial(even)
        if initial is not None:
            return self._suggestion(initial, "initial")
        proposed = None
        usable = len(results.told) + len(results.pending)
        is_exhausted = self._encoding.size is not None and len(results.known) >= self._encoding.size
        if usable >= self._starts and results.best is not None and not is_exhausted:
            proposed = self._proposal(rng)
        point = proposed or unseen_point(self._encoding, results.known, rng, even)
        if point is None:
            return None
        return self._suggestion(point, "model" if proposed else "random")

    def _proposal(self, rng: np.random.Generator) -> Point | None:
        sampler = optuna.samplers.TPESampler(
            n_startup_trials=0,
            n_ei_candidates=self._candidates,
            constant_liar=self._is_liar,
            seed=int(rng.integers(2**31)),
        )
        study = optuna.create_study(sampler=sampler)
        study.add_trials(self._trials())
        for _ in range(_TRIES):
            trial = study.ask(self._distributions)
            point = self._point(trial.params)
            if point not in self._results.known:
                return point
            study.tell(trial, state=TrialState.FAIL)
        return None

    def _trials(self) -> list[FrozenTrial]:
        finite = [told.value for told in self._results.told if told.value is not None]
        worst = max(finite)
        trials = [
            self._trial(told.key, TrialState.COMPLETE, worst if told.value is None else told.value)
            for told in self._results.told
        ]
        return trials + [
            self._trial(point, TrialState.RUNNING, None) for point in self._results.pending
        ]

    def _trial(self, point: Point, state: TrialState, value: float | None) -> FrozenTrial:
        position = self._encoding.positions([point])[0]
        params = {
            name: float(position[int(name)])
            if isinstance(distribution, FloatDistribution)
            else int(point[int(name)])
            for name, distribution in self._distributions.items()
        }
        return create_trial(
            state=state, value=value, params=params, distributions=self._distributions
        )

    def _point(self, params: Mapping[str, float]) -> Point:
        """The point Optuna means: positions where its axis is one, the entry itself elsewhere."""
        places = [
            params[name] if isinstance(distribution, FloatDistribution) else 0.0
            for name, distribution in self._distributions.items()
        ]
        entries = self._encoding.at(places)
        return tuple(
            entry if isinstance(distribution, FloatDistribution) else int(params[name])
            for entry, (name, distribution) in zip(
                entries, self._distributions.items(), strict=True
            )
        )


def _distribution(dimension: SearchDimension) -> BaseDistribution:
    if isinstance(dimension, CategoricalDimension):
        return CategoricalDistribution(range(len(dimension.choices)))
    if isinstance(dimension, IntDimension) and dimension.high - dimension.low < _FEW_NUMBERS:
        return IntDistribution(dimension.low, dimension.high, log=dimension.log)
    return FloatDistribution(0.0, 1.0)
