"""Keyboard of the parallel plot: everything that the mouse does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guild_desktop.gui.plots.brush_steps import BrushSteps

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot

_Key = Qt.Key


class ParallelKeys:
    """Turns keys into what is done with axes and brushes; owned by the plot.

    Left and Right choose the axis that the other keys are about. ``resources/help/shortcuts.md`` tells of
    all of them.
    """

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot
        self._steps = BrushSteps(plot)
        self.in_use = False

    @property
    def ringed_axis(self) -> str | None:
        """The name of the axis that shows the focus ring: none while a person uses the mouse."""
        axis = self.chosen_axis() if self.in_use else None
        return None if axis is None else axis.name

    def chosen_axis(self) -> Axis | None:
        """The axis that keys are about; the last one, the objective, before any was chosen."""
        shown = self._plot.axes.shown
        if not shown:
            return None
        names = [axis.name for axis in shown]
        ringed = self._plot.gestures.ringed_axis
        if ringed not in names:
            ringed = self._plot.gestures.ringed_axis = names[-1]
        return shown[names.index(ringed)]

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means; False if it means nothing here."""
        self.in_use = True
        key = event.key()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            return False
        if key == _Key.Key_Menu or (shift and key == _Key.Key_F10):
            self.show_menu()
            return True
        if self._press_anywhere(event):
            return True
        axis = self.chosen_axis()
        return axis is not None and (
            self._press_brush(axis, key, shift=shift) or self._press_axis(axis, key)
        )

    def show_menu(self) -> None:
        """Show the menu of the chosen axis."""
        self.in_use = True
        self._plot.menus.show(self.chosen_axis())

    def _press_anywhere(self, event: QKeyEvent) -> bool:
        """Keys that are about no axis."""
        plot, key = self._plot, event.key()
        if event.text() == "?":
            plot.keys_wanted.emit()
        elif key == _Key.Key_O:
            plot.menus.show_orders(self.chosen_axis())
        elif key == _Key.Key_Escape:
            if not plot.gestures.cancel():
                plot.brushes.clear_all()
        elif key == _Key.Key_B:
            plot.actions_on.keep_best()
        else:
            return False
        return True

    def _press_brush(self, axis: Axis, key: int, *, shift: bool) -> bool:
        """Keys that change what is kept on the chosen axis, or choose another."""
        plot, steps = self._plot, self._steps
        if key in {_Key.Key_Left, _Key.Key_Right}:
            self._go(axis, -1 if key == _Key.Key_Left else 1, moving=shift)
        elif key in {_Key.Key_Up, _Key.Key_Down}:
            steps.step(axis, 1 if key == _Key.Key_Up else -1, further=shift)
        elif key in {_Key.Key_BracketLeft, _Key.Key_BracketRight}:
            steps.widen(axis, -1 if key == _Key.Key_BracketLeft else 1)
        elif key == _Key.Key_M:
            steps.next_lane(axis, adding=shift)
        elif key == _Key.Key_E:
            plot.brushes.turn_over(axis)
        elif key in {_Key.Key_Delete, _Key.Key_Backspace}:
            plot.brushes.clear(axis)
        else:
            return False
        return True

    def _press_axis(self, axis: Axis, key: int) -> bool:
        """Keys that change how the chosen axis is shown."""
        actions = self._plot.actions_on
        if key == _Key.Key_F:
            actions.flip(axis)
        elif key == _Key.Key_L:
            actions.next_scale(axis)
        elif key == _Key.Key_C:
            actions.colour_by(axis)
        elif key == _Key.Key_H:
            actions.hide(axis)
        elif key in {_Key.Key_Return, _Key.Key_Enter}:
            self._plot.type_range(axis)
        else:
            return False
        return True

    def _go(self, axis: Axis, step: int, *, moving: bool) -> None:
        plot = self._plot
        if moving:
            plot.actions_on.move(axis, step)
        else:
            to = plot.actions_on.place_of(axis) + step
            to = min(max(to, 0), len(plot.axes.shown) - 1)
            plot.gestures.ringed_axis = plot.axes.shown[to].name
        plot.viewport().update()
