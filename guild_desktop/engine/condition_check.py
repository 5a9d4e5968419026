"""What a condition on the flags leaves of a grid or a search, before anything is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guild_desktop.core.condition_errors import NothingFitsError
from guild_desktop.core.grid import Grid

if TYPE_CHECKING:
    from guild_desktop.core.flag_condition import FlagCondition
    from guild_desktop.core.space import Search

_DRAWN = (50, 450, 1500)
"""So many draws are weighed at a time, until one satisfies the condition."""


def check_condition(space: Grid | Search, where: FlagCondition | None) -> str:
    """A warning if a search may find nothing that satisfies its condition, else an empty text.

    ``NothingFitsError`` if nothing can. What only chance does not meet is not refused: a model may.
    """
    if where is None:
        return ""
    if isinstance(space, Grid):
        if not space.count:
            raise NothingFitsError.of_grid(where, space.combinations)
        return ""
    if _is_met_by_chance(space, where):
        return ""
    from guild_desktop.core.condition_reach import can_hold

    if can_hold(space) is False:
        raise NothingFitsError.of_search(where, [axis.name for axis in space.dimensions])
    return (
        f"None of {sum(_DRAWN):,} combinations drawn by chance satisfies {where.text.strip()}: "
        "the search may find few, or none. Narrow the ranges to where it holds."
    )


def _is_met_by_chance(search: Search, where: FlagCondition) -> bool:
    """Whether one of some draws satisfies the condition; the same draws each time."""
    import numpy as np

    from guild_desktop.optimizers.encoding import Encoding

    asked = tuple(axis for axis in search.dimensions if axis.name in where.flags)
    encoding = Encoding(replace(search, dimensions=asked))
    rng = np.random.default_rng(0)
    for number in _DRAWN:
        drawn = rng.random((number, len(asked)))
        if where.mask([encoding.params(encoding.at(place)) for place in drawn]).any():
            return True
    return False
