"""Parallel coordinates: one line for each run across upright axes, brushed by dragging along them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)

from guild_desktop.gui.plots.axes import Axes, Axis, choose_axes
from guild_desktop.gui.plots.axis_actions import AxisActions
from guild_desktop.gui.plots.axis_brush import AxisBrush
from guild_desktop.gui.plots.axis_brushes import AxisBrushes
from guild_desktop.gui.plots.axis_menu import AxisMenu
from guild_desktop.gui.plots.axis_press import PressKeys
from guild_desktop.gui.plots.filtered_columns import filtered_columns
from guild_desktop.gui.plots.folded_trials import fold_key, fold_trials
from guild_desktop.gui.plots.histogram import Histograms
from guild_desktop.gui.plots.layers import Stencil
from guild_desktop.gui.plots.line_layer import LinePlan
from guild_desktop.gui.plots.line_picture import LinePicture
from guild_desktop.gui.plots.line_raster import FINEST
from guild_desktop.gui.plots.parallel_axes import paint_axes, paint_labels
from guild_desktop.gui.plots.parallel_geometry import ParallelGeometry, lay_out, width_needed
from guild_desktop.gui.plots.parallel_gestures import ParallelGestures
from guild_desktop.gui.plots.parallel_keys import ParallelKeys
from guild_desktop.gui.plots.parallel_paint import paint_over_lines, room_beside
from guild_desktop.gui.plots.placed_runs import Lane, PlacedRuns, place_runs
from guild_desktop.gui.plots.plot_view import PlotView, came_by_tab
from guild_desktop.gui.plots.range_field import RangeField
from guild_desktop.gui.plots.run_marks import index_of_best, paint_runs_beside
from guild_desktop.gui.plots.run_tones import RunTones, toned, tones_of
from guild_desktop.gui.plots.search_bands import SearchBands

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

LEAST_HEIGHT = 190


class ParallelPlot(PlotView):
    """The parallel coordinates of the session's runs; lives on the GUI thread, owned by its dock.

    Signals: ``constants_changed`` with the columns that are the same in all runs, ``more_changed`` with
    whether there are results without an axis, ``left_out_changed`` with the columns that a person took away,
    ``brushed`` when a person has made a range by hand, ``keys_wanted`` when one asks for the list of keys.
    """

    constants_changed = Signal(object)
    more_changed = Signal(bool)
    left_out_changed = Signal(object)
    brushed = Signal()
    keys_wanted = Signal()

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(session, themes, parent)
        self.setObjectName("parallelPlot")
        self.setAccessibleName(self.tr("Parallel coordinates"))
        self.setMinimumHeight(LEAST_HEIGHT)
        self.axes = Axes()
        self.runs = PlacedRuns()
        self.plan = LinePlan(np.zeros(0), np.zeros((0, 0)))
        self.geometry_now: ParallelGeometry | None = None
        self.in_focus = np.zeros(0, dtype=bool)
        self.tones = RunTones()
        self.search_bands = SearchBands()
        self.brushes = AxisBrushes(session)
        self.actions_on = AxisActions(self)
        self.histograms = Histograms(self.runs)
        self.axes_drawn = Stencil(partial(paint_axes, plot=self))
        self.labels_drawn = Stencil(partial(paint_labels, plot=self))
        self.gestures = ParallelGestures(self)
        self.menus = AxisMenu(self)
        self._keys = ParallelKeys(self)
        self._range_field = RangeField(self)

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
        return self._keys.ringed_axis if self.hasFocus() and not self.is_for_file else None

    def lane_point(self, name: str, lane: Lane) -> QPoint:
        """Where the sign of a lane under the axis of column ``name`` is, as ``axis_point``."""
        x = self.axis_point(name, 0.0).x()
        geometry = self.geometry_now
        return QPoint(x + 12, round(geometry.lane_y(lane)) if geometry is not None else 0)

    def lane_at(self, at: QPointF) -> tuple[int, Lane] | None:
        """The axis and the lane whose sign is at a point of the viewport, or None."""
        found = None if self.geometry_now is None else self.geometry_now.lane_at(at.x(), at.y())
        return found if found is not None and found[1] in self.runs.lane_counts(found[0]) else None

    def brush_on(self, axis: Axis) -> AxisBrush:
        """What the selection says about an axis."""
        return self.brushes.on(axis)

    def type_range(self, axis: Axis) -> None:
        """Let a person type a range at an axis."""
        self.refresh()
        self._range_field.open_at(axis)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the axis at the mouse, or with the one that keys are about."""
        self.refresh()
        event.accept()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._keys.show_menu()
            return
        axis = self.gestures.axis_for_menu(QPointF(event.pos()))
        self.menus.show(axis, event.pos())

    def placed_for(self) -> tuple[object, ...]:
        """A brush on a column without an axis gives it one; the objective has one always."""
        goal = self.session.frame.objective_column(self.session.objective)
        names = (name for name in self._filtered() if name != goal)
        return (*super().placed_for(), fold_key(self.session, self.trials), *names)

    def _filtered(self) -> tuple[str, ...]:
        return filtered_columns(self.session.frame, self.session.selection)

    def place_runs(self) -> None:
        """Choose the axes and find the place of every run on them."""
        session = self.session
        frame, base = session.frame, session.base
        axes = choose_axes(frame, base, session.objective, session.arrangement, self._filtered())
        self.trials = fold_trials(session, self.trials)
        if self.trials is not None:
            base = self.trials.rows
            axes = replace(axes, shown=tuple(map(self.trials.axis, axes.shown)))
        before, self.axes = self.axes, axes
        if axes.more != before.more:
            self.more_changed.emit(axes.more)
        if axes.constants != before.constants:
            self.constants_changed.emit(axes.constants)
        if axes.names_left_out != before.names_left_out:
            self.left_out_changed.emit(axes.names_left_out)
        placed = place_runs(frame, base, axes.shown, session.spread.numbers(frame.ids))
        if self.trials is not None:
            placed = replace(placed, stands=self.trials.stand_of)
        self.search_bands.follow(frame, session.selection.target)
        self.tones = tones_of(session, placed)
        self.runs = toned(placed, self.tones)
        self.histograms = Histograms(self.runs)
        needed = width_needed(len(axes.shown), *room_beside(self.runs, self.fonts))
        if self.minimumWidth() != needed:
            self.setMinimumWidth(needed)

    def lay_out(self) -> None:
        """Find the place of the axes and of every run's line."""
        size = self.viewport().size()
        line = self.fonts.title_size.height()
        margins = room_beside(self.runs, self.fonts)
        self.geometry_now = lay_out(self.runs, size.width(), size.height(), line, *margins)
        self.plan = LinePlan(self.geometry_now.xs, self.geometry_now.heights(self.runs))
        self.axes_drawn.forget()
        self.labels_drawn.forget()

    def draw_context(self) -> None:
        """Draw all runs in grey into their own picture."""
        ratio = self.devicePixelRatioF()
        self._picture = LinePicture(self.plan, self.runs, self.tones, ratio, self.theme)
        self.draw_layer(self.context_layer, self._picture.paint_context)

    def draw_focus(self) -> None:
        """Draw the runs in focus, in colours they share out among themselves."""
        focus = self.session.focus
        self.in_focus = (focus if self.trials is None else self.trials.focus(focus))[self.runs.rows]
        self.histograms.follow(self.in_focus)
        self.context_layer.setVisible(not self.in_focus.all())
        self.show_colours(self.tones.key(self.in_focus, lambda: self._picture.levels))
        self.draw_layer(self.focus_layer, partial(self._paint_focus, picture=self._picture))

    def _paint_focus(self, painter: QPainter, picture: LinePicture) -> None:
        best = index_of_best(self.runs, self.session)
        picture.paint_focus(painter, self.in_focus, self.colours, best, moving=self.is_moving)

    def paint_runs(self, painter: QPainter, ratio: float) -> None:
        """Paint all lines for a file."""
        picture = LinePicture(self.plan, self.runs, self.tones, ratio, self.theme, FINEST)
        if not self.in_focus.all():
            picture.paint_context(painter)
        self.paint_underlay(painter)
        self._paint_focus(painter, picture)

    def forget_mouse(self) -> None:
        """Show no run, arrow or end of a range that the mouse would mean."""
        self.gestures.leave()

    def empty_sentence(self) -> str:
        """Why there is nothing to see, or an empty text."""
        if not len(self.session.frame) or not self.session.base.any():
            return self.no_runs_sentence()
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
        paint_over_lines(painter, self, geometry)

    def paint_underlay(self, painter: QPainter) -> None:
        """Paint the picked runs that are out of focus."""
        if self.geometry_now is not None and not self.empty_sentence():
            paint_runs_beside(painter, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on an axis begins a brush, on a title a move of its axis."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._keys.in_use = False
            self.refresh()
            self.gestures.press(event.position(), PressKeys.of(event))
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
            self.gestures.release(event.position(), PressKeys.of(event))
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Over a range the wheel grows it; elsewhere it scrolls what is around the plot."""
        self.refresh()
        # Alt turns the wheel sideways.
        angle = event.angleDelta().y() or event.angleDelta().x()
        near_end = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if angle and self.gestures.wheel.turn(event.position(), angle, near_end=near_end):
            event.accept()
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Clear an axis, or everything; with Ctrl pin a run."""
        self.gestures.double_click(event.position(), PressKeys.of(event))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys brush too; what means nothing here goes on to the window."""
        self.refresh()
        if self._keys.press(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring of the axis that keys act on."""
        super().focusInEvent(event)
        self._keys.in_use = came_by_tab(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.viewport().update()
