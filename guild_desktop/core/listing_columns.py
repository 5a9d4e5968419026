"""What listings read in columns: the conditions of ``-F``, and the order by a column's value."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from guild_desktop.core.column import Mask, Presence
from guild_desktop.core.filter import FilterError, parse_filter
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Run


def where_mask(frame: RunFrame, texts: Iterable[str]) -> Mask:
    """Which runs of a frame satisfy all of these conditions; ``UserError`` for one that cannot be read."""
    mask = np.ones(len(frame), dtype=bool)
    for text in texts:
        try:
            clause = parse_filter(text)
        except FilterError as error:
            raise error.about("filter", text) from error
        if frame.alive.any():
            for name in clause.columns:
                frame.column(name)  # A slip in a name is told rather than matching nothing.
        mask &= clause.mask(frame)
    return mask


def sorted_runs(
    frame: RunFrame, runs: Iterable[Run], column: str, *, descending: bool = False
) -> list[Run]:
    """Runs by a column's value, of equals the one created first; ``UnknownColumn`` without such a column.

    Infinities come behind all numbers, then nan, and a missing value last of all, up and down: a run
    that diverged is never the best.
    """
    given = list(runs)
    found = frame.column(column)
    positions = np.array([frame.position(run.id) for run in given], dtype=np.intp)
    keys = -found.values[positions] if descending else found.values[positions]
    missing = found.presence[positions] == Presence.MISSING
    infinite = np.isinf(keys)
    created = np.array([run.sequence for run in given], dtype=np.int64)
    return [
        given[at] for at in np.lexsort((created, keys, infinite, np.isnan(keys), missing)).tolist()
    ]
