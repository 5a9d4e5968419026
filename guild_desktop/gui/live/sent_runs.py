"""Which runs TensorBoard was given, and which are news to it."""

from __future__ import annotations

from operator import is_not
from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.frame import RunFrame
from guild_desktop.gui.live.shown_runs import ShownRuns

if TYPE_CHECKING:
    from guild_desktop.core.column import Mask
    from guild_desktop.core.run import Run


class SentRuns:
    """Owned by ``TensorBoardActions``, GUI thread; knows runs by their positions.

    A run that has not changed is the very same object in the next frame, so that news are found without
    comparing what runs hold.
    """

    def __init__(self) -> None:
        self._frame = RunFrame.empty()
        self._shown = ShownRuns()
        self._current: Mask = np.zeros(0, bool)
        """Those that were sent as they are now."""
        self._begun: Mask = np.zeros(0, bool)

    @property
    def begun(self) -> int:
        """How many of those that were sent had started."""
        return int(np.count_nonzero(self._begun))

    def news(self, shown: ShownRuns, frame: RunFrame) -> list[Run]:
        """The runs that are meant and are new or have changed since; from now on they count as sent."""
        if frame is self._frame and shown is self._shown:
            return []
        known, added = len(self._frame), len(frame) - len(self._frame)
        changed = np.fromiter(map(is_not, frame.runs, self._frame.runs), bool, count=known)
        self._current = np.pad(self._current & ~changed, (0, added))
        self._begun = np.pad(self._begun, (0, added))
        self._frame, self._shown = frame, shown
        positions = np.flatnonzero(shown.mask(frame) & ~self._current)
        runs = [frame.run(int(position)) for position in positions]
        self._current[positions] = True
        self._begun[positions] = [run.has_begun for run in runs]
        return runs
