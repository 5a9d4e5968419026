"""Which runs and sweeps a table has to show, kept up to date with the frame as it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.run import NOT_BEGUN
from guild_desktop.gui.models.row_order import (
    LONE,
    Mask,
    Positions,
    RowLayout,
    Sweeps,
    lay_out_tree,
)

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.selection import Selection


class RunRows:
    """Gives every batch a number that it keeps, and knows each run's batch and place in time.

    Owned by the table's model; knows no Qt. Arrays have one value for each position of the frame last
    met.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._numbers: dict[str, int] = {}
        self._batch = np.empty(0, dtype=np.int32)
        self._creation = np.empty(0, dtype=np.int64)
        self._newest_first = np.empty(0, dtype=np.int32)

    def meet(self, frame: RunFrame) -> None:
        """Take in the runs and batches that have come since the last time."""
        for batch_id in frame.batches:
            if batch_id not in self._numbers:
                self._numbers[batch_id] = len(self._ids)
                self._ids.append(batch_id)
        known = len(self._batch)
        if len(frame) == known:
            return
        places, codes = frame.run_batches.places, frame.run_batches.codes
        numbers = np.array([self._numbers.get(batch_id, LONE) for batch_id in places])
        self._batch = np.append(self._batch, numbers[codes[known:]]).astype(np.int32)
        self._creation = frame.sequence
        self._newest_first = np.argsort(-self._creation, kind="stable").astype(np.int32)

    def number_of(self, batch_id: str) -> int:
        """The number of a batch; ``LONE`` if it is not known."""
        return self._numbers.get(batch_id, LONE)

    def batch_id(self, number: int) -> str:
        """The batch with a number."""
        return self._ids[number]

    @property
    def newest_first(self) -> Positions:
        """All positions, the run created last first."""
        return self._newest_first

    def begun_first(self, frame: RunFrame) -> Positions:
        """All positions: those that have begun, the newest first, then the others, the next one first.

        A grid plans all its runs at once: what has not begun would hide what has.
        """
        waits = frame.with_status(*NOT_BEGUN)[self._newest_first]
        planned = self._newest_first[waits][::-1]
        return np.concatenate((self._newest_first[~waits], planned))

    def counted(self, frame: RunFrame) -> Positions:
        """For each run 1 if it is the newest there is, and so on; runs in the trash do not count."""
        counts = np.empty(len(self._newest_first), dtype=np.int32)
        counts[self._newest_first] = np.cumsum(frame.alive[self._newest_first])
        return counts

    def tree(
        self, frame: RunFrame, selection: Selection, order: Positions, visible: Mask
    ) -> RowLayout:
        """Sweeps with their ``visible`` runs in ``order`` below them; runs of hidden batches stand alone.

        A sweep that goes on has a row even before its first run, unless something is filtered.
        """
        # The last place is for runs without a batch, whose number -1 counts from the end.
        listed = np.zeros(len(self._ids) + 1, dtype=bool)
        creation: dict[int, int] = {}
        begun: set[int] = set()
        filtered = bool(selection.active or selection.kept)
        for batch_id, batch in frame.batches.items():
            if batch.hidden or batch.deleted is not None:
                continue
            number = self._numbers[batch_id]
            listed[number] = True
            creation[number] = batch.sequence
            in_scope = selection.target in {None, batch.operation.target}
            if in_scope and not filtered and not batch.status.is_finished:
                begun.add(number)
        of_run = np.where(listed[self._batch], self._batch, LONE).astype(np.int32)
        sweeps = Sweeps(of_run, creation, frozenset(begun))
        return lay_out_tree(order, visible, self._creation, sweeps)
