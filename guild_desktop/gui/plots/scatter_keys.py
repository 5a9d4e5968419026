"""Keyboard of the scatter matrix: everything that the mouse does in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guild_desktop.gui.plots.cell_rectangles import How

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.plots.scatter_cells import Cell
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot

_Key = Qt.Key
_STEPS = {
    _Key.Key_Left: (-1, 0),
    _Key.Key_Right: (1, 0),
    _Key.Key_Up: (0, 1),
    _Key.Key_Down: (0, -1),
}
_STRIDE = 0.05  # of an axis
_FIRST, _LAST = 0.25, 0.75


class ScatterKeys:
    """Turns keys into what is done with cells and rectangles; owned by the plot.

    Arrows choose the cell that the other keys are about. While a rectangle is drawn by keys they move it.
    ``resources/help/shortcuts.md`` tells of all keys.
    """

    def __init__(self, plot: ScatterPlot) -> None:
        self._plot = plot
        self._names: tuple[str, str] | None = None
        self._rectangle: _KeyRectangle | None = None
        self.in_use = False

    @property
    def cell(self) -> Cell | None:
        """The cell that keys are about: the first before any was chosen; None if there is none."""
        plot = self._plot
        if not plot.cells:
            return None
        for cell in plot.cells:
            if plot.names_of(cell) == self._names:
                return cell
        return next(iter(plot.cells))

    def choose(self, cell: Cell) -> None:
        """Let keys be about a cell."""
        self._names = self._plot.names_of(cell)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means; False if it means nothing here."""
        self.in_use = True
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            return False
        key = Qt.Key(event.key())
        done = (
            self._press_rectangle(key, shift=shift)
            or self._press_anywhere(key)
            or self._press_cell(key, shift=shift)
        )
        self._plot.viewport().update()
        return done

    def draw(self, how: How) -> None:
        """Begin a rectangle in the chosen cell, which arrows then move and Enter keeps."""
        cell = self.cell
        if cell is not None:
            self.in_use = True
            self._plot.setFocus()
            self._rectangle = _KeyRectangle(self._plot, cell, how)
            self._plot.hold(held=True)
            self._rectangle.preview()

    def give_up(self) -> bool:
        """Give up the rectangle that is drawn by keys; False if there is none."""
        drawing, self._rectangle = self._rectangle is not None, None
        if drawing:
            self._plot.session.give_up_selection()
            self._plot.hold(held=False)
        return drawing

    def _press_anywhere(self, key: Qt.Key) -> bool:
        """Keys that are about no cell."""
        plot = self._plot
        if key == _Key.Key_Escape:
            if not (self.give_up() or plot.gestures.give_up() or plot.views.go_back()):
                plot.gestures.clear_all()
        elif key == _Key.Key_M:
            plot.views.toggle_medians()
        elif key == _Key.Key_W:
            plot.views.toggle_model()
        elif key == _Key.Key_U and plot.views.has_repeats():
            plot.views.toggle_repeats()
        else:
            return False
        return True

    def _press_cell(self, key: Qt.Key, *, shift: bool) -> bool:
        plot, cell = self._plot, self.cell
        if cell is None:
            return False
        if key in _STEPS:
            self._go(cell, *_STEPS[key])
        elif key in {_Key.Key_Return, _Key.Key_Enter}:
            plot.views.toggle(cell)
        elif key in {_Key.Key_Delete, _Key.Key_Backspace}:
            plot.gestures.clear_cell(cell)
        elif key == _Key.Key_Space:
            self.draw(How.ADDING if shift else How.REPLACING)
        else:
            return False
        return True

    def _press_rectangle(self, key: Qt.Key, *, shift: bool) -> bool:
        """Keys while a rectangle is drawn."""
        drawn = self._rectangle
        if drawn is None:
            return False
        if key in _STEPS:
            drawn.move(*_STEPS[key], one_corner=shift)
        elif key in {_Key.Key_Space, _Key.Key_Return, _Key.Key_Enter}:
            self._rectangle = None
            drawn.keep()
            self._plot.hold(held=False)
        else:
            return False
        return True

    def _go(self, cell: Cell, across: int, upward: int) -> None:
        plot = self._plot
        row = min(max(cell[0] - upward, 0), len(plot.row_axes) - 1)
        column = min(max(cell[1] + across, 0), len(plot.column_axes) - 1)
        self.choose((row, column))


class _KeyRectangle:
    """A rectangle in a cell that arrows move, in fractions of its axes; the middle of the cell at first."""

    def __init__(self, plot: ScatterPlot, cell: Cell, how: How) -> None:
        self._plot = plot
        self._cell = cell
        self._how = how
        self._before = plot.session.selection
        self._first, self._last = [_FIRST, _FIRST], [_LAST, _LAST]

    def move(self, across: int, upward: int, *, one_corner: bool) -> None:
        """Move it by a step, or only its upper right corner."""
        for axis, step in enumerate((across, upward)):
            self._last[axis] += step * _STRIDE
            if not one_corner:
                self._first[axis] += step * _STRIDE
        self.preview()

    def preview(self) -> None:
        """Show what it would keep."""
        self._plot.session.preview_selection(self._selection())

    def keep(self) -> None:
        """Make it stand."""
        self._plot.gestures.settle(self._cell, self._selection())

    def _selection(self) -> Selection:
        first, last = (self._first[0], self._first[1]), (self._last[0], self._last[1])
        return self._plot.gestures.brushed(self._before, self._cell, first, last, self._how)
