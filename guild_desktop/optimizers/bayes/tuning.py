"""Finds the parameters of the kernel and of the noise that the results make most probable."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs
from scipy.optimize import minimize

from guild_desktop.optimizers.bayes.kernel import Kernel, Parameters
from guild_desktop.optimizers.bayes.process import TRACE
from guild_desktop.optimizers.bayes.scatter import Scatter
from guild_desktop.optimizers.positions import Array

_EXPECTED_LENGTH = 0.4
_EXPECTED = np.log([1.0, 0.05, 0.1, 0.003])
"""Logarithms of what Matern part, bowl, choices and noise are before any result."""

_UNCERTAIN = np.array([1.0, 1.5, 1.5, 2.0])
_UNCERTAIN_LENGTH = 0.8
"""Deviations of these logarithms. Few results fit "all is noise" and "all is wiggles" alike; the priors
keep the fit between."""

_BOUNDS = ((-4.0, 4.0), (-9.0, 4.0), (-9.0, 4.0), (-18.0, 0.5))
_LENGTHS = (-3.5, 4.0)

_STARTS = ((0.0, 0.0), (-0.7, 2.5), (0.7, -2.0))
"""What is added to the expected lengths and noise where the fit starts."""

_MANY = 60
"""From so many results on two starts are enough: they leave less room for several explanations."""

_STEPS = 30
"""Steps of the fit; more move the parameters by less than their own uncertainty."""

_ROUGH_STEPS = 12
_IMPOSSIBLE = 1e25


def tune(
    columns: Array,
    values: Array,
    flags: NDArray[np.intp],
    is_number: NDArray[np.bool_],
    scatter: Scatter | None = None,
    *,
    roughly: bool = False,
) -> tuple[Parameters, float]:
    """The parameters of highest posterior density, and the negative logarithm of that density.

    ``columns`` has shape ``(points, columns)`` and lies in the unit cube, ``values`` shape ``(points,)``
    and deviation 1. ``flags`` and ``is_number`` are described in ``Kernel``. ``scatter`` tells of values that
    are means of repeats; without it all are single. ``roughly`` is enough to compare scales: few steps from
    one start. The slopes are those of Rasmussen and Williams (2006), eq. 5.9; a step costs O(points^3).
    """
    count = int(flags.max()) + 1 if len(flags) else 0
    length = np.log(_EXPECTED_LENGTH) + np.log(max(count, 1)) / 2
    expected = np.concatenate([_EXPECTED, np.full(count, length)])
    uncertain = np.concatenate([_UNCERTAIN, np.full(count, _UNCERTAIN_LENGTH)])
    bounds = [*_BOUNDS, *[_LENGTHS] * count]
    low, high = np.array(bounds).T
    known = Scatter.single(len(values)) if scatter is None else scatter

    def misfit(theta: Array) -> tuple[float, Array]:
        steps = (theta - expected) / uncertain
        kernel = Kernel(Parameters(theta), flags, is_number)
        value, slope = _misfit(kernel, columns, values, count, known)
        return value + float(steps @ steps) / 2, slope + steps / uncertain

    best, lowest = expected, np.inf
    starts = 1 if roughly else 2 if len(values) > _MANY else len(_STARTS)
    for longer, noisier in _STARTS[:starts]:
        start = expected + np.concatenate([[0.0, 0.0, 0.0, noisier], np.full(count, longer)])
        found = minimize(
            misfit,
            np.clip(start, low, high),
            jac=True,
            bounds=bounds,
            method="L-BFGS-B",
            options={"maxiter": _ROUGH_STEPS if roughly else _STEPS},
        )
        if float(found.fun) < lowest:
            best, lowest = found.x, float(found.fun)
    return Parameters(best), lowest


def _misfit(
    kernel: Kernel, columns: Array, values: Array, count: int, scatter: Scatter
) -> tuple[float, Array]:
    """Negative logarithm of the likelihood of ``values`` and their scatter, and its slope by ``theta``."""
    parts = kernel.parts(columns, columns)
    parameters = kernel.parameters
    covariance = parts.sum
    diagonal = np.arange(len(values))
    covariance[diagonal, diagonal] += parameters.noise * scatter.shares + TRACE * (
        parameters.matern + parameters.bowl
    )
    # LAPACK itself: for few trials scipy's own functions take longer to check than to compute.
    factor, failed = dpotrf(covariance, lower=1, clean=1)
    if failed:
        return _IMPOSSIBLE, np.zeros(4 + count)
    weights = dpotrs(factor, values, lower=1)[0]
    value = float(values @ weights) / 2 + float(np.log(factor[diagonal, diagonal]).sum())
    half = dpotri(factor, lower=1)[0]
    inverse = half + half.T
    inverse[diagonal, diagonal] /= 2
    gain = weights[:, np.newaxis] * weights - inverse
    change = np.empty(4 + count)
    change[0] = np.vdot(gain, parts.matern) / 2
    change[1] = np.vdot(gain, parts.bowl) / 2
    change[2] = np.vdot(gain, parts.choices) / 2
    change[3] = parameters.noise * float((gain[diagonal, diagonal] * scatter.shares).sum()) / 2
    # Squared distances a column: sum_ij w_ij (x_i - x_j)^2 = 2 (sum_i x_i^2 w_i. - x' w x).
    weighted = gain * parts.slope
    scaled = kernel.scaled(columns)
    apart = 2 * (weighted.sum(1) @ scaled**2 - (scaled * (weighted @ scaled)).sum(0))
    change[4:] = -np.bincount(kernel.flags, apart, count)
    within, by_noise = scatter.misfit(float(parameters.theta[3]))
    change[3] -= by_noise
    return value + within, -change
