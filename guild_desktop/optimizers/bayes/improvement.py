"""Expected improvement in logarithms, so that it can be compared and climbed where it is tiny."""

from __future__ import annotations

import numpy as np
from scipy.special import erfcx, log_ndtr, ndtr

from guild_desktop.optimizers.positions import Array

_LOG_ROOT_TWO_PI = float(np.log(2 * np.pi)) / 2
_LOG_ROOT_HALF_PI = float(np.log(np.pi / 2)) / 2
_FAR = -1e5
"""Beyond, the leading term is exact to all digits."""


def log_improvement(best: float, mean: Array, deviation: Array) -> Array:
    """Logarithm of how far below ``best`` a normally distributed value is expected to be.

    After Ament et al. (2023), "Unexpected Improvements to Expected Improvement for Bayesian
    Optimization", eq. 9. ``mean`` and ``deviation`` have the same shape, and so has the result.
    """
    steps = (best - mean) / deviation
    improvement: Array = np.log(deviation) + _log_partial_moment(steps)
    return improvement


def improvement_slopes(best: float, mean: Array, deviation: Array) -> tuple[Array, Array]:
    """How ``log_improvement`` changes with the mean and with the deviation, in the same shape."""
    steps = (best - mean) / deviation
    # The derivative of log(phi(z) + z Phi(z)) is Phi(z) / (phi(z) + z Phi(z)).
    ratio = np.exp(log_ndtr(steps) - _log_partial_moment(steps))
    return -ratio / deviation, (1 - steps * ratio) / deviation


def _log_partial_moment(steps: Array) -> Array:
    """log(phi(z) + z Phi(z)) at each z."""
    near = steps > -1
    safe = np.where(near, steps, 0.0)
    density = np.exp(-safe * safe / 2 - _LOG_ROOT_TWO_PI)
    result: Array = np.log(density + safe * ndtr(safe))
    if not near.all():
        low = np.where(near, -1.0, steps)
        body = np.log(erfcx(-low / np.sqrt(2)) * -low) + _LOG_ROOT_HALF_PI
        tail = np.where(low < _FAR, -2 * np.log(-low), np.log(-np.expm1(np.minimum(body, -1e-300))))
        result = np.where(near, result, -low * low / 2 - _LOG_ROOT_TWO_PI + tail)
    return result
