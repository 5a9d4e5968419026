"""What listings read in columns: the conditions of ``-F``, and the order by a column's value."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from guild_desktop.core.column import Mask, Presence
from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.repeated_trials import RepeatedTrial, Row, first_of


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


def sorted_rows(
    frame: RunFrame, rows: Iterable[Row], column: str, *, descending: bool = False
) -> list[Row]:
    """Rows by a column's value, of equals the one created first; ``UnknownColumn`` without such a column.

    A trial with repeats has the mean of its runs. Infinities come behind all numbers, then nan, and a
    missing value last of all, up and down: a run that diverged is never the best.
    """
    given = list(rows)
    found = frame.column(column)
    positions = np.array([frame.position(first_of(row).id) for row in given], dtype=np.intp)
    keys = found.values[positions]
    missing = found.presence[positions] == Presence.MISSING
    for at, row in enumerate(given):
        if isinstance(row, RepeatedTrial) and found.kind == "number":
            spread = row.spread(lambda run: frame.value(column, frame.position(run.id)))
            keys[at] = np.nan if spread is None else spread.mean
            missing[at] = spread is None
    if descending:
        keys = -keys
    infinite = np.isinf(keys)
    created = np.array([first_of(row).sequence for row in given], dtype=np.int64)
    return [
        given[at] for at in np.lexsort((created, keys, infinite, np.isnan(keys), missing)).tolist()
    ]
