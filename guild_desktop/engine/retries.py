"""How often a trial that fails is run again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from guild_desktop.core.run import Run, Status

if TYPE_CHECKING:
    from guild_desktop.engine.pause import Pause

_MOST_FOR_DISK = 3
"""More attempts that a trial gets which fails while the disk is full."""


class Retries:
    """Counts the attempts of one batch's trials; a trial gets ``most`` more than the first."""

    def __init__(self, most: int, pause: Pause) -> None:
        self._most = most
        self._pause = pause
        self._made: Counter[int] = Counter()

    def grant(self, run: Run) -> bool:
        """Whether the trial of a run that is over gets another attempt, which is counted then."""
        if run.status is not Status.ERROR:
            return False
        most = self._most
        if not self._pause.look_now():
            # Perhaps it failed for want of room, which says nothing of the trial.
            most += _MOST_FOR_DISK
        if self._made[run.trial] >= most:
            return False
        self._made[run.trial] += 1
        return True
