"""Learns with scikit-optimize's Gaussian process."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.optimize import minimize
from skopt.learning import GaussianProcessRegressor
from skopt.learning.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

from guild_desktop.core.batch import Option
from guild_desktop.core.space import Search
from guild_desktop.optimizers.positions import Array
from guild_desktop.optimizers.scaling import Scaling
from guild_desktop.optimizers.surrogate import Model, SurrogateOptimizer, Training

_AMPLITUDE = (0.05, 20.0)
_LENGTH = (0.03, 10.0)
_NOISE = (1e-6, 1.0)
"""Bounds of the kernel's parameters, where a range is 1 long and the results have deviation 1."""

_EXPECTED = (1.0, 0.2, 0.05)
_UNCERTAIN = (1.0, 0.7, 1.5)
"""What amplitude, length (in one dimension) and noise are before any result,
and deviations of their logarithms.

Few results fit "all is noise" and "all is wiggles" alike; the priors keep the fit between these.
"""

_STARTS = ((1.0, 1.0), (0.3, 4.0), (3.0, 10.0))
"""Factors of length and noise from which the fit starts."""


class GaussianProcessOptimizer(SurrogateOptimizer):
    """A smooth curve (Matern 5/2, one length for each column) with noise; see ``SurrogateOptimizer``."""

    def __init__(self, search: Search, options: Mapping[str, Option], seed: int) -> None:
        super().__init__(search, options, seed)
        noise = options["noise"]
        self._variance = None if isinstance(noise, str) else float(noise)

    def _tune(self, training: Training) -> Array:
        """The most probable logarithms of amplitude, lengths and (unless given) noise."""
        count = training.columns.shape[1]
        kernel = self._kernel(count, training.scaling)
        bounds = kernel.bounds
        amplitude, length, noise = np.log(_EXPECTED)
        lengths = [length + np.log(count) / 2] * count
        expected = np.array([amplitude, *lengths, noise])[: len(bounds)]
        uncertain = np.array([_UNCERTAIN[0], *[_UNCERTAIN[1]] * count, _UNCERTAIN[2]])
        uncertain = uncertain[: len(bounds)]
        process = GaussianProcessRegressor(kernel, optimizer=None)
        process.fit(training.columns, training.values)

        def misfit(theta: Array) -> tuple[float, Array]:
            likelihood, gradient = process.log_marginal_likelihood(theta, eval_gradient=True)
            steps = (theta - expected) / uncertain
            return float(steps @ steps) / 2 - likelihood, steps / uncertain - gradient

        found = []
        for longer, noisier in _STARTS:
            factors = np.array([1.0, *[longer] * count, noisier])[: len(bounds)]
            start = np.clip(expected + np.log(factors), bounds[:, 0], bounds[:, 1])
            found.append(
                minimize(
                    misfit,
                    start,
                    jac=True,
                    bounds=bounds,
                    method="L-BFGS-B",
                    options={"maxiter": 40},
                )
            )
        best: Array = min(found, key=lambda result: float(result.fun)).x
        return best

    def _fit(self, training: Training, tuned: Array | None) -> Model:
        kernel = self._kernel(training.columns.shape[1], training.scaling)
        kernel = kernel.clone_with_theta(tuned)
        process = GaussianProcessRegressor(kernel, optimizer=None, noise="gaussian")
        process.fit(training.columns, training.values)
        return _Process(process)

    def _guesses(self, mean: Array, training: Training) -> Array:
        """The expected value itself: the curve stays, only its uncertainty there goes."""
        del training
        return mean

    def _kernel(self, count: int, scaling: Scaling) -> Any:
        _, length, level = _EXPECTED
        noise = WhiteKernel(level, _NOISE)
        if self._variance is not None:
            # The variance was given in the objective's unit; a trace of noise keeps repeats solvable.
            scaled = self._variance / max(scaling.deviation(1.0) ** 2, 1e-300)
            noise = WhiteKernel(min(max(scaled, _NOISE[0]), 1e6), "fixed")
        matern = Matern(np.full(count, length), _LENGTH, nu=2.5)
        return ConstantKernel(1.0, _AMPLITUDE) * matern + noise


class _Process:
    """A fitted process as a ``Model``."""

    def __init__(self, process: Any) -> None:
        self._process = process

    def predict(self, columns: Array) -> tuple[Array, Array]:
        with warnings.catch_warnings():
            # At a trial without noise rounding may take the variance a hair below 0; it becomes 0.
            warnings.filterwarnings("ignore", "Predicted variances smaller than 0")
            mean, deviation = self._process.predict(columns, return_std=True)
        return mean, deviation
