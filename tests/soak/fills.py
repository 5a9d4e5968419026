"""Ways in which the disk of a home is full for a while."""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import resource
from pathlib import Path
from typing import Protocol, Self

import psutil

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Status
from guild_desktop.scripts.environment import PRIVATE_FOLDER
from guild_desktop.store.store import Store

PAGE = 4096
_DISK = 32 << 20
"""Bytes of the small disk: twice what has to be free for a trial to start."""

_FILES = 1500

_DETACH = 2
"""``MNT_DETACH`` of Linux."""


class Fill(Protocol):
    """Takes the room away, and gives it back."""

    def fill(self) -> str:
        """Take it; words for what is full now, empty if that could not be done."""

    def free(self) -> None:
        """Give it back."""


class LimitedEngine:
    """What any user can do: the engine's files may not grow, or what it writes first of a run has no room.

    The first is a limit on the length of files, which the store meets as it meets a used up quota; for the
    second a file of a planned run is the device that is always full.
    """

    def __init__(self, engine: int, store: Store, batch: Batch, chance: random.Random) -> None:
        self._engine = engine
        self._store = store
        self._batch = batch
        self._random = chance

    def fill(self) -> str:
        """See ``Fill``."""
        if self._random.random() < 0.4:
            return self._fill_run()
        log = self._store.home.store_file.with_name("store.db-wal")
        pages = max(1, log.stat().st_size // PAGE)
        limited = self._limit(self._random.randint(1, pages) * PAGE)
        return "stores that could not grow" if limited else ""

    def free(self) -> None:
        """See ``Fill``."""
        self._limit(resource.RLIM_INFINITY)

    def _fill_run(self) -> str:
        planned = [r for r in self._store.runs_of(self._batch.id) if r.status is Status.PENDING]
        if not planned:
            return ""
        # The next ones may be starting right now.
        run = self._random.choice(planned[2:] or planned)
        private = self._store.home.run_folder(run.id) / PRIVATE_FOLDER
        try:
            private.mkdir(parents=True, exist_ok=True)
            (private / "given.json").symlink_to("/dev/full")
        except FileExistsError:
            return ""
        return "run folders without room"

    def _limit(self, size: int) -> bool:
        """Limit the engine and what it has started; False if it has ended."""
        try:
            # The engine first: what it starts from now on has its limit.
            _limit(self._engine, size)
            children = psutil.Process(self._engine).children(recursive=True)
        except (ProcessLookupError, psutil.NoSuchProcess):
            return False
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                _limit(child.pid, size)
        return True


class SmallDisk(contextlib.AbstractContextManager["SmallDisk"]):
    """A file system of its own in memory, which only root can make; OSError for others."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self._random = chance
        self._stone = folder / "stone"
        self._stones = folder / "stones"

    def __enter__(self) -> Self:
        self.folder.mkdir(exist_ok=True)
        options = f"size={_DISK},nr_inodes={_FILES}".encode()
        _call("mount", b"tmpfs", os.fsencode(self.folder), b"tmpfs", 0, options)
        self._stones.mkdir()
        return self

    def __exit__(self, *_: object) -> None:
        # A process that is just ending may still have its working folder there.
        _call("umount2", os.fsencode(self.folder), _DETACH)
        self.folder.rmdir()

    def fill(self) -> str:
        """See ``Fill``."""
        if self._random.random() < 0.25:
            with contextlib.suppress(OSError):
                for number in range(_FILES):
                    (self._stones / str(number)).touch()
            return "disks without a file left"
        left = self._random.choice(
            [0, 0, self._random.randint(0, 50), self._random.randint(0, 4000)]
        )
        with self._stone.open("wb") as stone, contextlib.suppress(OSError):
            os.posix_fallocate(stone.fileno(), 0, max(1, self._free() - left * PAGE))
            while not left:
                os.posix_fallocate(stone.fileno(), os.fstat(stone.fileno()).st_size, PAGE)
        return "disks filled to the last bytes" if left < 100 else "disks with little left"

    def free(self) -> None:
        """See ``Fill``."""
        self._stone.unlink(missing_ok=True)
        for stone in self._stones.iterdir():
            stone.unlink()

    def _free(self) -> int:
        state = os.statvfs(self.folder)
        return state.f_bavail * state.f_frsize


def _limit(process: int, size: int) -> None:
    _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))


def _call(name: str, *arguments: object) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
