"""Mouse gestures of a plot with one frame:
a drag is a range on one of its axes or on both, a click picks a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QPointF, Qt

from guild_desktop.gui.plots.brush import CLICK
from guild_desktop.gui.plots.cell_rectangles import How
from guild_desktop.gui.plots.nearest import nearest_of_two

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.plots.framed_plot import FramedPlot

_THIN = 14.0
"""A drag that is no thicker than so many pixels means only the axis along which it goes."""


Plot = TypeVar("Plot", bound="FramedPlot")


class FrameGestures(Generic[Plot]):
    """Turns mouse events into previews and steps of the selection; owned by the plot.

    Who inherits says what a range on an axis means. ``step`` is what the step of a drag is called
    in the undo menu.
    """

    def __init__(self, plot: Plot, step: str) -> None:
        self._plot = plot
        self._step = step
        self._start: QPointF | None = None
        self._before: Selection | None = None
        self._moved = False

    @property
    def is_dragging(self) -> bool:
        """Whether the button went down and has not come up."""
        return self._start is not None

    @property
    def is_ready(self) -> bool:
        """Whether there are axes to brush."""
        raise NotImplementedError

    def columns(self) -> Iterable[str]:
        """The columns whose filters a double click clears."""
        raise NotImplementedError

    def across(self, selection: Selection, start: float, end: float) -> Selection:
        """The selection with a range of the axis across, in fractions of it, in place of earlier ones."""
        raise NotImplementedError

    def upward(self, selection: Selection, start: float, end: float) -> Selection:
        """The same for the axis upward."""
        raise NotImplementedError

    def press(self, at: QPointF, _how: How) -> None:
        """The left button goes down; each drag is the only one here."""
        if not self.is_ready:
            return
        self._start, self._moved = at, False
        self._before = self._plot.session.selection
        self._plot.hold(held=True)

    def move(self, at: QPointF) -> None:
        """The mouse moves with the button down."""
        if self._start is not None and (at - self._start).manhattanLength() > CLICK:
            self._moved = True
        if self._moved:
            self._plot.session.preview_selection(self._brushed(at))

    def release(self, at: QPointF, *, toggling: bool) -> None:
        """The button goes up: a range becomes one step that can be undone, a click picks a run."""
        started, moved, plot = self._start, self._moved, self._plot
        plot.hold(held=False)
        if started is not None and moved:
            plot.session.set_selection(self._brushed(at), self._step)
        elif started is not None:
            plot.session.pick(self.run_at(at), adding=toggling)
        self._start = self._before = None

    def hover(self, at: QPointF) -> None:
        """The mouse moves without a button: cursor, and the run under it."""
        plot, run = self._plot, self.run_at(at)
        border, shapes = plot.frame_now.border, Qt.CursorShape
        if not self.is_ready:
            plot.viewport().unsetCursor()
        elif border.contains(at):
            shape = shapes.CrossCursor if run is None else shapes.PointingHandCursor
            plot.viewport().setCursor(shape)
        else:
            below = at.y() > border.bottom()
            plot.viewport().setCursor(shapes.SizeHorCursor if below else shapes.SizeVerCursor)
        plot.session.set_hover(run)

    def double_click(self, at: QPointF, *, pinning: bool) -> None:
        """The filters on both axes go if there are any, else all filters.

        With Ctrl (``pinning``) the run at the mouse is pinned, or let go of.
        """
        session = self._plot.session
        if pinning:
            run = self.run_at(at)
            if run is not None:
                session.toggle_pin(run)
            return
        fewer = session.selection
        for column in self.columns():
            fewer = fewer.with_column(column, None)
        selection = fewer if fewer != session.selection else session.selection.cleared()
        if selection != session.selection:
            session.set_selection(selection, self._plot.tr("clear the brush"))

    def escape(self) -> None:
        """Give up the range that is being dragged; without one clear all filters."""
        session = self._plot.session
        if self._start is not None:
            session.give_up_selection()
            self._start = None
            self._plot.hold(held=False)
        elif session.selection.clauses:
            session.set_selection(session.selection.cleared(), self._plot.tr("clear filters"))

    def _brushed(self, at: QPointF) -> Selection:
        """The selection with the range from the press to ``at`` in place of earlier ones on its axes.

        A drag beside an axis means that axis; one in the frame means those along which it is long.
        """
        plot, start = self._plot, self._start or at
        selection = self._before or plot.session.selection
        border, frame = plot.frame_now.border, plot.frame_now
        wide, high = abs(at.x() - start.x()), abs(at.y() - start.y())
        across, upward = wide > _THIN or wide > high, high > _THIN or high > wide
        if start.y() > border.bottom():
            across, upward = True, False
        elif start.x() < border.left():
            across, upward = False, True
        (first, bottom), (last, top) = frame.fractions(start), frame.fractions(at)
        if across:
            selection = self.across(selection, first, last)
        if upward:
            selection = self.upward(selection, bottom, top)
        return selection

    def run_at(self, at: QPointF) -> str | None:
        """The id of the run whose point is at a place of the viewport."""
        plot = self._plot
        if not plot.xs.size or not plot.frame_now.border.contains(at):
            return None
        run = nearest_of_two(plot.xs, plot.ys, plot.in_focus, at.x(), at.y())
        return None if run is None else plot.session.frame.ids[plot.runs.rows[run]]
