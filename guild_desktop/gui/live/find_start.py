"""The run that a pasted command names as a start point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError
from guild_desktop.core.listing import ListingFilters, select_rows
from guild_desktop.core.run import Run
from guild_desktop.core.starts import StartPoint

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame

_SHORT_ID = 8


def find_start(frame: RunFrame, word: str) -> StartPoint | None:
    """The one run that an id, the beginning of one or a place in the list means; None if it means none or several."""
    try:
        rows = select_rows(frame, [word], ListingFilters())
    except UserError:
        return None
    if len(rows) != 1 or not isinstance(rows[0].record, Run):
        return None
    run = rows[0].record
    return StartPoint(run.id[:_SHORT_ID], run.flags)
