"""What a batch becomes when it goes on, and what it makes of the trials it has; nothing is stored here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import by_trial, failed_trials
from guild_desktop.core.batch import MAX_TRIALS
from guild_desktop.core.combination import count_done
from guild_desktop.core.dimension import points_of
from guild_desktop.core.earlier_trials import EarlierTrials
from guild_desktop.core.errors import UserError
from guild_desktop.core.grid import Grid, format_count, too_many
from guild_desktop.core.run import Status
from guild_desktop.core.starts import StartPoint, distinct_starts
from guild_desktop.engine.begin_with import check_that_nothing_comes_first, starts_of
from guild_desktop.engine.condition_check import check_condition
from guild_desktop.engine.confirming import MORE_REPEATS, confirming_runs
from guild_desktop.engine.new_runs import attempt_after
from guild_desktop.engine.pruning.catalogue import check_that_steps_count
from guild_desktop.engine.search_so_far import judge, planned_in_all
from guild_desktop.engine.still_to_run import StillToRun, still_to_run, unfinished_runs
from guild_desktop.flags import format_space, parse
from guild_desktop.flags.known import find
from guild_desktop.optimizers.registry import check_options, optimizer_info, require_usable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guild_desktop.core.batch import Batch, Limits, Objective, Option, Start
    from guild_desktop.core.operation import FlagInfo, Operation
    from guild_desktop.core.run import Run
    from guild_desktop.core.space import Search, SearchSpace
    from guild_desktop.core.values import Value
    from guild_desktop.optimizers.base import OptimizerInfo
    from guild_desktop.store.recorder import NewRun


CONFIRMED = 5
"""How many of the best trials are confirmed unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """What changes when a batch goes on; None: nothing."""

    more: int | None = None
    """So many trials of a search."""
    optimizer: str | None = None
    options: Mapping[str, str | Option] | None = None
    """With another optimizer, those that are not given have their defaults."""
    objective: Objective | None = None
    flags: Mapping[str, str] | None = None
    """Expressions; other flags keep theirs."""
    operation: Operation | None = None
    """In place of the batch's."""
    limits: Limits | None = None
    """In place of the batch's."""
    failed: bool = False
    """A search does not go on, but runs again what failed or was lost."""
    confirm: int = 0
    """Nothing goes on, but so many of the best trials get ``repeats`` more runs each."""
    repeats: int = MORE_REPEATS
    defaults_first: bool | None = None
    """The script's defaults are tried before the optimizer is asked again; False calls them off."""
    start_points: tuple[StartPoint, ...] = ()
    """They are tried before the optimizer is asked again, too."""


@dataclass(frozen=True)
class PlannedContinuation:
    """A batch as it will be when it goes on, with its search space and what that resolves to.

    ``before`` is the batch as it is, ``runs`` are those it has. ``again`` are the runs that are planned for
    it then, if it shall run these and nothing else: what failed in a search, or more repeats of the best
    trials, of which ``confirmed`` says how many. ``notes`` say what was to be tried first and is not,
    ``warning`` that a condition leaves hardly anything.
    """

    before: Batch
    batch: Batch
    space: SearchSpace
    resolved: Grid | Search
    runs: tuple[Run, ...]
    again: tuple[NewRun, ...] = ()
    confirmed: int = 0
    notes: tuple[str, ...] = ()
    warning: str = ""

    @cached_property
    def earlier(self) -> EarlierTrials | None:
        """What a search makes of the trials there are; None for a grid."""
        return (
            None if isinstance(self.resolved, Grid) else judge(self.resolved, self.batch, self.runs)
        )

    @cached_property
    def to_go(self) -> int:
        """How many runs will start, as far as is known now."""
        if self.again:
            return len(self.again)
        repeat = self.batch.limits.repeat
        if not isinstance(self.resolved, Grid):
            return self.new_trials * repeat + self.unfinished
        left = self._left
        lacking = sum(len(repeats) for _, repeats in left.lacking)
        return len(left.again) + len(left.failed) + lacking + len(left.missing) * repeat

    @property
    def new_trials(self) -> int:
        """How many trials a search will get that it does not have yet."""
        return self.batch.planned - len(by_trial(self.runs))

    @cached_property
    def unfinished(self) -> int:
        """How many runs a search makes before these, since they were cut off or never began; 0 for a grid."""
        if isinstance(self.resolved, Grid):
            return 0
        return sum(map(len, unfinished_runs(self.resolved, self.runs, self.batch.limits.repeat)))

    @property
    def leaves_out(self) -> bool:
        """Whether trials that it has are of no use to it as it will be, though they were to it as it is."""
        if self.earlier is not None:
            return self.earlier.leaves_out
        return bool(self._useless)

    def sentence(self, noun: str = "trial") -> str:
        """What is used of the trials there are and why not the rest; empty if there are none.

        ``noun`` is the word for a trial.
        """
        if self.earlier is not None:
            return self.earlier.sentence(self.batch.flags, noun)
        completed = len(self._completed)
        if not completed:
            return ""
        nouns = noun if completed == 1 else f"{noun}s"
        said = f"uses {format_count(completed - self._useless)} of {format_count(completed)} completed {nouns}"
        if not self._useless:
            return said
        are = "is" if self._useless == 1 else "are"
        return f"{said}: {format_count(self._useless)} {are} no combination any more"

    @cached_property
    def _left(self) -> StillToRun:
        return still_to_run(self._wanted, self.runs, repeat=self.batch.limits.repeat)

    @cached_property
    def _wanted(self) -> list[Mapping[str, Value]]:
        if not isinstance(self.resolved, Grid):
            return []
        return list(self.resolved.trials(self.batch.limits.max_trials, self.batch.seed))

    @cached_property
    def _useless(self) -> int:
        """How many completed trials are no combination of the grid, or one too many of it."""
        return len(self._completed) - count_done(self._wanted, self._completed)

    @cached_property
    def _completed(self) -> list[Mapping[str, Value]]:
        """The flags of the trials of which a run has completed."""
        completed = (run for run in self.runs if run.status is Status.COMPLETED)
        return [runs[0].flags for runs in by_trial(completed).values()]


def plan_continuation(
    batch: Batch, runs: Sequence[Run], change: Continuation
) -> PlannedContinuation:
    """Check how a batch shall go on, and say what it will be then.

    An optimizer's batch gets ``more`` trials, or as many as its limit says, or other attempts at what
    failed; a grid goes on with what is not completed, or as far as a raised limit lets it. Either may get
    more repeats of its best trials instead. ``FlagErrors``, ``FilterError`` or ``UserError`` for what
    cannot be, also if nothing failed that is to be run again.
    """
    operation = change.operation or batch.operation
    info = optimizer_info(change.optimizer or batch.optimizer)
    if info.name != batch.optimizer:
        require_usable(info)
        checked = check_options(info.name, change.options or {})
    elif change.options:
        checked = check_options(info.name, {**batch.options, **change.options})
    else:
        checked = dict(batch.options)
    limits = change.limits or batch.limits
    check_that_steps_count(limits.early_stopping, change.objective or batch.objective)
    space = _space(batch, change, operation, limits)
    resolved = space.resolve(info.name, points=points_of(checked))
    again = _asked_for(batch, runs, change)
    starts, notes = _starts(batch, change, resolved, info, operation.flags)
    changed = replace(
        batch,
        operation=operation,
        flags=format_space(space),
        starts=starts,
        optimizer=info.name,
        options=checked,
        objective=change.objective or batch.objective,
        limits=limits,
    )
    if is_other_search(batch, changed):
        # What a model of another search thinks best says nothing about this one.
        changed = replace(changed, model_best=None)
    warning = ""
    if not again or isinstance(resolved, Grid):
        warning = check_condition(resolved, space.where)
    if change.confirm:
        planned = batch.planned
    elif isinstance(resolved, Grid):
        # A grid's engine finds out by itself what is not completed.
        again = []
        planned = resolved.planned(limits.max_trials)
    else:
        planned = batch.planned if change.failed else _planned(batch, resolved, runs, change)
        if planned > MAX_TRIALS:
            raise too_many(planned, "trials")
    if planned * limits.repeat > MAX_TRIALS:
        raise too_many(planned * limits.repeat, "runs")
    changed = replace(changed, planned=planned)
    confirmed = len({run.trial for run in again}) if change.confirm else 0
    return PlannedContinuation(
        batch, changed, space, resolved, tuple(runs), tuple(again), confirmed, notes, warning
    )


def _planned(batch: Batch, search: Search, runs: Sequence[Run], change: Continuation) -> int:
    if change.more is not None:
        return len(by_trial(runs)) + change.more
    return planned_in_all(batch, search, runs, (change.limits or batch.limits).repeat)


def _asked_for(batch: Batch, runs: Sequence[Run], change: Continuation) -> list[NewRun]:
    """The runs that are all that is to run; none if the batch goes on."""
    if change.confirm:
        return confirming_runs(batch, runs, change.confirm, change.repeats)
    if not change.failed:
        return []
    failed = failed_trials(runs)
    if not failed:
        raise UserError(f"No run of {batch.name} failed.", "Continue it to make more runs.")
    return [attempt_after(run, batch) for run in failed]


def _starts(
    batch: Batch,
    change: Continuation,
    resolved: Grid | Search,
    info: OptimizerInfo,
    known: Sequence[FlagInfo],
) -> tuple[tuple[Start, ...], tuple[str, ...]]:
    """Those that the batch has and those that come with the change, which alone are worth a word."""
    if isinstance(resolved, Grid):
        check_that_nothing_comes_first(change.defaults_first, change.start_points)
        return batch.starts, ()
    wanted = bool(change.defaults_first)
    new, notes = starts_of(resolved, known, info, wanted, change.start_points)
    kept = batch.starts
    if change.defaults_first is False:
        kept = tuple(start for start in kept if start.origin != "default")
    return distinct_starts((*kept, *new)), notes


def is_other_search(one: Batch, other: Batch) -> bool:
    """Whether two states of a batch look for something else, or elsewhere, or by other means."""

    def looks(batch: Batch) -> tuple[object, ...]:
        return batch.flags, batch.optimizer, batch.objective, batch.limits.where

    return looks(one) != looks(other)


def _space(batch: Batch, change: Continuation, operation: Operation, limits: Limits) -> SearchSpace:
    flags = {**batch.flags, **(change.flags or {})}
    is_other = operation.flags != batch.operation.flags
    if is_other:
        # The script has changed since: flags that it has no more go, and new ones have their defaults.
        gone = {
            name
            for name in batch.flags
            if operation.flags
            and find(name, operation.flags) is None
            and name not in (change.flags or {})
        }
        flags = {name: text for name, text in flags.items() if name not in gone}
    return parse(
        flags, operation.flags, rows=batch.rows, fill_defaults=is_other, where=limits.where
    )
