"""How often a trial that fails is run again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import has_failed
from guild_desktop.core.run import Run, Status
from guild_desktop.store.disk_space import tells_of_no_room

if TYPE_CHECKING:
    from guild_desktop.engine.pause import Pause

_MOST_FOR_DISK = 3
"""More attempts that a trial gets which fails while the disk is or was full."""


class Retries:
    """Counts the attempts of one batch's trials; each of their repeats gets ``most`` more than the first."""

    def __init__(self, most: int, pause: Pause) -> None:
        self._most = most
        self._pause = pause
        self._made: Counter[tuple[int, int]] = Counter()

    def grant(self, run: Run) -> bool:
        """Whether what a run tried that is over gets another attempt, which is counted then."""
        if not has_failed(run):
            return False
        most = self._most
        if run.status is Status.ERROR and self._may_have_lacked_room(run):
            # Which says nothing of the trial.
            most += _MOST_FOR_DISK
        place = run.trial, run.repeat
        if self._made[place] >= most:
            return False
        self._made[place] += 1
        return True

    def _may_have_lacked_room(self, run: Run) -> bool:
        self._pause.look_now()
        return self._pause.was_full_within(run.seconds or 0.0) or tells_of_no_room(run.reason)
