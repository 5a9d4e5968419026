"""How much better than the script's defaults each run is:
the objective's difference, in the goal's direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.column import Column, Floats, Presence, read_only
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.gain_value import DEFAULT_ORIGIN
from guild_desktop.core.group_means import group_means
from guild_desktop.core.run import Status

if TYPE_CHECKING:
    from guild_desktop.core.batch import Objective
    from guild_desktop.core.frame import RunFrame

GAIN = "gain"
"""What the column is called; a flag or scalar of that name comes first, then it is ``attr:gain``."""


def gain_column(name: str, frame: RunFrame) -> Column:
    """The gain of each run: its objective minus that of its batch's runs with the script's defaults, if
    that is to be maximized, else the other way round. So more is better, in the objective's unit, and
    the defaults have 0.

    The defaults have the mean of their repeats. Missing where a run or the defaults did not complete with a
    finite value, and in batches that did not try them.
    """
    gains = np.full(len(frame), np.nan)
    codes = frame.run_batches.codes
    judged = frame.alive & frame.with_status(Status.COMPLETED)
    defaults = np.flatnonzero(judged & _have_default_origin(frame))
    ids = list(frame.run_batches.places)
    by_goal: dict[Objective, list[int]] = {}
    for code in np.unique(codes[defaults]).tolist():
        batch = frame.batches.get(ids[code])
        if batch is not None:
            by_goal.setdefault(batch.objective, []).append(code)
    for objective, of_goal in by_goal.items():
        values = _values(frame, objective)
        if values is None:
            continue
        inside = judged & np.isfinite(values) & np.isin(codes, of_goal)
        tried = defaults[inside[defaults]]
        basis = group_means(codes[tried], values[tried], len(ids)).mean
        with np.errstate(invalid="ignore", over="ignore"):
            difference = values[inside] - basis[codes[inside]]
        gains[inside] = difference if objective.direction == "maximize" else -difference
    gains[~np.isfinite(gains)] = np.nan
    # Nobody wants to read of a gain of minus nothing.
    gains += 0.0
    presence = np.where(np.isnan(gains), Presence.MISSING, Presence.VALUE).astype(np.uint8)
    return Column(name, "number", "field", read_only(gains), read_only(presence))


def _have_default_origin(frame: RunFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    origin = frame.column("attr:origin")
    if DEFAULT_ORIGIN not in origin.categories:
        return np.zeros(len(frame), bool)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = origin.values == origin.categories.index(
        DEFAULT_ORIGIN
    )
    return found


def _values(frame: RunFrame, objective: Objective) -> Floats | None:
    try:
        column = frame.column(frame.objective_column(objective))
    except UnknownColumn:
        return None
    return column.values if column.kind == "number" else None
