"""The one count of a sweep's runs that table, banner and progress tell alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from PySide6.QtCore import QCoreApplication

from guild_desktop.core.attempt_masks import latest_mask, timed_out_mask, trial_numbers
from guild_desktop.core.batch import Batch
from guild_desktop.core.column import Mask
from guild_desktop.core.field_columns import STATUSES
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Status
from guild_desktop.gui import format as written
from guild_desktop.gui.models.status_text import SIGNS, sweep_text

_NOT_COMPLETED = (Status.ERROR, Status.TERMINATED, Status.LOST, Status.PRUNED)


@dataclass(frozen=True, slots=True)
class SweepCounts:
    """How many runs a sweep wants and how many are in each state.

    Each repeat of a trial counts once, by its latest attempt; ``earlier_failed`` counts the failed attempts
    before those. ``timed_out`` of the stopped ones took too long.
    """

    planned: int = 0
    by_status: Mapping[Status, int] = field(default_factory=dict)
    earlier_failed: int = 0
    timed_out: int = 0

    @classmethod
    def of(cls, batch: Batch, frame: RunFrame) -> SweepCounts:
        """The counts of ``batch`` with its runs of ``frame``, those in the trash too."""
        latest = latest_mask(frame, batch.id)
        found = np.bincount(frame.status[latest], minlength=len(STATUSES)).tolist()
        more = _more_than_planned(batch, frame, latest)
        counts = cls.of_numbers(batch, dict(zip(STATUSES, found, strict=True)), more)
        earlier = frame.run_batches.mask((batch.id,)) & ~latest
        failed = earlier & frame.with_status(Status.ERROR)
        late = [timed_out_mask(frame, runs) for runs in (earlier, latest)]
        before, last = (int(np.count_nonzero(mask)) for mask in late)
        return replace(
            counts, earlier_failed=int(np.count_nonzero(failed)) + before, timed_out=last
        )

    @classmethod
    def of_numbers(cls, batch: Batch, numbers: Mapping[Status, int], more: int = 0) -> SweepCounts:
        """The counts of ``batch`` that has so many runs in each state,
        so many ``more`` than were planned at first.

        A grid that was continued has more runs than it wants: new ones stand in for those that
        failed or were stopped.
        """
        counts = Counter(numbers)
        going_on = counts.total() - sum(counts[status] for status in _NOT_COMPLETED)
        planned = batch.planned_runs + more if batch.planned else counts.total()
        return cls(max(planned, going_on), dict(counts))

    @property
    def completed(self) -> int:
        """The runs that have their result."""
        return self.by_status.get(Status.COMPLETED, 0)

    @property
    def done(self) -> int:
        """The runs that are neither to be run nor to be run again."""
        return sum(number for status, number in self.by_status.items() if status.is_done)

    @property
    def ended(self) -> int:
        """The runs from which nothing more will come."""
        return sum(number for status, number in self.by_status.items() if status.is_finished)

    @property
    def fraction(self) -> str:
        """``6/10``: completed of planned."""
        return f"{written.count(self.completed)}/{written.count(self.planned)}"

    @property
    def to_do(self) -> int:
        """The runs that have yet to end."""
        return max(self.planned, sum(self.by_status.values())) - self.ended

    def number(self, status: Status) -> int:
        """The runs in a state."""
        return self.by_status.get(status, 0)

    def words(self) -> str:
        """``6 of 10 completed, 4 failed``."""
        completed = QCoreApplication.translate("sweep", "{0} of {1} completed")
        first = completed.format(written.count(self.completed), written.count(self.planned))
        return ", ".join((first, *self.other_words()))

    def other_words(self) -> tuple[str, ...]:
        """``4 failed``, ``3 stopped`` and so on, as far as there are such runs."""
        translate = QCoreApplication.translate
        words = {
            Status.ERROR: translate("sweep", "{0} failed"),
            Status.TERMINATED: translate("sweep", "{0} stopped"),
            Status.LOST: translate("sweep", "{0} interrupted"),
            Status.PRUNED: translate("sweep", "{0} stopped early"),
        }
        numbers = {status: self.number(status) for status in _NOT_COMPLETED}
        numbers[Status.TERMINATED] -= self.timed_out
        told = [(words[status], number) for status, number in numbers.items()]
        told.insert(1, (translate("sweep", "{0} timed out"), self.timed_out))
        attempts = translate("sweep", "{0} earlier attempts failed")
        if self.earlier_failed == 1:
            attempts = translate("sweep", "1 earlier attempt failed")
        told.append((attempts, self.earlier_failed))
        return tuple(text.format(written.count(number)) for text, number in told if number)

    def short(self, batch: Batch) -> str:
        """``completed 6/10 · ✕ 4``, for the sweep that is counted."""
        others = (
            f"{SIGNS[each]} {written.count(self.number(each))}"
            for each in _NOT_COMPLETED
            # How many runs a stopped sweep left out says its fraction.
            if self.number(each) and (each is not batch.status or each is Status.ERROR)
        )
        return " · ".join((f"{sweep_text(batch)} {self.fraction}", *others))


def _more_than_planned(batch: Batch, frame: RunFrame, latest: Mask) -> int:
    """How many runs more than its planned trials have as a rule a sweep wants; negative if less.

    Of the best trials somebody may have wanted more repeats, and a search that goes on with another number
    of repeats leaves its earlier trials as they are.
    """
    repeat = batch.limits.repeat
    if batch.optimizer == "grid":
        return int(np.count_nonzero(latest & (frame.repeat > repeat)))
    if repeat == 1 and not (latest & (frame.repeat > 1)).any():
        return 0
    at = np.flatnonzero(latest)
    return len(at) - len(np.unique(trial_numbers(frame, at))) * repeat
