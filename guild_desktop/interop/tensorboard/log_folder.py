"""A folder that shows runs in TensorBoard, and grows with them."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run
from guild_desktop.interop.tensorboard.experiment import hparam_infos
from guild_desktop.interop.tensorboard.messages import (
    EXPERIMENT,
    experiment_content,
    experiment_event,
    plugin_content,
    version_event,
)
from guild_desktop.interop.tensorboard.run_file import TIME, RunFile, Series
from guild_desktop.interop.tensorboard.run_names import run_name
from guild_desktop.scalars.record_file import RecordFile, framed
from guild_desktop.store.lock import FileLock

_SUMMARY = re.compile(r"hparams-(?P<number>\d{1,9})")
_SUMMARY_FILE = "events.out.tfevents.0.guild"

LOCK_FILE = ".guild-desktop.lock"
"""In each log folder; whoever writes there has its lock, whichever home the runs are from."""


class LogFolder:
    """Writes runs into a folder for TensorBoard; for one thread, and one at a time for a folder until ``close``.

    Each run that has started gets a folder of its own with its flags, scalars, time and status. What all
    runs have in common, flags and metrics, stands in the folder ``hparams-1``. TensorBoard believes for as
    long as it runs what it first read about a run's plugins, so when a flag, a value or a metric
    is new, that folder gives way to ``hparams-2`` and so on. Otherwise files are only added to.

    A folder that was written earlier is taken up again. What does not belong to us in it is left alone.
    Raises ``UserError`` if the folder cannot be made, read or written, or another program writes there.
    """

    def __init__(self, path: Path, series: Series) -> None:
        self.path = path
        self._series = series
        self._files: dict[str, RunFile] = {}
        self._names: set[str] = set()
        self._content = b""
        self._number = 0
        self._lock = FileLock(path / LOCK_FILE)
        with self._telling(), self._closing_on_error():
            path.mkdir(parents=True, exist_ok=True)
            self._claim()
            for folder in sorted(path.iterdir()):
                if folder.is_dir():
                    self._find(folder)

    def close(self) -> None:
        """Let others write there; harmless when it is closed."""
        self._lock.release()

    def update(self, runs: Iterable[Run], now: float | None = None) -> int:
        """Add runs that are new and what others have reported since; how many runs that concerned.

        A run that has not started is passed over. One that stands here is kept when it is not among ``runs``.
        ``now`` is in seconds since 1970, the clock's time by default.
        """
        moment = time.time() if now is None else now
        with self._telling():
            changed = sum(self._update(run, moment) for run in runs)
            if self._files and (changed or not self._number):
                self._summarize(moment)
        return changed

    def _claim(self) -> None:
        if not self._lock.try_acquire():
            raise UserError(
                f"The log folder {self.path} is open in another program, which writes runs there.",
                "End that one, or choose another folder.",
            )

    def _update(self, run: Run, now: float) -> bool:
        file = self._files.get(run.id)
        if (file is not None and file.ended) or not run.has_begun:
            return False
        new = file is None
        if file is None:
            name = run_name(run, self._names)
            file = RunFile.begin(self.path / name, run)
            self._files[run.id] = file
            self._names.add(name.lower())
        return file.add(run, self._series, now) or new

    def _summarize(self, now: float) -> None:
        files = self._files.values()
        tags = (tag for file in files for tag in file.counts)
        # Plots begin with the colour of the first one, and every run has a time.
        metrics = dict.fromkeys(sorted(tags, key=TIME.__eq__))
        content = experiment_content(hparam_infos(file.flags for file in files), metrics)
        if content == self._content:
            return
        old = self._summary_folder()
        self._number += 1
        folder = self._summary_folder()
        folder.mkdir(exist_ok=True)
        events = (version_event(now), experiment_event(now, content))
        (folder / _SUMMARY_FILE).write_bytes(b"".join(map(framed, events)))
        self._content = content
        _remove_summary(old)

    def _summary_folder(self) -> Path:
        return self.path / f"hparams-{self._number}"

    def _find(self, folder: Path) -> None:
        """Take up what an earlier log folder left."""
        summary = _SUMMARY.fullmatch(folder.name)
        if summary is not None:
            self._find_summary(folder, int(summary["number"]))
            return
        for path in sorted(folder.glob("events.out.tfevents.*")):
            found = RunFile.found(path)
            if found is not None:
                run_id, file = found
                self._files[run_id] = file
        if any(folder.iterdir()):
            self._names.add(folder.name.lower())

    def _find_summary(self, folder: Path, number: int) -> None:
        if number > self._number:
            _remove_summary(self._summary_folder())
            self._number, self._content = number, b""
            with contextlib.suppress(ValueError):
                for record in RecordFile(folder / _SUMMARY_FILE, largest=None).read():
                    self._content = plugin_content(record, EXPERIMENT) or self._content
        else:
            _remove_summary(folder)

    @contextlib.contextmanager
    def _closing_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UserError(
                f"The log folder {self.path} cannot be written: {error.strerror or error}.",
                "Change its permissions, make room there, or choose another folder.",
            ) from error


def _remove_summary(folder: Path) -> None:
    (folder / _SUMMARY_FILE).unlink(missing_ok=True)
    # Something else may be in it.
    with contextlib.suppress(OSError):
        folder.rmdir()
