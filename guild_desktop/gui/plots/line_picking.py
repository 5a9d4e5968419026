"""Which run of the parallel plot is under the mouse, and picking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.gui.plots.nearest import nearest_line

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from guild_desktop.gui.plots.parallel_plot import ParallelPlot


class LinePicking:
    """Says which run is hovered and which are picked; owned by the gestures of the plot."""

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot

    def line_at(self, at: QPointF) -> int | None:
        """The index among the runs drawn of the one whose line is under the mouse, or None."""
        plot = self._plot
        geometry = plot.geometry_now
        if geometry is None or not plot.runs.rows.size or at.y() < geometry.top - 14.0:
            return None
        candidates = plot.in_focus if plot.in_focus.any() else ~plot.in_focus
        return nearest_line(plot.plan.xs, plot.plan.heights, candidates, at.x(), at.y())

    def hover(self, run: int | None) -> None:
        """Say that this run (an index as in ``line_at``) is under the mouse."""
        session, runs = self._plot.session, self._plot.runs
        session.set_hover(None if run is None else session.frame.ids[runs.rows[run]])

    def pick(self, at: QPointF, *, adding: bool) -> None:
        """Pick the run whose line was clicked; Ctrl picks it besides the others or lets go of it."""
        session = self._plot.session
        run = self.line_at(at)
        picked = session.highlight if adding else ()
        if run is None:
            if not adding and session.highlight:
                session.set_highlight(())
            return
        run_id = session.frame.ids[self._plot.runs.rows[run]]
        rest = tuple(other for other in picked if other != run_id)
        session.set_highlight(rest if len(rest) < len(picked) else (*rest, run_id))

    def pin(self, at: QPointF) -> None:
        """Pin the run whose line is under the mouse, or let go of it."""
        run, session = self.line_at(at), self._plot.session
        if run is not None:
            session.toggle_pin(session.frame.ids[self._plot.runs.rows[run]])
