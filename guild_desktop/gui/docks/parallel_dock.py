"""The parallel coordinates dock: header with colour scale and Best 10 %, hint, plot, constant flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.gui.flow_layout import FlowLayout
from guild_desktop.gui.icons import icon
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.axis_menu import fill_order_menu
from guild_desktop.gui.plots.axis_tray import AxisTray
from guild_desktop.gui.plots.colour_scale import ColourScale
from guild_desktop.gui.plots.column_picker import pick_columns
from guild_desktop.gui.plots.elided_label import ElidedLabel
from guild_desktop.gui.plots.importance_order import OrderByImportance
from guild_desktop.gui.plots.plot_area import PlotArea

if TYPE_CHECKING:
    from guild_desktop.gui.live.analyses import Analyses
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.axis_order import OrderKind
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot
    from guild_desktop.gui.theme import Themes


_WIDEST_HINT = 260
"""Pixels of the hint's words; with the name of a long goal they end in an ellipsis."""


class ParallelView(QWidget):
    """What stands in the dock of the parallel coordinates; made by the main window, on the GUI thread.

    Signals: ``keys_wanted`` when a person asks for the list of keys; ``export_wanted`` with the plot when one
    wants it as a file; ``hint_dismissed`` when a person closed the hint or has made a first brush; whoever
    keeps preferences remembers it and calls ``show_hint`` at the next start.
    """

    hint_dismissed = Signal()
    keys_wanted = Signal()
    export_wanted = Signal(object)

    def __init__(
        self, session: Session, themes: Themes, analyses: Analyses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._area: PlotArea[ParallelPlot] = PlotArea(session, self._make_plot, end_first=True)
        self.colour_scale = ColourScale(themes)
        self._best = QPushButton(self.tr("Best 10 %"))
        self._best.setObjectName("bestButton")
        self._best.setProperty("chip", True)
        self._best.setToolTip(self.tr("Keep the best tenth of the runs (B)"))
        self._best.clicked.connect(self._on_best_clicked)
        self.order = QToolButton()
        self.order.setObjectName("orderButton")
        self.order.setProperty("chip", True)
        self.order.setText(self.tr("Order ▾"))
        self.order.setToolTip(self.tr("Put the axes in another order (O)"))
        self.order.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.order.setMenu(QMenu(self.order))
        fill_order_menu(self.order.menu(), self._order_axes)
        self.more = QPushButton(self.tr("More axes…"))
        self.more.setObjectName("moreAxes")
        self.more.setProperty("chip", True)
        self.more.setToolTip(self.tr("Choose which of the many columns get an axis"))
        self.more.clicked.connect(self._pick_axes)
        self.more.hide()
        self._by_importance = OrderByImportance(session, analyses, self)
        self._by_importance.refused.connect(self._tell)
        self._note = ElidedLabel()
        self._note.hide()
        self._hint = QFrame()
        self._hint_wanted = True
        self._hint_text = ElidedLabel(muted=False)
        self._hint_close = QToolButton()
        self.tray = AxisTray(session)
        self._build_hint()
        self._lay_out()
        session.objective_changed.connect(self._on_objective_changed)
        for signal in (session.arrangement_changed, session.frame_changed):
            signal.connect(self._note.hide)
        for signal in (session.selection_changed, session.frame_changed):
            signal.connect(self._offer_hint)
        self._offer_hint()
        themes.theme_changed.connect(self._on_theme_changed)

    @property
    def plot(self) -> ParallelPlot:
        """The plot; made at the first painting, or now."""
        return self._area.plot

    def show_hint(self, *, shown: bool) -> None:
        """Whether the line that tells how to brush is there, as soon as there is something to brush."""
        self._hint_wanted = shown
        self._offer_hint()

    def _offer_hint(self, _change: object = None) -> None:
        self._hint.setVisible(self._hint_wanted and bool(self._session.base.any()))

    def _build_hint(self) -> None:
        self._hint.setProperty("tinted", True)
        self._hint_close.setProperty("quiet", True)
        self._hint_close.setIconSize(QSize(12, 12))
        self._hint_close.setAccessibleName(self.tr("Close the hint"))
        self._hint_close.setToolTip(self.tr("Close the hint"))
        self._hint_close.clicked.connect(self._on_hint_closed)
        row = QHBoxLayout(self._hint)
        row.setContentsMargins(8, 0, 2, 0)
        row.addWidget(self._hint_text, 1)
        row.addWidget(self._hint_close)
        self._on_objective_changed(self._session.objective)
        self._on_theme_changed(self._themes.theme)

    def _lay_out(self) -> None:
        corner = QWidget(self)
        buttons = QHBoxLayout(corner)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        for button in (self.more, self.order, self._best):
            buttons.addWidget(button)
        # The hint takes a line of its own before it would be cut.
        header = FlowLayout(last_fills=True)
        header.addWidget(self.colour_scale)
        header.addWidget(self._hint)
        header.set_corner(corner)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(header)
        column.addWidget(self._note)
        column.addWidget(self._area, 1)
        column.addWidget(self.tray)

    def _make_plot(self) -> ParallelPlot:
        from guild_desktop.gui.plots.parallel_plot import ParallelPlot

        plot = ParallelPlot(self._session, self._themes)
        plot.export_wanted.connect(self.export_wanted)
        plot.colours_changed.connect(self.colour_scale.show_key)
        plot.constants_changed.connect(self.tray.show_constants)
        plot.left_out_changed.connect(self.tray.show_left_out)
        plot.keys_wanted.connect(self.keys_wanted)
        plot.more_changed.connect(self.more.setVisible)
        plot.brushed.connect(self._on_brushed)
        plot.actions_on.order_by_importance = self._by_importance.order
        return plot

    def _on_best_clicked(self) -> None:
        self.plot.actions_on.keep_best()

    @property
    def note(self) -> str:
        """Why the axes could not be ordered as was asked, while that is told."""
        return "" if self._note.isHidden() else self._note.text

    def _tell(self, words: str) -> None:
        self._note.set_text(words)
        self._note.show()

    def _order_axes(self, kind: OrderKind) -> None:
        self.plot.actions_on.order(kind)

    def _pick_axes(self) -> None:
        pick_columns(self._session, self.plot.axes, self.window())

    def _on_brushed(self) -> None:
        if self._hint_wanted:
            self._on_hint_closed()

    def _on_hint_closed(self) -> None:
        self.show_hint(shown=False)
        self.hint_dismissed.emit()

    def _on_objective_changed(self, _objective: object) -> None:
        name = one_line(self._session.objective.column, 60)
        words = self.tr("Drag along {name} to keep the best").format(name=name)
        self._hint_text.set_text(words)
        room = self._hint_text.fontMetrics().horizontalAdvance(words) + 2
        self._hint_text.setMinimumWidth(min(room, _WIDEST_HINT))

    def _on_theme_changed(self, _theme: object) -> None:
        self._hint_close.setIcon(icon("close", self._themes.theme.muted))
