"""What an instance of a problem is: flags to search, noisy results, and the truth behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from guild_desktop.core.space import SearchSpace
from guild_desktop.core.values import Value
from guild_desktop.flags import parse

Params = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Problem:
    """One instance: the same function as others of its name, with the optimum elsewhere.

    ``flags`` are flag expressions. ``true`` is the noise-free loss of a trial, ``evaluate`` what a run
    of it reports; ``optimum`` is the lowest value of ``true`` and ``best`` a trial that has it.
    """

    name: str
    seed: int
    flags: Mapping[str, str]
    true: Callable[[Params], float]
    evaluate: Callable[[Params, np.random.Generator], float]
    optimum: float
    best: Params

    @property
    def space(self) -> SearchSpace:
        """The search space as a person would have typed it."""
        return parse(self.flags)

    def regret(self, params: Params) -> float:
        """How far above the optimum the noise-free loss of a trial is; never negative but for rounding."""
        return max(self.true(params) - self.optimum, 0.0)


def with_noise(
    true: Callable[[Params], float], deviation: float
) -> Callable[[Params, np.random.Generator], float]:
    """Results that scatter around the truth, normally distributed."""
    return lambda params, rng: true(params) + deviation * float(rng.standard_normal())
