"""What a source snapshot of a project would hold now: one look, for who takes it and who only shows it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError
from guild_desktop.scripts.project import project_entries
from guild_desktop.scripts.target import target_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.operation import Operation
    from guild_desktop.scripts.entry import Entry, LeftOut


@dataclass(frozen=True, slots=True)
class SourceView:
    """The main script's ``source``, what trials see of the project around it, and what they do not.

    ``hash`` identifies the code: the main script and the Python files beside it. With ``in_project`` trials
    run in the project's own folder, so that nothing is copied or linked for them.
    """

    source: bytes
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    hash: str
    in_project: bool

    @property
    def copied(self) -> tuple[Entry, ...]:
        """The files that each run gets a copy of."""
        return self._of("copy")

    @property
    def folders(self) -> tuple[Entry, ...]:
        """The folders that each run gets of its own, as they hold what earlier runs logged."""
        return self._of("folder")

    @property
    def linked(self) -> tuple[Entry, ...]:
        """What runs see through links, as it is when they look."""
        return self._of("link")

    @property
    def size(self) -> int:
        """Bytes that are copied."""
        return sum(entry.size for entry in self.copied)

    def _of(self, kind: str) -> tuple[Entry, ...]:
        return () if self.in_project else tuple(it for it in self.entries if it.kind == kind)


def view_source(operation: Operation, apart: Path) -> SourceView:
    """Look at an operation's project; ``apart`` is where our own files are.

    Reads the script and the Python files beside it, at most 500 entries of its folder and, within bounds,
    what lies below, so that its time does not depend on how much there is; but a drive may be slow.
    ``UserError`` if the script or its folder cannot be read.
    """
    main = target_file(operation)
    source = b"" if main is None else _read(main)
    entries, left_out = project_entries(Path(operation.project), apart)
    in_project = operation.cwd == "project"
    return SourceView(
        source,
        tuple(entries),
        () if in_project else tuple(left_out),
        _hash(source, entries),
        in_project,
    )


def hash_of_source(operation: Operation, apart: Path) -> str:
    """The ``hash`` that a snapshot of the operation would have now; as ``view_source``."""
    return view_source(operation, apart).hash


def _hash(source: bytes, entries: Iterable[Entry]) -> str:
    digest = hashlib.sha256(source)
    for entry in sorted(entries, key=lambda entry: entry.name):
        if entry.kind == "copy" and entry.name.endswith(".py"):
            digest.update(b"\0" + os.fsencode(entry.name) + b"\0")
            # One that cannot be read is known by its name only.
            with contextlib.suppress(OSError):
                digest.update(Path(entry.path).read_bytes())
    return digest.hexdigest()


def _read(main: Path) -> bytes:
    try:
        return main.read_bytes()
    except OSError as error:
        raise UserError(
            f"The script {main} cannot be read: {error.strerror or error}.",
            "Put it back, or open it where it is now.",
        ) from error
