"""One entry of a project's folder, and whether a trial sees it as a copy, through a link or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

LARGEST_COPY = 1 << 20
"""Bytes of the largest file that each run gets a copy of."""

_KINDS_LEFT_OUT = {
    "version control": (".git", ".hg", ".svn", ".bzr", ".jj", "CVS"),
    "a Python environment or installed packages": (
        *(".venv", "venv", ".tox", ".nox", ".conda", ".pixi", "node_modules", ".eggs"),
    ),
    "a cache": (
        *("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".cache"),
        *(".ipynb_checkpoints", ".DS_Store"),
    ),
    "belongs to runs": (".guild",),
}

LEFT_OUT = {name: rule for rule, names in _KINDS_LEFT_OUT.items() for name in names}
"""Names of entries that trials do not see, with the rule in words."""

_MARKS_ENVIRONMENT = ("pyvenv.cfg", "conda-meta")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a trial sees of a project: a small file to copy, a folder of its own, or a link to anything else.

    ``name`` is the path below the project with slashes; an entry comes after the folder it lies in.
    ``size`` is that of a file to copy, in bytes; ``why`` says by which rule a link is one.
    """

    name: str
    path: str
    kind: Literal["copy", "folder", "link"]
    size: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What trials do not see: the name of an entry, or words for several, and by which rule that is so."""

    what: str
    why: str


def look_at(entry: os.DirEntry[str], name: str, own: str) -> Entry | LeftOut:
    """How trials see an entry, called ``name``, or that they do not;
    ``own`` is where our files are, resolved.
    """
    if entry.name in LEFT_OUT:
        return LeftOut(name, LEFT_OUT[entry.name])
    path = os.path.abspath(entry.path)  # noqa: PTH100 - for every entry
    try:
        if entry.is_file():
            return _file(name, path, entry.stat().st_size)
        if not entry.is_dir():
            return LeftOut(name, "neither a file nor a folder, or a link to nowhere")
    except OSError:
        return LeftOut(name, "a link that leads to itself, or nothing that can be looked at")
    if any(os.path.lexists(f"{entry.path}/{mark}") for mark in _MARKS_ENVIRONMENT):
        return LeftOut(name, "a Python environment")
    inside = os.path.realpath(entry.path)
    if own == inside or own.startswith(inside.rstrip(os.sep) + os.sep):
        return LeftOut(name, "holds the library of runs")
    return Entry(name, path, "link", why="a folder")


def _file(name: str, path: str, size: int) -> Entry:
    if size > LARGEST_COPY:
        return Entry(name, path, "link", why=f"larger than {LARGEST_COPY >> 20} MiB")
    if not os.access(path, os.R_OK):
        # A script that wants it meets the same error as in the project.
        return Entry(name, path, "link", why="cannot be read")
    return Entry(name, path, "copy", size)
