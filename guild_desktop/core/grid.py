"""Every combination of listed values: counted at once, built one trial at a time."""

from __future__ import annotations

import bisect
import itertools
import math
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guild_desktop.core.batch import MAX_TRIALS
from guild_desktop.core.errors import UserError
from guild_desktop.core.sequence import Sequence
from guild_desktop.core.values import Value

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from guild_desktop.core.flag_condition import FlagCondition

MOST_CHOSEN_FROM = 1_000_000
"""Combinations among which a condition chooses, at most; it may be about fewer flags than there are."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The values of one flag in turn, the whole row of them ``repeat`` times.

    ``source`` is a tuple, or a sequence that computes each value; ``whole`` makes those whole numbers.
    """

    source: tuple[Value, ...] | Sequence
    repeat: int = 1
    whole: bool = False

    @property
    def once(self) -> int:
        """How many values there are before they are repeated."""
        return len(self.source) if isinstance(self.source, tuple) else self.source.count

    @property
    def count(self) -> int:
        """How many values there are, repeats included."""
        return self.once * self.repeat

    def at(self, index: int) -> Value:
        """The value at an index from 0 to ``count`` - 1."""
        index %= self.once
        if isinstance(self.source, tuple):
            return self.source[index]
        value = self.source.at(index)
        return round(value) if self.whole else value

    def values(self) -> tuple[Value, ...]:
        """All values; mind ``count`` first."""
        return tuple(self.at(index) for index in range(self.once)) * self.repeat


class Grid:
    """The product of the axes, and of each row of a trials file with the axes beside it.

    ``names`` are sorted by code point; the last one varies fastest. Rows follow one another in their
    order. ``combinations`` is how many there are, exact however large, and ``count`` how many of them
    satisfy the condition ``where``: the others are no trials. UserError if there are too many to look at.
    """

    __slots__ = ("_axes", "_chosen", "_ends", "combinations", "count", "names")

    def __init__(
        self,
        common: Mapping[str, Axis],
        rows: tuple[Mapping[str, Axis], ...] = (),
        where: FlagCondition | None = None,
    ) -> None:
        self._axes = [dict(sorted((dict(common) | dict(row)).items())) for row in (rows or ({},))]
        self.names = tuple(sorted(set().union(*self._axes)))
        # Where each row's combinations end among all of them.
        self._ends = list(itertools.accumulate(_product(axes.values()) for axes in self._axes))
        self.combinations: int = self._ends[-1]
        self._chosen = None if where is None else self._satisfying(where)
        self.count: int = self.combinations if self._chosen is None else len(self._chosen)

    def planned(self, limit: int | None = None) -> int:
        """How many trials will run under a limit; UserError if that is more than a batch may have."""
        planned = self.count if limit is None else min(limit, self.count)
        if planned > MAX_TRIALS:
            raise too_many(planned, "trials")
        return planned

    def trials(
        self, limit: int | None = None, seed: int | None = None
    ) -> Iterator[dict[str, Value]]:
        """The trials in order, one at a time.

        A limit below ``count`` takes a random subset in the original order, the same for the same
        seed, to which a higher limit adds; None as the seed draws another one each time. UserError as
        in ``planned``.
        """
        planned = self.planned(limit)
        if planned == self.count:
            return self._all() if self._chosen is None else map(self._at, self._chosen.tolist())
        subset = _subset(self.count, planned, seed)
        return map(self._at, subset if self._chosen is None else self._chosen[subset].tolist())

    def _satisfying(self, where: FlagCondition) -> npt.NDArray[np.intp]:
        """The places, among all combinations, of those that satisfy a condition, in order."""
        weighed = sum(
            math.prod(axis.once for name, axis in axes.items() if name in where.flags)
            for axes in self._axes
        )
        if self.combinations > MOST_CHOSEN_FROM or weighed > MAX_TRIALS:
            raise UserError(
                f"That makes {format_count(self.combinations)} combinations, too many for a "
                "condition to choose among.",
                "Use fewer values, or a range such as [0.0:1.0] with a search.",
            )
        return where.places(self._axes)

    def _all(self) -> Iterator[dict[str, Value]]:
        for axes in self._axes:
            for values in itertools.product(*(axis.values() for axis in axes.values())):
                yield dict(zip(axes, values, strict=True))

    def _at(self, index: int) -> dict[str, Value]:
        row = bisect.bisect_right(self._ends, index)
        rest = index - (self._ends[row - 1] if row else 0)
        axes = self._axes[row]
        picked: list[Value] = []
        for axis in reversed(axes.values()):
            rest, place = divmod(rest, axis.count)
            picked.append(axis.at(place))
        return dict(zip(axes, reversed(picked), strict=True))


def distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """The values without repetitions, in order; 1, 1.0 and true are three values."""
    return tuple({(type(value), repr(value)): value for value in values}.values())


def too_many(count: int, what: str) -> UserError:
    """The error for more than a batch may have."""
    return UserError(
        f"That makes {format_count(count)} {what}; a batch may have {MAX_TRIALS:,}.",
        "Use fewer values, a range such as [0.0:1.0] with a search, or a limit on the trials.",
    )


def format_count(count: int) -> str:
    """A count with separators, or its size where no one would read all the digits."""
    if count < 10**15:
        return f"{count:,}"
    power = max(0, int(count.bit_length() * math.log10(2)) - 1)
    while 10 ** (power + 1) <= count:
        power += 1
    # Cut, not rounded, so that the mantissa never becomes 10.
    tenths = count // 10 ** (power - 1)
    return f"about {tenths // 10}.{tenths % 10}e+{power}"


def _product(axes: Iterable[Axis]) -> int:
    product = 1
    for axis in axes:
        product *= axis.count
    return product


_FEW = 21
"""Up to here ``random.sample`` works alike for every size."""


def _subset(count: int, size: int, seed: int | None) -> list[int]:
    """``size`` of the numbers below ``count``, sorted; those of a smaller size are among them.

    Small and few numbers are those that Guild AI takes with this seed, by ``random.sample``. That takes
    many out of many in another manner than few, and would not add to a smaller size.
    """
    generator = random.Random(seed)
    if count <= _FEW:
        return sorted(generator.sample(range(count), size))
    drawn: set[int] = set()
    while len(drawn) < size:
        drawn.add(generator.randrange(count))
    return sorted(drawn)
