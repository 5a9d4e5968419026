"""What Guild AI does with scikit-optimize, as a rival: a new minimization for each trial, told all."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from guild_desktop.core.space import CategoricalDimension, FloatDimension
from tests.benchmarks.optimizer_quality.problem import Params
from tests.benchmarks.optimizer_quality.rival import Asked, Rival, Setting

_RANDOM_STARTS = 3


def gp(setting: Setting) -> Rival:
    """The Gaussian process with Guild's defaults: gp_hedge, kappa 1.96, xi 0.05, noise gaussian."""
    return _Guild(setting)


class _Guild(Rival):
    def __init__(self, setting: Setting) -> None:
        from skopt import space

        self._search = setting.search
        self._dimensions = [_dimension(space, dimension) for dimension in self._search.dimensions]
        self._chance = np.random.RandomState(setting.seed)
        self._told: list[tuple[Any, float]] = []

    def ask(self) -> Asked:
        from skopt import Optimizer, space
        from skopt.utils import cook_estimator, normalize_dimensions

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if len(self._told) < _RANDOM_STARTS:
                point = space.Space(self._dimensions).rvs(random_state=self._chance)[0]
            else:
                # As gp_minimize makes them; its hedge starts from nothing each time, and so here.
                normalized = normalize_dimensions(self._dimensions)
                drawn = self._chance.randint(0, np.iinfo(np.int32).max)
                model = cook_estimator("GP", space=normalized, random_state=drawn, noise="gaussian")
                optimizer = Optimizer(
                    normalized,
                    model,
                    n_initial_points=0,
                    acq_func="gp_hedge",
                    acq_func_kwargs={"kappa": 1.96, "xi": 0.05},
                    random_state=self._chance,
                )
                optimizer.tell([point for point, _ in self._told], [loss for _, loss in self._told])
                point = optimizer.ask()
        params = dict(self._search.constants)
        for dimension, entry in zip(self._search.dimensions, point, strict=True):
            if isinstance(dimension, CategoricalDimension):
                params[dimension.name] = dimension.choices[int(entry)]
            else:
                kind = float if isinstance(dimension, FloatDimension) else int
                params[dimension.name] = kind(entry)
        return Asked(params, [_native(entry) for entry in point])

    def tell(self, asked: Asked, loss: float) -> None:
        self._told.append((asked.token, loss))

    def recommend(self) -> Params | None:
        return None


def _dimension(space: Any, dimension: Any) -> Any:
    """Choices by their place: scikit-optimize cannot hold all values."""
    if isinstance(dimension, CategoricalDimension):
        return space.Categorical(list(range(len(dimension.choices))))
    prior = "log-uniform" if dimension.log else "uniform"
    kind = space.Real if isinstance(dimension, FloatDimension) else space.Integer
    return kind(dimension.low, dimension.high, prior=prior)


def _native(entry: Any) -> Any:
    return entry.item() if hasattr(entry, "item") else entry
