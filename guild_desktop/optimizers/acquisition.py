"""Scores how promising points are from a model's mean and deviation there; lower is better."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from scipy.special import ndtr

from guild_desktop.optimizers.positions import Array

Acquisition: TypeAlias = Callable[[float, Array, Array], Array]
"""Takes the best mean so far, then means and deviations of shape ``(points,)``; gives scores."""


def acquisitions(kappa: float, xi: float) -> dict[str, Acquisition]:
    """The acquisition functions by Guild's names, in units in which the results have deviation 1.

    Expected improvement and probability of improvement by at least ``xi`` after Jones, Schonlau and
    Welch (1998), and the lower confidence bound ``kappa`` deviations below the mean.
    """

    def expected_improvement(best: float, mean: Array, deviation: Array) -> Array:
        wanted = best - xi - mean
        steps = _steps(wanted, deviation)
        density = np.exp(-np.minimum(steps * steps / 2, 700.0)) / np.sqrt(2 * np.pi)
        scores: Array = -(wanted * ndtr(steps) + deviation * density)
        return scores

    def lower_bound(best: float, mean: Array, deviation: Array) -> Array:
        del best
        scores: Array = mean - kappa * deviation
        return scores

    def probability(best: float, mean: Array, deviation: Array) -> Array:
        scores: Array = -ndtr(_steps(best - xi - mean, deviation))
        return scores

    return {"EI": expected_improvement, "LCB": lower_bound, "PI": probability}


def _steps(wanted: Array, deviation: Array) -> Array:
    """How many deviations the wanted improvement is away; without any deviation nothing is left to chance."""
    sure = deviation <= 1e-12
    steps: Array = wanted / np.where(sure, 1.0, deviation)
    steps[sure] = np.where(wanted[sure] > 0, 40.0, -40.0)
    return steps
