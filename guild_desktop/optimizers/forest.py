"""Learns with scikit-optimize's extremely randomized trees."""

from __future__ import annotations

from typing import Any

import numpy as np
from skopt.learning import ExtraTreesRegressor

from guild_desktop.optimizers.positions import Array
from guild_desktop.optimizers.surrogate import Model, SurrogateOptimizer, Training

_TREES = 100
_LEAF = 2
"""Trials in a leaf at least; scikit-optimize's 3 blurs a search of some twenty trials."""


class ForestOptimizer(SurrogateOptimizer):
    """The mean and the disagreement of many random trees; see ``SurrogateOptimizer``."""

    is_smooth = False

    def _tune(self, training: Training) -> None:
        """Trees have nothing to tune."""

    def _fit(self, training: Training, tuned: Array | None) -> Model:
        del tuned
        forest = ExtraTreesRegressor(
            n_estimators=_TREES, min_samples_leaf=_LEAF, random_state=self._seed % 2**32
        )
        forest.fit(training.columns, training.values)
        return _Forest(forest)

    def _guesses(self, mean: Array, training: Training) -> Array:
        """Nothing better than the average: trees do not grow surer where a guess confirms them."""
        guesses: Array = np.maximum(mean, training.values.mean())
        return guesses


class _Forest:
    """Fitted trees as a ``Model``."""

    def __init__(self, forest: Any) -> None:
        self._forest = forest

    def predict(self, columns: Array) -> tuple[Array, Array]:
        mean, deviation = self._forest.predict(columns, return_std=True)
        return mean, deviation
