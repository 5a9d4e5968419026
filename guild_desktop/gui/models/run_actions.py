"""What can be done with one run wherever it is shown: the same actions, in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from guild_desktop.gui.icons import icon
from guild_desktop.gui.models.run_command import command_of_run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from guild_desktop.core.run import Run
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Theme, Themes


class RunActions(QObject):
    """The actions on the run that ``run`` names when one of them is triggered; nothing happens for None.

    Owned by what shows the run, GUI thread. Signals: ``use_flags_requested``, ``start_requested`` and
    ``save_requested``, with the run's id.
    """

    use_flags_requested = Signal(str)
    start_requested = Signal(str)
    save_requested = Signal(str)

    def __init__(self, session: Session, run: Callable[[], Run | None], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._run = run
        self.copy_command = self._action(
            self.tr("Copy as command"),
            self.tr("Copy a command that runs these flags"),
            lambda run: QGuiApplication.clipboard().setText(command_of_run(session.frame, run.id)),
        )
        self.use_flags = self._action(
            self.tr("Use these flags"),
            self.tr("Put these flags into the Run panel"),
            lambda run: self.use_flags_requested.emit(run.id),
        )
        self.use_as_start = self._action(
            self.tr("Use as start point"),
            self.tr("Let the next search in the Run panel try these flags first"),
            lambda run: self.start_requested.emit(run.id),
        )
        self.save = self._action(
            self.tr("Save settings…"),
            self.tr("Save these flags to a JSON or YAML file"),
            lambda run: self.save_requested.emit(run.id),
        )
        self.open_folder = self._action(
            self.tr("Open folder"),
            self.tr("Open the folder with this run's files"),
            lambda run: open_path(self.folder(run)),
        )
        self._tips = {action: action.toolTip() for action in (self.copy_command, self.open_folder)}

    def fit(self, run: Run | None) -> None:
        """Offer what makes sense for the run; one that was read from a table has no script and no folder."""
        batch = None if run is None else self._session.frame.batches.get(run.batch)
        has_program = batch is None or batch.operation.can_run
        for action, tip in self._tips.items():
            action.setEnabled(run is not None and has_program)
            action.setToolTip(
                tip if has_program else self.tr("This run comes from a table, so there is none")
            )

    def folder(self, run: Run) -> Path:
        """Where the files of ``run`` are."""
        return self._session.home.run_folder(run.id)

    def _action(self, text: str, tip: str, act: Callable[[Run], object]) -> QAction:
        action = QAction(text, self)
        action.setToolTip(tip)
        action.triggered.connect(lambda: self._act(act))
        return action

    def _act(self, act: Callable[[Run], object]) -> None:
        run = self._run()
        if run is not None:
            act(run)


class ActionChip(QPushButton):
    """A button that does what ``action`` does, and that is offered when the action is."""

    def __init__(self, action: QAction, parent: QWidget) -> None:
        super().__init__(action.text(), parent)
        self._action = action
        self.setProperty("chip", True)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())


class DrawnChip(ActionChip):
    """The same with a drawing from the icons in place of the words, which are its name."""

    def __init__(self, action: QAction, drawing: str, themes: Themes, parent: QWidget) -> None:
        super().__init__(action, parent)
        self._drawing = drawing
        self.setAccessibleName(action.text())
        self.setText("")
        themes.theme_changed.connect(self._draw)
        self._draw(themes.theme)

    def _draw(self, theme: Theme) -> None:
        self.setIcon(icon(self._drawing, theme.text, theme.muted))


def open_path(path: Path) -> None:
    """Show a file or folder in the program that the desktop has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
