"""Mouse and keys of the curves: the one under the mouse, and the ones that are picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt

from guild_desktop.gui.plots.curve_choice import by_merit
from guild_desktop.gui.plots.nearest import REACH

if TYPE_CHECKING:
    from guild_desktop.gui.plots.curves_paint import Line
    from guild_desktop.gui.plots.curves_plot import CurvesPlot


class CurvesGestures:
    """Finds lines by places and tells the session; owned by the plot."""

    def __init__(self, plot: CurvesPlot) -> None:
        self._plot = plot

    def line_at(self, at: QPointF) -> Line | None:
        """The line that passes the place, if one does."""
        best, found = REACH, None
        for line in self._plot.lines:
            if line.xs.size and line.xs[0] - REACH <= at.x() <= line.xs[-1] + REACH:
                distance = abs(float(np.interp(at.x(), line.xs, line.ys)) - at.y())
                if distance <= best:
                    best, found = distance, line
        return found

    def _id_at(self, at: QPointF) -> str | None:
        line = self.line_at(at)
        return None if line is None else self._plot.session.frame.ids[line.row]

    def hover(self, at: QPointF) -> None:
        """The mouse moves: cursor, and the run under it."""
        plot, run, shapes = self._plot, self._id_at(at), Qt.CursorShape
        plot.viewport().setCursor(shapes.ArrowCursor if run is None else shapes.PointingHandCursor)
        plot.session.set_hover(run)

    def pick(self, at: QPointF, *, adding: bool) -> None:
        """A click picks a run, adds it to those picked or lets go of it; beside all lines: of all."""
        self._plot.session.pick(self._id_at(at), adding=adding)

    def pin(self, at: QPointF) -> None:
        """Pin the run of the curve at a place, or let go of it."""
        run = self._id_at(at)
        if run is not None:
            self._plot.session.toggle_pin(run)

    def walk(self, step: int) -> None:
        """Pick the run that is the next by merit; the best one if none of the lines is picked."""
        session = self._plot.session
        order = by_merit(session, self._plot.drawn_rows())
        picked = session.frame.find(session.highlight[-1]) if session.highlight else None
        at = order.index(picked) + step if picked in order else 0
        session.set_highlight((session.frame.ids[order[min(max(at, 0), len(order) - 1)]],))
