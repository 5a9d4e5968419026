"""Where each run of a frame stands, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from guild_desktop.core.column import Mask, read_only
from guild_desktop.core.field_columns import STATUSES
from guild_desktop.core.run import Run, Status
from guild_desktop.core.run_block import values_of

_CODE = {status: code for code, status in enumerate(STATUSES)}


@dataclass(frozen=True, slots=True, eq=False)
class RunStates:
    """The states of n runs by position; immutable.

    ``status`` (uint8[n]) are indexes into ``STATUSES``; ``alive`` (bool[n]) is false for runs in the trash
    and for ``purged`` ones; ``sequence`` (int64[n]) tells the order of creation, ``repeat`` (int32[n])
    which of the repeats of its trial a run is.
    """

    status: npt.NDArray[np.uint8] = field(default_factory=lambda: read_only(np.zeros(0, np.uint8)))
    alive: Mask = field(default_factory=lambda: read_only(np.zeros(0, bool)))
    purged: Mask = field(default_factory=lambda: read_only(np.zeros(0, bool)))
    sequence: npt.NDArray[np.int64] = field(
        default_factory=lambda: read_only(np.zeros(0, np.int64))
    )
    repeat: npt.NDArray[np.int32] = field(default_factory=lambda: read_only(np.zeros(0, np.int32)))

    def with_status(self, statuses: Iterable[Status]) -> Mask:
        """The runs that have one of these statuses (bool[n])."""
        mask = np.zeros(len(self.status), bool)
        for status in statuses:
            mask |= self.status == _CODE[status]
        return mask

    def updated(
        self, changed: Mapping[int, Run], fresh: Sequence[Run], gone: Sequence[int]
    ) -> RunStates:
        """After runs at some positions have changed or are ``gone`` for ever,
        and ``fresh`` ones have come.
        """
        codes = [*map(_CODE.__getitem__, values_of(fresh, "status"))]
        status = _longer(self.status, codes)
        alive = _longer(self.alive, [moment is None for moment in values_of(fresh, "deleted")])
        purged = _longer(self.purged, [False] * len(fresh))
        sequence = _longer(self.sequence, values_of(fresh, "sequence"))
        repeat = _longer(self.repeat, values_of(fresh, "repeat"))
        for position, run in changed.items():
            status[position] = _CODE[run.status]
            alive[position] = run.deleted is None
            purged[position] = False
            sequence[position] = run.sequence
            repeat[position] = run.repeat
        alive[gone], purged[gone] = False, True
        return RunStates(*map(read_only, (status, alive, purged, sequence, repeat)))


def _longer(before: npt.NDArray[Any], values: Sequence[Any]) -> npt.NDArray[Any]:
    """The array with more values at its end."""
    return np.concatenate((before, np.array(values, dtype=before.dtype)))
