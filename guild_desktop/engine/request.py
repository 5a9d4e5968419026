"""What a person asks for when pressing Run, checked and turned into a batch."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from guild_desktop.core.batch import (
    MAX_REPEATS,
    MAX_TRIALS,
    Batch,
    Limits,
    Objective,
    Option,
    Start,
)
from guild_desktop.core.dimension import points_of
from guild_desktop.core.errors import UserError
from guild_desktop.core.grid import too_many
from guild_desktop.core.operation import Operation
from guild_desktop.core.run import Run
from guild_desktop.core.space import Grid, Search, SearchSpace
from guild_desktop.core.starts import StartPoint
from guild_desktop.core.values import format_value
from guild_desktop.engine.begin_with import check_that_nothing_comes_first, starts_of
from guild_desktop.engine.condition_check import check_condition
from guild_desktop.engine.pruning.catalogue import check_that_steps_count, early_stopping
from guild_desktop.flags import FlagErrors, format_rows, format_space, parse, unknown_flag
from guild_desktop.optimizers.base import OptimizerInfo
from guild_desktop.optimizers.registry import check_options, optimizer_info, require_usable
from guild_desktop.scalars.pattern import compile_patterns

if TYPE_CHECKING:
    from guild_desktop.core.flag_condition import FlagCondition

_LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """Everything a batch is made from.

    ``flags`` are the expressions a person typed; flags left out keep the script's defaults. ``rows`` come
    from a trials file. ``optimizer`` None lets the expressions choose: a grid for lists, random for ranges.
    ``limits.max_trials`` None means all of a grid, and 20 of a search. ``seed`` None draws one.
    ``defaults_first``: a search tries the script's defaults before anything else (None: if its optimizer
    learns), and then the ``start_points``.
    """

    operation: Operation
    flags: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Mapping[str, str], ...] = ()
    optimizer: str | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    objective: Objective = field(default_factory=Objective)
    limits: Limits = field(default_factory=Limits)
    seed: int | None = None
    defaults_first: bool | None = None
    start_points: tuple[StartPoint, ...] = ()
    label: str = ""
    tags: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """A batch that could start now, with what a preview shows.

    ``kind`` is ``run`` (a single trial, the batch stays hidden), ``grid`` or ``search``; ``count`` is how
    many trials it will have at most, each with as many runs as ``limits.repeat`` says. ``fitting``: of a
    grid with a condition, how many of its combinations satisfy it and how many there are. ``notes`` say
    what was to be tried first and is not, ``warning`` that a condition leaves hardly anything.
    """

    batch: Batch
    space: SearchSpace
    kind: str
    count: int
    fitting: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()
    warning: str = ""


def plan_batch(request: BatchRequest) -> PlannedBatch:
    """Check a request and say what it would run; nothing is stored.

    Raises ``FlagErrors`` with every problem of the expressions, ``FilterError`` about ``limits.where``, or
    ``UserError`` for the rest.
    """
    _check_that_flags_can_be_set(request)
    space = parse(
        request.flags,
        request.operation.flags,
        rows=request.rows,
        fill_defaults=True,
        where=request.limits.where,
    )
    check_limits(request.limits)
    check_that_steps_count(request.limits.early_stopping, request.objective)
    compile_patterns(request.operation.patterns)
    chosen = request.optimizer or space.chosen_optimizer()
    info = optimizer_info(chosen or "grid")
    require_usable(info)
    name = info.name
    options = check_options(name, request.options)
    resolved = space.resolve(name, points=points_of(options))
    warning = check_condition(resolved, space.where)
    kind, count, fitting = _extent(resolved, space.where, request.limits.max_trials)
    starts, notes = _starts(request, resolved, info)
    if count * request.limits.repeat > MAX_TRIALS:
        raise too_many(count * request.limits.repeat, "runs")
    if chosen is None and request.limits.repeat == 1:
        kind = "run"
    if request.limits.needed and kind == "search":
        raise UserError(
            "A search finds out what to try as it goes, so it cannot leave out what is completed.",
            "Leave --needed out, or list the values.",
        )
    seed = secrets.randbelow(2**31) if request.seed is None else request.seed
    if not 0 <= seed <= _LARGEST_SEED:
        raise UserError(
            "The random seed is out of range.",
            f"Choose a whole number from 0 to {_LARGEST_SEED}.",
        )
    texts = format_space(space)
    batch = Batch(
        id="",
        sequence=0,
        operation=request.operation,
        flags=texts,
        rows=tuple(format_rows(space)),
        optimizer=name,
        options=options,
        objective=request.objective,
        limits=request.limits,
        seed=seed,
        starts=starts,
        hidden=kind == "run",
        planned=count,
        label=request.label,
        tags=request.tags,
        comment=request.comment,
    )
    return PlannedBatch(batch, space, kind, count, fitting, notes, warning)


def _starts(
    request: BatchRequest, space: Grid | Search, info: OptimizerInfo
) -> tuple[tuple[Start, ...], tuple[str, ...]]:
    """What is tried first, and what is not though it was to be."""
    if isinstance(space, Grid):
        check_that_nothing_comes_first(request.defaults_first, request.start_points)
        return (), ()
    known, points = request.operation.flags, request.start_points
    return starts_of(space, known, info, request.defaults_first, points)


def check_limits(limits: Limits) -> None:
    """``UserError`` for limits under which nothing could run."""
    if limits.max_trials is not None and limits.max_trials < 1:
        raise UserError("A batch needs at least one trial.", "Ask for 1 or more.")
    if limits.workers < 1:
        raise UserError("A batch needs at least one worker.", "Ask for 1 or more.")
    if not 1 <= limits.repeat <= MAX_REPEATS:
        raise UserError(
            f"A trial cannot have {limits.repeat} repeats.",
            f"Ask for 1 to {MAX_REPEATS} runs of each.",
        )
    if limits.retries < 0:
        raise UserError("A trial cannot be tried less than once.", "Give 0 retries or more.")
    if limits.max_failures is not None and limits.max_failures < 0:
        raise UserError("A batch cannot stop after less than no failures.", "Give 0 or more.")
    if limits.patience < 0:
        raise UserError("A batch cannot have less patience than none.", "Give 0 or more.")
    if limits.early_stopping is not None:
        early_stopping(limits.early_stopping.rule, limits.early_stopping.options)
    if limits.stop_after is not None and not limits.stop_after > 0:
        raise UserError("A batch needs some time.", "Give more than 0 seconds.")
    if not all(limits.devices):
        raise UserError(
            f"{','.join(limits.devices)} names no device at one place.",
            "Write a list of devices such as 0,1.",
        )
    # Written so that nan is refused too.
    if limits.timeout is not None and not limits.timeout > 0:
        raise UserError("A trial needs some time.", "Give a time limit of more than 0 seconds.")


def request_again(run: Run, batch: Batch) -> BatchRequest:
    """What runs one run's flags once more, as a single run with a new seed; ``UserError`` for a table's run.

    It runs though the same is completed: that is what running again means.
    """
    batch.operation.check_that_it_can_run()
    return BatchRequest(
        operation=batch.operation,
        flags={name: format_value(value) for name, value in run.flags.items()},
        objective=batch.objective,
        limits=replace(
            batch.limits,
            max_trials=None,
            workers=1,
            needed=False,
            where="",
            early_stopping=None,
            repeat=1,
        ),
        label=run.label,
        tags=run.tags,
        comment=run.comment,
    )


def _check_that_flags_can_be_set(request: BatchRequest) -> None:
    """Refuse flags of a script that has none: each trial would fail for want of a place to put them."""
    operation = request.operation
    if operation.kind != "script" or operation.flags:
        return
    names = dict.fromkeys([*request.flags, *(name for row in request.rows for name in row)])
    if names:
        raise FlagErrors(
            [unknown_flag(name, request.flags.get(name, ""), (), operation.name) for name in names]
        )


def _extent(
    space: Grid | Search, where: FlagCondition | None, limit: int | None
) -> tuple[str, int, tuple[int, int] | None]:
    fitting = None
    if isinstance(space, Grid) and where is not None:
        fitting = space.count, space.combinations
    kind = "grid" if isinstance(space, Grid) else "search"
    return kind, space.planned(limit), fitting
