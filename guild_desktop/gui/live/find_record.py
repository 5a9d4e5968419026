"""The run or sweep that a pasted command names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.batch import Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.listing import ListingFilters, select_rows
from guild_desktop.core.run import SHORT_ID, Run
from guild_desktop.core.starts import StartPoint

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame


def find_start(frame: RunFrame, word: str) -> StartPoint | None:
    """The one run that an id, the beginning of one or a place in the list means;
    None if it means none or several.
    """
    run = _find(frame, word)
    return StartPoint(run.id[:SHORT_ID], run.flags) if isinstance(run, Run) else None


def find_sweep(frame: RunFrame, word: str) -> Batch | None:
    """The sweep that an id or the beginning of one means; None if it means none or several."""
    batch = _find(frame, word)
    return batch if isinstance(batch, Batch) else None


def _find(frame: RunFrame, word: str) -> Run | Batch | None:
    try:
        rows = select_rows(frame, [word], ListingFilters())
    except UserError:
        return None
    return rows[0].record if len(rows) == 1 else None
