"""How many runs a selection shows, and how many of them have nothing to show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guild_desktop.core.batch import Objective
from guild_desktop.core.column import Mask, Presence
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection


@dataclass(frozen=True, slots=True)
class FocusCount:
    """How many of ``total`` runs in view match, how many of those in view have no result,
    how many are hidden.
    """

    matching: int
    total: int
    failed: int
    interrupted: int
    running: int
    without_value: int
    hidden: int


def focus_count(
    frame: RunFrame, selection: Selection, base: Mask, focus: Mask, objective: Objective
) -> FocusCount:
    """Count what a selection shows, whose masks are ``base`` and ``focus``.

    All but ``matching`` is about ``base``. ``without_value`` are finished runs that lack the objective;
    ``hidden`` are runs of the scope that are not in view.
    """
    numbers = np.bincount(frame.status[base], minlength=len(Status)).tolist()
    by_status = dict(zip(Status, numbers, strict=True))
    completed = frame.with_status(Status.COMPLETED) & base
    try:
        missing = frame.column(frame.objective_column(objective)).presence == Presence.MISSING
    except UnknownColumn:
        missing = np.ones(len(frame), bool)
    total = int(np.count_nonzero(base))
    return FocusCount(
        matching=int(np.count_nonzero(focus)),
        total=total,
        failed=by_status[Status.ERROR],
        interrupted=by_status[Status.LOST],
        running=by_status[Status.RUNNING],
        without_value=int(np.count_nonzero(completed & missing)),
        hidden=int(np.count_nonzero(selection.scope(frame))) - total,
    )
