"""The main window: puts the parts together and passes their signals on; decides nothing itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from guild_desktop.core.errors import UserError
from guild_desktop.gui.actions import Actions
from guild_desktop.gui.demo import (
    DEMO_FLAGS,
    DEMO_OPTIMIZER,
    DEMO_SEED,
    DEMO_TRIALS,
    sample_script,
)
from guild_desktop.gui.dialogs.closing import Answer, ask_before_closing
from guild_desktop.gui.dialogs.save_settings import save_settings
from guild_desktop.gui.docks.batch_progress import BatchProgress
from guild_desktop.gui.docks.welcome_page import WelcomePage
from guild_desktop.gui.export_actions import ExportActions
from guild_desktop.gui.file_actions import FileActions
from guild_desktop.gui.live.running import (
    latest_ended,
    running_batches,
    running_in_form,
    seconds_per_run,
    sweep_in_form,
)
from guild_desktop.gui.live.search_here import count_inside
from guild_desktop.gui.live.session import Session
from guild_desktop.gui.live.sweep_thread import SweepThread
from guild_desktop.gui.reporter import Reporter
from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.gui.runs_page import RunsPage
from guild_desktop.gui.sweep_actions import SweepActions
from guild_desktop.gui.tensorboard_actions import TensorBoardActions
from guild_desktop.gui.theme import Themes
from guild_desktop.gui.window_layout import WindowLayout
from guild_desktop.settings.preferences import Preferences

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.store.home import Home

_MARGIN = 8
"""Pixels between the cards and the window's sides."""


class MainWindow(QMainWindow):
    """Owns the session, the sweep thread and every part; lives on the GUI thread."""

    def __init__(self, application: QApplication, home: Home) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Guild Desktop")
        self.setAcceptDrops(True)
        self.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        self._application = application
        self._settings = QSettings(str(home.path / "window.ini"), QSettings.Format.IniFormat)
        self._preferences = Preferences(home.path / "preferences.json")
        kept = {name: str(self._settings.value(name, "")) for name in ("theme", "colours")}
        self.themes = Themes(application, kept["theme"] or "system", kept["colours"])
        self.session = Session(home, self)
        self.sweeps = SweepThread(home, self)
        self.sweep_actions = SweepActions(self.session, self.sweeps, self)
        self.reporter = Reporter(home.path / "logs" / "window.log", self)
        self.reporter.install()
        self._script: str | None = None
        self._closing_agreed = False
        self._loaded = False
        self._painted = False
        self._build()
        self._connect()
        self.sweeps.start()

    # --- what checks from outside rely on

    def open_script(self, path: str | Path) -> None:
        """Show a script and its flags in the Run panel; problems are told beside its name."""
        # A panel takes no focus before it is shown.
        self._leave_welcome()
        self.run_panel.open_script(str(path))

    def focus_ids(self) -> list[str]:
        """Ids of the runs that satisfy all clauses, in the order of their creation."""
        focus = self.session.focus
        return [
            run_id for run_id, inside in zip(self.session.frame.ids, focus, strict=True) if inside
        ]

    @property
    def is_loaded(self) -> bool:
        """Whether the store has been read once."""
        return self._loaded

    # --- what its parts ask for

    def run_sample(self) -> None:
        """Run the sample sweep, as the tutorial does."""
        self.open_script(sample_script())
        self.run_panel.apply_flags(DEMO_FLAGS)
        self.run_panel.choose_method(DEMO_OPTIMIZER, max_trials=DEMO_TRIALS, seed=DEMO_SEED)
        request = self.run_panel.request()
        if request is not None:
            self.sweep_actions.launch(request)

    def reset_layout(self) -> None:
        """Bring the docks back to where they were at first."""
        self._window_layout.reset()

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
        """End the threads, an import and TensorBoard; harmless when they have ended."""
        self.files.finish()
        self.tensorboard.finish()
        self.sweeps.finish()

    # --- inside

    def _build(self) -> None:
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
        self._window_layout.restore(self._settings)
        self._window_layout.show_welcome()
        self._actions.toolbar.hide()

    def _connect(self) -> None:
        self.themes.theme_changed.connect(self._keep_theme)
        self.sweeps.changed.connect(self._take_changes)
        self.sweeps.refused.connect(self.show_error)
        self.sweeps.not_stopping.connect(
            lambda batch_id: self.session.set_stopping(self.session.stopping - {batch_id})
        )
        self.session.frame_changed.connect(self._follow_frame)
        actions = self.sweep_actions
        actions.flags_wanted.connect(self._show_flags)
        actions.refused.connect(self.show_error)
        self.run_panel.set_count_inside(
            lambda space: count_inside(self.session, actions.script or "", space)
        )
        self.run_panel.run_requested.connect(actions.launch)
        self.run_panel.stop_requested.connect(actions.stop_script)
        self.run_panel.workers_changed.connect(actions.set_workers)
        self.run_panel.script_opened.connect(self._script_opened)
        self.run_panel.file_dropped.connect(self.files.open)
        self._welcome.sample_wanted.connect(self.run_sample)
        self._welcome.script_wanted.connect(self.files.choose_script)
        self._welcome.table_wanted.connect(self.files.choose_table)
        self._welcome.script_chosen.connect(self.open_script)
        self._progress.stop_requested.connect(actions.stop_batch)
        self.session.stopping_changed.connect(lambda: self._follow_frame(self.session.frame))
        self._connect_runs()

    def _connect_runs(self) -> None:
        menu, actions = self.runs_page.table.menu, self.sweep_actions
        menu.stop_batch_requested.connect(actions.stop_batch)
        menu.stop_run_requested.connect(self.sweeps.stop_run)
        menu.continue_requested.connect(actions.continue_batch)
        menu.run_again_requested.connect(actions.run_again)
        menu.use_flags_requested.connect(actions.use_flags)
        self.runs_page.banner.search_requested.connect(actions.search_here)
        menu.edit_requested.connect(self.sweeps.do)
        menu.compare_requested.connect(self._window_layout.show_compare)
        self.runs_page.table.details_requested.connect(self._window_layout.show_details)
        self.runs_page.banner.continue_requested.connect(actions.continue_ten)
        self._window_layout.use_flags_requested.connect(actions.use_flags)
        self._window_layout.save_requested.connect(self._save_settings)

    def _take_changes(self, changes: object) -> None:
        first = not self._loaded
        self._loaded = True
        self.session.apply(changes)  # type: ignore[arg-type] # a signal carries plain objects
        if first:
            self._come_back()

    def _follow_frame(self, frame: RunFrame) -> None:
        if len(frame):
            self._leave_welcome()
            self._window_layout.show_docks()
        self._follow_script(frame)
        self.run_panel.set_known_scalars(frame.scalar_names)
        running, can_continue = running_batches(frame), latest_ended(frame) is not None
        stopping = self.session.stopping.issuperset(batch.id for batch in running)
        self._actions.set_running(len(running), can_continue=can_continue, stopping=stopping)

    def _follow_script(self, frame: RunFrame) -> None:
        """Tell the Run panel of the sweeps of its own script; others are none of its business."""
        script = self.sweep_actions.script
        ids = {batch.id for batch in running_in_form(frame, script)}
        stopping = bool(ids) and ids <= self.session.stopping
        self.run_panel.set_running(sweep_in_form(frame, script), stopping=stopping)
        self.run_panel.set_seconds_per_run(seconds_per_run(frame, script))

    def _come_back(self) -> None:
        """Go on where the last window ended: its goal, and its script if none was opened yet."""
        batches = self.session.frame.batches.values()
        latest = max(batches, key=lambda batch: batch.sequence, default=None)
        if latest is None:
            return
        self.session.set_objective(latest.objective)
        recent = self._preferences.recent_scripts
        if self._script is None and recent and Path(recent[0]).is_file():
            self.open_script(recent[0])

    def _leave_welcome(self) -> None:
        if self._pages.currentWidget() is self._welcome:
            # Its room would count for the smallest size of the window, seen or not.
            self._pages.removeWidget(self._welcome)
            self._welcome.hide()
            self._actions.toolbar.show()
            self._window_layout.show_run_panel()

    def _script_opened(self, path: str) -> None:
        self._script = Path(path).name
        self.sweep_actions.script = path
        self._follow_script(self.session.frame)
        self.setWindowTitle(self.tr("{0} — Guild Desktop").format(self._script))
        self._actions.set_recent(self._preferences.recent_scripts)
        scope = replace(self.session.selection, target=path)
        self.session.settle(scope)

    def _keep_theme(self) -> None:
        self._settings.setValue("theme", self.themes.choice)
        self._settings.setValue("colours", self.themes.theme.colour_map)

    def _show_flags(self, script: str, texts: dict[str, str]) -> None:
        if script:
            self.open_script(script)
        self.run_panel.apply_flags(texts)

    def _save_settings(self, run_id: str) -> None:
        save_settings(self.session.frame, run_id, self, self.show_error)

    # --- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the docks after the first paint: what is in them takes time to load and to make."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._window_layout.fill_docks)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once if sweeps are running; keep the layout; let the thread end."""
        running = [] if self._closing_agreed else running_batches(self.session.frame)
        if running:
            answer = ask_before_closing(self, len(running))
            if answer is Answer.CANCEL:
                event.ignore()
                return
            if answer is Answer.STOP:
                for batch in running:
                    self.sweeps.stop_batch(batch.id)
        self._window_layout.save(self._settings)
        self._keep_theme()
        # Now, not when Python lets go of it: a demonstration's home is gone by then.
        self._settings.sync()
        self.finish()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a script or a table that is dropped anywhere."""
        self.files.welcome(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.files.take(event)
