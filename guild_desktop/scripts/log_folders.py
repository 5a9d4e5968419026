"""Folders of a project in which event files for TensorBoard lie, and what a trial sees of them."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from guild_desktop.scripts.entry import LEFT_OUT, Entry, LeftOut, look_at

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ENTRIES = 500
MOST_FOLDERS = 50
"""Folders that each run gets of its own for one log folder; to make one takes as long as ten links."""

_BEGINNING = "events.out.tfevents."
_DEEPEST = 6
_MOST_OF_A_FOLDER = 1_000
_MOST_OF_AN_ENTRY = 4_000
_MOST_LOOKS = 50_000
"""Entries of a project that are looked at in all; that takes about a tenth of a second."""


@dataclass(slots=True)
class _Folder:
    """A folder that was looked through: what runs see of it, and whether event files lie below."""

    entry: Entry
    entries: list[Entry] = field(default_factory=list)
    folders: list[_Folder] = field(default_factory=list)
    holds_events: bool = False


class LogFolders:
    """Looks through the folders of one project, within bounds; ``own`` is where our own files are, resolved.

    What a script logs should land in its run and not, through a link, in the project, where nobody could
    tell whose it is. So where a folder holds event files a run gets a folder of its own, and in it all
    else that it holds: small files as copies, the rest as links. Event files themselves are
    left out, and so are folders with nothing else in them, which are earlier runs.
    """

    def __init__(self, own: str) -> None:
        self._own = own
        self._looks = _MOST_LOOKS

    def entries(self, folder: Entry) -> tuple[list[Entry], int]:
        """What runs see of a folder of the project, and how many entries more there would be.

        That is the folder itself, unchanged, if no event files were found in it. Otherwise what lies
        in a folder directly comes before the folders in it, one after the other.
        """
        if not self._holds_events(folder.path):
            return [folder], 0
        seen = list(_flat(self._looked_through(folder, 0)))
        folders = (place for place, entry in enumerate(seen) if entry.kind == "folder")
        end = next(islice(folders, MOST_FOLDERS, None), len(seen))
        kept = seen[: min(end, MOST_ENTRIES)]
        return kept, len(seen) - len(kept)

    def _holds_events(self, path: str) -> bool:
        """Whether event files lie somewhere below; nearest folders first, a part of each large one."""
        end = max(0, self._looks - _MOST_OF_AN_ENTRY)
        folders = deque([(path, 0)])
        while folders and self._looks > end:
            folder, depth = folders.popleft()
            for entry in self._listed(folder, min(_MOST_OF_A_FOLDER, self._looks - end)):
                if _is_event_file(entry):
                    return True
                if depth < _DEEPEST and _is_own_folder(entry):
                    folders.append((entry.path, depth + 1))
        return False

    def _looked_through(self, folder: Entry, depth: int) -> _Folder:
        result = _Folder(folder)
        for found in self._listed(folder.path, self._looks):
            if _is_event_file(found):
                result.holds_events = True
                continue
            entry = look_at(found, f"{folder.name}/{found.name}", self._own)
            if isinstance(entry, LeftOut):
                continue
            if depth == _DEEPEST or not self._looks or not _is_own_folder(found):
                result.entries.append(entry)
                continue
            below = self._looked_through(entry, depth + 1)
            result.holds_events |= below.holds_events
            holds_others = bool(below.entries or below.folders)
            if holds_others and not below.holds_events:
                result.entries.append(entry)
            elif holds_others or not below.holds_events:
                # An empty folder may be waiting for a log.
                result.folders.append(below)
        return result

    def _listed(self, folder: str, most: int) -> list[os.DirEntry[str]]:
        """Not more than so many entries, in the order of a project's: Python files first."""
        try:
            with os.scandir(folder) as scan:
                found = list(islice(scan, most))
        except OSError:
            return []
        self._looks -= len(found)
        return sorted(found, key=lambda entry: (not entry.name.endswith(".py"), entry.name))


def _flat(folder: _Folder) -> Iterator[Entry]:
    yield replace(folder.entry, kind="folder", why="")
    yield from folder.entries
    for below in folder.folders:
        yield from _flat(below)


def _is_event_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.startswith(_BEGINNING) and entry.is_file()
    except OSError:
        return False


def _is_own_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder to look into: links might lead round in a circle."""
    return entry.name not in LEFT_OUT and entry.is_dir(follow_symlinks=False)
