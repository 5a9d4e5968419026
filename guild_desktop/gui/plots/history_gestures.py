"""Mouse gestures and keys of the history: ranges of trials or times and of the goal, the next run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.gui.plots.brush_clauses import spans_clause
from guild_desktop.gui.plots.frame_gestures import FrameGestures
from guild_desktop.gui.plots.history_order import across_clause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.plots.history_order import Positions
    from guild_desktop.gui.plots.history_plot import HistoryPlot


class HistoryGestures(FrameGestures["HistoryPlot"]):
    """Owned by the plot."""

    def __init__(self, plot: HistoryPlot) -> None:
        super().__init__(plot, plot.tr("brush the history"))

    @property
    def is_ready(self) -> bool:
        """Whether there are runs."""
        return bool(self._plot.runs.rows.size)

    def columns(self) -> Iterator[str]:
        """The trial or the time, and the goal."""
        yield self._plot.order.column
        if self._plot.axes.upward is not None:
            yield self._plot.axes.upward.name

    def across(self, selection: Selection, start: float, end: float) -> Selection:
        """See ``FrameGestures``."""
        plot, order = self._plot, self._plot.order
        low, high = sorted((start, end))
        first, last = float(order.xs[0]), float(order.xs[-1])
        room = last - first
        starts = plot.session.frame.column("started").values[order.rows]
        clause = across_clause(order, starts, first + low * room, first + high * room)
        return selection.with_column(order.column, clause)

    def upward(self, selection: Selection, start: float, end: float) -> Selection:
        """See ``FrameGestures``."""
        plot, axis = self._plot, self._plot.axes.upward
        if axis is None:
            return selection
        span = plot.axes.scale.span_between(start, end, plot.frame_now.height)
        return selection.with_column(axis.name, spans_clause(axis.name, (span,)))

    def walk(self, by_x: Positions, step: int) -> None:
        """Pick the next run in focus after the picked one, or before it; the last one if none is picked."""
        plot, session = self._plot, self._plot.session
        plot.refresh()
        shown = by_x[plot.in_focus[by_x]]
        if not shown.size:
            return
        ids, rows = session.frame.ids, plot.runs.rows
        at = shown.size - 1
        if session.highlight:
            position = session.frame.find(session.highlight[-1])
            found = np.flatnonzero(rows[shown] == position)
            if found.size:
                at = int(np.clip(found[0] + step, 0, shown.size - 1))
        session.set_highlight((ids[rows[shown[at]]],))
