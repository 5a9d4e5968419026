"""Parallel coordinates: one line for each run across upright axes, brushed by dragging along them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter

from guild_desktop.core.clause import Clause
from guild_desktop.gui.plots.axes import Axes, Axis, choose_axes
from guild_desktop.gui.plots.axis_paint import (
    HISTOGRAM,
    axis_ticks,
    goal_words,
)
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.best_share import best_span
from guild_desktop.gui.plots.brush_clauses import clause_categories, clause_spans
from guild_desktop.gui.plots.brush_paint import paint_bands, paint_ghost, paint_spans
from guild_desktop.gui.plots.chosen_axes import ChosenAxes
from guild_desktop.gui.plots.colour import ColourRange
from guild_desktop.gui.plots.histogram import Histograms
from guild_desktop.gui.plots.layers import Stencil
from guild_desktop.gui.plots.line_layer import LinePlan
from guild_desktop.gui.plots.line_picture import LinePicture
from guild_desktop.gui.plots.parallel_axes import paint_axes, paint_inside, paint_labels
from guild_desktop.gui.plots.parallel_geometry import ParallelGeometry, lay_out, width_needed
from guild_desktop.gui.plots.parallel_gestures import ParallelGestures
from guild_desktop.gui.plots.parallel_keys import ParallelKeys
from guild_desktop.gui.plots.placed_runs import PlacedRuns, Spread, place_runs
from guild_desktop.gui.plots.plot_view import PlotView, Stale
from guild_desktop.gui.plots.run_marks import (
    index_of_best,
    paint_hovered_values,
    paint_marked_runs,
    paint_runs_beside,
)
from guild_desktop.gui.plots.text import one_line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

LEAST_HEIGHT = 190


class ParallelPlot(PlotView):
    """The parallel coordinates of the session's runs; lives on the GUI thread, owned by its dock.

    Signals: ``colours_changed`` with the ``ColourRange`` shown (or None), ``constants_changed`` with the
    columns that are the same in all runs, ``more_changed`` with whether there are results without an
    axis, ``brushed`` when a person has made a range by hand.
    """

    colours_changed = Signal(object)
    constants_changed = Signal(object)
    more_changed = Signal(bool)
    brushed = Signal()

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        self.chosen = ChosenAxes()
        super().__init__(session, themes, parent)
        self.setObjectName("parallelPlot")
        self.setAccessibleName(self.tr("Parallel coordinates"))
        self.setMinimumHeight(LEAST_HEIGHT)
        self.axes = Axes()
        self.runs = PlacedRuns()
        self.plan = LinePlan(np.zeros(0), np.zeros((0, 0)))
        self.geometry_now: ParallelGeometry | None = None
        self.in_focus = np.zeros(0, dtype=bool)
        self.colours: ColourRange | None = None
        self._spread = Spread()
        self.histograms = Histograms(self.runs)
        self._axes_drawn = Stencil(partial(paint_axes, plot=self))
        self._labels_drawn = Stencil(partial(paint_labels, plot=self))
        self.gestures = ParallelGestures(self)
        self._keys = ParallelKeys(self)

    def axis_point(self, name: str, fraction: float) -> QPoint:
        """A point on the axis of column ``name`` in the coordinates of ``viewport()``.

        ``fraction`` is 0 at its low end and 1 at its high end; others lie beyond. KeyError if there is
        no such axis.
        """
        self.catch_up()
        geometry = self.geometry_now
        for index, axis in enumerate(self.axes.shown):
            if axis.name == name and geometry is not None:
                return QPoint(int(geometry.xs[index]), round(geometry.y(fraction)))
        raise KeyError(name)

    @property
    def ringed_axis(self) -> str | None:
        """The name of the axis that keys act on, while the plot has the keyboard and it is in use."""
        return self._keys.ringed_axis if self.hasFocus() else None

    def clauses_on(self, axis: Axis) -> tuple[Clause, ...]:
        """The clauses of the selection about this axis alone."""
        clauses: tuple[Clause, ...] = self.session.selection.on(axis.name)
        return clauses

    def move_axis(self, index: int, to: int) -> None:
        """Put the axis at ``index`` to place ``to``; the order stays until the columns change."""
        self.refresh()
        names = [axis.name for axis in self.axes.shown]
        names.insert(to, names.pop(index))
        self.chosen.order = tuple(names)
        self.mark(Stale.RUNS)

    def placed_for(self) -> tuple[object, ...]:
        """A brush on a column without an axis gives it one."""
        return (*super().placed_for(), self._wanted())

    def _wanted(self) -> tuple[str, ...]:
        return self.chosen.wanted(self.session.frame, self.session.selection)

    def choose(self, name: str, *, shown: bool) -> None:
        """Give the result ``name`` an axis, or take it away."""
        self.chosen.choose(name, shown=shown)
        self.mark(Stale.RUNS)

    def place_runs(self) -> None:
        """Choose the axes and find the place of every run on them."""
        session = self.session
        frame, base = session.frame, session.base
        axes = choose_axes(frame, base, session.objective, self._wanted())
        axes = self.chosen.arranged(axes)
        if axes.more != self.axes.more:
            self.more_changed.emit(axes.more)
        if axes.constants != self.axes.constants:
            self.constants_changed.emit(axes.constants)
        self.axes = axes
        self.runs = place_runs(frame, base, axes.shown, self._spread.numbers(frame.ids))
        self.histograms = Histograms(self.runs)
        needed = width_needed(len(axes.shown), *self._margins())
        if self.minimumWidth() != needed:
            self.setMinimumWidth(needed)

    def _margins(self) -> tuple[float, float]:
        """What the first axis needs at its left and the last at its right."""
        if not self.axes.shown:
            return 0.0, 0.0
        fonts = self.fonts
        first, last = self.axes.shown[0], self.axes.shown[-1]
        halves = [
            min(fonts.title_size.horizontalAdvance(one_line(axis.name)), 90.0) / 2
            for axis in (first, last)
        ]
        words = fonts.label_size.horizontalAdvance(goal_words(last)) / 2
        ticks = axis_ticks(last, 200.0, 20.0)
        widest = max(
            (fonts.label_size.horizontalAdvance(tick.label) for tick in ticks), default=0.0
        )
        lanes = self.runs.lane_counts(len(self.axes.shown) - 1) if self.runs.axes else {}
        signs = fonts.label_size.horizontalAdvance("nan 000") if lanes else 0.0
        right = max(min(widest, 110.0), signs, words, halves[1]) + 16.0
        return max(HISTOGRAM + 4.0, halves[0]), right

    def lay_out(self) -> None:
        """Find the place of the axes and of every run's line."""
        size = self.viewport().size()
        line = self.fonts.title_size.height()
        margins = self._margins()
        self.geometry_now = lay_out(self.runs, size.width(), size.height(), line, *margins)
        self.plan = LinePlan(self.geometry_now.xs, self.geometry_now.heights(self.runs))
        self._axes_drawn.forget()
        self._labels_drawn.forget()

    def draw_context(self) -> None:
        """Draw all runs in grey into their own picture."""
        size, ratio = self.viewport().size(), self.devicePixelRatioF()
        direction = self.session.objective.direction
        self._picture = LinePicture(self.plan, self.runs, direction, size, ratio, self.theme)
        self.context_layer.show_image(self._picture.context())

    def draw_focus(self) -> None:
        """Draw the runs in focus, coloured by how good they are among themselves."""
        self.in_focus = self.session.focus[self.runs.rows]
        self.histograms.follow(self.in_focus)
        self.context_layer.setVisible(not self.in_focus.all())
        colours = self._picture.levels.range_of(self.in_focus)
        if colours != self.colours:
            self.colours = colours
            self.colours_changed.emit(colours)
        best = index_of_best(self.runs, self.session)
        image = self._picture.focus(self.in_focus, colours, best, moving=self.is_moving)
        self.focus_layer.show_image(image)

    def empty_sentence(self) -> str:
        """Why there is nothing to see, or an empty text."""
        if not len(self.session.frame) or not self.session.base.any():
            return str(self.tr("No runs yet: the plot fills as they arrive."))
        if not self.axes.shown:
            return str(self.tr("These runs have no flag that varies and no result to show."))
        return ""

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint axes, histograms, lanes, brushes, and the runs under the mouse or picked."""
        sentence = self.empty_sentence()
        geometry = self.geometry_now
        if sentence or geometry is None:
            self.paint_sentence(painter, sentence)
            return
        theme, size = self.theme, self.viewport().size()
        self._axes_drawn.show(painter, size, self.ringed_axis)
        paint_inside(painter, self)
        paint_marked_runs(painter, self)
        self._labels_drawn.show(painter, size)
        for index, axis in enumerate(self.axes.shown):
            clauses = self.clauses_on(axis)
            if isinstance(axis.scale, CategoryScale):
                picked = clause_categories(clauses, axis.column)
                paint_bands(painter, geometry, index, axis.scale, picked, theme)
            else:
                spans = clause_spans(clauses)
                paint_spans(painter, geometry, index, axis.scale, spans, theme)
        paint_hovered_values(painter, self, self.fonts)
        ghost = self.gestures.ghost
        if ghost is not None:
            paint_ghost(painter, geometry, ghost[0], ghost[1], theme)

    def paint_underlay(self, painter: QPainter) -> None:
        """Paint the picked runs that are out of focus."""
        if self.geometry_now is not None and not self.empty_sentence():
            paint_runs_beside(painter, self)

    def keep_best(self) -> None:
        """Keep the best tenth by the objective of what the other clauses let through, as one step."""
        axis = self.axes.objective
        if axis is None or axis.direction is None:
            return
        others = self.session.selection.with_column(axis.name, None)
        mask = others.focus(self.session.frame)[self.runs.rows]
        span = best_span(self.runs.goal[mask], axis.direction)
        if span is not None:
            self.gestures.set_spans(axis, (span,))
            self.brushed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on an axis begins a brush, on a title a move of its axis."""
        if event.button() == Qt.MouseButton.LeftButton:
            adding = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._keys.in_use = False
            self.refresh()
            self.gestures.press(event.position(), adding=adding)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a drag, else look for what is under the mouse."""
        if self.gestures.is_dragging:
            self.gestures.move(event.position())
        else:
            self.refresh()
            self.gestures.hover(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a drag or a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            toggling = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.gestures.release(event.position(), toggling=toggling)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Clear an axis, or everything."""
        self.gestures.double_click(event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        self.gestures.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys brush too; what means nothing here goes on to the window."""
        self.refresh()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self._keys.press(event.key(), shift=shift):
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring of the axis that keys act on."""
        super().focusInEvent(event)
        tabbed = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._keys.in_use = event.reason() in tabbed
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.viewport().update()
