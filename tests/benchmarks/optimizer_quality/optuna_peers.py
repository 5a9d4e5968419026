"""Optuna's samplers as rivals."""

from __future__ import annotations

from typing import Any

from guild_desktop.core.space import CategoricalDimension, IntDimension
from guild_desktop.core.values import Value
from tests.benchmarks.optimizer_quality.problem import Params
from tests.benchmarks.optimizer_quality.rival import Asked, Rival, Setting
from tests.benchmarks.optimizer_quality.spaces import is_ordered


def tpe(setting: Setting) -> Rival:
    """The tree-structured Parzen estimator with its defaults, among them the constant liar."""
    from optuna.samplers import TPESampler

    return _Study(TPESampler(seed=setting.seed), setting)


def cma(setting: Setting) -> Rival:
    """CMA-ES with Optuna's defaults; it draws choices by chance."""
    from optuna.samplers import CmaEsSampler

    return _Study(CmaEsSampler(seed=setting.seed, warn_independent_sampling=False), setting)


def gp(setting: Setting) -> Rival:
    """Optuna's Gaussian process, which needs torch."""
    from optuna.samplers import GPSampler

    return _Study(GPSampler(seed=setting.seed), setting)


class _Study(Rival):
    def __init__(self, sampler: Any, setting: Setting) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._study = optuna.create_study(sampler=sampler)
        self._search = setting.search

    def ask(self) -> Asked:
        trial = self._study.ask()
        params = dict(self._search.constants)
        for dimension in self._search.dimensions:
            params[dimension.name] = _suggested(trial, dimension)
        return Asked(params, trial)

    def tell(self, asked: Asked, loss: float) -> None:
        self._study.tell(asked.token, loss)

    def recommend(self) -> Params | None:
        return None


def _suggested(trial: Any, dimension: Any) -> Value:
    name = dimension.name
    if isinstance(dimension, CategoricalDimension):
        count = len(dimension.choices)
        if is_ordered(dimension):
            return dimension.choices[trial.suggest_int(name, 0, count - 1)]
        return dimension.choices[trial.suggest_categorical(name, range(count))]
    if isinstance(dimension, IntDimension):
        whole: int = trial.suggest_int(name, dimension.low, dimension.high, log=dimension.log)
        return whole
    number: float = trial.suggest_float(name, dimension.low, dimension.high, log=dimension.log)
    return number
