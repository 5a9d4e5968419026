"""The response: how the fitted model follows a flag or two, with the runs it has learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QMenu

from guild_desktop.core.values import format_value
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.plots.analysis_words import empty_sentence
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.brush_clauses import clause_categories, clause_spans
from guild_desktop.gui.plots.chart_frame import ChartFrame, lay_out_frame
from guild_desktop.gui.plots.framed_plot import NO_FLOATS, FramedPlot
from guild_desktop.gui.plots.placed_runs import Lane, PlacedRuns
from guild_desktop.gui.plots.plot_view import Stale
from guild_desktop.gui.plots.response_axes import ResponseAxes, choose_response_axes
from guild_desktop.gui.plots.response_gestures import ResponseGestures
from guild_desktop.gui.plots.response_key import key_height
from guild_desktop.gui.plots.response_paint import (
    axis_labels,
    paint_ground_of,
    paint_model,
    paint_model_over_many,
    paint_response,
    promise_height,
)
from guild_desktop.gui.plots.response_reading import flags_at
from guild_desktop.gui.plots.response_surface import Surface
from guild_desktop.gui.plots.run_tones import toned, tones_of
from guild_desktop.gui.plots.scatter_paint import lane_notes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.analyses import Analyses
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.theme import Themes


_STEP = 0.01
_STEPS = {
    Qt.Key.Key_Left: (-_STEP, 0.0),
    Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, _STEP),
    Qt.Key.Key_Down: (0.0, -_STEP),
}
"""Parts of the frame across and upward by which an arrow key goes on."""


class ResponsePlot(FramedPlot):
    """A slice or a contour of the model with the session's runs; lives on the GUI thread, owned by its dock.

    Signal: ``flags_taken`` with the flags of a place that somebody wants to try.
    """

    flags_taken = Signal(object)

    def __init__(
        self,
        session: Session,
        themes: Themes,
        analyses: Analyses,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, themes, parent)
        self.setObjectName("responsePlot")
        self.setAccessibleName(self.tr("Response"))
        self.analyses = analyses
        self.across_flag = ""
        self.down_flag: str | None = None
        self.axes = ResponseAxes()
        self.surface: Surface | None = None
        self.strip_now = ChartFrame()
        self.has_strip = False
        self.pointer: QPointF | None = None
        self._runs = PlacedRuns()
        self.gestures: ResponseGestures = ResponseGestures(self)
        analyses.changed.connect(lambda _now: self.mark(Stale.RUNS))

    def show_flags(self, across: str, down: str | None) -> None:
        """Show the model along one flag, or over two."""
        if (across, down) != (self.across_flag, self.down_flag):
            self.across_flag, self.down_flag = across, down
            self.mark(Stale.RUNS)

    def point_at(self, place: QPointF | None) -> None:
        """Say what the model thinks at a place of the viewport; None for nowhere."""
        if place != self.pointer:
            self.pointer = place
            self.viewport().update()

    # What is shown

    @property
    def runs(self) -> PlacedRuns:
        """The runs with their places."""
        return self._runs

    @property
    def can_run(self) -> bool:
        """Whether there is something to run flags with."""
        batch = self.analyses.now.batch
        return batch is not None and batch.operation.can_run

    @property
    def is_slice(self) -> bool:
        """Whether the goal is upward."""
        return self.down_flag is None

    def place_runs(self) -> None:
        """Find the place of the runs in view on both axes."""
        now = self.analyses.now
        self.axes = ResponseAxes()
        if now.analysis is not None and self.across_flag:
            self.axes = choose_response_axes(
                self.session, now.analysis, self.across_flag, self.down_flag
            )
        self.surface = self._surface_now()
        self.tones = tones_of(self.session, self.axes.runs)
        self._runs = toned(self.axes.runs, self.tones)

    def _surface_now(self) -> Surface | None:
        """That of the axes: the one there is while it is the same."""
        axes, direction = self.axes, self.session.objective.direction
        contour, across, upward = axes.contour, axes.across, axes.upward
        if contour is None or across is None or upward is None:
            return None
        now = self.surface
        if now is not None and now.is_of(contour, across, upward, direction):
            return now
        return Surface.of(contour, across, upward, direction)

    def lay_out(self) -> None:
        """Find the place of the frames and of every run's point."""
        size, runs, axes = self.viewport().size(), self._runs, self.axes
        if axes.across is None or axes.upward is None:
            self.xs = self.ys = NO_FLOATS
            return
        has_lane = self.is_slice and bool((runs.lane[1] != Lane.ON_AXIS).any())
        self.lanes = runs.lane_counts(1) if has_lane else {}
        labels = axis_labels(axes.upward, size.height() - 60.0, self.fonts)
        labels.append(lane_notes(self.lanes, self.fonts, 200.0))
        below = promise_height(size.height()) if self.is_slice else 0.0
        self.has_strip = below > 0.0
        above = 0.0 if self.is_slice else key_height(self.fonts)
        frame = lay_out_frame(
            size.width(), size.height() - below, self.fonts, labels, lane=has_lane, above=above
        )
        self.frame_now = frame
        top = frame.border.bottom() + 4.0
        self.strip_now = ChartFrame(frame.left, frame.right, top, top + max(below - 4.0, 1.0))
        self.xs = frame.x(0.0) + runs.place[0] * frame.width
        ys = frame.y(0.0) - runs.place[1] * frame.height
        ys = np.clip(ys, frame.top - 5.0, frame.bottom + 5.0)
        self.ys = np.where(runs.lane[1] == Lane.ON_AXIS, ys, frame.lane_y)
        # A run without the flag has no place here.
        nowhere = runs.lane[0] != Lane.ON_AXIS
        if not self.is_slice:
            nowhere |= runs.lane[1] != Lane.ON_AXIS
        self.xs = np.where(nowhere, -1e4, self.xs)
        self.count_points()

    # Drawing

    @property
    def has_frame(self) -> bool:
        """Whether the model has been told."""
        return self.axes.across is not None

    def paint_behind(self, painter: QPainter) -> None:
        """Paint the frames, and what the model says over two flags."""
        paint_ground_of(painter, self)

    def draw_focus(self) -> None:
        """Draw the runs in focus in colour."""
        self.in_focus = self.session.focus[self._runs.rows]
        self.show_colours(self.tones.key(self.in_focus))
        self.draw_points_in_focus()

    def empty_sentence(self) -> str:
        """Why there is nothing to see, or an empty text."""
        now = self.analyses.now
        refusal = "" if now.analysis is None else now.analysis.response.refusal
        sentence = empty_sentence(now, refusal)
        if sentence or self.axes.across is not None:
            return sentence
        return str(self.tr("Choose a flag."))

    def kept(self, axis: Axis | None) -> tuple[tuple[float, float], ...]:
        """What the filters on an axis leave of it, in fractions that reach beyond open ends."""
        if axis is None:
            return ()
        clauses = self.session.selection.on(axis.name)
        scale = axis.scale
        if isinstance(scale, CategoryScale):
            named = clause_categories(clauses, axis.column)
            half = 0.42 / scale.bands
            bands = [band for band in range(scale.bands) if named.issuperset(scale.names((band,)))]
            return tuple((scale.place(at) - half, scale.place(at) + half) for at in bands)
        parts = []
        for span in clause_spans(clauses):
            low, high = scale.fractions(span)
            parts.append((-1.0 if span.low is None else low, 2.0 if span.high is None else high))
        return tuple(parts)

    def paint_underlay(self, painter: QPainter) -> None:
        """Paint what the model says, below the runs in focus."""
        if self.axes.across is not None:
            paint_model(painter, self)

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint labels, brushes, marks, and the runs picked, pinned or under the mouse."""
        sentence = self.empty_sentence()
        if sentence:
            self.paint_sentence(painter, sentence)
        else:
            paint_model_over_many(painter, self)
            paint_response(painter, self)

    # Mouse and keys

    def forget_mouse(self) -> None:
        """Show nothing that follows the mouse until it moves again."""
        super().forget_mouse()
        self.point_at(None)

    def own_menu(self, place: QPoint | None) -> QMenu:
        """The flags of a place can be tried: that of the mouse, or the one that the keys have chosen."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        at = self.pointer if place is None else QPointF(place)
        flags = None if at is None else flags_at(self, at)
        action = menu.addAction(self.tr("Use these flags") + "\t" + self.tr("Enter"))
        action.setEnabled(flags is not None and self.can_run)
        if flags is not None:
            told = ", ".join(f"{name} = {format_value(value)}" for name, value in flags.items())
            words = self.tr("Put into the Run panel: {0}").format(told)
            action.setToolTip(plain_tooltip(words))
            action.triggered.connect(lambda: self.flags_taken.emit(flags))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the place that is read, Enter takes its flags;
        Escape gives up a range or clears all filters.
        """
        key, step = event.key(), _STEPS.get(Qt.Key(event.key()))
        if step is not None and self.has_frame and not (self.is_slice and step[1]):
            self._step(*step)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.pointer is not None:
            flags = flags_at(self, self.pointer)
            if flags is not None and self.can_run:
                self.flags_taken.emit(flags)
        elif key == Qt.Key.Key_Escape:
            self.gestures.escape()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _step(self, across: float, upward: float) -> None:
        """Move the place that is read by such parts of the frame; from its middle at first."""
        frame = self.frame_now
        middle = QPointF(frame.x(0.5), frame.y(0.5))
        x, y = frame.fractions(self.pointer or middle)
        x, y = (min(max(at, 0.0), 1.0) for at in (x + across, y + upward))
        self.gestures.hover(QPointF(frame.x(x), frame.y(y)))
