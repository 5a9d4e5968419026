"""Lets a person find any column there is and show it in a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from guild_desktop.gui.name_picker import NamePicker

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.axes import Axes


def pick_columns(session: Session, axes: Axes, window: QWidget) -> NamePicker:
    """The list of all scalars and flags, open; ticking one shows or hides it in the plots at once."""
    frame = session.frame
    scalars = map(frame.scalar_column, frame.scalar_names)
    names = (*scalars, *map(frame.flag_column, frame.flag_names))
    title = QCoreApplication.translate("Plots", "Columns")
    picker = NamePicker(title, names, [axis.name for axis in axes.shown], window)
    picker.names.ticked.connect(lambda name, on: session.show_column(name, shown=on))
    picker.open()
    return picker
