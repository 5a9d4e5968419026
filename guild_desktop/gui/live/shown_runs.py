"""Which runs a window shows in TensorBoard: those that match filters, and those that were picked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.column import Mask
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.selection import Selection


@dataclass(frozen=True, slots=True)
class ShownRuns:
    """Immutable, and true of runs to come as well: what matches one of the ``selections``, was picked
    by its id, or belongs to one of the picked ``batches``.
    """

    selections: tuple[Selection, ...] = ()
    run_ids: frozenset[str] = frozenset()
    batches: frozenset[str] = frozenset()

    def with_selection(self, selection: Selection) -> ShownRuns:
        """With the runs that match a selection, whatever is selected later."""
        others = (each for each in self.selections if each != selection)
        return replace(self, selections=(*others, selection))

    def with_picked(self, run_ids: Iterable[str], batches: Iterable[str]) -> ShownRuns:
        """With some runs, and all those of some batches."""
        return replace(self, run_ids=self.run_ids | {*run_ids}, batches=self.batches | {*batches})

    def mask(self, frame: RunFrame) -> Mask:
        """The runs of a frame that are meant (bool[n]); none from the trash."""
        mask = frame.run_batches.mask(self.batches)
        positions = (frame.find(run_id) for run_id in self.run_ids)
        mask[[position for position in positions if position is not None]] = True
        mask &= frame.alive
        for selection in self.selections:
            mask |= selection.focus(frame)
        return mask
