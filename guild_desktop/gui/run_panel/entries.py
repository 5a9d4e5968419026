"""Moves what a person entered between the panel's parts, a command and the memory of a script."""

from __future__ import annotations

from dataclasses import replace

from guild_desktop.core.batch import Limits, Objective
from guild_desktop.core.dimension import Fixed, values_of
from guild_desktop.core.starts import StartPoint
from guild_desktop.core.values import Value
from guild_desktop.engine.request import BatchRequest, PlannedBatch
from guild_desktop.flags import FlagErrors, format_dimension, parse_text
from guild_desktop.gui.run_panel.opened_script import OpenedScript
from guild_desktop.gui.run_panel.panel_form import PanelForm
from guild_desktop.gui.run_panel.run_command import RunCommand, option_text
from guild_desktop.optimizers.registry import is_usable, optimizer_info
from guild_desktop.settings.preferences import ScriptMemory


def request_of(form: PanelForm, script: OpenedScript) -> BatchRequest:
    """What is asked for, not yet checked as a whole; UserError if a part of it is wrong or missing.

    ``seed`` is None unless a person chose one.
    """
    problems = form.flags.problems()
    if problems:
        raise FlagErrors(problems)
    info = form.method.info
    varies = info is not None and any(row.kind != "fixed" for row in form.flags.rows)
    searches = info is not None and varies and not info.lists_all
    return BatchRequest(
        operation=replace(
            script.operation(form.interpreter.working(), form.more.folder, form.flags.infos()),
            patterns=form.more.patterns.patterns,
        ),
        flags=form.flags.expressions(),
        optimizer=info.name if info is not None and varies else None,
        options=form.options.options() if varies else {},
        objective=form.goal.objective(),
        limits=Limits(
            max_trials=form.limits.max_trials if varies else None,
            workers=form.limits.workers.value(),
            timeout=form.more.timeout,
            retries=form.more.retries,
            max_failures=form.more.max_failures,
            stop_after=form.more.stop_after,
            patience=form.more.patience if varies else 0,
            early_stopping=form.more.early_stopping.chosen if varies else None,
            devices=form.more.devices,
            needed=form.preview.needed.isChecked()
            and (info is None or info.lists_all or not varies),
            where=form.more.where.text,
            fail_on_trial_error=form.more.stops_on_failure,
            start=form.more.start,
            repeat=form.more.repeat,
        ),
        seed=form.more.seed,
        defaults_first=form.preview.starts.defaults_first if searches else None,
        start_points=form.preview.starts.points if searches else (),
        label=form.more.label,
        tags=form.more.tags,
        comment=form.more.comment,
    )


def command_of(
    request: BatchRequest, planned: PlannedBatch, usual_python: str, usual_goal: Objective
) -> RunCommand:
    """The command that asks for the same; what it would do by itself is left out.

    ``usual_python`` and ``usual_goal`` are what the command chooses when it names none.
    """
    limits = request.limits
    operation = request.operation
    by_itself = planned.space.chosen_optimizer()
    return RunCommand(
        script=operation.target,
        flags=dict(request.flags),
        optimizer=None if request.optimizer == by_itself else request.optimizer,
        options={name: option_text(value) for name, value in request.options.items()},
        max_trials=limits.max_trials,
        objective=None if request.objective == usual_goal else request.objective,
        seed=request.seed,
        defaults_first=request.defaults_first,
        start_from=tuple(point.name for point in request.start_points),
        workers=None if limits.workers == 1 else limits.workers,
        python="" if operation.python == usual_python else operation.python,
        cwd=None if operation.cwd == "run" else operation.cwd,
        timeout=limits.timeout,
        retries=limits.retries,
        max_failures=limits.max_failures,
        stop_after=limits.stop_after,
        patience=limits.patience,
        repeat=limits.repeat,
        early_stopping=limits.early_stopping,
        devices=limits.devices,
        needed=limits.needed,
        where=limits.where,
        start=None if limits.start == "cold" else limits.start,
        fail_on_trial_error=limits.fail_on_trial_error,
        patterns=operation.patterns,
        label=request.label,
        tags=request.tags,
        comment=request.comment,
    )


def take_command(form: PanelForm, command: RunCommand) -> None:
    """Enter all a command says; what it does not say goes back to what a command does by itself.

    UserError if the optimizer or one of its options is unknown.
    """
    optimizer = None if command.optimizer is None else optimizer_info(command.optimizer).name
    form.flags.write(command.flags)
    if optimizer is None and any(row.kind == "range" and row.varies for row in form.flags.rows):
        # A command without an optimizer searches by chance, whatever the window would choose.
        optimizer = "random"
    form.method.choose(optimizer)
    if optimizer is not None:
        form.options.enter(optimizer, command.options)
    form.limits.set_max_trials(command.max_trials)
    form.limits.set_workers(command.workers or 1)
    form.goal.set_objective(command.objective or form.goal.usual(command.patterns))
    form.more.seed = command.seed
    form.more.label = command.label
    form.more.tags = command.tags
    form.more.comment = command.comment
    form.more.timeout = command.timeout
    form.more.retries = command.retries
    form.more.max_failures = command.max_failures
    form.more.stop_after = command.stop_after
    form.more.patience = command.patience
    form.more.repeat = command.repeat
    form.more.early_stopping.chosen = command.early_stopping
    form.more.devices = command.devices
    form.preview.needed.setChecked(command.needed)
    form.preview.starts.defaults_first = command.defaults_first
    form.more.where.text = command.where
    form.more.folder = command.cwd or "run"
    form.more.start = command.start or "cold"
    form.more.stops_on_failure = command.fail_on_trial_error
    form.more.patterns.patterns = command.patterns
    if command.python:
        form.interpreter.choose(command.python)


def recall(form: PanelForm, memory: ScriptMemory) -> None:
    """Enter what was chosen for a script last time; flags it has no more are left out."""
    known = {row.info.name for row in form.flags.rows}
    form.flags.write({name: text for name, text in memory.flags.items() if name in known})
    is_there = memory.optimizer is not None and is_usable(memory.optimizer)
    form.method.choose(memory.optimizer if is_there else None)
    for name, options in memory.options.items():
        if is_usable(name):
            form.options.enter(name, options)
    if memory.objective is None:
        form.goal.offer_automatic()
    else:
        form.goal.set_objective(memory.objective)
    form.limits.set_max_trials(memory.max_trials)
    form.limits.set_workers(memory.workers)
    form.more.folder = memory.cwd
    form.more.patterns.patterns = memory.patterns
    form.more.start = memory.start
    form.preview.starts.defaults_first = memory.defaults_first
    form.preview.starts.points = tuple(
        StartPoint(name, {flag: _value(text) for flag, text in flags.items()})
        for name, flags in memory.start_points.items()
    )


def choices(form: PanelForm) -> ScriptMemory:
    """What is chosen now, to be recalled when the script is opened again."""
    return ScriptMemory(
        python=form.interpreter.chosen or "",
        flags=form.flags.expressions(),
        optimizer=form.method.chosen,
        options=form.options.entered(),
        objective=form.goal.chosen,
        max_trials=form.limits.max_trials,
        workers=form.limits.workers.value(),
        cwd=form.more.folder,
        patterns=form.more.patterns.patterns,
        start=form.more.start,
        defaults_first=form.preview.starts.defaults_first,
        start_points={
            point.name: {
                name: format_dimension(Fixed(value)) for name, value in point.flags.items()
            }
            for point in form.preview.starts.points
        },
    )


def _value(text: str) -> Value:
    """The value whose expression was kept; one that is a list stands in a list of its own."""
    return values_of(parse_text(text))[0]
