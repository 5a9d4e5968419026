"""What lies in a project's folder, and how much of it a trial should see."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from guild_desktop.core.errors import UserError

LARGEST_COPY = 1 << 20
"""Bytes of the largest file that each run gets a copy of."""

MOST_COPIES = 100
MOST_ENTRIES = 500

_LEFT_OUT = frozenset(
    {
        *(".git", ".hg", ".svn", ".bzr", ".jj", "CVS"),
        *(".venv", "venv", ".tox", ".nox", ".conda", ".pixi", "node_modules"),
        *("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"),
        *(".ipynb_checkpoints", ".eggs", ".cache", ".DS_Store", ".guild"),
    }
)
_MARKS_ENVIRONMENT = ("pyvenv.cfg", "conda-meta")


@dataclass(frozen=True, slots=True)
class Entry:
    """One top-level entry of a project: a small file to copy, or anything else to link to."""

    name: str
    path: str
    kind: Literal["copy", "link"]


def project_entries(folder: Path, apart: Path) -> tuple[list[Entry], tuple[str, ...]]:
    """What trials see of a folder, by name, and what they do not: names, then sentences.

    ``apart`` is where our own files are: an entry that holds it is left out, for a link to it would
    lead round in a circle. Left out besides are version control, environments, caches, sockets and
    the like, in a person's own home folder all hidden entries, and in a folder with very many entries
    all beyond the first 500 (Python files first).
    """
    entries: list[Entry] = []
    left_out: list[str] = []
    try:
        with os.scandir(folder) as scan:
            found = sorted(scan, key=lambda entry: (not entry.name.endswith(".py"), entry.name))
    except OSError as error:
        raise UserError(
            f"The folder {folder} cannot be read: {error.strerror or error}.",
            "Change its permissions, or move the script.",
        ) from error
    if folder == Path.home():
        # Keys and passwords lie there under names that begin with a dot, and runs are given away.
        found = [entry for entry in found if not entry.name.startswith(".")]
    own = os.path.realpath(apart)
    copies = 0
    for number, entry in enumerate(found):
        if len(entries) == MOST_ENTRIES:
            left_out.append(_too_many(folder, len(found) - number))
            break
        kind = _kind(entry, own)
        if kind is None:
            left_out.append(entry.name)
            continue
        if kind == "copy" and copies == MOST_COPIES:
            kind = "link"
        copies += kind == "copy"
        entries.append(Entry(entry.name, str(Path(entry.path).absolute()), kind))
    return entries, tuple(left_out)


def _kind(entry: os.DirEntry[str], own: str) -> Literal["copy", "link"] | None:
    if entry.name in _LEFT_OUT:
        return None
    try:
        if entry.is_file():
            return "copy" if entry.stat().st_size <= LARGEST_COPY else "link"
        if not entry.is_dir():
            return None
    except OSError:
        # A link that leads to itself, or a file that cannot be looked at.
        return None
    if any(os.path.lexists(f"{entry.path}/{mark}") for mark in _MARKS_ENVIRONMENT):
        return None
    inside = os.path.realpath(entry.path)
    return None if own == inside or own.startswith(inside.rstrip(os.sep) + os.sep) else "link"


def _too_many(folder: Path, count: int) -> str:
    return (
        f"{folder} has so many entries that runs do not see the last {count}; "
        "a script that needs them can run in its own folder (--cwd project)."
    )
