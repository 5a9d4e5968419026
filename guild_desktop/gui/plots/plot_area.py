"""The place of a plot in its dock: empty until the window has been painted, then with scroll bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.gui.live.session import Session

Plot = TypeVar("Plot", bound=QWidget)

_HIDDEN_MS = 300


class PlotArea(QScrollArea, Generic[Plot]):
    """Holds one plot, which it makes right after its own first painting; owned by a dock.

    Making a plot imports pyqtgraph, which the window's first paint must not wait for. Behind another
    tab it is made soon after there are runs, so that it can be found. With ``end_first`` a plot too wide
    for its dock shows its right end until a person scrolls. Signal: ``plot_made`` with the plot.
    """

    plot_made = Signal(object)

    def __init__(
        self,
        session: Session,
        make: Callable[[], Plot],
        parent: QWidget | None = None,
        *,
        end_first: bool = False,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._make = make
        self._plot: Plot | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCornerWidget(QWidget())
        if end_first:
            self._last_end = 0
            self.horizontalScrollBar().rangeChanged.connect(self._stay_at_end)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_HIDDEN_MS)
        self._soon.timeout.connect(self._make_plot)
        session.frame_changed.connect(self._on_frame_changed)
        self._on_frame_changed(session.frame)

    @property
    def is_filled(self) -> bool:
        """Whether the plot was made."""
        return self._plot is not None

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
            self._soon.start(0)
        return super().viewportEvent(event)

    def _on_frame_changed(self, frame: object) -> None:
        if self._plot is None and len(frame) and not self._soon.isActive():  # type: ignore[arg-type] # a signal carries plain objects
            self._soon.start()

    def _stay_at_end(self, _least: int, most: int) -> None:
        bar = self.horizontalScrollBar()
        if bar.value() >= min(self._last_end, most):
            bar.setValue(most)
        self._last_end = most

    def _make_plot(self) -> None:
        self._session.turns.ask(self, lambda: self.plot)
