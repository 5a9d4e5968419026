"""Which trial comes next: the listed ones of a grid, or an optimizer's proposals."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from typing import TYPE_CHECKING, Protocol

from guild_desktop.core.run import Run, Status
from guild_desktop.core.space import Grid
from guild_desktop.core.values import format_value
from guild_desktop.engine.proposer import Proposer
from guild_desktop.engine.verdict import is_unjudged
from guild_desktop.flags import space_of
from guild_desktop.store.recorder import NewRun, Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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


class ListedTrials:
    """Every combination of a grid, planned at once so that all of them can be seen.

    Continuing runs only what is not completed: planned runs that never started are taken up again,
    other combinations get new runs. Planned runs that are no combination any more stay as they are.
    """

    descriptor: int | None = None
    notice = ""

    def __init__(
        self, batch: Batch, earlier: Sequence[Run], recorder: Recorder, source_hash: str
    ) -> None:
        wanted = grid_of(batch).trials(batch.limits.max_trials, batch.seed)
        again, missing = still_to_run(list(wanted), earlier)
        recorder.reopen_runs((r.id for r in again if r.status is not Status.PENDING), source_hash)
        first = max((run.trial for run in earlier), default=0) + 1
        new = _new_runs(batch, missing, first)
        self._queue = deque(again)
        if new:
            self._queue.extend(recorder.add_runs(batch, new, source_hash))
        completed = sum(run.status is Status.COMPLETED for run in earlier)
        planned = completed + len(self._queue)
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

    def learn(self, run: Run, value: float | None) -> None:
        """See ``Trials``; a grid does not learn."""

    def model_best(self) -> ModelBest | None:
        """See ``Trials``; a grid has no model."""
        return None

    def close(self) -> None:
        """See ``Trials``."""


def still_to_run(
    wanted: Sequence[Mapping[str, Value]], earlier: Sequence[Run]
) -> tuple[list[Run], list[Mapping[str, Value]]]:
    """What is left of ``wanted`` after ``earlier`` runs: runs that never started, and flags without a run.

    A combination that is wanted several times is done as often as it was completed; failed, stopped
    and lost runs do not count. Both lists are in order.
    """
    covered = Counter(_key(run.flags) for run in earlier if run.status is Status.COMPLETED)
    left = Counter(map(_key, wanted)) - covered
    again = []
    for run in sorted(earlier, key=lambda run: run.trial):
        key = _key(run.flags)
        if run.status is Status.PENDING or (_never_started(run) and left[key] > 0):
            left[key] -= 1
            covered[key] += 1
            again.append(run)
    missing = []
    for flags in wanted:
        if covered[_key(flags)] > 0:
            covered[_key(flags)] -= 1
        else:
            missing.append(flags)
    return again, missing


def single_run(batch: Batch) -> list[NewRun]:
    """The one run of a hidden batch."""
    return _new_runs(batch, list(grid_of(batch).trials(1, batch.seed)), 1)


class ProposedTrials:
    """Trials that an optimizer proposes one by one, having been told all earlier ones again."""

    def __init__(
        self,
        batch: Batch,
        earlier: Sequence[Run],
        recorder: Recorder,
        source_hash: str,
        proposer: Proposer,
        value_of: Callable[[Run], float | None],
    ) -> None:
        self._batch = batch
        self._recorder = recorder
        self._source_hash = source_hash
        self._proposer = proposer
        self._queue = deque(run for run in earlier if run.status is Status.PENDING)
        self._next_trial = max((run.trial for run in earlier), default=0) + 1
        self._to_go = max(0, batch.planned - len(earlier))
        self._asked = False
        self._end = ""
        for run in earlier:
            if run.status.is_finished:
                self.learn(run, value_of(run))

    @property
    def descriptor(self) -> int | None:
        """See ``Trials``."""
        return self._proposer.descriptor if self._asked else None

    @property
    def notice(self) -> str:
        """See ``Trials``."""
        return self._proposer.notice or self._end

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
            self._end = "everything there is to try was tried"
            self._to_go = 0
            return None
        self._to_go -= 1
        trial = self._next_trial
        self._next_trial += 1
        seed = trial_seed(self._batch.seed, trial)
        new = NewRun(trial, proposal.flags, proposal.origin, seed)
        return self._recorder.add_runs(self._batch, [new], self._source_hash)[0]

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


def _never_started(run: Run) -> bool:
    """Whether it was planned, and staged or called off before it had a process."""
    return run.status in (Status.STAGED, Status.TERMINATED) and run.started is None


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


def _key(flags: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """Equal for equal flags of equal types: 1, 1.0 and True are three different things to a script."""
    return tuple(sorted((name, format_value(value)) for name, value in flags.items()))
