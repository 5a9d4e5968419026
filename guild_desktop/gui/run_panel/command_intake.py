"""Commands that fill the Run panel in, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from guild_desktop.core.errors import UserError
from guild_desktop.core.starts import StartPoint
from guild_desktop.gui.run_panel.command_text import is_run_command, parse_command
from guild_desktop.gui.run_panel.entries import take_command

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.gui.run_panel.current_script import CurrentScript
    from guild_desktop.gui.run_panel.panel_form import PanelForm
    from guild_desktop.gui.run_panel.run_command import RunCommand


class CommandIntake(QObject):
    """Enters commands into the form; owned by the Run panel, on the GUI thread.

    ``open_script`` shows the script that a command names, and ``one_refresh`` puts off what follows from
    the entries until all are made. Signal: ``refused(UserError)``.
    """

    refused = Signal(object)

    def __init__(
        self,
        form: PanelForm,
        current: CurrentScript,
        open_script: Callable[[str], None],
        one_refresh: Callable[[], AbstractContextManager[None]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._form = form
        self._current = current
        self._open_script = open_script
        self._one_refresh = one_refresh
        self.find_start: Callable[[str], StartPoint | None] = lambda _word: None
        """Who knows the run that a word names, to start from."""
        self.find_sweep: Callable[[str], Batch | None] = lambda _word: None
        """Who knows the sweep that a word names, to go on with."""
        self.go_on: Callable[[Batch | None, RunCommand], None] = lambda _batch, _command: None
        """Enters a sweep that goes on, and what the command says besides; None leads back to new sweeps."""

    def fill_in(self, text: str) -> None:
        """Enter everything that a ``guild run …`` or ``guild-desktop run …`` command says."""
        try:
            self._enter(text)
        except UserError as error:
            self.refused.emit(error)

    def paste(self) -> None:
        """Enter the command on the clipboard; says so if there is none."""
        text = QApplication.clipboard().text()
        if is_run_command(text):
            self.fill_in(text)
            return
        self.refused.emit(
            UserError(
                self.tr("There is no command to paste."),
                self.tr("Copy one such as guild run … first."),
            )
        )

    def _enter(self, text: str) -> None:
        command = parse_command(text)
        if command.restart:
            self._enter_sweep(command)
            return
        if not self._current.is_meant_by(command.script):
            self._open_script(self._current.path_meant_by(command.script))
        if self._current.script is None:
            return
        self.go_on(None, command)
        with self._one_refresh():
            take_command(self._form, command)
            self._tell_rest(command)

    def _enter_sweep(self, command: RunCommand) -> None:
        batch = self.find_sweep(command.restart)
        if batch is None or batch.operation.kind != "script":
            raise UserError(
                self.tr("{0} is no sweep of a script that the panel could go on with.").format(
                    command.restart
                ),
                self.tr("Run the command in a terminal, or name a sweep of this library."),
            )
        self.go_on(batch, command)
        self._tell_rest(command)

    def _tell_rest(self, command: RunCommand) -> None:
        """Enter the start points, and raise ``UserError`` about words that there is no place for."""
        found = {word: self.find_start(word) for word in command.start_from}
        self._form.preview.starts.points = tuple(filter(None, found.values()))
        unknown = [word for word, point in found.items() if point is None]
        told = []
        if command.ignored:
            words = ", ".join(command.ignored)
            told.append(self.tr("The panel has no place for {0}.").format(words))
        if unknown:
            words = ", ".join(unknown)
            told.append(self.tr("There is no run {0} here to start from.").format(words))
        if told:
            raise UserError(" ".join(told), "")
