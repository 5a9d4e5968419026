"""One entry of a project's folder, and whether a trial sees it as a copy, through a link or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

LARGEST_COPY = 1 << 20
"""Bytes of the largest file that each run gets a copy of."""

LEFT_OUT = frozenset(
    {
        *(".git", ".hg", ".svn", ".bzr", ".jj", "CVS"),
        *(".venv", "venv", ".tox", ".nox", ".conda", ".pixi", "node_modules"),
        *("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"),
        *(".ipynb_checkpoints", ".eggs", ".cache", ".DS_Store", ".guild"),
    }
)
"""Names of entries that trials do not see."""

_MARKS_ENVIRONMENT = ("pyvenv.cfg", "conda-meta")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a trial sees of a project: a small file to copy, a folder of its own, or a link to anything else.

    ``name`` is the path below the project with slashes; an entry comes after the folder it lies in.
    """

    name: str
    path: str
    kind: Literal["copy", "folder", "link"]


def entry_kind(entry: os.DirEntry[str], own: str) -> Literal["copy", "link"] | None:
    """How a trial sees an entry; None if it does not. ``own`` is where our files are, resolved."""
    if entry.name in LEFT_OUT:
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
