"""What lies in a project's folder, and how much of it a trial should see."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError
from guild_desktop.scripts.entry import Entry, entry_kind
from guild_desktop.scripts.log_folders import LogFolders

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_COPIES = 100
MOST_ENTRIES = 500


def project_entries(folder: Path, apart: Path) -> tuple[list[Entry], tuple[str, ...]]:
    """What trials see of a folder, by name, and what they do not: names, then sentences.

    ``apart`` is where our own files are: an entry that holds it is left out, for a link to it would
    lead round in a circle. Left out besides are version control, environments, caches, sockets and
    the like, in a person's own home folder all hidden entries, and in a folder with very many entries
    all beyond the first 500 (Python files first). Of folders with event files see ``LogFolders``.
    """
    entries: list[Entry] = []
    inside: list[Entry] = []
    left_out: list[str] = []
    own = os.path.realpath(apart)
    logs = LogFolders(own)
    found = _listed(folder)
    for number, entry in enumerate(found):
        if len(entries) == MOST_ENTRIES:
            left_out.append(_too_many(folder, len(found) - number))
            break
        kind = entry_kind(entry, own)
        if kind is None:
            left_out.append(entry.name)
            continue
        seen = Entry(entry.name, str(Path(entry.path).absolute()), kind)
        if entry.is_dir():
            (seen, *below), too_many = logs.entries(seen)
            inside += below
            if too_many:
                left_out.append(_too_many(Path(entry.path), too_many))
        entries.append(seen)
    return list(_with_few_copies([*entries, *inside])), tuple(left_out)


def _listed(folder: Path) -> list[os.DirEntry[str]]:
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
    return found


def _with_few_copies(entries: Iterable[Entry]) -> Iterable[Entry]:
    copies = 0
    for entry in entries:
        copies += entry.kind == "copy"
        too_many = entry.kind == "copy" and copies > MOST_COPIES
        yield replace(entry, kind="link") if too_many else entry


def _too_many(folder: Path, count: int) -> str:
    return (
        f"{folder} has so many entries that runs do not see the last {count}; "
        "a script that needs them can run in its own folder (--cwd project)."
    )
