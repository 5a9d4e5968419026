"""The history: the objective of each run against the order in which runs came, with the best so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter

from guild_desktop.gui.plots.brush_clauses import clause_spans
from guild_desktop.gui.plots.chart_frame import (
    lay_out_frame,
    number_ticks,
)
from guild_desktop.gui.plots.framed_plot import NO_FLOATS, FramedPlot
from guild_desktop.gui.plots.history_axes import HistoryAxes, choose_history_axes
from guild_desktop.gui.plots.history_figures import RECENT, HistoryFigures, count_history
from guild_desktop.gui.plots.history_gestures import HistoryGestures
from guild_desktop.gui.plots.history_order import (
    By,
    HistoryOrder,
    best_so_far,
    kept_stretches,
    recent_medians,
)
from guild_desktop.gui.plots.history_paint import (
    paint_background,
    paint_history,
    paint_lines,
)
from guild_desktop.gui.plots.placed_runs import Lane, PlacedRuns
from guild_desktop.gui.plots.plot_view import Stale
from guild_desktop.gui.plots.run_tones import RunTones
from guild_desktop.gui.plots.scatter_paint import lane_notes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

_SHARE = 50
"""Of very many runs it is that of this part of them, or its line would be a band."""


class HistoryPlot(FramedPlot):
    """The history of the session's runs; lives on the GUI thread, owned by its dock.

    Signal: ``figures_changed`` with ``HistoryFigures``.
    """

    figures_changed = Signal(object)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(session, themes, parent)
        self.setObjectName("historyPlot")
        self.setAccessibleName(self.tr("History"))
        self.by: By = "trial"
        self.axes = HistoryAxes()
        self.figures = HistoryFigures()
        self.best = np.zeros(0, dtype=np.intp)
        self.recent = RECENT
        self.medians = (np.zeros(0, dtype=np.intp), NO_FLOATS)
        self._by_x = np.zeros(0, dtype=np.intp)
        self.gestures: HistoryGestures = HistoryGestures(self)

    def show_by(self, by: By) -> None:
        """Put the trial number across, or the time."""
        if by != self.by:
            self.by = by
            self.mark(Stale.RUNS)

    # What is shown

    def place_runs(self) -> None:
        """Order the runs in view and find the place of each on both axes."""
        self.axes = choose_history_axes(self.session, self.by, self.trials)
        self.trials = self.axes.trials
        goal = self.session.objective
        # Always by the goal, which is the height of the points.
        self.tones = RunTones(goal.column, values=self.runs.goal, direction=goal.direction)
        self._by_x = np.searchsorted(self.runs.rows, self.order.rows)

    @property
    def order(self) -> HistoryOrder:
        """The runs in their order."""
        return self.axes.order

    @property
    def runs(self) -> PlacedRuns:
        """The runs with their places."""
        return self.axes.runs

    def lay_out(self) -> None:
        """Find the place of the frame and of every run's point."""
        size, runs = self.viewport().size(), self.runs
        if not runs.rows.size:
            self.xs = self.ys = NO_FLOATS
            return
        lane = bool((runs.lane[1] != Lane.ON_AXIS).any())
        labels = [tick.label for tick in number_ticks(self.axes.scale, size.height() - 60.0, 20.0)]
        self.lanes = runs.lane_counts(1)
        labels.append(lane_notes(self.lanes, self.fonts, 200.0))
        frame = lay_out_frame(size.width(), size.height(), self.fonts, labels, lane=lane)
        self.frame_now = frame
        self.xs = frame.x(0.0) + runs.place[0] * frame.width
        if runs.rows.size == 1 or self.order.xs[0] == self.order.xs[-1]:
            self.xs = np.full(runs.rows.size, frame.x(0.5))
        ys = frame.y(0.0) - runs.place[1] * frame.height
        ys = np.clip(ys, frame.top - 5.0, frame.bottom + 5.0)
        self.ys = np.where(runs.lane[1] == Lane.ON_AXIS, ys, frame.lane_y)
        self.count_points()

    # Drawing

    @property
    def has_frame(self) -> bool:
        """Whether there are runs."""
        return bool(self.runs.rows.size)

    def paint_behind(self, painter: QPainter) -> None:
        """Paint the frame, and what is behind the runs."""
        paint_background(painter, self)

    def draw_focus(self) -> None:
        """Draw the runs in focus in colour; the lines of many runs follow when the mouse rests."""
        runs = self.runs
        trials, focus = self.axes.trials, self.session.focus
        self.in_focus = (focus if trials is None else trials.focus(focus))[runs.rows]
        goal = np.where(self.in_focus, runs.goal, np.nan)
        self.show_colours(self.tones.key(self.in_focus))
        if self._grid is None or not self.is_moving:
            in_order = goal[self._by_x]
            self.best = self._by_x[best_so_far(in_order, self.session.objective.direction)]
            self.recent = max(RECENT, runs.rows.size // _SHARE)
            at, medians = recent_medians(
                in_order, self.recent, max(int(self.frame_now.width / 4), 1)
            )
            self.medians = (self._by_x[at], medians)
            self._tell()
        self.draw_points_in_focus()

    def _tell(self) -> None:
        median = float(self.medians[1][-1]) if self.medians[1].size else None
        figures = count_history(
            self.axes,
            self.in_focus,
            has_best=bool(self.best.size),
            recent=self.recent,
            median=median,
        )
        if figures != self.figures:
            self.figures = figures
            self.figures_changed.emit(figures)

    def empty_sentence(self) -> str:
        """Why there is nothing to see, or an empty text."""
        if not self.session.base.any():
            return str(self.tr("No runs yet: the history fills as they arrive."))
        if not self.runs.rows.size:
            return str(self.tr("None of these runs has begun yet."))
        return ""

    def kept_across(self) -> tuple[tuple[float, float], ...]:
        """What the filters on the axis across leave of it, in fractions that reach beyond open ends."""
        clauses = self.session.selection.on(self.order.column)
        if not clauses:
            return ()
        kept = np.ones(len(self.session.frame), dtype=bool)
        for clause in clauses:
            kept &= clause.mask(self.session.frame)
        last, frame = self.order.rows.size - 1, self.frame_now
        room = 4.0 / frame.width
        places = (self.xs[self._by_x] - frame.left) / frame.width
        return tuple(
            (
                -1.0 if first == 0 else float(places[first]) - room,
                2.0 if end == last else float(places[end]) + room,
            )
            for first, end in kept_stretches(kept[self.order.rows])
        )

    def kept_upward(self) -> tuple[tuple[float, float], ...]:
        """The same of the axis upward."""
        axis = self.axes.upward
        parts = []
        for span in clause_spans(self.session.selection.on(axis.name)) if axis else ():
            low, high = self.axes.scale.fractions(span)
            parts.append((-1.0 if span.low is None else low, 2.0 if span.high is None else high))
        return tuple(parts)

    def paint_underlay(self, painter: QPainter) -> None:
        """Paint the best so far and the medians, below the runs in focus if these leave room between them."""
        if self.runs.rows.size and self._grid is None:
            paint_lines(painter, self)

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint labels, the lines, brushes, and the runs picked, pinned or under the mouse."""
        sentence = self.empty_sentence()
        if sentence:
            self.paint_sentence(painter, sentence)
            return
        if self._grid is not None:
            paint_lines(painter, self)
        paint_history(painter, self)

    # Mouse and keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right pick the run before or after; Escape gives up a range or clears all filters."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() == Qt.Key.Key_Escape:
            self.gestures.escape()
        elif event.key() in steps:
            self.gestures.walk(self._by_x, steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
            return
        event.accept()
