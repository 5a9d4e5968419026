"""What trials do, in its order, also while the loop cannot hear of it: its store has no room."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from guild_desktop.engine.local_executor import Event, LocalExecutor, Printed

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_BYTES = 16 << 20
"""So much that trials print is kept in memory; more of it stays in their pipes, and they wait."""

_PAUSE = 0.02


class Happenings:
    """Owned by the loop, on its thread. True while something has happened that nobody has taken."""

    def __init__(self, executor: LocalExecutor) -> None:
        self._executor = executor
        self._kept: list[Event] = []
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._kept)

    def take(self, timeout: float) -> Sequence[Event]:
        """What has happened since the last time; if nothing has, within ``timeout`` seconds."""
        if not self._kept:
            return self._executor.wait(timeout)
        taken, self._kept, self._bytes = self._kept, [], 0
        return taken

    def keep(self, seconds: float) -> None:
        """Let trials go on for so long, within their limits; what they do is there to be taken."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            new = self._executor.wait(left, reading=self._bytes < _MOST_BYTES)
            self._bytes += sum(len(event.data) for event in new if isinstance(event, Printed))
            self._kept += new
            if not new:
                # What woke us is the loop's to read, as an optimizer's answer, and would go on doing so.
                time.sleep(min(_PAUSE, left))
