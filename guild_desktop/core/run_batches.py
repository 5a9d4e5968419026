"""Which batch each run of a frame belongs to, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from guild_desktop.core.column import Mask, read_only
from guild_desktop.core.run import Run
from guild_desktop.core.run_block import values_of


@dataclass(frozen=True, slots=True, eq=False)
class RunBatches:
    """The batches of n runs by position; immutable.

    ``places`` has a number for the id of every batch that some run belongs to, in first-seen order, and
    ``codes`` (int32[n]) are these numbers. A batch never loses its number.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    codes: npt.NDArray[np.int32] = field(
        default_factory=lambda: read_only(np.zeros(0, dtype=np.int32))
    )

    def mask(self, batch_ids: Iterable[str]) -> Mask:
        """The runs of some batches (bool[n])."""
        codes = [self.places[batch_id] for batch_id in batch_ids if batch_id in self.places]
        inside: Mask = np.isin(self.codes, codes) if codes else np.zeros(len(self.codes), bool)
        return inside

    def updated(self, changed: Mapping[int, Run], fresh: Sequence[Run]) -> RunBatches:
        """After runs at some positions have changed and ``fresh`` ones have come."""
        if not changed and not fresh:
            return self
        ids = [run.batch for run in changed.values()]
        ids.extend(values_of(fresh, "batch"))
        places = dict(self.places)
        for batch_id in dict.fromkeys(ids):
            places.setdefault(batch_id, len(places))
        known = len(self.codes)
        codes = np.empty(known + len(fresh), dtype=np.int32)
        codes[:known] = self.codes
        at = [*changed, *range(known, len(codes))]
        codes[at] = np.fromiter(map(places.__getitem__, ids), np.int32, len(ids))
        return RunBatches(places, read_only(codes))
