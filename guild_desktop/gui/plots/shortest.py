"""The number with the fewest digits that lies in a gap, so that ends of ranges read well."""

from __future__ import annotations

import math


def shortest_between(first: float, beyond: float) -> float:
    """The number with the fewest digits that is at least ``first`` and less than ``beyond``."""
    for digits in range(1, 17):
        size = max(abs(first), abs(beyond))
        power = math.floor(math.log10(size)) - digits + 1 if size > 0 else 0
        step = 10.0**power
        if step == 0.0:  # smaller than a float can be
            return first
        candidate = float(f"{math.ceil(first / step - 1e-12) * step:.15g}")
        if first <= candidate < beyond:
            return candidate
    return first
