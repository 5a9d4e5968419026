"""Columns of fields that a frame knows without looking at its runs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from guild_desktop.core.column import Column, Mask, Presence, category_column
from guild_desktop.core.run import Status

STATUSES = tuple(Status)
"""What the codes of a status column and of ``RunFrame.status`` mean."""


def status_column(name: str, status: npt.NDArray[np.uint8], alive: Mask) -> Column:
    """The status of the ``alive`` runs, with all there are as categories, in the order of a run's life."""
    values = np.where(alive, status.astype(np.float64), np.nan)
    return category_column(name, "field", values, _presence(alive), [*map(str, STATUSES)])


def run_column(name: str, ids: tuple[str, ...], alive: Mask) -> Column:
    """The ids of the ``alive`` runs, each a category of its own."""
    positions = np.flatnonzero(alive).tolist()
    positions.sort(key=ids.__getitem__)
    values = np.full(len(ids), np.nan)
    values[positions] = np.arange(len(positions))
    return category_column(name, "field", values, _presence(alive), [ids[at] for at in positions])


def _presence(alive: Mask) -> npt.NDArray[np.uint8]:
    return np.where(alive, Presence.VALUE, Presence.MISSING).astype(np.uint8)
