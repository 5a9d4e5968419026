"""Which results change the picture that an optimizer has, so that what it prepared before is worth less."""

from __future__ import annotations

import math

_MUCH = 0.01
"""A new lowest value counts if it is lower than the last one that did, by this part of what was seen above that."""


class Picture:
    """What the results of one batch look like; used by its proposer. Values are to be minimized."""

    def __init__(self) -> None:
        self._lowest = math.inf
        self._highest = -math.inf

    def changes_with(self, value: float | None) -> bool:
        """Take a result in; whether it is a failure, or lower than all before by more than a trifle."""
        if value is None or not math.isfinite(value):
            return True
        gain = self._lowest - value
        # Half of each: the whole of it may be more than a float holds.
        spread = self._highest / 2 - self._lowest / 2
        self._highest = max(self._highest, value)
        if not (gain > 0 and gain / 2 > _MUCH * spread):
            return False
        self._lowest = value
        return True
