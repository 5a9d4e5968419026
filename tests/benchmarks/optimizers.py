"""What one more trial costs an optimizer: a tell and an ask, against scikit-optimize's own;
and who waits for it.
"""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Iterator
from typing import Any

from guild_desktop.flags import parse
from guild_desktop.optimizers import create
from tests.benchmarks.measure import Result, Task, cpu_here, medians, result
from tests.benchmarks.waiting import measure_waiting

NAMES = {"gp": "GP", "forest": "RF", "gbrt": "GBRT"}
"""Ours, and the estimators of scikit-optimize that they are made from."""
_BARS = {300: 100.0, 1000: 600.0}
"""Milliseconds that a proposal of ``bayes`` may take after so many trials."""
_BROKEN = "gbrt"
"""scikit-optimize's own refuses its estimator under today's scikit-learn: nothing to compare with."""


def measure(*, quick: bool) -> Iterator[Result]:
    """Tell a batch of trials, then measure one tell and one ask more; then how long workers wait."""
    rounds = 2 if quick else 5
    for told in (10,) if quick else (10, 100, 300, 1000):
        found = medians({"ours": _ours("bayes", told)}, rounds, cpu_here)
        yield result(
            f"optimizers: bayes, tell and ask after {told}", found["ours"], "ms", _BARS.get(told)
        )
    for name in NAMES:
        for told in (10,) if quick else (10, 50):
            tasks = {"ours": _ours(name, told)}
            if name != _BROKEN:
                tasks["skopt"] = _skopt(name, told)
            found = medians(tasks, rounds, cpu_here)
            yield result(f"optimizers: {name}, tell and ask after {told}", found["ours"], "ms")
            if name == _BROKEN:
                continue
            ratio = found["ours"] / found["skopt"]
            note = f"{found['skopt']:.0f} ms; bare, with its own defaults"
            yield result("optimizers:   against scikit-optimize", ratio, "x", None, note)
    yield from measure_waiting(quick=quick)


def _loss(x: float, y: float) -> float:
    return math.sin(5 * x) * (1 - math.tanh(x * x)) + 0.1 * y * y


def _points(told: int) -> list[tuple[float, float]]:
    chance = random.Random(1)
    return [(chance.uniform(-2, 2), chance.uniform(-1, 1)) for _ in range(told)]


def _ours(name: str, told: int) -> Task:
    space = parse({"x": "[-2.0:2.0]", "y": "[-1.0:1.0]"})
    optimizer = create(name, space, {}, 1)
    for x, y in _points(told):
        optimizer.tell({"x": x, "y": y}, _loss(x, y))
    optimizer.ask()

    def tell_and_ask() -> None:
        suggestion = optimizer.ask()
        if suggestion is None:
            raise RuntimeError("a search has no end")
        x, y = (float(str(suggestion.params[flag])) for flag in ("x", "y"))
        optimizer.tell(suggestion.params, _loss(x, y))

    return tell_and_ask


def _skopt(name: str, told: int) -> Task:
    from skopt import Optimizer

    optimizer: Any = Optimizer(
        [(-2.0, 2.0), (-1.0, 1.0)], NAMES[name], n_initial_points=3, random_state=1
    )
    points = _points(told)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        optimizer.tell([list(point) for point in points], [_loss(*point) for point in points])

    def tell_and_ask() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            point = optimizer.ask()
            optimizer.tell(point, _loss(*point))

    return tell_and_ask
