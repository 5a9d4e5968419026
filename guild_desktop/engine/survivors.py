"""What a dead engine left running: found for certain or not at all, and ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from guild_desktop.engine.leaders import noted_leaders
from guild_desktop.engine.platform import (
    ask_to_end,
    group_of,
    kill,
    process_mark,
    processes_of_run,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_PAUSE = 0.02


class Survivors:
    """The processes of some runs, found by their token, and the groups of the leaders it had noted.

    A leader counts if it began at the noted moment in this boot of the machine: ids are used again. Who
    was found once is known by that mark from then on, also when its leader has gone.
    """

    def __init__(self, batch_folder: Path, run_ids: Collection[str]) -> None:
        self._run_ids = run_ids
        self._leaders = noted_leaders(batch_folder)
        self._known: dict[int, str] = {}

    def find(self) -> list[int]:
        """Ids of those that live."""
        found = set(processes_of_run(self._run_ids) if self._run_ids else ())
        for leader, mark in self._leaders.items():
            if process_mark(leader) == mark:
                found.update(group_of(leader))
        for pid in found - self._known.keys():
            self._known[pid] = process_mark(pid)
        return [pid for pid, mark in self._known.items() if mark and process_mark(pid) == mark]

    def ask(self) -> bool:
        """Ask all to end, without waiting; False if there are none."""
        found = self.find()
        ask_to_end(found)
        return bool(found)

    def kill(self) -> None:
        """End all at once."""
        kill(self.find())

    def end(self, grace: float) -> None:
        """Ask, wait up to ``grace`` seconds, then kill."""
        if not self.ask():
            return
        deadline = time.monotonic() + grace
        while self.find() and time.monotonic() < deadline:
            time.sleep(_PAUSE)
        self.kill()
