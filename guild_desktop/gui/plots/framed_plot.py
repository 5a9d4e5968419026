"""The base of plots with one frame, in which each run is a point."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from guild_desktop.gui.plots.chart_frame import ChartFrame
from guild_desktop.gui.plots.colour import shades_of
from guild_desktop.gui.plots.dense_points import MANY, DenseGrid, code_colours
from guild_desktop.gui.plots.history_paint import dense_codes, paint_points
from guild_desktop.gui.plots.point_layer import Dots, DotShapes, DotSheet
from guild_desktop.gui.plots.rectangle_plot import RectanglePlot
from guild_desktop.gui.plots.run_tones import RunTones

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.colour import Shades
    from guild_desktop.gui.plots.frame_gestures import FrameGestures
    from guild_desktop.gui.plots.number_scale import Floats
    from guild_desktop.gui.plots.placed_runs import Lane, PlacedRuns
    from guild_desktop.gui.theme import Themes

NO_FLOATS = np.zeros(0)


class FramedPlot(RectanglePlot):
    """Draws the points, or of very many how densely they lie; lives on the GUI thread, owned by its dock.

    ``xs`` and ``ys`` are where the points of ``runs`` lie, in pixels; ``lanes`` how many lie in which lane.
    Who inherits finds them in ``lay_out`` and says what lies behind them.
    """

    gestures: FrameGestures[Any]

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(session, themes, parent)
        self.frame_now = ChartFrame()
        self.lanes: dict[Lane, int] = {}
        self.xs: Floats = NO_FLOATS
        self.ys: Floats = NO_FLOATS
        self.in_focus = np.zeros(0, dtype=bool)
        self.tones = RunTones()
        self._grid: DenseGrid | None = None

    @property
    def runs(self) -> PlacedRuns:
        """The runs with their places."""
        raise NotImplementedError

    @property
    def has_frame(self) -> bool:
        """Whether there is anything to draw."""
        raise NotImplementedError

    def paint_behind(self, painter: QPainter) -> None:
        """Paint the frame, and what is behind all runs."""
        raise NotImplementedError

    def count_points(self) -> None:
        """Show very many points as a grid of how many lie where; the last thing that laying out does."""
        self._grid = None
        if self.runs.rows.size > MANY:
            size = self.viewport().size()
            self._grid = DenseGrid(size, self.devicePixelRatioF(), self.xs, self.ys)

    def draw_context(self) -> None:
        """Draw what is behind the runs, and all of these in grey."""
        if not self.has_frame:
            self.context_layer.show_nothing()
            return
        self._dots = DotSheet(self.tones.painted(self.theme), self.devicePixelRatioF())
        paint = partial(self._paint_context, dots=self._dots, grid=self._grid)
        self.draw_layer(self.context_layer, paint)

    def draw_points_in_focus(self) -> None:
        """Draw the runs in focus in colour."""
        if not (self.has_frame and self.runs.rows.size):
            self.focus_layer.show_nothing()
            return
        paint = partial(self._paint_focus, dots=self._dots, grid=self._grid)
        self.draw_layer(self.focus_layer, paint)

    def paint_runs(self, painter: QPainter, ratio: float) -> None:
        """Paint the frame, what lies between the points, and these for a file."""
        grid = None
        if self._grid is not None:
            grid = DenseGrid(self.viewport().size(), ratio, self.xs, self.ys)
        dots = DotShapes(self.tones.painted(self.theme))
        self._paint_context(painter, dots, grid)
        self.paint_underlay(painter)
        self._paint_focus(painter, dots, grid)

    def _paint_context(self, painter: QPainter, dots: Dots, grid: DenseGrid | None) -> None:
        self.paint_behind(painter)
        self._paint_points(painter, dots, grid, None)

    def _paint_focus(self, painter: QPainter, dots: Dots, grid: DenseGrid | None) -> None:
        values = np.where(self.in_focus, self.tones.values, np.nan)
        self._paint_points(painter, dots, grid, shades_of(self.colours, values))

    def _paint_points(
        self, painter: QPainter, dots: Dots, grid: DenseGrid | None, shades: Shades | None
    ) -> None:
        """All points in grey, or with ``shades`` those in focus in colour."""
        if grid is None:
            paint_points(painter, self, dots, shades)
            return
        codes = dense_codes(self.runs, None if shades is None else self.in_focus, shades)
        colours = code_colours(self.tones.painted(self.theme))
        painter.drawImage(QPointF(0.0, 0.0), grid.picture(codes, colours))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Clear the ranges; with Ctrl pin the run at the mouse."""
        pinning = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.gestures.double_click(event.position(), pinning=pinning)
        event.accept()
