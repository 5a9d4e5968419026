"""What lies in a project's folder, and how much of it a trial should see."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError
from guild_desktop.scripts.entry import Entry, LeftOut, look_at
from guild_desktop.scripts.log_folders import LogFolders

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_COPIES = 100
MOST_ENTRIES = 500


def project_entries(folder: Path, apart: Path) -> tuple[list[Entry], list[LeftOut]]:
    """What trials see of a folder, by name, and what they do not, with the rules.

    ``apart`` is where our own files are: an entry that holds it is left out, for a link to it would
    lead round in a circle. Left out besides are version control, environments, caches, sockets and
    the like, in a person's own home folder all hidden entries, and in a folder with very many entries
    all beyond the first 500 (Python files first). Of folders with event files see ``LogFolders``.
    """
    entries: list[Entry] = []
    inside: list[Entry] = []
    left_out: list[LeftOut] = []
    own = os.path.realpath(apart)
    logs = LogFolders(own)
    found = _listed(folder)
    if folder == Path.home():
        # Keys and passwords lie there under names that begin with a dot, and runs are given away.
        found = [entry for entry in found if not entry.name.startswith(".")]
        left_out.append(LeftOut("names with a dot", "in your own home folder they may hold keys"))
    for number, entry in enumerate(found):
        if len(entries) == MOST_ENTRIES:
            left_out.append(_too_many(folder, len(found) - number))
            break
        seen = look_at(entry, entry.name, own)
        if isinstance(seen, LeftOut):
            left_out.append(seen)
            continue
        if entry.is_dir():
            (seen, *below), too_many = logs.entries(seen)
            inside += below
            if seen.kind == "folder":
                what = f"event files in {seen.name}"
                left_out.append(LeftOut(what, "what earlier runs logged for TensorBoard"))
            if too_many:
                left_out.append(_too_many(Path(entry.path), too_many))
        entries.append(seen)
    return list(_with_few_copies([*entries, *inside])), left_out


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as scan:
            return sorted(scan, key=lambda entry: (not entry.name.endswith(".py"), entry.name))
    except OSError as error:
        raise UserError(
            f"The folder {folder} cannot be read: {error.strerror or error}.",
            "Change its permissions, or move the script.",
        ) from error


def _with_few_copies(entries: Iterable[Entry]) -> Iterable[Entry]:
    copies = 0
    for entry in entries:
        copies += entry.kind == "copy"
        if entry.kind == "copy" and copies > MOST_COPIES:
            yield replace(entry, kind="link", size=0, why=f"after the first {MOST_COPIES} files")
        else:
            yield entry


def _too_many(folder: Path, count: int) -> LeftOut:
    return LeftOut(
        f"the last {count:,} entries of {folder}",
        "too many; a script that needs them can run in its own folder (--cwd project)",
    )
