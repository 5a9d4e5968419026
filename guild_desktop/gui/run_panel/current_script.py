"""The script that is open: read when it is opened, and again whenever it changes on disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from guild_desktop.core.errors import UserError
from guild_desktop.gui.live.background import Background
from guild_desktop.gui.run_panel.opened_script import OpenedScript, read_script
from guild_desktop.gui.run_panel.watched_file import WatchedFile


class CurrentScript(QObject):
    """Holds what is known of the open script; owned by the panel, on the GUI thread.

    Signals: ``reread(OpenedScript)`` after a change on disk was read in the background; ``broken()``
    when what is there now cannot be read, which ``problem`` tells, while ``script`` stays as it was;
    ``mended(str)``, its path, when one that could not be read at first has become a script.
    """

    reread = Signal(object)
    broken = Signal()
    mended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.script: OpenedScript | None = None
        self.problem: UserError | None = None
        self._path: Path | None = None
        self._background = Background(self)
        self._watched = WatchedFile(self)
        self._watched.changed.connect(self._read_again)

    def open(self, path: str) -> OpenedScript | None:
        """Read a script a person names; None if that cannot be done, which ``problem`` tells."""
        self._path = Path(path).expanduser().absolute()
        # Before it is read, so that a change meanwhile is one.
        self._watched.watch(self._path)
        try:
            self.script, self.problem = read_script(path), None
        except UserError as error:
            self.script, self.problem = None, error
        return self.script

    def look_again(self) -> None:
        """See at once whether the file is still there; changes in it are noticed by themselves."""
        if self.script is None or self.problem is not None or self.script.path.is_file():
            return
        try:
            read_script(str(self.script.path))
        except UserError as error:
            self.problem = error
            self.broken.emit()

    def is_meant_by(self, name: str) -> bool:
        """Whether a command that names this path means the open script.

        A command is written in some folder, which nobody knows; its relative path most often means
        the script at hand.
        """
        if self.script is None:
            return False
        named = Path(name).expanduser()
        if named.is_absolute():
            return named == self.script.path
        beside = self.script.path.parent / named
        return beside == self.script.path or (
            named.name == self.script.path.name and not beside.exists()
        )

    def path_meant_by(self, name: str) -> str:
        """The file a command's relative path means: beside the open script if there is one."""
        if self.script is not None:
            beside = self.script.path.parent / Path(name).expanduser()
            if beside.exists():
                return str(beside)
        return name

    def _read_again(self) -> None:
        path = self._path
        if self.script is not None and _is_empty(path):
            # Editors that empty a file write into it right away, which is the next change.
            return

        def take(script: OpenedScript) -> None:
            if self._path != path:
                return
            if self.script is None:
                self.mended.emit(str(path))
                return
            self.script, self.problem = script, None
            self.reread.emit(script)

        def tell(error: UserError) -> None:
            if self._path == path:
                self.problem = error
                self.broken.emit()

        self._background.run(lambda: read_script(str(path)), take, tell)


def _is_empty(path: Path | None) -> bool:
    try:
        return path is not None and path.stat().st_size == 0
    except OSError:
        return False
