"""A Gaussian process conditioned on results: its mean, its deviation and how both change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotrs, dtrtrs

from guild_desktop.optimizers.bayes.kernel import Kernel
from guild_desktop.optimizers.positions import Array

TRACE = 1e-8
"""Added to the diagonal, as a part of the prior variance, so that equal points can be solved for."""


@dataclass(frozen=True, slots=True)
class Process:
    """What is believed of the true values once some results are known.

    After Rasmussen and Williams (2006), algorithm 2.1. ``columns`` and ``values`` are the results,
    ``shares`` the parts of the noise that these have, ``factor`` is the lower Cholesky factor of their
    covariance with ``added`` on its diagonal, which is the noise and what keeps it solvable, ``weights`` the
    solution for ``values``.
    """

    kernel: Kernel
    columns: Array
    values: Array
    shares: Array
    added: Array
    factor: Array
    weights: Array

    @property
    def expected(self) -> Array:
        """The means at ``columns`` themselves, shape ``(points,)``."""
        expected: Array = self.values - self.added * self.weights
        return expected

    def supposing(self, columns: Array, share: float) -> Process:
        """The process as if results with this ``share`` of the noise had come at ``columns`` as it expects.

        Only its doubts there go. Known rows of the factor stay, which takes a part of the time of a new one.
        """
        between = self.kernel.between(columns, self.columns)
        lower = dtrtrs(self.factor, between.T, lower=1)[0].T
        mean = between @ self.weights
        left = self.kernel.between(columns, columns) - lower @ lower.T
        shares = np.full(len(columns), share)
        corner, added = _factored(left, self.kernel, shares)
        known = len(self.values)
        factor = np.zeros((known + len(columns),) * 2, order="F")
        factor[:known, :known] = self.factor
        factor[known:, :known] = lower
        factor[known:, known:] = corner
        return Process(
            self.kernel,
            np.concatenate([self.columns, columns]),
            np.concatenate([self.values, mean]),
            np.concatenate([self.shares, shares]),
            np.concatenate([self.added, added]),
            factor,
            np.concatenate([self.weights, np.zeros(len(columns))]),
        )

    def predict(self, columns: Array) -> tuple[Array, Array]:
        """Mean and deviation of the true value at each row of ``columns``, each of shape ``(rows,)``."""
        between = self.kernel.between(columns, self.columns)
        mean = between @ self.weights
        solved = dtrtrs(self.factor, between.T, lower=1, overwrite_b=1)[0]
        left = self.kernel.variances(columns) - np.einsum("ij,ij->j", solved, solved)
        return mean, np.sqrt(np.maximum(left, 1e-14))

    def predict_slopes(self, columns: Array) -> tuple[Array, Array, Array, Array]:
        """Mean and deviation at some points, ``(points,)``, and the slopes of both, ``(points, columns)``."""
        between, changes = self.kernel.toward(columns, self.columns)
        solved = dpotrs(self.factor, between.T, lower=1)[0].T
        left = self.kernel.variances(columns) - np.einsum("ij,ij->i", between, solved)
        deviation = np.sqrt(np.maximum(left, 1e-14))
        by_variance = self.kernel.variance_slopes(columns) / 2
        by_variance -= (solved[:, np.newaxis] @ changes)[:, 0]
        slopes = by_variance / deviation[:, np.newaxis]
        return between @ self.weights, deviation, self.weights @ changes, slopes


def condition(
    kernel: Kernel, columns: Array, values: Array, shares: Array | float = 1.0
) -> Process:
    """The process that knows ``values`` at ``columns``, shape ``(points, columns)``, up to the noise.

    ``shares`` is the part of the noise that each value has: of a mean of n repeats the n-th.
    """
    shared = np.broadcast_to(np.asarray(shares, dtype=float), values.shape)
    factor, added = _factored(kernel.between(columns, columns), kernel, shared)
    weights = dpotrs(factor, values, lower=1)[0]
    return Process(kernel, columns, values, shared, added, factor, weights)


def _factored(covariance: Array, kernel: Kernel, shares: Array) -> tuple[Array, Array]:
    """The lower Cholesky factor of a covariance with noise, and what was added to its diagonal."""
    parameters = kernel.parameters
    trace = TRACE * (parameters.matern + parameters.bowl)
    added = parameters.noise * shares + trace
    diagonal = np.arange(len(covariance))
    covariance[diagonal, diagonal] += added
    factor, failed = dpotrf(covariance, lower=1, clean=1)
    while failed:
        # Points so close that rounding leaves no room between them.
        trace *= 100
        added = added + trace
        covariance[diagonal, diagonal] += trace
        factor, failed = dpotrf(covariance, lower=1, clean=1)
    return factor, added
