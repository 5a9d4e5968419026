"""A sweep that the Run panel goes on with:
its settings as entries, and the entries as what changes about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from guild_desktop.core.batch import DEFAULT_SEARCH_TRIALS, Batch, Limits
from guild_desktop.core.run import SHORT_ID, Run
from guild_desktop.core.space import Grid
from guild_desktop.engine.continuing import (
    Continuation,
    PlannedContinuation,
    plan_continuation,
)
from guild_desktop.engine.request import BatchRequest, PlannedBatch
from guild_desktop.engine.search_so_far import starts_left
from guild_desktop.gui.run_panel.run_command import RunCommand, option_text
from guild_desktop.optimizers.registry import optimizer_info


@dataclass(frozen=True, slots=True)
class Continued:
    """The sweep that goes on; ``runs`` gives those that it has now."""

    batch: Batch
    runs: Callable[[], Sequence[Run]]

    def plan(self, request: BatchRequest, texts: Mapping[str, str]) -> PlannedContinuation:
        """What the entries of the panel would make of it; ``texts`` are the expressions of all flags.

        ``UserError`` as from ``plan_continuation``.
        """
        return plan_continuation(self.batch, self.runs(), self.change(request, texts))

    def change(self, request: BatchRequest, texts: Mapping[str, str]) -> Continuation:
        """What changes about it if it goes on with the entries of the panel."""
        optimizer = request.optimizer or self.batch.optimizer
        recorded = self.batch.limits
        is_grid = optimizer_info(optimizer).lists_all
        limits = replace(
            request.limits,
            grace=recorded.grace,
            stop_after_failures=recorded.stop_after_failures,
            # For a search they are so many more, this time.
            max_trials=request.limits.max_trials if is_grid else self._recorded_limit(),
        )
        return Continuation(
            more=None if is_grid else request.limits.max_trials,
            optimizer=optimizer,
            options=request.options,
            objective=request.objective,
            flags=texts,
            operation=request.operation,
            limits=limits,
            defaults_first=request.defaults_first,
            start_points=request.start_points,
        )

    def _recorded_limit(self) -> int | None:
        was_search = not optimizer_info(self.batch.optimizer).lists_all
        return self.batch.limits.max_trials if was_search else None

    def settings(self, said: RunCommand | None = None) -> RunCommand:
        """Its settings, to be entered into the panel, with what a command has ``said`` in their place."""
        own = self._own()
        if said is None:
            return own
        nothing = RunCommand("")
        names = [each.name for each in fields(said) if each.name not in {"script", "restart"}]
        changed: dict[str, Any] = {
            name: getattr(said, name)
            for name in names
            if getattr(said, name) != getattr(nothing, name)
        }
        changed["flags"] = {**own.flags, **said.flags}
        if said.optimizer in {None, own.optimizer}:
            changed["options"] = {**own.options, **said.options}
        else:
            changed["options"] = said.options
        return replace(own, **changed)

    def _own(self) -> RunCommand:
        batch, limits = self.batch, self.batch.limits
        trials = limits.max_trials
        if not optimizer_info(batch.optimizer).lists_all:
            trials = trials or DEFAULT_SEARCH_TRIALS
        return RunCommand(
            script=batch.operation.target,
            flags=dict(batch.flags),
            optimizer=batch.optimizer,
            options={name: option_text(value) for name, value in batch.options.items()},
            max_trials=trials,
            objective=batch.objective,
            workers=limits.workers,
            python=batch.operation.python,
            cwd=batch.operation.cwd,
            patterns=batch.operation.patterns,
            label=batch.label,
            tags=batch.tags,
            comment=batch.comment,
            **_limits(limits),
        )


def as_planned(planned: PlannedContinuation) -> PlannedBatch:
    """A planned continuation as the preview shows planned sweeps:
    what is still to be tried first, and how much.
    """
    batch = planned.batch
    if isinstance(planned.resolved, Grid):
        return PlannedBatch(replace(batch, starts=()), planned.space, "grid", planned.to_go)
    starts = tuple(starts_left(batch, planned.resolved, planned.runs))
    kind, count = "search", planned.to_go
    return PlannedBatch(
        replace(batch, starts=starts),
        planned.space,
        kind,
        count,
        notes=planned.notes,
        warning=planned.warning,
    )


def command_of_continuation(change: Continuation, planned: PlannedContinuation) -> RunCommand:
    """The command that goes on in the same way; what stays as it is is left out."""
    before, batch = planned.before, planned.batch
    texts = {name: text for name, text in batch.flags.items() if before.flags.get(name) != text}
    is_other = batch.optimizer != before.optimizer
    options = {
        name: option_text(value)
        for name, value in batch.options.items()
        if not is_other and before.options.get(name) != value
    }
    if is_other:
        options = {name: option_text(value) for name, value in (change.options or {}).items()}
    is_grid = isinstance(planned.resolved, Grid)
    now, was = _limits(batch.limits), _limits(before.limits)
    operation, recorded = batch.operation, before.operation
    return RunCommand(
        script="",
        restart=before.id[:SHORT_ID],
        flags=texts,
        optimizer=batch.optimizer if is_other else None,
        options=options,
        max_trials=batch.limits.max_trials if is_grid else change.more,
        objective=batch.objective if batch.objective != before.objective else None,
        workers=batch.limits.workers if batch.limits.workers != before.limits.workers else None,
        python=operation.python if operation.python != recorded.python else "",
        cwd=operation.cwd if operation.cwd != recorded.cwd else None,
        patterns=operation.patterns if operation.patterns != recorded.patterns else (),
        defaults_first=change.defaults_first,
        start_from=tuple(point.name for point in change.start_points),
        **{name: value for name, value in now.items() if value != was[name]},
    )


def _limits(limits: Limits) -> dict[str, Any]:
    """The limits that have the same name in a command."""
    return {
        "timeout": limits.timeout,
        "retries": limits.retries,
        "max_failures": limits.max_failures,
        "stop_after": limits.stop_after,
        "patience": limits.patience,
        "early_stopping": limits.early_stopping,
        "repeat": limits.repeat,
        "devices": limits.devices,
        "needed": limits.needed,
        "where": limits.where,
        "start": limits.start,
        "fail_on_trial_error": limits.fail_on_trial_error,
    }
