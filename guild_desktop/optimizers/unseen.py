"""Finds a point of a search that was not tried yet."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from guild_desktop.optimizers.encoding import Encoding, Point

_TRIES = 100
"""Draws before the space is counted through instead."""

_COUNTABLE = 10_000_000
"""No larger space is counted through; a batch knows far fewer points, so draws find others."""


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
    size = encoding.size
    if size is None or size > 4 * len(known):
        for _ in range(_TRIES):
            point = encoding.at(rng.random(len(encoding)))
            if point not in known:
                return point
    if size is None or size > _COUNTABLE:
        return None
    free = np.ones(size, dtype=bool)
    free[[encoding.index_of(point) for point in known]] = False
    left = np.flatnonzero(free)
    return encoding.point_at(int(rng.choice(left))) if left.size else None
