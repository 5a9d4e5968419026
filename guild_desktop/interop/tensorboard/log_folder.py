"""A folder that shows runs in TensorBoard, and grows with them."""

from __future__ import annotations

import contextlib
import errno
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run
from guild_desktop.interop.tensorboard.experiment import hparam_infos
from guild_desktop.interop.tensorboard.experiment_folder import ExperimentFolder
from guild_desktop.interop.tensorboard.messages import experiment_content
from guild_desktop.interop.tensorboard.run_file import TIME, RunFile, Series
from guild_desktop.interop.tensorboard.run_names import FlagDifferences, run_name
from guild_desktop.store.lock import FileLock

LOCK_FILE = ".guild-desktop.lock"
"""In each log folder; whoever writes there has its lock, whichever home the runs are from."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class LogFolder:
    """Writes runs into a folder for TensorBoard;
    for one thread, and one at a time for a folder until ``close``.

    Each run that has started gets a folder of its own with its flags, scalars, time and status. What all
    runs have in common, flags and metrics, stands in the ``ExperimentFolder``. Files are only added to. The
    name of a run's folder is chosen when the run first comes, and stays.

    A folder that was written earlier is taken up again. What others put into it since is left alone.
    Raises ``UserError`` if the folder cannot be made, read or written, is none of ours and not empty, or
    another program writes there.
    """

    def __init__(self, path: Path, series: Series) -> None:
        self.path = path
        self._series = series
        self._files: dict[str, RunFile] = {}
        self._names: set[str] = set()
        self._differences = FlagDifferences()
        self._experiment = ExperimentFolder(path)
        self._is_summarized = False
        self._lock = FileLock(path / LOCK_FILE)
        with self._telling(), self._closing_on_error():
            path.mkdir(parents=True, exist_ok=True)
            folders = sorted(entry for entry in path.iterdir() if entry.is_dir())
            self._claim(folders)
            for folder in folders:
                self._find(folder)

    def __len__(self) -> int:
        """How many runs it shows."""
        return len(self._files)

    def close(self) -> None:
        """Let others write there; harmless when it is closed."""
        self._lock.release()

    def update(
        self,
        runs: Collection[Run],
        now: float | None = None,
        is_ending: Callable[[], bool] = lambda: False,
    ) -> int:
        """Add runs that are new and what others have reported since; how many runs that concerned.

        A run that has not started is passed over. One that stands here is kept when it is not among
        ``runs``. ``now`` is in seconds since 1970, the clock's time by default. Once ``is_ending`` the
        rest is left out.
        """
        moment = time.time() if now is None else now
        changed = 0
        for run in runs:
            self._differences.add(run.id, run.flags)
        with self._telling():
            for run in runs:
                if is_ending():
                    break
                changed += self._update(run, moment)
            if self._files and not self._is_summarized:
                self._summarize(moment)
        return changed

    def check(self) -> None:
        """Raise ``UserError`` if somebody has deleted it."""
        with self._telling():
            (self.path / LOCK_FILE).stat()

    def _update(self, run: Run, now: float) -> bool:
        file = self._files.get(run.id)
        if (file is not None and file.ended) or not run.has_begun:
            return False
        new = file is None
        if file is None:
            name = run_name(run, self._differences, self._names)
            file = RunFile.begin(self.path / name, run)
            self._files[run.id] = file
            self._names.add(name.lower())
            self._is_summarized = False
        changed = file.add(run, self._series, now)
        self._is_summarized = self._is_summarized and not changed
        return changed or new

    def _summarize(self, now: float) -> None:
        files = self._files.values()
        tags = (tag for file in files for tag in file.counts)
        # Plots begin with the colour of the first one, and every run has a time.
        metrics = dict.fromkeys(sorted(tags, key=TIME.__eq__))
        content = experiment_content(hparam_infos(file.flags for file in files), metrics)
        self._experiment.write(content, now)
        self._is_summarized = True

    def _claim(self, folders: Collection[Path]) -> None:
        is_empty = not any(self.path.iterdir())
        if (
            not is_empty
            and not (self.path / LOCK_FILE).exists()
            and not any(map(_is_ours, folders))
        ):
            raise UserError(
                f"{self.path} has other things in it and is no log folder of this program.",
                f"Name an empty folder or a new one, such as {self.path / 'runs-for-tensorboard'}.",
            )
        if not self._lock.try_acquire():
            raise UserError(
                f"The log folder {self.path} is open in another program, which writes runs there.",
                "End that one, or choose another folder.",
            )

    def _find(self, folder: Path) -> None:
        """Take up what an earlier log folder left."""
        if self._experiment.find(folder):
            return
        for path in sorted(folder.glob("events.out.tfevents.*")):
            found = RunFile.found(path)
            if found is not None:
                run_id, file = found
                self._files[run_id] = file
                self._differences.add(run_id, file.flags)
        if folder.exists() and any(folder.iterdir()):
            self._names.add(folder.name.lower())

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
        except FileNotFoundError as error:
            raise UserError(
                f"The log folder {self.path}, or a part of it, was deleted while it was open.",
                "Open TensorBoard again: what is missing is then written anew.",
            ) from error
        except OSError as error:
            if error.errno in _FULL:
                raise UserError(
                    f"There is no room left for the log folder {self.path}; not all is written.",
                    "Make room there and try again: what is missing is then added.",
                ) from error
            raise UserError(
                f"The log folder {self.path} cannot be written: {error.strerror or error}.",
                "Change its permissions, or choose another folder.",
            ) from error


def _is_ours(folder: Path) -> bool:
    return ExperimentFolder.is_one(folder) or any(map(RunFile.is_one, folder.iterdir()))
