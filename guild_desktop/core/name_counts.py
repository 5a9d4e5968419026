"""Which names occur in a changing set of mappings, at a cost that depends only on what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


class NameCounts:
    """How many runs have exactly these flags (or scalars); immutable.

    A home has few such combinations, however many runs it has.
    """

    __slots__ = ("_combinations", "names", "order")

    def __init__(self, combinations: Counter[tuple[str, ...]] | None = None) -> None:
        self._combinations = combinations or Counter()
        self.order: dict[str, None] = dict.fromkeys(
            name
            for combination, count in self._combinations.items()
            if count
            for name in combination
        )
        """The names as keys: with thousands of them, asking a tuple for one takes long."""
        self.names: tuple[str, ...] = tuple(self.order)
        """Every name that occurs, in first-seen order."""

    def updated(self, gone: Iterable[Iterable[str]], come: Iterable[Iterable[str]]) -> NameCounts:
        """The counts without the mappings ``gone`` and with those that have ``come``."""
        combinations = self._combinations.copy()
        combinations.subtract(map(tuple, gone))
        combinations.update(map(tuple, come))
        return NameCounts(combinations)
