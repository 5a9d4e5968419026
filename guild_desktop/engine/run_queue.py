"""The runs of a batch that are stored and wait for their turn, and when a trial of theirs is over."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import latest_attempts, outside_trash
from guild_desktop.core.run import Run
from guild_desktop.core.told_values import ToldValues
from guild_desktop.engine.new_runs import attempt_after
from guild_desktop.engine.still_to_run import place_of
from guild_desktop.engine.trial_ends import TrialEnds

if TYPE_CHECKING:
    from collections.abc import Sequence, Set as AbstractSet

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.trial_end import TrialEnd
    from guild_desktop.store.recorder import NewRun, Recorder


class RunQueue:
    """What all kinds of trials have in common; who inherits fills the queue.

    Owned by an engine, on its thread.
    """

    def __init__(
        self,
        batch: Batch,
        recorder: Recorder,
        source_hash: str,
        earlier: Sequence[Run],
    ) -> None:
        self._batch = batch
        self._recorder = recorder
        self._source_hash = source_hash
        self._queue: deque[Run] = deque()
        self._ends = TrialEnds(ToldValues(batch, outside_trash(earlier)).of)

    def retry(self, run: Run) -> None:
        """See ``Trials``; an optimizer is told of the last attempt only."""
        new = [attempt_after(run, self._batch)]
        (again,) = self._recorder.add_runs(self._batch, new, self._source_hash)
        self._ends.retry(run, again)
        self._queue.appendleft(again)

    def take_back(self, run: Run) -> None:
        """See ``Trials``."""
        self._queue.appendleft(run)

    def drop(self, run_ids: AbstractSet[str]) -> tuple[TrialEnd, ...]:
        """See ``Trials``; an optimizer hears of the repeats that have run."""
        self._queue = deque(run for run in self._queue if run.id not in run_ids)
        ends = self._ends.drop(run_ids)
        for end in ends:
            self._tell(end)
        return ends

    def learn(self, run: Run) -> TrialEnd | None:
        """See ``Trials``."""
        end = self._ends.note(run)
        if end is not None:
            self._tell(end)
        return end

    def _tell(self, end: TrialEnd) -> None:
        """Do with the end of a trial what is to be done."""

    def _plan(self, waiting: Sequence[Run], new: Sequence[NewRun], earlier: Sequence[Run]) -> None:
        """Put stored runs that wait, and new ones, into the queue; ``earlier`` are those there were."""
        self._recorder.reopen_runs([run.id for run in waiting], self._source_hash)
        self._queue.extend(waiting)
        if new:
            self._queue.extend(self._recorder.add_runs(self._batch, new, self._source_hash))
        trials = {run.trial for run in self._queue}
        places = {place_of(run) for run in self._queue}
        over = [run for run in latest_attempts(outside_trash(earlier)) if run.trial in trials]
        self._ends.expect(self._queue, [run for run in over if place_of(run) not in places])
