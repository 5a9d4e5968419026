"""What a person does to take something out of the window: a plot as a picture, runs as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from guild_desktop.gui.dialogs.export_runs import ExportRunsDialog

if TYPE_CHECKING:
    from guild_desktop.gui.dialogs.saving_dialog import SavingDialog
    from guild_desktop.gui.main_window import MainWindow
    from guild_desktop.gui.window_layout import WindowLayout

_FOR_SECONDS = 6


class ExportActions(QObject):
    """Owned by the main window, GUI thread. Both actions are offered as soon as there are runs."""

    def __init__(self, window: MainWindow, layout: WindowLayout) -> None:
        super().__init__(window)
        self._window = window
        self._layout = layout
        self._folder = Path.home()
        self._last = 0
        self.picture = self._action(self.tr("Export a picture…"), "Ctrl+Shift+E")
        self.picture.triggered.connect(self._export_last)
        self.runs = self._action(self.tr("Export runs as CSV…"), "Ctrl+Shift+S")
        self.runs.triggered.connect(self._export_matching)
        layout.export_wanted.connect(self.export_picture)
        window.runs_page.table.menu.export_requested.connect(self._export_picked)
        window.session.frame_changed.connect(self._refresh)
        # A menu takes the keyboard from the plot it is opened for.
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._remember)
        self._refresh()

    def export_picture(self, plot: QWidget | None = None) -> SavingDialog:
        """Ask how a plot shall be saved, or the one that had the keyboard last; the dialog, open."""
        from guild_desktop.gui.dialogs.export_picture import ExportablePlot, ExportPictureDialog

        self._layout.fill_docks()
        self._remember(None, plot)
        plots = [ExportablePlot(place.title, place.show) for place in self._layout.plot_places()]
        themes, window = self._window.themes, self._window
        return self._open(ExportPictureDialog(plots, self._last, themes, self._folder, window))

    def export_runs(self, *, of_picked: bool = False) -> SavingDialog:
        """Ask which runs shall be written into a table; the dialog, open."""
        session = self._window.session
        picked = session.highlight
        return self._open(
            ExportRunsDialog(session, picked, self._folder, self._window, of_picked=of_picked)
        )

    def _export_last(self) -> None:
        self.export_picture()

    def _export_matching(self) -> None:
        self.export_runs()

    def _export_picked(self) -> None:
        self.export_runs(of_picked=True)

    def _open(self, dialog: SavingDialog) -> SavingDialog:
        dialog.saved.connect(self._tell)
        dialog.open()
        return dialog

    def _tell(self, path: str) -> None:
        self._folder = Path(path).parent
        words = self.tr("Saved {0}").format(path)
        self._window.statusBar().showMessage(words, _FOR_SECONDS * 1000)

    def _remember(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Know which plot has the keyboard."""
        for at, place in enumerate(self._layout.plot_places()):
            if now is not None and place.holds(now):
                self._last = at

    def _refresh(self) -> None:
        for action in (self.picture, self.runs):
            action.setEnabled(len(self._window.session.frame) > 0)

    def _action(self, text: str, key: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        return action
