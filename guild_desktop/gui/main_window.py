"""The main window: puts the parts together and passes their signals on; decides nothing itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QStackedWidget

from guild_desktop.gui.theme import Themes
from guild_desktop.gui.window_place import keep_place, restore_place

if TYPE_CHECKING:
    from guild_desktop.core.errors import UserError
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.store.home import Home

_MARGIN = 8
"""Pixels between the cards and the window's sides."""


class MainWindow(QMainWindow):
    """Owns the session, the sweep thread and every part; lives on the GUI thread.

    It begins as an empty frame in its place and colours, so that it is seen at once. ``fill`` gives it its
    parts, and is what loads them, numpy and the store: therefore imports stand in functions here.
    Signal: ``painted``, once, after the first painting.
    """

    painted = Signal()

    def __init__(self, application: QApplication, home: Home) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Guild Desktop")
        self.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self._application = application
        self._home = home
        self._settings = QSettings(str(home.path / "window.ini"), QSettings.Format.IniFormat)
        kept = {name: str(self._settings.value(name, "")) for name in ("theme", "colours")}
        self.themes = Themes(application, kept["theme"] or "system", kept["colours"])
        self._closing_agreed = False
        self._is_filled = False
        self._is_painted = False
        self._docks_begun = False
        opening = QLabel(self.tr("Opening the library…"), self)
        opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        opening.setProperty("muted", True)
        self.setCentralWidget(opening)
        restore_place(self, self._settings)

    @property
    def home_folder(self) -> Path:
        """The folder of its library."""
        return self._home.path

    def fill(self) -> None:
        """Make the parts, put them together and begin to read the store; called once.

        ``UserError`` if the store cannot be used.
        """
        from guild_desktop.gui.live.session import Session
        from guild_desktop.gui.live.sweep_thread import SweepThread
        from guild_desktop.gui.reporter import Reporter
        from guild_desktop.gui.sweep_actions import SweepActions
        from guild_desktop.settings.preferences import Preferences
        from guild_desktop.store.store import Store

        with Store(self._home).opened():
            pass
        self._preferences = Preferences(self._home.path / "preferences.json")
        self.session = Session(self._home, self)
        self.sweeps = SweepThread(self._home, self)
        self.sweep_actions = SweepActions(self.session, self.sweeps, self)
        self.reporter = Reporter(self._home.path / "logs" / "window.log", self)
        self.reporter.install()
        self._build()
        self._connect()
        self._is_filled = True
        self.setAcceptDrops(True)
        self.sweeps.start()

    # --- what checks from outside rely on

    def open_script(self, path: str | Path) -> None:
        """Show a script and its flags in the Run panel; problems are told beside its name."""
        # A panel takes no focus before it is shown.
        self._leave_welcome()
        self.run_panel.open_script(str(path))

    def paste_command(self) -> None:
        """Fill the Run panel in from the clipboard; it is seen then, also to say that there is no command."""
        self._leave_welcome()
        self.run_panel.paste_command()

    def focus_ids(self) -> list[str]:
        """Ids of the runs that satisfy all clauses, in the order of their creation."""
        focus = self.session.focus
        return [
            run_id for run_id, inside in zip(self.session.frame.ids, focus, strict=True) if inside
        ]

    @property
    def is_loaded(self) -> bool:
        """Whether the store has been read once."""
        return self._is_filled and self._following.is_loaded

    # --- what its parts ask for

    def show_error(self, error: UserError) -> None:
        """Tell what could not be done, beside the Run button."""
        self.run_panel.show_error(error)

    def leave(self, status: int) -> None:
        """End the program with this exit status; sweeps go on."""
        self._closing_agreed = True
        self.close()
        self._application.exit(status)

    def close_without_asking(self) -> None:
        """Close as if asked politely by the system: sweeps go on."""
        self._closing_agreed = True
        self.close()

    def finish(self) -> None:
        """End the threads, an import, an analysis and TensorBoard;
        harmless when they have ended or never begun.
        """
        if not self._is_filled:
            return
        self._window_layout.analyses.finish()
        self.files.finish()
        self.tensorboard.finish()
        self.sweeps.finish()

    # --- inside

    def _build(self) -> None:
        from guild_desktop.gui.actions import Actions
        from guild_desktop.gui.docks.batch_progress import BatchProgress
        from guild_desktop.gui.docks.welcome_page import WelcomePage
        from guild_desktop.gui.export_actions import ExportActions
        from guild_desktop.gui.file_actions import FileActions
        from guild_desktop.gui.following import Following
        from guild_desktop.gui.run_panel.run_panel import RunPanel
        from guild_desktop.gui.runs_page import RunsPage
        from guild_desktop.gui.tensorboard_actions import TensorBoardActions
        from guild_desktop.gui.window_layout import WindowLayout

        self.run_panel = RunPanel(self.themes, self._preferences)
        self.runs_page = RunsPage(self.session, self.themes)
        self.tensorboard = TensorBoardActions(self.session, self.runs_page, self)
        self.files = FileActions(self)
        self._welcome = WelcomePage(self.themes)
        self._welcome.set_recent(self._preferences.recent_scripts)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._welcome)
        self._pages.addWidget(self.runs_page)
        self.setCentralWidget(self._pages)
        self._window_layout = WindowLayout(self, self.run_panel, self.session, self.themes)
        self._progress = BatchProgress(self.session, self.themes)
        self.statusBar().addWidget(self._progress, 1)
        self.exports = ExportActions(self, self._window_layout)
        self._actions = Actions(self, self._window_layout, self.themes)
        self._following = Following(self.session, self.run_panel, self._actions, self._preferences)
        self._window_layout.restore(self._settings)
        self._window_layout.show_welcome()
        self._actions.toolbar.hide()

    def _connect(self) -> None:
        from guild_desktop.gui.demo import run_sample
        from guild_desktop.gui.live.completed import completed_before
        from guild_desktop.gui.live.search_here import count_inside
        from guild_desktop.gui.panel_wishes import PanelWishes

        self.themes.theme_changed.connect(self._keep_theme)
        self.sweeps.changed.connect(self._following.take_changes)
        self._following.script_wanted.connect(self.open_script)
        self._following.script_changed.connect(self._follow_script)
        self.sweeps.refused.connect(self.show_error)
        self.sweeps.not_stopping.connect(
            lambda batch_id: self.session.set_stopping(self.session.stopping - {batch_id})
        )
        self.session.frame_changed.connect(self._follow_frame)
        actions = self.sweep_actions
        PanelWishes(self.session, self.run_panel, actions, self.open_script, self)
        self.run_panel.continue_requested.connect(self.sweeps.continue_batch)
        actions.refused.connect(self.show_error)
        self.run_panel.set_count_inside(
            lambda space: count_inside(self.session, actions.script or "", space)
        )
        self.run_panel.set_count_completed(
            lambda planned: partial(completed_before, self.session.frame, self._home, planned)
        )
        self.run_panel.run_requested.connect(actions.launch)
        self.run_panel.queue_requested.connect(actions.queue)
        self.run_panel.stop_requested.connect(actions.stop_script)
        self.run_panel.workers_changed.connect(actions.set_workers)
        self.run_panel.file_dropped.connect(self.files.open)
        self._welcome.sample_wanted.connect(lambda: run_sample(self))
        self._welcome.script_wanted.connect(self.files.choose_script)
        self._welcome.table_wanted.connect(self.files.choose_table)
        self._welcome.script_chosen.connect(self.open_script)
        self._progress.stop_requested.connect(actions.stop_batch)
        self._progress.pause_requested.connect(actions.pause_batch)
        self.runs_page.serve(actions, self.sweeps)
        self.runs_page.table.menu.compare_requested.connect(self._window_layout.show_compare)
        self.runs_page.table.details_requested.connect(self._window_layout.show_details)
        self._window_layout.use_flags_requested.connect(actions.use_flags)
        self._window_layout.start_requested.connect(actions.use_as_start)
        self._window_layout.flags_wanted.connect(actions.try_flags)
        self._window_layout.save_requested.connect(self._save_settings)

    def _follow_frame(self, frame: RunFrame) -> None:
        if len(frame):
            self._leave_welcome()
            self._window_layout.show_docks()

    def _follow_script(self, path: str) -> None:
        self.sweep_actions.script = path
        self.setWindowTitle(self.tr("{0} — Guild Desktop").format(Path(path).name))

    def _leave_welcome(self) -> None:
        if self._pages.currentWidget() is self._welcome:
            # Its room would count for the smallest size of the window, seen or not.
            self._pages.removeWidget(self._welcome)
            self._welcome.hide()
            self._actions.toolbar.show()
            self._window_layout.show_run_panel()

    def _keep_theme(self) -> None:
        self._settings.setValue("theme", self.themes.choice)
        self._settings.setValue("colours", self.themes.theme.colour_map)

    def _save_settings(self, run_id: str) -> None:
        from guild_desktop.gui.dialogs.save_settings import save_settings

        save_settings(self.session.frame, run_id, self, self.show_error)

    # --- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the docks once the window is seen with its parts: what is in them takes time to load."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()
        if self._is_filled and not self._docks_begun:
            self._docks_begun = True
            QTimer.singleShot(0, self, self._window_layout.fill_docks)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once if sweeps are running; keep the layout; let the thread end."""
        if self._is_filled:
            if not self._agrees_to_close():
                event.ignore()
                return
            self._window_layout.save(self._settings)
        keep_place(self, self._settings)
        self._keep_theme()
        # Now, not when Python lets go of it: a demonstration's home is gone by then.
        self._settings.sync()
        self.finish()
        super().closeEvent(event)

    def _agrees_to_close(self) -> bool:
        from guild_desktop.gui.dialogs.closing import Answer, ask_before_closing
        from guild_desktop.gui.live.running import running_batches

        running = [] if self._closing_agreed else running_batches(self.session.frame)
        if not running:
            return True
        answer = ask_before_closing(self, len(running))
        if answer is Answer.STOP:
            # Else the next one would start when these have ended.
            self.sweep_actions.call_off_all()
            for batch in running:
                self.sweeps.stop_batch(batch.id)
        return answer is not Answer.CANCEL

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a script or a table that is dropped anywhere."""
        self.files.welcome(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.files.take(event)
