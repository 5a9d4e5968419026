"""From the runs that match back to the Run panel: their flags as a search of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from guild_desktop.core.clause import And
from guild_desktop.core.narrowed_space import narrowed_space, runs_inside
from guild_desktop.core.run import Status
from guild_desktop.flags import format_space, space_of

if TYPE_CHECKING:
    from guild_desktop.core.clause import Clause
    from guild_desktop.core.selection import Selection
    from guild_desktop.core.space import SearchSpace
    from guild_desktop.gui.live.session import Session


class NextSearch(NamedTuple):
    """A script by its path, and the text of each of its flags."""

    script: str
    texts: dict[str, str]


def search_here(session: Session) -> NextSearch | None:
    """What to search so that new runs are like those that match; None if no run of a script does.

    The newest sweep among them says which script, and what the flags could be so far.
    """
    frame = session.frame
    for position in np.flatnonzero(session.focus)[::-1]:
        batch = frame.batches[frame.run(int(position)).batch]
        if batch.operation.kind == "script":
            focus = session.focus & frame.targets.mask(batch.operation.target)
            space = narrowed_space(space_of(batch), frame, focus, _conditions(session.selection))
            return NextSearch(batch.operation.target, format_space(space))
    return None


def _conditions(selection: Selection) -> tuple[Clause, ...]:
    """What holds for all runs that match, each condition by itself."""
    kept = (
        part
        for step in selection.kept
        for part in (step.clauses if isinstance(step, And) else (step,))
    )
    return (*selection.active, *kept)


def count_inside(session: Session, script: str, space: SearchSpace) -> int:
    """How many completed runs of a script a search of the space could have proposed."""
    frame = session.frame
    completed = frame.with_status(Status.COMPLETED)
    base = frame.alive & completed & frame.targets.mask(script)
    return int(np.count_nonzero(runs_inside(space, frame, base)))
