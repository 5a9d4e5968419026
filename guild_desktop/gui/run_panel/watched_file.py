"""Notices that a file changed, was replaced, went away or came back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_SETTLING = 150
"""Milliseconds after the last sign of change: editors write in several steps."""


class WatchedFile(QObject):
    """Watches one file at a time; owned by the panel, on the GUI thread. Signal: ``changed()``.

    Editors replace a file instead of writing into it, upon which the system forgets the watch; while
    the file is gone its folder is watched.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._seen: tuple[int, int] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._touched)
        self._watcher.directoryChanged.connect(self._touched)
        self._timer = QTimer(self, singleShot=True, interval=_SETTLING)
        self._timer.timeout.connect(self._settled)

    def watch(self, path: Path | None) -> None:
        """Watch this file from now on, or none."""
        self._path = path
        self._timer.stop()
        self._seen = self._signature()
        self._renew()

    def _touched(self) -> None:
        self._timer.start()

    def _settled(self) -> None:
        self._renew()
        seen = self._signature()
        if seen != self._seen:
            self._seen = seen
            self.changed.emit()

    def _renew(self) -> None:
        wanted: set[str] = set()
        if self._path is not None:
            if self._path.is_file():
                wanted = {str(self._path)}
            elif self._path.parent.is_dir():
                wanted = {str(self._path.parent)}
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if gone := watched - wanted:
            self._watcher.removePaths(sorted(gone))
        if new := wanted - watched:
            self._watcher.addPaths(sorted(new))

    def _signature(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size
