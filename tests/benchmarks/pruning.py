"""What early stopping saves and loses, on real learning curves run again in many orders."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator

from guild_desktop.core.batch import EarlyStopping, Objective
from guild_desktop.engine.pruning.catalogue import read_early_stopping
from guild_desktop.engine.pruning.rule import Rule
from guild_desktop.engine.pruning.rules import make_rule
from tests.benchmarks.measure import Result, result
from tests.engine.pruning.replay import RuleJudge, learning_curves, replay

_CHOICES = (
    "median",
    "median,warmup-steps=10",
    "asha",
    "asha,factor=3",
    "asha,factor=4",
    "asha,factor=4,startup-trials=0",
)
"""As commands spell them; the last one is optuna's."""


def measure(*, quick: bool) -> Iterator[Result]:
    """Run 50 of the 100 networks again in each order, four at once, and see what the rules make of them."""
    for text in _CHOICES:
        chosen = read_early_stopping(text)
        if chosen is not None:
            yield from _measure(text, _maker(chosen), 20 if quick else 200)


def _maker(chosen: EarlyStopping) -> Callable[[], Rule]:
    return lambda: make_rule(chosen, Objective())


def _measure(text: str, make: Callable[[], Rule], orders: int) -> Iterator[Result]:
    curves = learning_curves()
    saved, gaps = [], []
    for seed in range(orders):
        drawn = random.Random(seed).sample(curves, 50)
        found = replay(drawn, RuleJudge(make(), spares=True), 4)
        saved.append(1 - found.taken / sum(map(len, drawn)))
        results = [curve[-1][1] for curve in drawn]
        gaps.append(min(results[trial] for trial in found.completed) - min(results))
    lost = 100 * sum(gap > 0 for gap in gaps) / orders
    far = sorted(gaps)[round(0.9 * (orders - 1))]
    yield result(f"pruning: {text}, steps saved", 100 * statistics.mean(saved), "%")
    note = f"best kept higher by {statistics.mean(gaps):.3f}, in one of ten by {far:.3f} and more"
    yield result("pruning:   the best run lost, of orders", lost, "%", None, note)
