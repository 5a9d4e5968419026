"""What the history says in words: how many runs it shows, of which kinds, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guild_desktop.gui.plots.axes import Mask
from guild_desktop.gui.plots.history_axes import HistoryAxes
from guild_desktop.gui.plots.placed_runs import Lane, Look

RECENT = 20
"""The median of so many runs tells whether later ones are better than earlier ones."""


@dataclass(frozen=True, slots=True)
class HistoryFigures:
    """Counts of points, and what there is to explain; ``recent`` is how many of them make the ``median``.

    ``cut_short`` are runs with a value that were stopped by somebody or something; they are grey.
    ``repeats`` are the runs behind the points that are means, more than these by so many.
    """

    shown: int = 0
    repeats: int = 0
    in_focus: int = 0
    failed: int = 0
    running: int = 0
    without_value: int = 0
    cut_short: int = 0
    unstarted: int = 0
    has_best: bool = False
    recent: int = RECENT
    median: float | None = None
    has_random: bool = False
    can_be_log: bool = False
    is_log: bool = False


def count_history(
    axes: HistoryAxes, in_focus: Mask, *, has_best: bool, recent: int, median: float | None
) -> HistoryFigures:
    """Count the runs of a history, of which ``in_focus`` (mask of m) are in colour."""
    runs = axes.runs
    nowhere = runs.lane[1] != Lane.ON_AXIS if runs.rows.size else np.zeros(0, dtype=bool)
    return HistoryFigures(
        shown=runs.rows.size,
        repeats=0 if axes.trials is None else axes.trials.repeats_behind(runs.rows),
        in_focus=int(np.count_nonzero(in_focus)),
        failed=int(np.count_nonzero(runs.look == Look.FAILED)),
        running=int(np.count_nonzero(runs.look == Look.RUNNING)),
        without_value=int(np.count_nonzero(nowhere & (runs.look == Look.PLAIN))),
        cut_short=int(np.count_nonzero(~nowhere & (runs.look == Look.PLAIN))),
        unstarted=axes.order.unstarted,
        has_best=has_best,
        recent=recent,
        median=median,
        has_random=bool(axes.order.random) and runs.rows.size > 1,
        can_be_log=axes.can_be_log,
        is_log=axes.scale.log,
    )
