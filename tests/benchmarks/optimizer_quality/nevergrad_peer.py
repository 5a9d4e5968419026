"""Nevergrad's NGOpt, which chooses a method by space, number of trials and workers, as a rival."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from guild_desktop.core.space import CategoricalDimension, IntDimension
from tests.benchmarks.optimizer_quality.problem import Params
from tests.benchmarks.optimizer_quality.rival import Asked, Rival, Setting
from tests.benchmarks.optimizer_quality.spaces import is_ordered


def begin(setting: Setting) -> Rival:
    """NGOpt told how many trials there will be, as it wants to know."""
    return _NGOpt(setting)


class _NGOpt(Rival):
    def __init__(self, setting: Setting) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import nevergrad
            from nevergrad.optimization import metamodel

            # Its model takes the one value of an array for a number, which numpy no longer does.
            metamodel.float = _single
            self._search = setting.search
            space = nevergrad.p.Dict(
                **{
                    dimension.name: _parameter(nevergrad.p, dimension)
                    for dimension in self._search.dimensions
                }
            )
            space.random_state.seed(setting.seed)
            self._optimizer = nevergrad.optimizers.NGOpt(
                parametrization=space, budget=setting.trials, num_workers=setting.workers
            )

    def ask(self) -> Asked:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            candidate = self._optimizer.ask()
        return Asked(self._params(candidate), candidate)

    def tell(self, asked: Asked, loss: float) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._optimizer.tell(asked.token, loss)

    def recommend(self) -> Params:
        """Its own recommendation, which need not be a point it has tried."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self._params(self._optimizer.provide_recommendation())

    def _params(self, candidate: Any) -> Params:
        params = dict(self._search.constants)
        for dimension in self._search.dimensions:
            value = candidate.value[dimension.name]
            if isinstance(dimension, CategoricalDimension):
                params[dimension.name] = dimension.choices[int(value)]
            elif isinstance(dimension, IntDimension):
                params[dimension.name] = int(value)
            else:
                # A logarithm and back may end a hair outside of the range.
                params[dimension.name] = min(max(float(value), dimension.low), dimension.high)
        return params


def _single(value: Any) -> float:
    return float(np.ravel(value)[0])


def _parameter(kinds: Any, dimension: Any) -> Any:
    if isinstance(dimension, CategoricalDimension):
        places = range(len(dimension.choices))
        return kinds.TransitionChoice(places) if is_ordered(dimension) else kinds.Choice(places)
    scalar = kinds.Log if dimension.log else kinds.Scalar
    parameter = scalar(lower=dimension.low, upper=dimension.high)
    return parameter.set_integer_casting() if isinstance(dimension, IntDimension) else parameter
