"""Learns with scikit-optimize's boosted trees for a low, a middle and a high outcome."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingRegressor
from skopt.learning import GradientBoostingQuantileRegressor

from guild_desktop.optimizers.positions import Array
from guild_desktop.optimizers.surrogate import Model, SurrogateOptimizer, Training

_QUANTILES = (0.16, 0.5, 0.84)
"""The middle, and one deviation of a normal distribution to either side."""


class GradientBoostingOptimizer(SurrogateOptimizer):
    """One boosted regressor for each of three quantiles; see ``SurrogateOptimizer``."""

    is_smooth = False

    def _tune(self, training: Training) -> None:
        """Trees have nothing to tune."""

    def _fit(self, training: Training, tuned: Array | None) -> Model:
        del tuned
        boosted = GradientBoostingQuantileRegressor(
            quantiles=list(_QUANTILES),
            base_estimator=GradientBoostingRegressor(n_estimators=30, loss="quantile"),
            random_state=self._seed % 2**32,
        )
        boosted.fit(training.columns, training.values)
        return _Quantiles(boosted)

    def _guesses(self, mean: Array, training: Training) -> Array:
        """Nothing better than the average: trees do not grow surer where a guess confirms them."""
        guesses: Array = np.maximum(mean, training.values.mean())
        return guesses


class _Quantiles:
    """Fitted quantiles as a ``Model``.

    scikit-optimize 0.10.2 cannot give the deviation itself, since it asks numpy for ``in1d``, which is
    gone since 2.4; nor does scikit-learn since 1.6 take its class for a regressor, so its own
    ``Optimizer`` refuses it. The quantiles alone work with all of them.
    """

    def __init__(self, boosted: Any) -> None:
        self._boosted = boosted

    def predict(self, columns: Array) -> tuple[Array, Array]:
        low, middle, high = self._boosted.predict(columns, return_quantiles=True).T
        # Quantiles fitted apart may cross.
        return middle, np.maximum(high - low, 0.0) / 2
