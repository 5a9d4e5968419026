"""Where the docks are: the first picture, showing and hiding them, keeping what a person arranged."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from guild_desktop.gui.dock_tabs import DockTabs
from guild_desktop.gui.dock_title import DockTitle
from guild_desktop.gui.live.analyses import Analyses
from guild_desktop.gui.plot_place import PlotPlace

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

_VERSION = 4
_RUN_WIDTH = 348
_PLOTS = 0.48
"""The plots' share of the window's height at first; the rest is the table's."""
_BEST = 118
_BESIDE = 0.43
"""The share of the docks beside the parallel coordinates in the width that both have."""

_TABS = 500
"""Pixels that the tabs need side by side;
on a small screen half of the width is enough, where they stand closer.
"""


class WindowLayout(QObject):
    """Owns the docks of a main window; GUI thread.

    The docks are empty shells until ``fill_docks``: the plots' libraries take a third of a second to load,
    which nobody should wait for before the window is there. Signals from the docks:
    ``use_flags_requested``, ``start_requested`` and ``save_requested`` with a run's id, and ``keys_wanted``
    when somebody asks for the list of keys, ``export_wanted`` with a plot that is to be saved,
    ``flags_wanted`` with a batch's id and flags that somebody wants to try.
    """

    use_flags_requested = Signal(str)
    start_requested = Signal(str)
    save_requested = Signal(str)
    keys_wanted = Signal()
    export_wanted = Signal(object)
    flags_wanted = Signal(str, object)

    def __init__(
        self, window: QMainWindow, run_panel: QWidget, session: Session, themes: Themes
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._themes = themes
        self.analyses = Analyses(session, self)
        self._filled = False
        self._plot_places: tuple[PlotPlace, ...] = ()
        self._shown = False
        self._kept_state: QByteArray | None = None
        self._hint_seen = False
        self._share: float | None = None
        window.installEventFilter(self)
        self._tabs = DockTabs(window)
        self._retitling = QTimer(self, singleShot=True, interval=0)
        self._retitling.timeout.connect(self._retitle)
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.run = self._dock("runDock", self.tr("Run"), run_panel)
        self.parallel = self._dock("parallelDock", self.tr("Parallel coordinates"))
        self.best = self._dock("bestDock", self.tr("Best"))
        self.scatter = self._dock("scatterDock", self.tr("Scatter"))
        self.details = self._dock("detailsDock", self.tr("Details"))
        self.history = self._dock("historyDock", self.tr("History"))
        self.curves = self._dock("curvesDock", self.tr("Curves"))
        self.compare = self._dock("compareDock", self.tr("Compare"))
        self.importance = self._dock("importanceDock", self.tr("Importance"))
        self.response = self._dock("sliceDock", self.tr("Response"))
        self._tabbed = (
            self.scatter,
            self.details,
            self.history,
            self.importance,
            self.response,
            self.curves,
            self.compare,
        )
        self._results = (self.parallel, self.best, *self._tabbed)
        self.reset()

    def reset(self) -> None:
        """Bring back the first arrangement."""
        window = self._window
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        for dock in (self.run, *self._results):
            window.removeDockWidget(dock)
            dock.setFloating(False)
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.run)
        window.addDockWidget(bottom, self.parallel)
        window.splitDockWidget(self.parallel, self.best, Qt.Orientation.Horizontal)
        window.splitDockWidget(self.best, self.scatter, Qt.Orientation.Vertical)
        for before, dock in pairwise(self._tabbed):
            window.tabifyDockWidget(before, dock)
        self.scatter.raise_()
        if self._shown:
            for dock in (self.run, *self._results):
                dock.show()
            self.scatter.raise_()
        self._set_sizes()
        # Qt gives docks that were just shown their sizes in its next turn.
        QTimer.singleShot(0, self, self._set_sizes)

    def show_welcome(self) -> None:
        """Leave the window to the welcome page."""
        for dock in (self.run, *self._results):
            dock.hide()

    def show_run_panel(self) -> None:
        """Show the Run panel: a script was opened."""
        self.run.show()
        self._window.resizeDocks([self.run], [_RUN_WIDTH], Qt.Orientation.Horizontal)

    def show_docks(self) -> None:
        """Show everything, at the first run; later what a person has closed stays closed."""
        if self._shown:
            return
        self._shown = True
        state = self._kept_state
        # What an earlier version has kept knows nothing of newer docks.
        if state is not None and self._window.restoreState(state, _VERSION):
            return
        for dock in (self.run, *self._results):
            dock.show()
        self.scatter.raise_()
        self._set_sizes()

    def fill_docks(self) -> None:
        """Give the docks their content, once."""
        if self._filled:
            return
        self._filled = True
        from guild_desktop.gui.docks.best_card import BestCard
        from guild_desktop.gui.docks.compare_dock.compare_dock import CompareDock
        from guild_desktop.gui.docks.curves_dock import CurvesView
        from guild_desktop.gui.docks.details_dock.details_dock import DetailsDock
        from guild_desktop.gui.docks.history_dock import HistoryView
        from guild_desktop.gui.docks.importance_dock.importance_dock import ImportanceView
        from guild_desktop.gui.docks.parallel_dock import ParallelView
        from guild_desktop.gui.docks.response_dock.response_dock import ResponseView
        from guild_desktop.gui.docks.scatter_dock import ScatterView
        from guild_desktop.gui.plots.load_ahead import LoadAhead

        session, themes = self._session, self._themes
        best, details = BestCard(session, themes, self.analyses), DetailsDock(session, themes)
        for content in (best, details):
            content.use_flags_requested.connect(self.use_flags_requested)
        best.start_requested.connect(self.start_requested)
        best.save_requested.connect(self.save_requested)
        parallel = ParallelView(session, themes, self.analyses)
        parallel.show_hint(shown=not self._hint_seen)
        parallel.hint_dismissed.connect(self._remember_hint)
        parallel.keys_wanted.connect(self.keys_wanted)
        _put(self.best, best)
        _put(self.details, details)
        _put(self.compare, CompareDock(session, themes))
        importance = ImportanceView(session, themes, self.analyses)
        response = ResponseView(session, themes, self.analyses)
        response.flags_wanted.connect(self.flags_wanted)
        importance.response_wanted.connect(response.show_flags)
        importance.response_wanted.connect(lambda _flags: _bring_forward(self.response))
        plots = (
            (self.parallel, parallel),
            (self.scatter, ScatterView(session, themes, self.analyses)),
            (self.history, HistoryView(session, themes)),
            (self.importance, importance),
            (self.response, response),
            (self.curves, CurvesView(session, themes)),
        )
        for dock, view in plots:
            _put(dock, view)
            view.export_wanted.connect(self.export_wanted)
        self._plot_places = tuple(PlotPlace(dock, view) for dock, view in plots)
        LoadAhead(self)

    def plot_places(self) -> tuple[PlotPlace, ...]:
        """Where the plots are; none before the docks have been filled."""
        return self._plot_places

    def show_details(self) -> None:
        """Bring the details of the picked run to the front."""
        _bring_forward(self.details)

    def show_compare(self) -> None:
        """Bring the compared runs to the front."""
        _bring_forward(self.compare)

    def toggle_actions(self) -> list[QAction]:
        """An action for each dock that shows or closes it."""
        return [dock.toggleViewAction() for dock in (self.run, *self._results)]

    def save(self, settings: QSettings) -> None:
        """Keep the arrangement."""
        settings.setValue("hint seen", self._hint_seen)
        if self._shown:
            settings.setValue("state", self._window.saveState(_VERSION))

    def restore(self, settings: QSettings) -> None:
        """Use what was kept; the docks follow when there is something to show in them."""
        self._hint_seen = bool(settings.value("hint seen", defaultValue=False, type=bool))
        state = settings.value("state")
        self._kept_state = state if isinstance(state, QByteArray) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let plots and table share what the window gains or loses, not the table alone."""
        if isinstance(event, QResizeEvent) and watched is self._window and self._shown:
            old = event.oldSize().height()
            if self._share is None and old > 0:
                self._share = self.parallel.height() / old
                QTimer.singleShot(0, self, self._keep_share)
        return super().eventFilter(watched, event)

    def _keep_share(self) -> None:
        share, self._share = self._share, None
        docked = not self.parallel.isFloating() and self.parallel.isVisible()
        if share is not None and docked:
            height = int(share * self._window.height())
            self._window.resizeDocks([self.parallel], [height], Qt.Orientation.Vertical)

    def _remember_hint(self) -> None:
        self._hint_seen = True

    def _dock(self, name: str, title: str, content: QWidget | None = None) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setAccessibleName(title)
        dock.setTitleBarWidget(DockTitle(dock, self._themes))
        dock.dockLocationChanged.connect(self._retitle_soon)
        dock.topLevelChanged.connect(self._retitle_soon)
        dock.visibilityChanged.connect(self._retitle_soon)
        if content is not None:
            _put(dock, content)
        return dock

    def _retitle_soon(self) -> None:
        """Look at the titles once Qt has finished moving docks about."""
        self._retitling.start()

    def _retitle(self) -> None:
        """A dock with a tab needs no title of its own."""
        self._tabs.look()
        for dock in (self.run, *self._results):
            tabbed = any(
                not other.isHidden() and not other.isFloating()
                for other in self._window.tabifiedDockWidgets(dock)
            )
            bare = tabbed and not dock.isFloating()
            if bare == isinstance(dock.titleBarWidget(), DockTitle):
                old = dock.titleBarWidget()
                dock.setTitleBarWidget(QWidget() if bare else DockTitle(dock, self._themes))
                old.deleteLater()

    def _set_sizes(self) -> None:
        window = self._window
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        width, height = window.width(), window.height()
        rest = width - _RUN_WIDTH
        window.resizeDocks([self.run], [_RUN_WIDTH], across)
        beside = min(max(int(rest * _BESIDE), _TABS), rest // 2)
        window.resizeDocks([self.parallel, self.scatter], [rest - beside, beside], across)
        bottom = int(height * _PLOTS)
        window.resizeDocks([self.parallel], [bottom], down)
        window.resizeDocks([self.best, self.scatter], [_BEST, bottom - _BEST], down)


def _bring_forward(dock: QDockWidget) -> None:
    """Show a dock in front of those behind whose tab it is."""
    dock.show()
    dock.raise_()


def _put(dock: QDockWidget, content: QWidget) -> None:
    """Put a dock's content on a card."""
    card = QWidget()
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(content)
    dock.setWidget(card)
