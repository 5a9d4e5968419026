"""Whether the disk of a home has room for what runs write, and how that is told."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LEAST_FREE = 16 << 20
"""Bytes that have to be free for another trial to start: what the store writes of those that run fits too."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_UNITS = (("GB", 1 << 30), ("MB", 1 << 20), ("kB", 1 << 10))


def shortage(folder: Path) -> str:
    """Why no trial should start whose files lie in ``folder``, with its free bytes; empty if one may."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        # Gone or out of reach, which those will tell who want to write there.
        return ""
    if free < LEAST_FREE:
        return f"the disk of {folder} is full ({format_size(free)} free)"
    if hasattr(os, "statvfs"):
        files = os.statvfs(folder)
        if files.f_files and not files.f_favail:
            return f"the disk of {folder} can hold no more files"
    return ""


def lacks_room(error: BaseException | None) -> bool:
    """Whether an error, or what caused it, is that a disk or a quota has no room left."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return True
        error = error.__cause__
    return False


def tells_of_no_room(words: str) -> bool:
    """Whether a program's last words are that a disk or a quota had no room left."""
    return any(f"[Errno {code}]" in words or os.strerror(code) in words for code in _NO_ROOM)


def format_size(size: int) -> str:
    """Bytes as people read them: ``3.2 MB``, ``512 bytes``."""
    for unit, bytes_of_unit in _UNITS:
        if size >= bytes_of_unit:
            return f"{size / bytes_of_unit:.1f} {unit}"
    return f"{size} bytes"
