"""A lock file that the operating system releases when its holder ends, however it ends."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAUSE = 0.005
"""Seconds between two tries while waiting; transactions last about a millisecond."""


class FileLock:
    """An exclusive lock on ``path``, held from a successful ``acquire`` to ``release``.

    The lock is the kernel's (``flock`` on POSIX, ``msvcrt.locking`` on Windows), never the mere
    presence of the file, so a killed holder leaves nothing behind. One object serves one thread.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if nobody has it; True if it is ours now."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if _lock(descriptor):
            self._descriptor = descriptor
            return True
        os.close(descriptor)
        return False

    def acquire(self, timeout: float = 30.0) -> None:
        """Take the lock, waiting up to ``timeout`` seconds; ``TimeoutError`` after that."""
        deadline = time.monotonic() + timeout
        while not self.try_acquire():
            if time.monotonic() > deadline:
                raise TimeoutError(str(self._path))
            time.sleep(_PAUSE)

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextmanager
    def held(self, timeout: float = 30.0) -> Iterator[None]:
        """Hold the lock for the length of a ``with`` block."""
        self.acquire(timeout)
        try:
            yield
        finally:
            self.release()


def is_locked(path: Path) -> bool:
    """Whether some process holds the lock on ``path`` right now."""
    if not path.exists():
        return False
    lock = FileLock(path)
    free = lock.try_acquire()
    lock.release()
    return not free


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
