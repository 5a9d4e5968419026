"""The order in which flags are told: as in the script, then as they were first seen."""

from __future__ import annotations

import numpy as np

from guild_desktop.core.column import Mask
from guild_desktop.core.frame import RunFrame

MOST_FLAGS = 30
"""So many flags, the first that vary, are seen before anybody asks for more: a table may have hundreds."""

MOST_EXAMINED = 100
"""So many are looked at to find them."""


def ordered_flags(frame: RunFrame, base: Mask) -> tuple[str, ...]:
    """Every flag of any alive run: those of the newest run's script in its order, then all others.

    The newest run is that among ``base`` (bool[n]).
    """
    positions = np.flatnonzero(base)
    if not positions.size:
        return frame.flag_names
    batch = frame.batches.get(frame.run(int(positions[-1])).batch)
    own = () if batch is None else (flag.name for flag in batch.operation.flags)
    seen = set(frame.flag_names)
    return tuple(dict.fromkeys((*(name for name in own if name in seen), *frame.flag_names)))
