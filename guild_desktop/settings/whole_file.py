"""Writes a file whole or not at all: whatever goes wrong, what was there before is still there."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from guild_desktop.core.errors import UserError


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` beside ``path`` and put it in its place once all of it is on the disk.

    A link stays a link, and a file keeps who may read it. What is no file, such as ``/dev/stdout``, is
    written to as it is. ``UserError`` if that fails.
    """
    try:
        # Asked of the path itself: what a link to a pipe leads to has no name.
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: {error.strerror or error}.", "Choose another place."
        ) from error


def _replace(target: Path, content: bytes) -> None:
    mode = _mode(target)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            # A full disk may say so only now.
            os.fsync(file.fileno())
        draft.chmod(mode)
        draft.replace(target)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Who may do what with the file: as before, or as with any new one."""
    if target.exists():
        if not os.access(target, os.W_OK):
            raise PermissionError(0, "it may not be changed")
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
