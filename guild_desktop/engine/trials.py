"""Which trial comes next: the listed ones of a grid, or an optimizer's proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from guild_desktop.core.attempts import latest_attempts
from guild_desktop.core.combination import combination_of
from guild_desktop.core.dimension import points_of
from guild_desktop.core.earlier_trials import Cause
from guild_desktop.core.reasons import nothing_left
from guild_desktop.core.run import Run, Status
from guild_desktop.core.space import Grid, Search
from guild_desktop.engine.new_runs import attempt_after, new_repeats
from guild_desktop.engine.proposer import Proposer
from guild_desktop.engine.run_queue import RunQueue
from guild_desktop.engine.search_so_far import judge
from guild_desktop.engine.still_to_run import still_to_run, unfinished_runs
from guild_desktop.engine.trial_ends import repeats_of
from guild_desktop.engine.verdict import is_unjudged
from guild_desktop.flags import space_of
from guild_desktop.store.recorder import NewRun, Recorder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set as AbstractSet

    from guild_desktop.core.batch import Batch, ModelBest
    from guild_desktop.core.trial_end import TrialEnd
    from guild_desktop.core.values import Value


class Trials(Protocol):
    """Gives an engine its runs, one after another; nothing here waits."""

    def next_run(self) -> Run | None:
        """The next run to start, or None if there is none right now."""

    @property
    def exhausted(self) -> bool:
        """Whether no further run will ever come."""

    @property
    def to_go(self) -> int:
        """How many runs are still to be given, as far as that is known."""

    @property
    def descriptor(self) -> int | None:
        """What becomes readable when a run that was not there yet may be."""

    @property
    def notice(self) -> str:
        """What a person should know about how trials were chosen."""

    def prepare(self, workers: int) -> None:
        """Have so many of the next runs as good as ready; to be called in every turn."""

    def retry(self, run: Run) -> None:
        """Give a failed run's trial another attempt, which comes next; in place of ``learn``."""

    def take_back(self, run: Run) -> None:
        """Give a run again that could not be started yet; it comes next."""

    def drop(self, run_ids: AbstractSet[str]) -> tuple[TrialEnd, ...]:
        """Give none of these planned runs any more; how the trials ended that lacked only these."""

    def learn(self, run: Run) -> TrialEnd | None:
        """Take note of a finished run; how its trial ended if it was the last of its repeats."""

    def model_best(self) -> ModelBest | None:
        """What the optimizer's model thinks best, in the minimized direction."""

    def close(self) -> None:
        """Let go of everything."""


class ListedTrials(RunQueue):
    """Every combination of a grid with all its repeats, planned at once so that all of them can be seen.

    Runs that were planned for this very engine are all that it runs. Otherwise continuing runs only what is
    neither completed nor stopped early: planned runs that never started are taken up again, combinations
    that failed or were stopped get another attempt, others new runs. What was completed ``elsewhere`` is
    left out. Planned runs that are no combination any more stay as they are.
    """

    descriptor: int | None = None

    def __init__(
        self,
        batch: Batch,
        earlier: Sequence[Run],
        recorder: Recorder,
        source_hash: str,
        elsewhere: Sequence[Mapping[str, Value]] = (),
    ) -> None:
        super().__init__(batch, recorder, source_hash, earlier)
        self.notice = ""
        asked_for = planned_for_this_engine(earlier)
        if asked_for:
            self._plan(asked_for, (), earlier)
            return
        wanted = list(grid_of(batch).trials(batch.limits.max_trials, batch.seed))
        left = still_to_run(wanted, earlier, elsewhere, batch.limits.repeat)
        new = [attempt_after(run, batch) for run in left.failed]
        for run, repeats in left.lacking:
            new += new_repeats(batch, run.trial, run.flags, run.origin, repeats)
        first = max((run.trial for run in earlier), default=0) + 1
        self._plan(left.again, new + _new_runs(batch, left.missing, first), earlier)
        done = {run.trial for run in earlier if run.status.is_done}
        planned = len(done | {run.trial for run in self._queue})
        skipped = len(wanted) - planned if elsewhere else 0
        self.notice = (
            f"{skipped} {'was' if skipped == 1 else 'were'} completed before" if skipped > 0 else ""
        )
        if planned != batch.planned:
            recorder.set_batch(batch.id, planned=planned)

    @property
    def exhausted(self) -> bool:
        """See ``Trials``."""
        return not self._queue

    @property
    def to_go(self) -> int:
        """See ``Trials``."""
        return len(self._queue)

    def next_run(self) -> Run | None:
        """See ``Trials``."""
        return self._queue.popleft() if self._queue else None

    def prepare(self, workers: int) -> None:
        """See ``Trials``; a grid's are there already."""

    def model_best(self) -> ModelBest | None:
        """See ``Trials``; a grid has no model."""
        return None

    def close(self) -> None:
        """See ``Trials``."""


def single_run(batch: Batch) -> list[NewRun]:
    """The one run of a hidden batch."""
    return _new_runs(batch, list(grid_of(batch).trials(1, batch.seed)), 1)


class ProposedTrials(RunQueue):
    """Trials that an optimizer proposes one by one, having been told again all earlier ones
    that it can use.
    """

    def __init__(
        self,
        batch: Batch,
        earlier: Sequence[Run],
        recorder: Recorder,
        source_hash: str,
        proposer: Proposer,
    ) -> None:
        super().__init__(batch, recorder, source_hash, earlier)
        self._proposer = proposer
        search = search_of(batch)
        waiting = planned_for_this_engine(earlier)
        again: list[NewRun] = []
        self._to_go = 0
        if not waiting:
            waiting, stopped = unfinished_runs(search, earlier, batch.limits.repeat)
            again = [attempt_after(run, batch) for run in stopped]
            self._to_go = max(0, batch.planned - len({run.trial for run in earlier}))
        self._plan(waiting, again, earlier)
        self._next_trial = max((run.trial for run in earlier), default=0) + 1
        self._asked = False
        self._end = ""
        unfinished = {run.trial for run in self._queue}
        over = [run for run in earlier if run.trial not in unfinished]
        known = judge(search, batch, over)
        thrown_away = [run for run, why in known.unused if why.cause is Cause.IN_TRASH]
        self._expect((*self._queue, *thrown_away))
        for end, _ in known.told:
            self._tell(end)
        self._left_out = known.sentence(batch.flags) if known.leaves_out else ""

    def _expect(self, runs: Iterable[Run]) -> None:
        """Say what is not to be proposed though nothing is told of it; of starts that is known."""
        said = {combination_of(start.flags) for start in self._batch.starts}
        for run in runs:
            key = combination_of(run.flags)
            if key not in said:
                said.add(key)
                self._proposer.expect(run.flags)

    @property
    def descriptor(self) -> int | None:
        """See ``Trials``."""
        return self._proposer.descriptor if self._asked else None

    @property
    def notice(self) -> str:
        """See ``Trials``."""
        return "; ".join(filter(None, (self._proposer.notice or self._end, self._left_out)))

    @property
    def exhausted(self) -> bool:
        """See ``Trials``."""
        return not self._queue and self._to_go == 0 and not self._asked

    @property
    def to_go(self) -> int:
        """See ``Trials``."""
        return len(self._queue) + self._to_go * self._batch.limits.repeat

    def next_run(self) -> Run | None:
        """See ``Trials``."""
        if self._queue:
            return self._queue.popleft()
        if not self._asked:
            if self._to_go == 0:
                return None
            self._proposer.request()
            self._asked = True
        proposal = self._proposer.poll()
        if proposal is None:
            return None
        self._asked = False
        if proposal.flags is None:
            self._end = nothing_left(self._batch.limits.where)
            self._to_go = 0
            return None
        self._to_go -= 1
        trial = self._next_trial
        self._next_trial += 1
        repeats = range(1, self._batch.limits.repeat + 1)
        new = new_repeats(self._batch, trial, proposal.flags, proposal.origin, repeats)
        first, *others = self._recorder.add_runs(self._batch, new, self._source_hash)
        self._ends.expect((first, *others))
        self._queue.extend(others)
        return first

    def prepare(self, workers: int) -> None:
        """See ``Trials``; a proposal is as many runs as it has repeats."""
        missing = max(0, workers - len(self._queue))
        self._proposer.prepare(min(-(-missing // self._batch.limits.repeat), self._to_go))

    def _tell(self, end: TrialEnd) -> None:
        """Tell the optimizer once of a trial, however many repeats it has."""
        begun = [run for run in end.runs if run.started is not None]
        if not begun:
            self._proposer.withdraw(end.flags)
        elif not all(map(is_unjudged, begun)):
            self._proposer.tell(end.flags, end.value, repeats_of(end))
        # Otherwise it stays pending, so that what a person has just stopped is not proposed again.

    def model_best(self) -> ModelBest | None:
        """See ``Trials``."""
        return self._proposer.model_best()

    def close(self) -> None:
        """See ``Trials``."""
        self._proposer.close()


def _new_runs(
    batch: Batch, combinations: Sequence[Mapping[str, Value]], first: int
) -> list[NewRun]:
    origin = "typed" if batch.hidden else "grid"
    repeats = range(1, batch.limits.repeat + 1)
    return [
        run
        for trial, flags in enumerate(combinations, first)
        for run in new_repeats(batch, trial, flags, origin, repeats)
    ]


def planned_for_this_engine(earlier: Iterable[Run]) -> list[Run]:
    """The runs that somebody planned when asking for the engine:
    other attempts, or more repeats of some trials.

    Of those planned by an engine that died none is pending any more.
    """
    return [run for run in latest_attempts(earlier) if run.status is Status.PENDING]


def grid_of(batch: Batch) -> Grid:
    """The combinations that a grid's batch lists."""
    resolved = space_of(batch).resolve("grid", points=points_of(batch.options))
    if not isinstance(resolved, Grid):
        raise TypeError("a grid batch holds a grid")
    return resolved


def search_of(batch: Batch) -> Search:
    """What a batch's optimizer chooses from."""
    resolved = space_of(batch).resolve(batch.optimizer)
    if isinstance(resolved, Grid):
        raise TypeError("a search holds no grid")
    return resolved
