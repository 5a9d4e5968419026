"""The files a run has left in its folder."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterator
from pathlib import Path

PRIVATE = ".guild"
"""The program's own files in a run's folder."""

MOST = 200
"""Files listed; a run that leaves more is looked at in its folder."""

_COMPARED = 1 << 20
"""Bytes up to which a file may be a copy of the project's; larger ones are linked."""


def written_files(folder: Path, sources: Path) -> tuple[Path, ...]:
    """Paths below ``folder`` (relative, sorted) that the run wrote, at most ``MOST``.

    Left out are links to the project's files, and copies of them that have not changed since the
    snapshot in one of the folders ``sources/source-*``.
    """
    snapshots = sorted(sources.glob("source-*"))
    found: list[Path] = []
    for path in _files(folder):
        relative = path.relative_to(folder)
        if not any(_is_copy(path, snapshot / relative) for snapshot in snapshots):
            found.append(relative)
            if len(found) == MOST:
                break
    return tuple(sorted(found))


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in {PRIVATE, "__pycache__"})
        for name in sorted(names):
            path = Path(parent, name)
            if not path.is_symlink():
                yield path


def _is_copy(path: Path, original: Path) -> bool:
    try:
        return (
            path.stat().st_size <= _COMPARED
            and original.is_file()
            and filecmp.cmp(path, original, shallow=False)
        )
    except OSError:
        return False
