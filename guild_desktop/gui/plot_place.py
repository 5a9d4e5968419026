"""A dock with a plot in it, for who exports plots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QDockWidget, QWidget

if TYPE_CHECKING:
    from guild_desktop.gui.plots.plot_picture import Pictured


class PlotHolder(Protocol):
    """What stands in the dock of a plot."""

    @property
    def plot(self) -> Pictured:
        """The plot, made now if it was not yet."""


@dataclass(frozen=True, slots=True)
class PlotPlace:
    """A dock with a plot in it."""

    dock: QDockWidget
    view: PlotHolder

    @property
    def title(self) -> str:
        """What the dock is called."""
        return self.dock.windowTitle()

    def holds(self, widget: QWidget) -> bool:
        """Whether a widget is in the dock."""
        return self.dock.isAncestorOf(widget)

    def show(self) -> Pictured:
        """Bring the plot to the front."""
        self.dock.show()
        self.dock.raise_()
        return self.view.plot
