"""What ``run --restart`` asks for: a batch that goes on, or a run that is run again as a new one."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from guild_desktop.cli.app import misuse
from guild_desktop.cli.restart_meanings import MEANINGS, Kind
from guild_desktop.cli.run_request import (
    Words,
    interpreter_of,
    limits_of,
    objective_of,
    optimizer_options_of,
    patterns_of,
    rows_of,
    with_new_flags,
)
from guild_desktop.cli.starting import start_points_in
from guild_desktop.core.batch import Batch
from guild_desktop.core.operation import Operation
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.confirming import MORE_REPEATS
from guild_desktop.engine.continuing import (
    Continuation,
    PlannedContinuation,
    plan_continuation,
)
from guild_desktop.engine.launch import check_that_it_can_start, prepare_continuation
from guild_desktop.engine.request import BatchRequest, request_again
from guild_desktop.optimizers.registry import optimizer_info
from guild_desktop.store.edits import Edits

if TYPE_CHECKING:
    import argparse

    from guild_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class BatchContinuation:
    """A stored batch to go on with, what changes, and what that comes to.

    ``label`` and ``comment`` None leave what is there; ``tags`` are added to what is there.
    """

    planned: PlannedContinuation
    change: Continuation
    label: str | None
    tags: tuple[str, ...]
    comment: str | None

    def prepare(self, store: Store) -> Batch:
        """Make the stored batch ready to go on; new words are for it and the runs that did not start."""
        prepared = prepare_continuation(store, self.planned.before.id, self.change)
        waiting = [run for run in store.runs_of(prepared.id) if run.started is None]
        self._edit(Edits(store), [prepared, *waiting])
        return store.batch(prepared.id)

    def _edit(self, edits: Edits, records: Iterable[Run | Batch]) -> None:
        by_tags: dict[tuple[str, ...], list[str]] = {}
        for record in records:
            by_tags.setdefault(record.tags, []).append(record.id)
        for tags, ids in by_tags.items():
            if self.tags:
                edits.set_tags(ids, (*tags, *self.tags))
            if self.label is not None:
                edits.set_label(ids, self.label)
            if self.comment is not None:
                edits.set_comment(ids, self.comment)


def request_for_restart(
    options: argparse.Namespace, words: Words, store: Store
) -> BatchRequest | BatchContinuation:
    """What ``--restart ID`` asks for: a batch goes on, a single run is run again as a new one.

    ``UserError`` for an option that makes no sense for what is restarted, for runs of a table, and for an
    operation that is not there any more.
    """
    from guild_desktop.cli.selecting import the_one

    found = the_one(store, options.restart)
    batch = found if isinstance(found, Batch) else store.batch(found.batch)
    batch.operation.check_that_it_can_run()
    kind = _kind(found, batch, options.optimizer)
    _refuse(kind, found, batch, _given(options, words))
    again = _operation_again(options, batch.operation)
    check_that_it_can_start(with_new_flags(again, words.flags))
    if isinstance(found, Run) and kind is Kind.RUN_AGAIN:
        return replace(
            _run_again(options, words, found, batch),
            start_points=start_points_in(store, options.start_from or ()),
        )
    return _continuation(options, words, kind, batch, store)


def _kind(found: Run | Batch, batch: Batch, optimizer: str | None) -> Kind:
    if isinstance(found, Run):
        staged = batch.hidden and batch.status is Status.STAGED
        return Kind.STAGED_RUN if staged else Kind.RUN_AGAIN
    return Kind.GRID if optimizer_info(optimizer or batch.optimizer).lists_all else Kind.SEARCH


def _given(options: argparse.Namespace, words: Words) -> dict[str, Any]:
    """What was said, by the names of ``MEANINGS``."""
    said = {name: value for name, value in vars(options).items() if name != "words"}
    said |= {"script": words.script, "flags": words.flags, "trials_files": words.trials_files}
    # Zero and the empty text were said too.
    return {
        name: value
        for name, value in said.items()
        if value is not None and value is not False and value not in ([], (), {})
    }


def _refuse(kind: Kind, found: Run | Batch, batch: Batch, given: Mapping[str, Any]) -> None:
    """``UserError`` for the first option that makes no sense for what is restarted."""
    for name, value in given.items():
        refusal = MEANINGS[name][kind]
        if refusal is None or (refusal.unless and refusal.unless(value, batch)):
            continue
        short = found.id[:8]
        names = {
            "what": f"The run {short}" if isinstance(found, Run) else f"{batch.name} ({short})",
            "given": _spelled(name, value),
            "operation": batch.operation.name,
            "anew": _anew(batch.operation),
            "planned": batch.planned,
            "seed": batch.seed,
            "batch": batch.id[:8],
        }
        hint = refusal.hint if batch.hidden else refusal.batch_hint or refusal.hint
        misuse(refusal.message.format(**names), hint.format(**names))


def _spelled(name: str, value: Any) -> str:
    """An option as it is typed."""
    match name:
        case "script":
            return str(value)
        case "flags":
            return shlex.join(f"{flag}={text}" for flag, text in value.items())
        case "trials_files":
            return shlex.join(f"@{file}" for file in value)
        case "optimizer_flags":
            return " ".join(f"-Fo {shlex.quote(word)}" for word in value)
        case _:
            option = f"--{name.replace('_', '-')}"
            return option if value is True else f"{option} {shlex.quote(str(value))}"


def _anew(operation: Operation) -> str:
    """The words that name an operation to ``run``."""
    if operation.kind == "script":
        return shlex.quote(operation.name)
    return f"--{operation.kind} {shlex.quote(operation.target)}"


def _continuation(
    options: argparse.Namespace, words: Words, kind: Kind, batch: Batch, store: Store
) -> BatchContinuation:
    limits = limits_of(options, batch.limits)
    if kind is Kind.SEARCH and options.failed and options.max_trials is not None:
        misuse(
            "--failed makes no new trials, so --max-trials has nothing to limit.",
            "Give one of them.",
        )
    if options.confirm is not None:
        _check_that_it_only_confirms(options, words)
        # They are so many more for some trials, and not for the batch.
        limits = replace(limits, repeat=batch.limits.repeat)
    was_search = not optimizer_info(batch.optimizer).lists_all
    if kind is Kind.SEARCH:
        # For a search they are so many more, this time.
        limits = replace(limits, max_trials=batch.limits.max_trials if was_search else None)
    elif was_search:
        # How many trials a search got says nothing about a grid.
        limits = replace(limits, max_trials=options.max_trials)
    operation = _operation_again(options, batch.operation)
    change = Continuation(
        more=options.max_trials if kind is Kind.SEARCH else None,
        optimizer=options.optimizer,
        options=optimizer_options_of(options),
        objective=objective_of(options),
        flags=words.flags,
        operation=with_new_flags(operation, words.flags),
        limits=limits,
        failed=options.failed,
        defaults_first=options.defaults_first,
        start_points=start_points_in(store, options.start_from or ()),
        confirm=options.confirm or 0,
        repeats=options.repeat or MORE_REPEATS,
    )
    planned = plan_continuation(batch, store.runs_of(batch.id), change)
    tags = tuple(options.tag or ())
    return BatchContinuation(planned, change, options.label, tags, options.comment)


def _check_that_it_only_confirms(options: argparse.Namespace, words: Words) -> None:
    others = ("failed", "max_trials", "optimizer", "optimizer_flags", "where", "needed")
    given = [name for name in (*others, "minimize", "maximize") if getattr(options, name)]
    named = [*(_spelled(name, getattr(options, name)) for name in given), *words.flags]
    if named:
        misuse(
            f"--confirm only runs the best trials again, so {named[0]} has no meaning.",
            "Leave it out, or continue without --confirm.",
        )


def _run_again(options: argparse.Namespace, words: Words, run: Run, batch: Batch) -> BatchRequest:
    again = request_again(run, batch)
    rows = rows_of(words)
    in_file = {name for row in rows for name in row}
    # Recorded flags stand behind a file's as a script's defaults do, typed ones before them.
    behind = {name: text for name, text in again.flags.items() if name in in_file}
    kept = {name: text for name, text in again.flags.items() if name not in in_file}
    return replace(
        again,
        operation=_operation_again(options, batch.operation),
        flags={**kept, **words.flags},
        rows=tuple({**behind, **row} for row in rows),
        optimizer=options.optimizer,
        options=optimizer_options_of(options),
        objective=objective_of(options) or again.objective,
        limits=limits_of(options, again.limits),
        seed=options.random_seed,
        defaults_first=options.defaults_first,
        label=again.label if options.label is None else options.label,
        tags=tuple(dict.fromkeys((*again.tags, *(options.tag or ())))),
        comment=again.comment if options.comment is None else options.comment,
    )


def _operation_again(options: argparse.Namespace, recorded: Operation) -> Operation:
    """The recorded operation with the interpreter, working folder and patterns that were named."""
    python = interpreter_of(options, recorded) or recorded.python
    patterns = patterns_of(options)
    return replace(
        recorded,
        python=python,
        cwd=options.cwd or recorded.cwd,
        patterns=recorded.patterns if patterns is None else patterns,
    )
