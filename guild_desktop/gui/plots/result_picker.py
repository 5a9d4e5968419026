"""Lets a person find any result there is and show it in a plot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from guild_desktop.gui.name_picker import NamePicker

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.plots.axes import Axes


def pick_results(
    frame: RunFrame, axes: Axes, choose: Callable[..., None], window: QWidget
) -> NamePicker:
    """The list of all scalars, open; ticking one calls ``choose(column, shown=…)`` at once."""
    shown = {axis.name for axis in axes.shown}
    on = [name for name in frame.scalar_names if frame.scalar_column(name) in shown]
    title = QCoreApplication.translate("Plots", "Results")
    picker = NamePicker(title, frame.scalar_names, on, window)
    picker.names.ticked.connect(lambda name, on: choose(frame.scalar_column(name), shown=on))
    picker.open()
    return picker
