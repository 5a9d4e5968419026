"""Why a batch starts no trials for now: a person said so, or the disk has no room."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from guild_desktop.core.reasons import paused
from guild_desktop.store.disk_space import shortage

if TYPE_CHECKING:
    from pathlib import Path

_LOOK = 1.0
"""Seconds between two looks at the disk, and before what had no room is tried again."""


class Pause:
    """Owned by the loop, on its thread.

    ``by_person`` is set by words from outside;
    space returns by itself.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._no_room = ""
        self._looked_at = float("-inf")
        self._full_at = float("-inf")
        self.by_person = False

    @property
    def reason(self) -> str:
        """What stands in the batch's row while it is paused; empty while it is not."""
        return paused(by_person=self.by_person, no_room=self._no_room)

    def look(self) -> str:
        """See whether the disk has room, if the last look is a while ago; why it has none."""
        if time.monotonic() - self._looked_at >= _LOOK:
            self.look_now()
        return self._no_room

    def look_now(self) -> bool:
        """See at once whether the disk has room."""
        self._looked_at = time.monotonic()
        self._no_room = shortage(self._folder)
        if self._no_room:
            self._full_at = self._looked_at
        return not self._no_room

    def was_full_within(self, seconds: float) -> bool:
        """Whether there was no room at some moment of the last ``seconds``, as far as anybody looked."""
        return time.monotonic() - self._full_at <= seconds + _LOOK

    def note_full_disk(self) -> None:
        """Remember that there is no room now: the store, which has none, tells of that itself."""
        self._full_at = time.monotonic()

    def met_full_disk(self, what: str) -> None:
        """Wait a while: something had no room, whatever the disk says, as with a quota."""
        self._looked_at = self._full_at = time.monotonic()
        self._no_room = shortage(self._folder) or f"{what} has no room in {self._folder}"
