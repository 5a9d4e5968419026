"""The scatter matrix: results against flags, one point for each run, brushed by rectangles."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu

from guild_desktop.gui.plots.axes import TIME, Axes, Axis, choose_axes
from guild_desktop.gui.plots.axis_brush import read_brush
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.folded_trials import fold_trials
from guild_desktop.gui.plots.layers import Stencil
from guild_desktop.gui.plots.pin_marks import paint_point_tags
from guild_desktop.gui.plots.placed_runs import PlacedRuns, place_runs
from guild_desktop.gui.plots.plot_view import came_by_tab
from guild_desktop.gui.plots.point_layer import Dots, DotShapes, DotSheet
from guild_desktop.gui.plots.point_picture import PointPicture
from guild_desktop.gui.plots.rectangle_plot import RectanglePlot
from guild_desktop.gui.plots.run_marks import index_of_best
from guild_desktop.gui.plots.run_tones import RunTones, toned, tones_of
from guild_desktop.gui.plots.scatter_bands import ScatterBands
from guild_desktop.gui.plots.scatter_brush import (
    AxisParts,
    axis_parts,
    paint_brush,
    paint_focus_ring,
    paint_pairs,
)
from guild_desktop.gui.plots.scatter_cells import CellPoints, place_points
from guild_desktop.gui.plots.scatter_choices import Choice, choose_stripes, list_choices
from guild_desktop.gui.plots.scatter_geometry import (
    ScatterGeometry,
    lay_out_cells,
    size_needed,
)
from guild_desktop.gui.plots.scatter_gestures import ScatterGestures
from guild_desktop.gui.plots.scatter_keys import ScatterKeys
from guild_desktop.gui.plots.scatter_labels import needs_of, paint_labels
from guild_desktop.gui.plots.scatter_marks import paint_points_beside, paint_points_by_hand
from guild_desktop.gui.plots.scatter_paint import paint_cells, title_width
from guild_desktop.gui.plots.scatter_views import ScatterViews
from guild_desktop.gui.plots.whiskers import paint_scatter_whiskers

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.scatter_cells import Cell
    from guild_desktop.gui.theme import Themes


class ScatterPlot(RectanglePlot):
    """The scatter matrix of the session's runs; lives on the GUI thread, owned by its dock.

    Rows are results, the objective first; columns are flags. Signals: ``choices_changed`` with a
    tuple of ``Choice``, ``views_changed`` when perhaps all cells are shown or a single one, with medians or
    without.
    """

    choices_changed = Signal(object)
    views_changed = Signal()

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(session, themes, parent)
        self.setObjectName("scatterPlot")
        self.setAccessibleName(self.tr("Scatter matrix"))
        self.axes = Axes()
        self.row_axes: tuple[int, ...] = ()
        self.column_axes: tuple[int, ...] = ()
        self.runs = PlacedRuns()
        self.cells: dict[Cell, CellPoints] = {}
        self.geometry_now = ScatterGeometry()
        self._upright = True
        self.is_enlarged = False
        self.in_focus = np.zeros(0, dtype=bool)
        self.tones = RunTones()
        self._choices: tuple[Choice, ...] = ()
        self.bands = ScatterBands(self)
        self._labels_drawn = Stencil(self._paint_labels)
        self.gestures: ScatterGestures = ScatterGestures(self)
        self.keys = ScatterKeys(self)
        self.views = ScatterViews(self)

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

    def names_of(self, cell: Cell) -> tuple[str, str]:
        """The names of the row and the column of a cell."""
        return self.axis_of_row(cell[0]).name, self.axis_of_column(cell[1]).name

    @property
    def shown_axes(self) -> frozenset[int]:
        """The axes of all rows and columns, by their index."""
        return frozenset((*self.row_axes, *self.column_axes))

    def place_runs(self) -> None:
        """Choose rows and columns and find the place of every run on their axes."""
        session = self.session
        frame, base = session.frame, session.base
        self.trials = fold_trials(session, self.trials)
        axes = choose_axes(frame, base, session.objective, session.arrangement, (TIME,))
        lying = tuple(
            replace(axis, scale=replace(axis.scale, from_top=axis.flipped))
            if isinstance(axis.scale, CategoryScale) and axis.role == "flag"
            else axis
            for axis in axes.shown
        )
        if self.trials is not None:
            base, lying = self.trials.rows, tuple(map(self.trials.axis, lying))
        self.axes = replace(axes, shown=lying)
        stripes = choose_stripes(self.axes, session.arrangement.enlarged)
        self.row_axes, self.column_axes, self.is_enlarged = stripes
        placed = place_runs(frame, base, lying, session.spread.numbers(frame.ids))
        if self.trials is not None:
            placed = replace(placed, stands=self.trials.stand_of)
        self.tones = tones_of(session, placed)
        self.runs = toned(placed, self.tones)
        self.views_changed.emit()
        self._tell_choices()
        wide, high = size_needed(needs_of(self))
        if (self.minimumWidth(), self.minimumHeight()) != (wide, high):
            self.setMinimumSize(wide, high)

    def _tell_choices(self) -> None:
        choices = list_choices(self.axes, self.session.arrangement.added)
        if choices != self._choices:
            self._choices = choices
            self.choices_changed.emit(choices)

    def lay_out(self) -> None:
        """Find the place of the cells and of every run's point in them."""
        size, needs, fonts = self.viewport().size(), needs_of(self), self.fonts
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
        ratio = self.devicePixelRatioF()
        sheet = DotSheet(self.tones.painted(self.theme), ratio)
        self._picture = self._picture_with(sheet, ratio)
        paint = partial(self._picture.paint_context, paint_ground=self._paint_ground)
        self.draw_layer(self.context_layer, paint)

    def _picture_with(self, dots: Dots, ratio: float) -> PointPicture:
        size = self.viewport().size()
        return PointPicture(self.cells, self.runs, self.tones, size, ratio, self.theme, dots)

    def _paint_ground(self, painter: QPainter) -> None:
        paint_cells(painter, self.geometry_now, self.theme)

    def draw_focus(self) -> None:
        """Draw the runs in focus, in colours they share out among themselves, the best on top."""
        focus = self.session.focus
        self.in_focus = (focus if self.trials is None else self.trials.focus(focus))[self.runs.rows]
        self.show_colours(self.tones.key(self.in_focus, lambda: self._picture.levels))
        self.draw_layer(self.focus_layer, partial(self._paint_focus, picture=self._picture))
        self.bands.renew()

    def _paint_focus(self, painter: QPainter, picture: PointPicture) -> None:
        best = index_of_best(self.runs, self.session)
        picture.paint_focus(painter, self.in_focus, self.colours, best, moving=self.is_moving)

    def paint_runs(self, painter: QPainter, ratio: float) -> None:
        """Paint cells and points for a file."""
        picture = self._picture_with(DotShapes(self.tones.painted(self.theme)), ratio)
        picture.paint_context(painter, self._paint_ground)
        self.paint_underlay(painter)
        self._paint_focus(painter, picture)

    def forget_mouse(self) -> None:
        """Show no run that the mouse would mean."""
        self.gestures.leave()

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
        self.show_stencil(painter, self._labels_drawn)
        paint_scatter_whiskers(painter, self)
        self.bands.paint(painter)
        across = [self._parts(self.axes.shown[index]) for index in self.column_axes]
        upward = [self._parts(self.axes.shown[index]) for index in self.row_axes]
        for row, column in self.cells:
            paint_brush(painter, geometry, (row, column), across[column], upward[row], self.theme)
            paint_pairs(painter, self, (row, column))
        ringed = self.keys.cell if self.keys.in_use and not self.is_for_file else None
        if ringed is not None and self.hasFocus():
            paint_focus_ring(painter, geometry.border(*ringed), self.theme)
        paint_point_tags(painter, self, self.fonts)
        paint_points_by_hand(painter, self, self.fonts)

    def _paint_labels(self, painter: QPainter) -> None:
        paint_labels(painter, self, upright=self._upright)

    def paint_underlay(self, painter: QPainter) -> None:
        """Paint what the model is sure of, and the picked runs that are out of focus."""
        if self.cells and not self.empty_sentence():
            self.bands.paint_below(painter)
            paint_points_beside(painter, self)

    def _parts(self, axis: Axis) -> AxisParts:
        """What the selection says about ``axis``."""
        return axis_parts(axis.scale, read_brush(self.session.selection, axis))

    def own_menu(self, place: QPoint | None) -> QMenu:
        """What can be done with the cell at the mouse, or with the one that keys are about."""
        cell = self.keys.cell if place is None else self.geometry_now.at(place.toPointF())
        if cell is not None:
            self.keys.choose(cell)
        return self.views.menu(cell)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press begins a rectangle; keys are put aside."""
        self.keys.give_up()
        self.keys.in_use = False
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enlarge a cell or show all again; beside the cells clear the brush; with Ctrl pin the run."""
        pinning = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.gestures.double_click(event.position(), pinning=pinning)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys do what the mouse does; what means nothing here goes on to the window."""
        self.refresh()
        if self.keys.press(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring of the cell that keys act on."""
        super().focusInEvent(event)
        self.keys.in_use = came_by_tab(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring, and give up a rectangle that keys draw."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.keys.give_up()
        self.viewport().update()
