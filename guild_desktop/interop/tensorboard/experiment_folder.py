"""The folder in a log folder that tells what its runs have in common."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from guild_desktop.interop.tensorboard.messages import (
    EXPERIMENT,
    experiment_event,
    plugin_content,
    version_event,
)
from guild_desktop.scalars.record_file import RecordFile, framed

_NAME = re.compile(r"hparams-(?P<number>\d{1,9})")
_FILE = "events.out.tfevents.0.guild"


class ExperimentFolder:
    """The folder ``hparams-1``, with flags and metrics of all runs; belongs to the log folder.

    TensorBoard believes for as long as it runs what it first read about a run's plugins, so when a flag, a
    value or a metric is new, that folder gives way to ``hparams-2`` and so on.
    """

    def __init__(self, log: Path) -> None:
        self._log = log
        self._number = 0
        """Higher than that of the folder that stands where one could not be written."""
        self._folder = self._numbered(0)
        self._content = b""

    @staticmethod
    def is_one(folder: Path) -> bool:
        """Whether a folder was written by this class."""
        return _NAME.fullmatch(folder.name) is not None and (folder / _FILE).is_file()

    def find(self, folder: Path) -> bool:
        """Take up what was written earlier if this ``is_one``, and remove it if there is a later one."""
        found = _NAME.fullmatch(folder.name)
        if found is None:
            return False
        number = int(found["number"])
        if number < self._number:
            _remove(folder)
            return True
        _remove(self._folder)
        self._number, self._folder, self._content = number, folder, b""
        with contextlib.suppress(ValueError):
            for record in RecordFile(folder / _FILE, largest=None).read():
                self._content = plugin_content(record, EXPERIMENT) or self._content
        return True

    def write(self, content: bytes, now: float) -> None:
        """Say it, if it is not what was said last;
        ``OSError`` if it cannot be written, and then the old stays.
        """
        if content == self._content:
            return
        self._number += 1
        folder = self._numbered(self._number)
        events = (version_event(now), experiment_event(now, content))
        try:
            folder.mkdir(exist_ok=True)
            (folder / _FILE).write_bytes(b"".join(map(framed, events)))
        except OSError:
            with contextlib.suppress(OSError):
                _remove(folder)
            raise
        _remove(self._folder)
        self._folder, self._content = folder, content

    def _numbered(self, number: int) -> Path:
        return self._log / f"hparams-{number}"


def _remove(folder: Path) -> None:
    (folder / _FILE).unlink(missing_ok=True)
    # Something else may be in it.
    with contextlib.suppress(OSError):
        folder.rmdir()
