"""Which results a model learns from when there are more than it can take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from guild_desktop.optimizers.results import Key, Told

FIRST = 20
"""So many results tell how the space is on the whole: then a search goes where values are low."""


def learnable(told: Sequence[Told[Key]], limit: int, seed: int) -> NDArray[np.intp]:
    """Indices, in their order, of all results or of ``limit``: half are the lowest, half others.

    The lowest say where to look closer, the others how the rest of the space is: the first results, and of
    later ones some that chance takes. Failed ones count as the highest. The same results and seed give the
    same choice.
    """
    count = len(told)
    if count <= limit:
        return np.arange(count)
    values = [np.inf if trial.value is None else trial.value for trial in told]
    order = np.argsort(values, kind="stable")
    half = limit // 2
    rest = np.random.default_rng((seed, count)).permutation(order[half:])
    rest = rest[np.argsort(rest >= FIRST, kind="stable")]
    return np.sort(np.concatenate([order[:half], rest[: limit - half]]))
