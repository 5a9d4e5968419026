"""Losses by step as real training leaves them: falling, noisy, diverging, with holes and repeated steps."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

Reports = list[tuple[int, float]]
"""The values of one trial as it reported them, each with its step."""


def recorded_curves(seed: int, trials: int = 24, steps: int = 27) -> list[Reports]:
    """Curves of ``trials`` trials whose best is not the best from its first step on.

    Some rise, some become nan or infinite half way, some end early.
    """
    chance = random.Random(seed)
    return [list(_curve(chance, steps)) for _ in range(trials)]


def _curve(chance: random.Random, steps: int) -> Iterator[tuple[int, float]]:
    floor, fall = chance.uniform(0.1, 1.0), chance.uniform(0.5, 3.0)
    speed, noise = chance.uniform(0.05, 0.6), chance.choice((0.0, 0.02, 0.2))
    kind = chance.choice(("falls",) * 6 + ("rises", "nan", "inf", "short", "nan at first"))
    for step in range(steps):
        loss = floor + fall * math.exp(-speed * step) + chance.gauss(0, noise)
        if kind == "rises":
            loss = floor + fall * step / steps
        if (kind == "nan" and step > steps // 2) or (kind == "nan at first" and step < 4):
            loss = math.nan
        if kind == "inf" and step > steps // 2:
            loss = math.inf
        if kind == "short" and step > steps // 2:
            return
        # As printed: ties happen.
        yield step, round(loss, 2)
