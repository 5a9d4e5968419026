"""Finds points of a search that were not tried yet: by chance, or spread evenly."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from guild_desktop.optimizers.encoding import Encoding, Point

_TRIES = 100
"""Draws before the space is counted through instead."""

_COUNTABLE = 10_000_000
"""No larger space is counted through; a batch knows far fewer points, so draws find others."""

_EVEN_DIMENSIONS = 12


def unseen_point(
    encoding: Encoding,
    known: Collection[Point],
    rng: np.random.Generator,
    first: Point | None = None,
) -> Point | None:
    """``first`` if it is not ``known``, else another point by chance; None if all are known.

    ``known`` must find its members fast (a set or mapping). A space with an end is counted through
    when draws keep hitting known points, so that its last points are found too.
    """
    if first is not None and first not in known:
        return first
    for _ in range(_TRIES):
        point = encoding.at(rng.random(len(encoding)))
        if point not in known:
            return point
    size = encoding.size
    if size is None or size > _COUNTABLE:
        return None
    free = np.ones(size, dtype=bool)
    free[[encoding.index_of(point) for point in known]] = False
    left = np.flatnonzero(free)
    return encoding.point_at(int(rng.choice(left))) if left.size else None


def spread_point(encoding: Encoding, seed: int, number: int) -> Point:
    """The ``number``-th point, from 0, of a sequence that fills the space evenly from its start on.

    Additive recurrence with the generalised golden ratio (Roberts 2018, "The unreasonable
    effectiveness of quasirandom sequences"), started anywhere by ``seed``. Beyond twelve dimensions
    it is no better than chance, so chance draws.
    """
    dimensions = len(encoding)
    if dimensions > _EVEN_DIMENSIONS:
        return encoding.at(np.random.default_rng((seed, number)).random(dimensions))
    ratio = 2.0
    for _ in range(60):
        ratio = (1 + ratio) ** (1 / (dimensions + 1))
    steps = (1 / ratio) ** np.arange(1, dimensions + 1)
    start = np.random.default_rng(seed).random(dimensions)
    return encoding.at((start + number * steps) % 1)
