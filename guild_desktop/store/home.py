"""The home: one folder with the store, the run folders and the engines' locks and logs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.errors import UserError


@dataclass(frozen=True, slots=True)
class Home:
    """Names the places inside a home; ``path`` is absolute. Makes nothing by itself."""

    path: Path

    @property
    def store_file(self) -> Path:
        """The SQLite file."""
        return self.path / "store.db"

    def store_backup(self, version: int) -> Path:
        """The copy that is made of a store of an older version before it is brought up to date."""
        return self.path / f"store-version-{version}.db"

    @property
    def backups(self) -> Path:
        """Where the daily copies of the store are; made with the first of them."""
        return self.path / "backups"

    @property
    def edits_file(self) -> Path:
        """What people wrote about runs and batches, kept a second time (``edit_log``)."""
        return self.path / "edits.jsonl"

    @property
    def write_lock(self) -> Path:
        """The lock that every writer holds for the length of one transaction."""
        return self.path / "locks" / "write.lock"

    def run_folder(self, run_id: str) -> Path:
        """Where the files of one run are."""
        return self.path / "runs" / run_id

    @property
    def batches(self) -> Path:
        """Where the folders of batches are, with copies of projects."""
        return self.path / "batches"

    def batch_folder(self, batch_id: str) -> Path:
        """Where a batch keeps its source snapshot."""
        return self.batches / batch_id

    def engine_lock(self, batch_id: str) -> Path:
        """The lock that a batch's engine holds for life."""
        return self.path / "locks" / f"{batch_id}.lock"

    def engine_log(self, batch_id: str) -> Path:
        """Where a detached engine's own words go."""
        return self.path / "logs" / f"{batch_id}.log"

    def tensorboard_log(self, pid: int) -> Path:
        """Where the words of a TensorBoard go that the process with this id has started."""
        return self.path / "logs" / f"tensorboard-{pid}.log"


def open_home(path: Path) -> Home:
    """The home at ``path``, its folders made if they are missing, readable only by their owner.

    Raises ``UserError`` when the folder cannot be made or written.
    """
    home = Home(path)
    try:
        for folder in (path, path / "runs", path / "batches", path / "locks", path / "logs"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The home {path} cannot be used: {error.strerror or error}.",
            "Choose another folder with --home or GUILD_DESKTOP_HOME.",
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise cannot_write(path, read_only=bool(os.statvfs(path).f_flag & os.ST_RDONLY))
    return home


def cannot_write(path: Path, *, read_only: bool) -> UserError:
    """Why a home cannot be used, although it is there; ``read_only`` says that its disk is mounted so.

    A store that is only looked at needs its lock and its log all the same.
    """
    if read_only:
        return UserError(
            f"The home {path} is on a disk that can only be read.",
            "To look at its runs, copy the folder to another disk and name the copy with --home.",
        )
    return UserError(
        f"The home {path} cannot be written.",
        "Change its permissions, or choose another folder with --home or GUILD_DESKTOP_HOME.",
    )
