"""The scatter matrix: results against flags, one point for each run, brushed by rectangles."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from guild_desktop.gui.plots.axes import TIME, Axes, Axis, choose_axes
from guild_desktop.gui.plots.axis_brush import read_brush
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.layers import Stencil
from guild_desktop.gui.plots.pin_marks import paint_point_tags
from guild_desktop.gui.plots.placed_runs import PlacedRuns, place_runs
from guild_desktop.gui.plots.point_picture import PointPicture
from guild_desktop.gui.plots.rectangle_plot import RectanglePlot
from guild_desktop.gui.plots.run_keys import press_run_key
from guild_desktop.gui.plots.run_marks import index_of_best
from guild_desktop.gui.plots.run_tones import ColourKey, Colours, RunTones, toned, tones_of
from guild_desktop.gui.plots.scatter_brush import AxisParts, axis_parts, paint_brush
from guild_desktop.gui.plots.scatter_cells import CellPoints, place_points
from guild_desktop.gui.plots.scatter_choices import Choice, list_choices
from guild_desktop.gui.plots.scatter_geometry import (
    Needs,
    ScatterGeometry,
    lay_out_cells,
    size_needed,
)
from guild_desktop.gui.plots.scatter_gestures import ScatterGestures
from guild_desktop.gui.plots.scatter_marks import paint_points_beside, paint_points_by_hand
from guild_desktop.gui.plots.scatter_paint import (
    MOST_LABEL,
    lane_notes,
    paint_cells,
    paint_column_labels,
    paint_row_labels,
    row_label_width,
    title_width,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes


class ScatterPlot(RectanglePlot):
    """The scatter matrix of the session's runs; lives on the GUI thread, owned by its dock.

    Rows are results, the objective first; columns are flags. Signals: ``colours_changed`` with the
    ``ColourKey`` shown, ``choices_changed`` with a tuple of ``Choice``.
    """

    colours_changed = Signal(object)
    choices_changed = Signal(object)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(session, themes, parent)
        self.setObjectName("scatterPlot")
        self.setAccessibleName(self.tr("Scatter matrix"))
        self.axes = Axes()
        self.row_axes: tuple[int, ...] = ()
        self.column_axes: tuple[int, ...] = ()
        self.runs = PlacedRuns()
        self.cells: dict[tuple[int, int], CellPoints] = {}
        self.geometry_now = ScatterGeometry()
        self._upright = True
        self.in_focus = np.zeros(0, dtype=bool)
        self.tones = RunTones()
        self.colour_key: ColourKey | None = None
        self._choices: tuple[Choice, ...] = ()
        self._labels_drawn = Stencil(self._paint_labels)
        self.gestures: ScatterGestures = ScatterGestures(self)

    def cell_rect(self, row: int, column: int) -> QRect:
        """The data of a cell in the coordinates of ``viewport()``; its edges are the ends of both axes.

        IndexError if there is no such cell.
        """
        self.catch_up()
        return self.geometry_now.cell(row, column).toRect()

    def axis_of_row(self, row: int) -> Axis:
        """The axis that a row of cells shares."""
        return self.axes.shown[self.row_axes[row]]

    def axis_of_column(self, column: int) -> Axis:
        """The axis that a column of cells shares."""
        return self.axes.shown[self.column_axes[column]]

    def place_runs(self) -> None:
        """Choose rows and columns and find the place of every run on their axes."""
        session = self.session
        frame, base = session.frame, session.base
        axes = choose_axes(frame, base, session.objective, session.arrangement, (TIME,))
        lying = tuple(
            replace(axis, scale=replace(axis.scale, from_top=axis.flipped))
            if isinstance(axis.scale, CategoryScale) and axis.role == "flag"
            else axis
            for axis in axes.shown
        )
        self.axes = replace(axes, shown=lying)
        shown = list(enumerate(lying))
        self.column_axes = tuple(index for index, axis in shown if axis.role == "flag")
        rows = [(axis.role != "objective", index) for index, axis in shown if axis.role != "flag"]
        self.row_axes = tuple(index for _, index in sorted(rows))
        placed = place_runs(frame, base, lying, session.spread.numbers(frame.ids))
        self.tones = tones_of(session, placed)
        self.runs = toned(placed, self.tones)
        self._tell_choices()
        wide, high = size_needed(self._needs())
        if (self.minimumWidth(), self.minimumHeight()) != (wide, high):
            self.setMinimumSize(wide, high)

    def _tell_choices(self) -> None:
        choices = list_choices(self.axes, self.session.arrangement.added)
        if choices != self._choices:
            self._choices = choices
            self.choices_changed.emit(choices)

    def _needs(self) -> Needs:
        fonts = self.fonts
        rows = [self.axes.shown[index] for index in self.row_axes]
        labels = max((row_label_width(axis, 120.0, fonts) for axis in rows), default=0.0)
        lanes = [self.runs.lane_counts(index) for index in self.row_axes]
        used = [bool(counts) for counts in lanes]
        for counts in lanes:
            notes = lane_notes(counts, fonts, MOST_LABEL)
            labels = max(labels, min(fonts.label_size.horizontalAdvance(notes), MOST_LABEL))
        return Needs(
            left=labels + fonts.title_size.height() + 14.0,
            below=fonts.label_size.height() + fonts.title_size.height() + 8.0,
            row_rugs=tuple(used),
            column_rugs=tuple(bool(self.runs.lane_counts(index)) for index in self.column_axes),
            tall_first=bool(rows) and rows[0].role == "objective",
        )

    def lay_out(self) -> None:
        """Find the place of the cells and of every run's point in them."""
        size, needs, fonts = self.viewport().size(), self._needs(), self.fonts
        self.geometry_now = lay_out_cells(size.width(), size.height(), needs)
        rows = [self.axes.shown[index] for index in self.row_axes]
        self._upright = all(
            fonts.title_size.horizontalAdvance(axis.name) <= stripe.outer[1] - stripe.outer[0]
            for axis, stripe in zip(rows, self.geometry_now.rows, strict=False)
        )
        if not self._upright:
            titles = max(title_width(axis, fonts) for axis in rows)
            turned = fonts.title_size.height() + 4.0
            needs = replace(needs, left=max(needs.left - turned, titles + 10.0))
            self.geometry_now = lay_out_cells(size.width(), size.height(), needs)
        self.cells = place_points(self.geometry_now, self.runs, self.row_axes, self.column_axes)
        self._labels_drawn.forget()
        self.gestures.forget()

    def draw_context(self) -> None:
        """Draw the cells, and all runs in grey, into their own picture."""
        size, ratio = self.viewport().size(), self.devicePixelRatioF()
        self._picture = PointPicture(self.cells, self.runs, self.tones, size, ratio, self.theme)
        ground = partial(paint_cells, geometry=self.geometry_now, theme=self.theme)
        self.context_layer.show_image(self._picture.context(ground))

    def draw_focus(self) -> None:
        """Draw the runs in focus, in colours they share out among themselves, the best on top."""
        self.in_focus = self.session.focus[self.runs.rows]
        key = self.tones.key(self.in_focus, lambda: self._picture.levels)
        if key != self.colour_key:
            self.colour_key = key
            self.colours_changed.emit(key)
        best = index_of_best(self.runs, self.session)
        image = self._picture.focus(self.in_focus, key.colours, best, moving=self.is_moving)
        self.focus_layer.show_image(image)

    @property
    def colours(self) -> Colours:
        """Which value has which colour, None if no run has one."""
        return None if self.colour_key is None else self.colour_key.colours

    def empty_sentence(self) -> str:
        """Why there is nothing to see, or an empty text."""
        if not len(self.session.frame) or not self.session.base.any():
            return self.no_runs_sentence()
        if not self.column_axes:
            return str(self.tr("Every flag is the same in these runs: choose a column above."))
        return ""

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint labels, brushes, and the runs under the mouse or picked."""
        sentence = self.empty_sentence()
        geometry = self.geometry_now
        if sentence or not self.cells:
            self.paint_sentence(painter, sentence)
            return
        self._labels_drawn.show(painter, self.viewport().size(), self.devicePixelRatioF())
        across = [self._parts(self.axes.shown[index]) for index in self.column_axes]
        upward = [self._parts(self.axes.shown[index]) for index in self.row_axes]
        for row, column in self.cells:
            paint_brush(painter, geometry, (row, column), across[column], upward[row], self.theme)
        paint_point_tags(painter, self, self.fonts)
        paint_points_by_hand(painter, self, self.fonts)

    def _paint_labels(self, painter: QPainter) -> None:
        """Paint the labels of rows and columns, which change with the layout only."""
        geometry = self.geometry_now
        fonts, theme = self.fonts, self.theme
        for column, index in enumerate(self.column_axes):
            axis, lanes = self.axes.shown[index], self.runs.lane_counts(index)
            paint_column_labels(painter, geometry, column, axis, lanes, fonts, theme)
        for row, index in enumerate(self.row_axes):
            axis, lanes = self.axes.shown[index], self.runs.lane_counts(index)
            paint_row_labels(
                painter, geometry, row, axis, lanes, fonts, theme, upright=self._upright
            )

    def paint_underlay(self, painter: QPainter) -> None:
        """Paint the picked runs that are out of focus."""
        if self.cells and not self.empty_sentence():
            paint_points_beside(painter, self)

    def _parts(self, axis: Axis) -> AxisParts:
        """What the selection says about ``axis``."""
        return axis_parts(axis.scale, read_brush(self.session.selection, axis))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Clear the brush; with Ctrl pin the run."""
        pinning = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.gestures.double_click(event.position(), pinning=pinning)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        self.gestures.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up a rectangle, or clears all clauses; P and N are about runs; others go on to the window."""
        if event.key() == Qt.Key.Key_Escape:
            self.gestures.escape()
            event.accept()
        elif press_run_key(self.session, event):
            event.accept()
        else:
            event.ignore()
