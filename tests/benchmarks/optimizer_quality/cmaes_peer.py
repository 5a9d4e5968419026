"""The library cmaes as a rival: CMA-ES, with margins and categories where a space has them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from guild_desktop.core.space import CategoricalDimension, FloatDimension
from guild_desktop.core.values import Value
from tests.benchmarks.optimizer_quality.problem import Params
from tests.benchmarks.optimizer_quality.rival import Asked, Rival, Setting
from tests.benchmarks.optimizer_quality.spaces import ends, is_ordered


def begin(setting: Setting) -> Rival:
    """CMA for floats alone, CatCMAwM otherwise; from the middle of the box, a quarter of it wide."""
    floats = all(isinstance(dimension, FloatDimension) for dimension in setting.search.dimensions)
    return _Floats(setting) if floats else _Mixed(setting)


class _Generations(Rival):
    """Collects the trials that end until a generation is whole; those of the last one may still run."""

    _strategy: Any

    def __init__(self, setting: Setting) -> None:
        self._search = setting.search
        self._told: list[tuple[Any, float]] = []

    def tell(self, asked: Asked, loss: float) -> None:
        self._told.append((asked.token, loss))
        if len(self._told) == self._strategy.population_size:
            self._strategy.tell(self._told)
            self._told = []

    def recommend(self) -> Params | None:
        return None


class _Floats(_Generations):
    def __init__(self, setting: Setting) -> None:
        import cmaes

        super().__init__(setting)
        count = len(self._search.dimensions)
        box = np.tile((0.0, 1.0), (count, 1))
        # It wants two dimensions; the second of a single one means nothing.
        if count == 1:
            box = np.tile((0.0, 1.0), (2, 1))
        self._strategy = cmaes.CMA(
            mean=np.full(len(box), 0.5), sigma=0.25, bounds=box, seed=setting.seed
        )

    def ask(self) -> Asked:
        point = self._strategy.ask()
        params = dict(self._search.constants)
        for dimension, place in zip(self._search.dimensions, point, strict=False):
            params[dimension.name] = _number(dimension, float(place))
        return Asked(params, point)


class _Mixed(_Generations):
    def __init__(self, setting: Setting) -> None:
        import cmaes

        super().__init__(setting)
        kinds = [_kind(dimension) for dimension in self._search.dimensions]
        sizes = [_size(dimension) for dimension in self._search.dimensions]
        whole = [
            list(np.linspace(0, 1, size))
            for kind, size in zip(kinds, sizes, strict=True)
            if kind == "z"
        ]
        choices = [size for kind, size in zip(kinds, sizes, strict=True) if kind == "c"]
        self._kinds = kinds
        self._strategy = cmaes.CatCMAwM(
            x_space=[[0.0, 1.0]] * kinds.count("x") or None,
            z_space=whole or None,
            c_space=choices or None,
            mean=np.full(kinds.count("x") + len(whole), 0.5),
            sigma=0.25,
            seed=setting.seed,
        )

    def ask(self) -> Asked:
        solution = self._strategy.ask()
        parts = {
            "x": iter(() if solution.x is None else solution.x),
            "z": iter(() if solution.z is None else solution.z),
            "c": iter(() if solution.c is None else np.argmax(solution.c, axis=1)),
        }
        params = dict(self._search.constants)
        for kind, dimension in zip(self._kinds, self._search.dimensions, strict=True):
            entry = float(next(parts[kind]))
            if kind == "x":
                params[dimension.name] = _number(dimension, entry)
            else:
                steps = _size(dimension) - 1
                index = round(entry * steps) if kind == "z" else int(entry)
                params[dimension.name] = _at(dimension, index)
        return Asked(params, solution)


def _kind(dimension: Any) -> str:
    if isinstance(dimension, FloatDimension):
        return "x"
    return "z" if is_ordered(dimension) else "c"


def _size(dimension: Any) -> int:
    if isinstance(dimension, CategoricalDimension):
        return len(dimension.choices)
    return 0 if isinstance(dimension, FloatDimension) else dimension.high - dimension.low + 1


def _at(dimension: Any, index: int) -> Value:
    if isinstance(dimension, CategoricalDimension):
        return dimension.choices[index]
    return int(dimension.low + index)


def _number(dimension: FloatDimension, place: float) -> float:
    low, high = ends(dimension)
    value = low + (high - low) * min(max(place, 0.0), 1.0)
    return min(max(math.exp(value) if dimension.log else value, dimension.low), dimension.high)
