"""From the words of `run` to what is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.cli.app import misuse
from guild_desktop.core.batch import Batch, Limits, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import FlagInfo, Operation, WorkingFolder
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.launch import Continuation, prepare_continuation
from guild_desktop.engine.request import BatchRequest, request_again
from guild_desktop.flags.trials_file import read_trials
from guild_desktop.scripts.command_line import check_template
from guild_desktop.scripts.detect import detect_flags
from guild_desktop.scripts.interpreters import default_interpreter, named_interpreter

if TYPE_CHECKING:
    import argparse

    from guild_desktop.cli.options import Parser
    from guild_desktop.store.store import Store

_TEMPLATE_FLAG = re.compile(r"\{([^{}\s]+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words that are no options: the script, flags as typed, and files of trials."""

    script: str | None
    flags: Mapping[str, str]
    trials_files: tuple[str, ...]


def read_words(parser: Parser, arguments: list[str]) -> tuple[argparse.Namespace, Words]:
    """Options and words apart; they may stand in any order."""
    options = parser.parse_intermixed_args(arguments)
    script: str | None = None
    flags: dict[str, str] = {}
    files: list[str] = []
    for word in options.words:
        name, equals, text = word.partition("=")
        if word.startswith("@"):
            files.append(word[1:])
        elif equals and name:
            flags[name] = text
        elif script is None:
            script = word
        else:
            misuse(f"{word} is neither a flag nor a file of trials.", "Write NAME=VALUE or @FILE.")
    return options, Words(script, flags, tuple(files))


def request_of(options: argparse.Namespace, words: Words) -> BatchRequest:
    """What a new run or batch asks for."""
    operation = _operation(options, words)
    return BatchRequest(
        operation=operation,
        flags=words.flags,
        rows=_rows(words),
        optimizer=options.optimizer,
        options=_optimizer_options(options),
        objective=_objective(options) or Objective(),
        limits=Limits(
            max_trials=options.max_trials,
            workers=_workers(options) or 1,
            timeout=options.timeout,
            fail_on_trial_error=options.fail_on_trial_error,
        ),
        seed=options.random_seed,
        label=options.label,
        tags=tuple(options.tag),
        comment=options.comment,
    )


@dataclass(frozen=True, slots=True)
class BatchContinuation:
    """A batch to go on with, and what changes; ``summary`` says so before the start."""

    batch: Batch
    change: Continuation
    summary: str

    def prepare(self, store: Store) -> Batch:
        """Make the stored batch ready to go on."""
        return prepare_continuation(store, self.batch.id, self.change)


def request_for_restart(
    options: argparse.Namespace, words: Words, store: Store
) -> BatchRequest | BatchContinuation:
    """What ``--restart ID`` asks for: a batch goes on, a single run is run again as a new one."""
    from guild_desktop.cli.selecting import the_one

    found = the_one(store, options.restart)
    if isinstance(found, Run):
        return _run_again(options, words, found, store.batch(found.batch))
    if found.hidden:
        return BatchContinuation(found, Continuation(), f"You are about to start {found.name[:-1]}")
    change = Continuation(
        more=options.max_trials,
        options=_optimizer_options(options),
        objective=_objective(options),
        workers=_workers(options),
        flags=words.flags,
        python=_interpreter(options, found.operation),
    )
    manner = f"You are about to go on with {found.name} ({found.id[:8]}, {found.planned} trials)"
    return BatchContinuation(found, change, manner)


def _run_again(
    options: argparse.Namespace, words: Words, run: Run, batch: Batch
) -> BatchRequest | BatchContinuation:
    if batch.hidden and batch.status is Status.STAGED:
        return BatchContinuation(batch, Continuation(), f"You are about to run {run.operation}")
    operation = batch.operation
    operation = replace(operation, python=_interpreter(options, operation) or operation.python)
    if options.cwd:
        operation = replace(operation, cwd=options.cwd)
    again = request_again(run, batch)
    return replace(
        again,
        operation=operation,
        flags={**again.flags, **words.flags},
        objective=_objective(options) or again.objective,
        seed=options.random_seed,
        label=options.label or again.label,
        tags=tuple(options.tag) or again.tags,
        comment=options.comment or again.comment,
    )


def _operation(options: argparse.Namespace, words: Words) -> Operation:
    chosen = [options.module, options.command, words.script]
    if sum(item is not None for item in chosen) != 1:
        misuse("Say what to run: one script, --module or --command.", "Try: run train.py x=[1,2]")
    cwd: WorkingFolder = options.cwd or "run"
    folder = _present_folder()
    if words.script is not None:
        path = folder / words.script
        detected = detect_flags(path)
        python = _interpreter(options) or default_interpreter(path)
        return Operation(
            "script", str(path), path.name, python, str(path.parent), cwd, detected.flags
        )
    python = _interpreter(options) or default_interpreter(None)
    if options.module is not None:
        flags = _module_flags(options.module, folder)
        return Operation("module", options.module, options.module, python, str(folder), cwd, flags)
    template: str = options.command
    check_template(template)
    names = dict.fromkeys(_TEMPLATE_FLAG.findall(template))
    flags = tuple(FlagInfo(name, origin="typed", required=True) for name in names)
    name = Path(template.split(maxsplit=1)[0]).name
    return Operation("command", template, name, python, str(folder), cwd, flags)


def _interpreter(options: argparse.Namespace, recorded: Operation | None = None) -> str | None:
    """The interpreter that was named, if any; ``UserError`` if it, or the recorded one, is not there."""
    if options.python:
        return named_interpreter(options.python)
    if recorded is not None and recorded.kind != "command":
        named_interpreter(recorded.python)
    return None


def _present_folder() -> Path:
    """The folder that relative names start from."""
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise UserError("The folder you are in is gone.", "Change to another folder.") from error


def _module_flags(module: str, folder: Path) -> tuple[FlagInfo, ...]:
    """The flags of a module whose file lies below the current folder; none are known otherwise."""
    base = folder.joinpath(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__main__.py"):
        if path.is_file():
            return detect_flags(path).flags
    return ()


def _rows(words: Words) -> tuple[Mapping[str, str], ...]:
    return tuple(row for file in words.trials_files for row in read_trials(Path(file)))


def _optimizer_options(options: argparse.Namespace) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for word in options.optimizer_flags:
        name, equals, text = word.partition("=")
        if not equals:
            misuse(f"-Fo {word} says no value.", "Write -Fo NAME=VALUE.")
        pairs[name] = text
    return pairs


def _objective(options: argparse.Namespace) -> Objective | None:
    if options.minimize and options.maximize:
        misuse("A batch has one objective.", "Give either --minimize or --maximize.")
    if options.minimize:
        return Objective.of(options.minimize, "minimize")
    if options.maximize:
        return Objective.of(options.maximize, "maximize")
    return None


def _workers(options: argparse.Namespace) -> int | None:
    workers: int | None = options.workers
    if workers is not None and workers < 1:
        raise UserError("A batch needs at least one worker.", "Write --workers 1 or more.")
    return workers
