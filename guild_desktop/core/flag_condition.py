"""A condition on the flags of a trial, by which combinations and proposals are left out."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from guild_desktop.core.clause import Clause
from guild_desktop.core.column import Mask
from guild_desktop.core.column_names import split_prefix
from guild_desktop.core.filter import parse_condition
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Run, Status
from guild_desktop.core.run_block import RUN_FIELDS, RunBlock
from guild_desktop.core.values import Value

if TYPE_CHECKING:
    from guild_desktop.core.grid import Axis


@dataclass(frozen=True, slots=True)
class FlagCondition:
    """What ``run --where`` says; ``text`` is as it was written.

    A trial is left out unless the condition is known to hold: one without a value that it asks for is
    left out too, unless it says what shall be done with those (``is undefined``, ``except``).
    """

    text: str
    clause: Clause

    @classmethod
    def of(cls, text: str, flags: Collection[str]) -> FlagCondition:
        """The condition on these flags that ``text`` states;
        ``FilterError`` with its place if it states none.
        """
        return cls(text, parse_condition(text, flags))

    @property
    def flags(self) -> frozenset[str]:
        """The names of the flags it is about."""
        return frozenset(split_prefix(name)[1] for name in self.clause.columns)

    def holds(self, flags: Mapping[str, Value]) -> bool:
        """Whether it holds for a trial with these flags."""
        return bool(self.mask([flags])[0])

    def mask(self, trials: Sequence[Mapping[str, Value]]) -> Mask:
        """For which of these trials it holds: bool[n]."""
        number = len(trials)
        same = Run("", 0, "", 1, "", Status.PENDING)
        fields: dict[str, Sequence[Any]] = {
            name: [getattr(same, name)] * number for name in RUN_FIELDS
        }
        fields |= {"id": [*map(str, range(number))], "sequence": range(number), "flags": trials}
        return self.clause.mask(RunFrame.empty().updated(RunBlock(fields)))

    def places(self, rows: Sequence[Mapping[str, Axis]]) -> npt.NDArray[np.intp]:
        """The places of the combinations for which it holds, in order:
        those of each row follow one another.
        """
        return np.flatnonzero(np.concatenate([self.mask_of_axes(axes) for axes in rows]))

    def mask_of_axes(self, axes: Mapping[str, Axis]) -> Mask:
        """For which combinations of the axes it holds: bool, flat, the last axis varying fastest.

        It is asked only about combinations of the flags that it names, each once.
        """
        asked = {
            name: [axis.at(index) for index in range(axis.once)]
            for name, axis in axes.items()
            if name in self.flags
        }
        combined = itertools.product(*asked.values())
        mask = self.mask([dict(zip(asked, values, strict=True)) for values in combined])
        mask = mask.reshape([len(asked.get(name, "1")) for name in axes])
        for number, (name, axis) in enumerate(axes.items()):
            if name in asked and axis.repeat > 1:
                mask = np.concatenate([mask] * axis.repeat, axis=number)
        return np.broadcast_to(mask, [axis.count for axis in axes.values()]).ravel()
