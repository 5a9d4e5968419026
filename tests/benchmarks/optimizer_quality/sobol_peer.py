"""Points spread evenly by Sobol's sequence: what a search must beat before it may call itself one."""

from __future__ import annotations

import warnings

from scipy.stats.qmc import Sobol

from guild_desktop.optimizers.encoding import Encoding
from tests.benchmarks.optimizer_quality.problem import Params
from tests.benchmarks.optimizer_quality.rival import Asked, Rival, Setting


def begin(setting: Setting) -> Rival:
    """A scrambled Sobol sequence over the box."""
    return _Sobol(setting)


class _Sobol(Rival):
    def __init__(self, setting: Setting) -> None:
        self._encoding = Encoding(setting.search)
        with warnings.catch_warnings():
            # It would rather be asked for powers of two.
            warnings.simplefilter("ignore")
            points = Sobol(len(self._encoding), rng=setting.seed).random(setting.trials)
        self._points = iter(points)

    def ask(self) -> Asked | None:
        point = next(self._points, None)
        return None if point is None else Asked(self._encoding.params(self._encoding.at(point)))

    def tell(self, asked: Asked, loss: float) -> None:
        pass

    def recommend(self) -> Params | None:
        return None
