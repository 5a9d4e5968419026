"""Which processes an engine has started, kept with its batch for whoever must clear up after it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from guild_desktop.engine.platform import process_mark

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "leaders"
"""In the batch's folder, where no script has business: one JSON list a line."""


class Leaders:
    """Notes each leader of a process group that an engine starts; owned by its end of the line to the guard.

    A process can hide the token it was started with: some write their title over it. What cannot be noted
    is not.
    """

    def __init__(self, batch_folder: Path) -> None:
        self._path = batch_folder / _FILE
        with suppress(OSError):
            # Whatever an earlier engine had started was ended before this one began.
            self._path.unlink(missing_ok=True)

    def note(self, leader: int) -> None:
        """Keep which process it is, so that it cannot be mistaken for one that gets its id later."""
        if mark := process_mark(leader):
            with suppress(OSError), self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([leader, mark]) + "\n")


def noted_leaders(batch_folder: Path) -> dict[int, str]:
    """The last engine's leaders, ended or not: their marks by process id; damaged lines are passed over."""
    found: dict[int, str] = {}
    try:
        lines = (batch_folder / _FILE).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return found
    for line in lines:
        with suppress(ValueError, TypeError):
            leader, mark = json.loads(line)
            if leader > 1 and isinstance(mark, str):
                found[int(leader)] = mark
    return found
