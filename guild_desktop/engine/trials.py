"""Which trial comes next: the listed ones of a grid, or an optimizer's proposals."""

from __future__ import annotations

import hashlib
from collections import deque
from typing import TYPE_CHECKING, Protocol

from guild_desktop.core.attempts import latest_attempts
from guild_desktop.core.run import Run, Status
from guild_desktop.core.space import Grid, Search
from guild_desktop.engine.continuing import judge
from guild_desktop.engine.proposer import Proposer
from guild_desktop.engine.still_to_run import still_to_run
from guild_desktop.engine.verdict import is_unjudged
from guild_desktop.flags import space_of
from guild_desktop.store.recorder import NewRun, Recorder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set as AbstractSet

    from guild_desktop.core.batch import Batch, ModelBest
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

    def drop(self, run_ids: AbstractSet[str]) -> None:
        """Give none of these planned runs any more."""

    def learn(self, run: Run, value: float | None) -> None:
        """Take note of a finished run; ``value`` is to be minimized, None if it reported nothing usable."""

    def model_best(self) -> ModelBest | None:
        """What the optimizer's model thinks best, in the minimized direction."""

    def close(self) -> None:
        """Let go of everything."""


def trial_seed(batch_seed: int, trial: int) -> int:
    """The random seed of a trial: fixed by its batch's seed and its number."""
    digest = hashlib.blake2b(f"{batch_seed}:{trial}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1


def attempt_after(run: Run, batch: Batch) -> NewRun:
    """Another attempt at the trial of ``run``: a run of its own with the same number, flags and seed."""
    seed = trial_seed(batch.seed, run.trial) if run.seed is None else run.seed
    return NewRun(run.trial, run.flags, run.origin, seed)


class _Queue:
    """The runs of a batch that are stored and wait for their turn."""

    def __init__(self, batch: Batch, recorder: Recorder, source_hash: str) -> None:
        self._batch = batch
        self._recorder = recorder
        self._source_hash = source_hash
        self._queue: deque[Run] = deque()

    def retry(self, run: Run) -> None:
        """See ``Trials``; an optimizer is told of the last attempt only."""
        new = [attempt_after(run, self._batch)]
        self._queue.extendleft(self._recorder.add_runs(self._batch, new, self._source_hash))

    def take_back(self, run: Run) -> None:
        """See ``Trials``."""
        self._queue.appendleft(run)

    def drop(self, run_ids: AbstractSet[str]) -> None:
        """See ``Trials``."""
        self._queue = deque(run for run in self._queue if run.id not in run_ids)


class ListedTrials(_Queue):
    """Every combination of a grid, planned at once so that all of them can be seen.

    Continuing runs only what is neither completed nor stopped early: planned runs that never started are taken up again,
    combinations that failed or were stopped get another attempt, others new runs. What was completed
    ``elsewhere`` is left out. Planned runs that are no combination any more stay as they are.
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
        super().__init__(batch, recorder, source_hash)
        wanted = list(grid_of(batch).trials(batch.limits.max_trials, batch.seed))
        left = still_to_run(wanted, earlier, elsewhere)
        recorder.reopen_runs([run.id for run in left.again], source_hash)
        first = max((run.trial for run in earlier), default=0) + 1
        new = [attempt_after(run, batch) for run in left.failed]
        new += _new_runs(batch, left.missing, first)
        self._queue.extend(left.again)
        if new:
            self._queue.extend(recorder.add_runs(batch, new, source_hash))
        done = sum(run.status.is_done for run in earlier)
        planned = done + len(self._queue)
        skipped = len(wanted) - planned if elsewhere else 0
        self.notice = f"{skipped} were completed before" if skipped > 0 else ""
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

    def learn(self, run: Run, value: float | None) -> None:
        """See ``Trials``; a grid does not learn."""

    def model_best(self) -> ModelBest | None:
        """See ``Trials``; a grid has no model."""
        return None

    def close(self) -> None:
        """See ``Trials``."""


def single_run(batch: Batch) -> list[NewRun]:
    """The one run of a hidden batch."""
    return _new_runs(batch, list(grid_of(batch).trials(1, batch.seed)), 1)


class ProposedTrials(_Queue):
    """Trials that an optimizer proposes one by one, having been told again all earlier ones that it can use."""

    def __init__(
        self,
        batch: Batch,
        earlier: Sequence[Run],
        recorder: Recorder,
        source_hash: str,
        proposer: Proposer,
    ) -> None:
        super().__init__(batch, recorder, source_hash)
        self._proposer = proposer
        latest = latest_attempts(earlier)
        self._queue.extend(run for run in latest if run.status is Status.PENDING)
        recorder.reopen_runs([run.id for run in self._queue], source_hash)
        self._next_trial = max((run.trial for run in latest), default=0) + 1
        self._to_go = max(0, batch.planned - len(latest))
        self._asked = False
        self._end = ""
        known = judge(search_of(batch), batch, earlier)
        for run, value in known.told:
            proposer.tell(run.flags, value)
        self._left_out = known.sentence(batch.flags) if known.leaves_out else ""

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
        return len(self._queue) + self._to_go

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
            where = self._batch.limits.where
            self._end = "everything there is to try was tried"
            if where:
                self._end = f"nothing more to try was found where {where}"
            self._to_go = 0
            return None
        self._to_go -= 1
        trial = self._next_trial
        self._next_trial += 1
        seed = trial_seed(self._batch.seed, trial)
        new = NewRun(trial, proposal.flags, proposal.origin, seed)
        return self._recorder.add_runs(self._batch, [new], self._source_hash)[0]

    def prepare(self, workers: int) -> None:
        """See ``Trials``."""
        self._proposer.prepare(min(workers, self._to_go))

    def learn(self, run: Run, value: float | None) -> None:
        """See ``Trials``."""
        if run.started is None:
            self._proposer.withdraw(run.flags)
        elif not is_unjudged(run):
            self._proposer.tell(run.flags, value)
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
    return [
        NewRun(trial, flags, origin, trial_seed(batch.seed, trial))
        for trial, flags in enumerate(combinations, first)
    ]


def grid_of(batch: Batch) -> Grid:
    """The combinations that a grid's batch lists."""
    resolved = space_of(batch).resolve("grid", points=int(batch.options.get("points", 5)))
    if not isinstance(resolved, Grid):
        raise TypeError("a grid batch holds a grid")
    return resolved


def search_of(batch: Batch) -> Search:
    """What a batch's optimizer chooses from."""
    resolved = space_of(batch).resolve(batch.optimizer)
    if isinstance(resolved, Grid):
        raise TypeError("a search holds no grid")
    return resolved
