"""Opens files that lie where others may have put something else: a pipe, a link, a device."""

from __future__ import annotations

import errno
import os
import stat
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

# Opening a pipe waits for its other end, for ever if there is none; a link may lead to anybody's file.
_CAREFULLY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


def open_regular(
    path: Path, mode: Literal["rb", "ab", "wb"] = "rb", buffering: int = -1
) -> IO[bytes]:
    """As ``open``, but without ever waiting for a file, and OSError if there is no regular one.

    Links are not followed. Writing makes a file that is missing.
    """
    return open(path, mode, buffering, opener=_opened)


def regular_bytes(path: Path) -> bytes:
    """All that a regular file holds; OSError as with ``open_regular``."""
    with open_regular(path) as file:
        return file.read()


def _opened(path: str, flags: int) -> int:
    descriptor = os.open(path, flags | _CAREFULLY, 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "this is no regular file", path)
    return descriptor
