"""Curves: a scalar by step for the runs in focus, growing while they run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from guild_desktop.gui.live.series import SeriesReader
from guild_desktop.gui.plots.axis_scale import NumberScale
from guild_desktop.gui.plots.chart_frame import ChartFrame, lay_out_frame, number_ticks
from guild_desktop.gui.plots.colour import ColourRange
from guild_desktop.gui.plots.curve_axes import axes_of
from guild_desktop.gui.plots.curve_choice import (
    CurveChoice,
    CurveFigures,
    choose_curves,
    runs_with_steps,
)
from guild_desktop.gui.plots.curve_math import Band, band_of, relative, smoothed
from guild_desktop.gui.plots.curves_gestures import CurvesGestures
from guild_desktop.gui.plots.curves_paint import (
    Curve,
    Line,
    colours_of_goal,
    line_colour,
    paint_curves,
    paint_lines,
    pixels,
)
from guild_desktop.gui.plots.plot_view import PlotView, Stale

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.series import Series
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.axes import Mask
    from guild_desktop.gui.plots.curve_math import Floats
    from guild_desktop.gui.theme import Themes


class CurvesPlot(PlotView):
    """The curves of the session's runs; lives on the GUI thread, owned by its dock.

    Series are read in another thread, and only while the plot is seen. Signal: ``figures_changed`` with
    ``CurveFigures``.
    """

    figures_changed = Signal(object)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(session, themes, parent)
        self.setObjectName("curvesPlot")
        self.setAccessibleName(self.tr("Curves"))
        self.tag = session.objective.name
        self.is_relative = False
        self.weight = 0.0
        self.wants_log: bool | None = None
        self.choice = CurveChoice()
        self.curves: dict[int, Curve] = {}
        self.lines: list[Line] = []
        self.band: Band | None = None
        self.across, self.upward = NumberScale(0.0, 1.0), NumberScale(0.0, 1.0)
        self.frame_now = ChartFrame()
        self.goal_colours: ColourRange | None = None
        self.figures = CurveFigures()
        self._stepped: Mask = np.zeros(0, dtype=bool)
        self._smoothed: dict[int, tuple[Series, float, bool, Curve]] = {}
        self._placed_on: object = None
        self._placed: dict[int, tuple[Curve, tuple[Floats, Floats]]] = {}
        self._trouble = ""
        self._positive = False
        self.gestures = CurvesGestures(self)
        self.reader = SeriesReader(session.home, self)
        self.reader.arrived.connect(self._on_arrived)
        self.reader.failed.connect(self._on_failed)
        session.pins_changed.connect(lambda _pins: self.mark(Stale.FOCUS))
        session.highlight_changed.connect(lambda _picked: self.mark(Stale.FOCUS))

    def show_scalar(self, tag: str) -> None:
        """Show the series of this name."""
        if tag != self.tag:
            self.tag, self.wants_log = tag, None
            self._smoothed.clear()
            self.mark(Stale.RUNS)

    def show_relative(self, *, on: bool) -> None:
        """Put the share of each run across instead of its steps."""
        self.is_relative = on
        self.mark(Stale.FOCUS)

    def smooth(self, weight: float) -> None:
        """Smooth the curves: 0 not at all, nearly 1 very much."""
        self.weight = weight
        self.mark(Stale.FOCUS)

    def show_log(self, *, on: bool) -> None:
        """Use a logarithmic scale upward, or a linear one."""
        self.wants_log = on
        self.mark(Stale.FOCUS)

    # What is shown

    def place_runs(self) -> None:
        """Find the runs in view that have a curve."""
        session = self.session
        self._stepped = runs_with_steps(session.frame, session.base, self.tag)

    def lay_out(self) -> None:
        """The frame follows from the curves, see ``draw_focus``."""

    def draw_context(self) -> None:
        """Nothing is drawn for runs that are not in focus."""

    def draw_focus(self) -> None:
        """Choose and draw the curves; while the selection moves only those at hand, on the axes there are."""
        session = self.session
        if not self.is_moving:
            self.choice = choose_curves(session, self._stepped)
            runs = [session.frame.run(row) for row in self.choice.rows]
            self.reader.want(self.tag, runs)
        self._gather()
        if not self.is_moving:
            self._find_axes()
        self.goal_colours = colours_of_goal(self.session)
        self._make_lines()
        if self.curves:
            self.draw_layer(self.focus_layer, partial(paint_lines, plot=self))
        else:
            self.focus_layer.show_nothing()
        self._tell()

    def paint_runs(self, painter: QPainter, _ratio: float) -> None:
        """Paint the frame and all lines for a file."""
        try:
            # They have the colours of a theme.
            self._make_lines()
            paint_lines(painter, self)
        finally:
            self.mark(Stale.FOCUS)

    def _gather(self) -> None:
        """Take what has been read of the chosen runs that are in focus or picked."""
        session, by_hand = self.session, set(self.choice.by_hand)
        self.curves = {}
        for row in self.choice.rows:
            series = self.reader.series(self.tag, session.frame.ids[row])
            if series is not None and series.steps.size and (session.focus[row] or row in by_hand):
                self.curves[row] = self._curve(row, series)
        several = self.choice.is_band and len(self.curves) > 1
        members = [curve for row, curve in self.curves.items() if session.focus[row]]
        if not several or not members:
            self.band = None
        elif self.band is None or not self.is_moving:
            self.band = band_of([(curve.xs, curve.ys) for curve in members])

    def _curve(self, row: int, series: Series) -> Curve:
        known = self._smoothed.get(row)
        if known is not None and known[:3] == (series, self.weight, self.is_relative):
            return known[3]
        xs = relative(series.steps) if self.is_relative else series.steps
        curve = Curve(row, xs, smoothed(series.values, self.weight), series.values)
        self._smoothed[row] = (series, self.weight, self.is_relative, curve)
        return curve

    def _find_axes(self) -> None:
        drawn = [self.curves[row] for row in self.drawn_rows()]
        axes = axes_of(drawn, self.band, is_relative=self.is_relative, wants_log=self.wants_log)
        self.across, self.upward, self._positive = axes.across, axes.upward, axes.positive
        size = self.viewport().size()
        labels = [tick.label for tick in number_ticks(self.upward, size.height() - 60.0, 20.0)]
        self.frame_now = lay_out_frame(size.width(), size.height(), self.fonts, labels, lane=False)

    def drawn_rows(self) -> tuple[int, ...]:
        """The runs that have a line of their own: all, or beside a band the leading ones."""
        rows = self.choice.leading if self.band is not None else self.choice.rows
        return tuple(row for row in rows if row in self.curves)

    def _make_lines(self) -> None:
        key = (self.frame_now, self.across, self.upward)
        if key != self._placed_on:
            self._placed_on, self._placed = key, {}
        # The worst first, so that the best is on top; what was picked is painted above all.
        self.lines = [self._line(self.curves[row]) for row in reversed(self.drawn_rows())]

    def _line(self, curve: Curve) -> Line:
        known = self._placed.get(curve.row)
        places = known[1] if known and known[0] is curve else pixels(self, curve.xs, curve.ys)
        self._placed[curve.row] = (curve, places)
        return Line(curve.row, places[0], places[1], line_colour(self, curve.row))

    def _tell(self) -> None:
        ids = self.session.frame.ids
        read = (self.reader.series(self.tag, ids[row]) for row in self.choice.rows)
        figures = CurveFigures(
            self.choice,
            self.reader.waiting,
            sum(series is not None and not series.steps.size for series in read),
            self._trouble,
            bool(self.curves) and self._positive,
            self.upward.log,
        )
        if figures != self.figures:
            self.figures = figures
            self.figures_changed.emit(figures)

    def empty_sentence(self) -> str:
        """Why there is nothing to see, or an empty text."""
        if not self.session.base.any():
            return str(self.tr("No runs yet: curves appear as soon as runs report numbers."))
        if self.curves:
            return ""
        if self._trouble:
            return self._trouble
        if self.reader.waiting:
            return str(self.tr("Reading…"))
        if self.choice.rows:
            return str(self.tr("The steps of these runs are not in the library."))
        if not self.session.focus.any():
            return str(self.tr("No run matches the filters."))
        words = self.tr(
            "None of these runs reported {name} more than once. A script that prints it at each step, "
            "such as “{name}: 0.25 (step 3)”, gets a curve."
        )
        return str(words).replace("{name}", self.tag[:60])

    def paint_underlay(self, painter: QPainter) -> None:
        """Nothing lies below the curves."""

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint labels, and the curves picked, pinned or under the mouse."""
        sentence = self.empty_sentence()
        if sentence:
            self.paint_sentence(painter, sentence)
        else:
            paint_curves(painter, self)

    def _on_arrived(self) -> None:
        self._trouble = ""
        self.mark(Stale.FOCUS)

    def _on_failed(self, sentence: str) -> None:
        self._trouble = sentence
        self.mark(Stale.FOCUS)

    # Mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look for the curve under the mouse."""
        self.refresh()
        self.gestures.hover(event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the curve that is clicked; Ctrl picks it besides the others or lets go of it."""
        if event.button() == Qt.MouseButton.LeftButton:
            adding = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.gestures.pick(event.position(), adding=adding)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Pin the run of the curve at the mouse, or let go of it, if Ctrl is down."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.gestures.pin(event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down pick a better run, or the next worse one, among the lines."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps and self.lines:
            self.gestures.walk(steps[Qt.Key(event.key())])
            event.accept()
        else:
            super().keyPressEvent(event)
