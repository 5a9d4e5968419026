"""Menus, toolbar and shortcuts of the main window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QToolBar, QToolButton

from guild_desktop.gui.demo import run_sample
from guild_desktop.gui.dialogs.about import show_about, show_flag_language, show_shortcuts
from guild_desktop.gui.icons import icon
from guild_desktop.gui.live.pins import MOST_PINS
from guild_desktop.gui.live.running import can_confirm
from guild_desktop.gui.models.pinning import PIN_KEY, toggle_pins
from guild_desktop.gui.reporter import diagnostics

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.main_window import MainWindow
    from guild_desktop.gui.theme import Theme, Themes
    from guild_desktop.gui.window_layout import WindowLayout


class Actions(QObject):
    """Builds the menus once and keeps their states; owned by the main window."""

    def __init__(self, window: MainWindow, layout: WindowLayout, themes: Themes) -> None:
        super().__init__(window)
        self._window = window
        self._layout = layout
        self._themes = themes
        tr = self.tr
        self.open = self._action(tr("Open…"), window.files.choose_script, "Ctrl+O")
        self.run = self._action(tr("Run"), window.run_panel.run, "")
        self.run.setEnabled(False)
        window.run_panel.ready_changed.connect(self._set_ready)
        self.stop = self._action(tr("Stop"), window.sweep_actions.stop_all, "Ctrl+.")
        self.pause = self._action(tr("Pause"), window.sweep_actions.pause_or_resume, "Ctrl+Shift+P")
        self.continue_ = self._action(
            tr("Continue…"), window.sweep_actions.continue_latest, "Ctrl+Shift+C"
        )
        self.confirm = self._action(
            tr("Confirm the best 5"), window.sweep_actions.confirm_latest, ""
        )
        self.confirm.setToolTip(
            tr(
                "Run the five best of the newest sweep in view three more times each, to tell luck from merit"
            )
        )
        search_here = window.session.narrowing.search_here
        search_here.triggered.connect(window.sweep_actions.search_here)
        self._stopping = self._paused = False
        self._recent = QMenu(tr("Open recent"), window)
        self._build_menus()
        self._build_toolbar()
        layout.keys_wanted.connect(lambda: show_shortcuts(window))
        themes.theme_changed.connect(self._set_icons)
        self._set_icons(themes.theme)
        self.set_running(0)
        self.set_ended(None, self._window.session.frame)
        self.set_pausable(0, paused=False)

    def set_running(self, running: int, *, stopping: bool = False) -> None:
        """Offer Stop while sweeps run, so many of them;
        ``stopping`` says that all of them were asked to stop.
        """
        self._stopping = running > 0 and stopping
        several = running > 1
        text = self.tr("Stop all ({0})").format(running) if several else self.tr("Stop")
        self.stop.setText(self.tr("Stopping…") if running and stopping else text)
        self.stop.setEnabled(running > 0 and not stopping)
        self.stop.setVisible(running > 0)

    def set_ended(self, batch: Batch | None, frame: RunFrame) -> None:
        """Offer what can be done with the newest sweep in view that has ended, if there is one."""
        self.continue_.setEnabled(batch is not None)
        self.confirm.setEnabled(batch is not None and can_confirm(frame, batch))

    def set_pausable(self, sweeps: int, *, paused: bool) -> None:
        """Offer Pause while sweeps run, so many of them, or Resume if all of them are ``paused``."""
        text = self.tr("Resume") if paused else self.tr("Pause")
        self.pause.setText(text if sweeps < 2 else f"{text} ({sweeps})")
        self.pause.setToolTip(
            self.tr("Start the next runs")
            if paused
            else self.tr("Start no more runs for now; those that are on go on")
        )
        if paused != self._paused:
            self._show_pause_icon(paused=paused)
        self.pause.setEnabled(sweeps > 0 and not self._stopping)
        self.pause.setVisible(sweeps > 0)

    def _set_ready(self, ready: bool, text: str) -> None:  # noqa: FBT001 - a signal's argument
        self.run.setEnabled(ready)
        self.run.setText(text if ready else self.tr("Run"))

    def set_recent(self, scripts: tuple[str, ...]) -> None:
        """List recently opened scripts."""
        self._recent.clear()
        for path in scripts:
            name = f"{Path(path).name}  ({Path(path).parent})".replace("&", "&&")
            action = self._recent.addAction(name)
            action.triggered.connect(lambda _=False, path=path: self._window.open_script(path))
        self._recent.setEnabled(bool(scripts))

    def _action(self, text: str, do: Callable[[], object], shortcut: str) -> QAction:
        action = QAction(text, self._window)

        def triggered(_checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
            do()

        action.triggered.connect(triggered)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        return action

    def _build_menus(self) -> None:
        tr, window, bar = self.tr, self._window, self._window.menuBar()
        menu = bar.addMenu(tr("&File"))
        menu.addAction(self.open)
        menu.addMenu(self._recent)
        menu.addAction(
            self._action(tr("Open a table of results…"), window.files.choose_table, "Ctrl+Shift+O")
        )
        menu.addAction(self._action(tr("Run the sample sweep"), lambda: run_sample(window), ""))
        menu.addAction(self._action(tr("Open library folder"), self._open_library, ""))
        menu.addSeparator()
        menu.addActions([window.exports.picture, window.exports.runs])
        menu.addSeparator()
        menu.addAction(self._action(tr("Quit"), window.close, "Ctrl+Q"))
        menu = bar.addMenu(tr("&Edit"))
        stack = window.session.undo_stack
        undo, redo = stack.createUndoAction(self), stack.createRedoAction(self)
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo.setShortcut(QKeySequence.StandardKey.Redo)
        menu.addActions([undo, redo])
        menu.addSeparator()
        menu.setToolTipsVisible(True)
        menu.addActions(window.session.narrowing.actions)
        menu.addSeparator()
        menu.addAction(self._action(tr("Pin or unpin the picked runs"), self._pin, PIN_KEY))
        menu.addSeparator()
        # Fields for text take these keys before any menu does.
        menu.addAction(self._action(tr("Paste command"), window.paste_command, "Ctrl+V"))
        menu.addSeparator()
        menu.addAction(self._action(tr("Find in runs"), window.runs_page.focus_filter, "Ctrl+F"))
        menu.addAction(
            self._action(tr("Clear filters"), window.runs_page.clear_filters, "Ctrl+Shift+X")
        )
        menu = bar.addMenu(tr("&Run"))
        menu.addActions([self.run, self.pause, self.stop, self.continue_, self.confirm])
        menu.addAction(window.session.narrowing.search_here)
        menu.setToolTipsVisible(True)
        menu = bar.addMenu(tr("&View"))
        menu.addActions(self._layout.toggle_actions())
        menu.addAction(self._action(tr("Reset layout"), self._layout.reset, ""))
        menu.addSeparator()
        self._add_themes(menu.addMenu(tr("Theme")))
        self._add_colours(menu.addMenu(tr("Colours")))
        menu = bar.addMenu(tr("&Tools"))
        menu.addAction(window.tensorboard.action)
        menu = bar.addMenu(tr("&Help"))
        menu.addAction(self._action(tr("Flag language"), lambda: show_flag_language(window), "F1"))
        menu.addAction(self._action(tr("Keyboard shortcuts"), lambda: show_shortcuts(window), ""))
        menu.addAction(self._action(tr("Copy diagnostics"), _copy_diagnostics, ""))
        menu.addAction(self._action(tr("About Guild Desktop"), lambda: show_about(window), ""))

    def _add_themes(self, menu: QMenu) -> None:
        names = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        _add_choices(menu, names, self._themes.choice, self._themes.choose)

    def _add_colours(self, menu: QMenu) -> None:
        names = {
            "viridis": self.tr("Viridis"),
            "cividis": self.tr("Cividis"),
            "blue-orange": self.tr("Blue and orange"),
            "blue": self.tr("Blue alone"),
        }
        chosen = self._themes.theme.colour_map
        _add_choices(menu, names, chosen, self._themes.choose_colours)

    def _build_toolbar(self) -> None:
        bar = QToolBar(self.tr("Main"), self._window)
        bar.setObjectName("mainToolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(16, 16))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addAction(self.open)
        bar.addAction(self.run)
        button = bar.widgetForAction(self.run)
        if isinstance(button, QToolButton):
            button.setProperty("primary", True)
        bar.addAction(self.pause)
        bar.addAction(self.stop)
        bar.addAction(self.continue_)
        bar.addAction(self._window.tensorboard.action)
        self._window.addToolBar(bar)
        self.toolbar = bar

    def _set_icons(self, theme: Theme) -> None:
        self.open.setIcon(icon("open", theme.text))
        self.run.setIcon(icon("run", theme.on_accent, theme.muted))
        self.stop.setIcon(icon("stop", theme.text, theme.muted))
        self._show_pause_icon(paused=self._paused)
        self.continue_.setIcon(icon("continue", theme.text, theme.muted))
        self._window.tensorboard.action.setIcon(icon("tensorboard", theme.text, theme.muted))

    def _show_pause_icon(self, *, paused: bool) -> None:
        self._paused = paused
        theme = self._themes.theme
        drawing = "run" if paused else "pause"
        self.pause.setIcon(icon(drawing, theme.text, theme.muted))

    def _pin(self) -> None:
        session = self._window.session
        toggle_pins(session, session.highlight[-MOST_PINS:])

    def _open_library(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._window.session.home.path)))


def _copy_diagnostics() -> None:
    QApplication.clipboard().setText(diagnostics())


def _add_choices(
    menu: QMenu, names: Mapping[str, str], chosen: str, choose: Callable[[str], None]
) -> None:
    """One entry for each choice, the ``chosen`` one checked."""
    group = QActionGroup(menu)
    for choice, name in names.items():
        action = menu.addAction(name)
        action.setCheckable(True)
        action.setChecked(choice == chosen)
        action.triggered.connect(lambda _=False, choice=choice: choose(choice))
        group.addAction(action)
