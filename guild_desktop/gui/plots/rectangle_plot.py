"""What plots of points share: the mouse draws a rectangle, picks a run, or only says which one is meant."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from guild_desktop.gui.plots.cell_rectangles import How
from guild_desktop.gui.plots.folded_trials import fold_key
from guild_desktop.gui.plots.plot_view import PlotView


class RectangleGestures(Protocol):
    """What the mouse means; places are those of the viewport."""

    @property
    def is_dragging(self) -> bool:
        """Whether the button went down on something and has not come up."""

    def press(self, at: QPointF, how: How) -> None:
        """The left button goes down; ``how`` says what becomes of the rectangles there are."""

    def move(self, at: QPointF) -> None:
        """The mouse moves with the button down."""

    def release(self, at: QPointF, *, toggling: bool) -> None:
        """The button comes up, perhaps with Ctrl."""

    def hover(self, at: QPointF) -> None:
        """The mouse moves without a button."""


class RectanglePlot(PlotView):
    """Base of plots that are brushed by rectangles; lives on the GUI thread, owned by its dock."""

    gestures: RectangleGestures

    def placed_for(self) -> tuple[object, ...]:
        """Filters that divide the repeats of a trial unfold it."""
        return (*super().placed_for(), fold_key(self.session, self.trials))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press begins a rectangle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.refresh()
            self.gestures.press(event.position(), _how(event))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Stretch the rectangle, else look for the run under the mouse."""
        self.refresh()
        if self.gestures.is_dragging:
            self.gestures.move(event.position())
        else:
            self.gestures.hover(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a rectangle, or a click on a run."""
        if event.button() == Qt.MouseButton.LeftButton:
            toggling = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.gestures.release(event.position(), toggling=toggling)
        event.accept()


def _how(event: QMouseEvent) -> How:
    """With Shift one more rectangle, with Alt one to leave out, else the only one."""
    if event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return How.LEAVING_OUT
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return How.ADDING if shift else How.REPLACING
