"""Which scalars stand for the runs in view where there are more of them than anybody reads."""

from __future__ import annotations

from collections import Counter

import numpy as np

from guild_desktop.core.column import Mask
from guild_desktop.core.frame import RunFrame

_ASKED = 16  # runs; they are spread over all that are in view, the newest among them
_FIRST = _LAST = 500  # names of each of them: summaries stand at the end of an output


def leading_scalars(frame: RunFrame, base: Mask, most: int) -> tuple[str, ...]:
    """At most ``most`` scalar names: all of the frame if they are so few,
    else those ``base`` (bool[n]) reports.

    Then names that many runs report go before others, and those seen first before later ones. A
    script that prints a name for every word of a text has thousands, so only some runs are asked.
    """
    names = frame.scalar_names
    if len(names) <= most:
        return names
    positions = np.flatnonzero(base)
    if not positions.size:
        return ()
    asked = np.unique(np.linspace(0, positions.size - 1, _ASKED).astype(np.intp))
    counts: Counter[str] = Counter()
    for at in positions[asked].tolist():
        own = tuple(frame.run(at).scalars)
        counts.update(list(dict.fromkeys((*own[:_FIRST], *own[-_LAST:]))))
    # Equal counts keep the order in which they came.
    return tuple(name for name, _ in counts.most_common(most))
