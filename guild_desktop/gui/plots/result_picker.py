"""Lets a person find any result there is and show it in a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from guild_desktop.gui.name_picker import NamePicker

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.axes import Axes


def pick_results(session: Session, axes: Axes, window: QWidget) -> NamePicker:
    """The list of all scalars, open; ticking one shows or hides it in the plots at once."""
    frame = session.frame
    shown = {axis.name for axis in axes.shown}
    on = [name for name in frame.scalar_names if frame.scalar_column(name) in shown]
    title = QCoreApplication.translate("Plots", "Results")
    picker = NamePicker(title, frame.scalar_names, on, window)
    picker.names.ticked.connect(
        lambda name, on: session.show_column(frame.scalar_column(name), shown=on)
    )
    picker.open()
    return picker
