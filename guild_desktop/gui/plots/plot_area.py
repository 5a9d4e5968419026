"""The place of a plot in its dock: empty until the window has been painted, then with scroll bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

Plot = TypeVar("Plot", bound=QWidget)


class PlotArea(QScrollArea, Generic[Plot]):
    """Holds one plot, which it makes right after its own first painting; owned by a dock.

    Making a plot imports pyqtgraph, which the window's first paint must not wait for. Signal:
    ``plot_made`` with the plot.
    """

    plot_made = Signal(object)

    def __init__(self, make: Callable[[], Plot], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._plot: Plot | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def plot(self) -> Plot:
        """The plot, made now if it was not yet."""
        if self._plot is None:
            self._plot = self._make()
            self.setWidget(self._plot)
            self.setFocusProxy(self._plot)
            self.plot_made.emit(self._plot)
        return self._plot

    def viewportEvent(self, event: QEvent) -> bool:
        """After the first painting of the empty area, make the plot in the next turn of the event loop."""
        if event.type() == QEvent.Type.Paint and self._plot is None:
            QTimer.singleShot(0, self, self._make_plot)
        return super().viewportEvent(event)

    def _make_plot(self) -> None:
        _ = self.plot
