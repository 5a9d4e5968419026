"""From the words of `run` to what is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.cli.app import misuse
from guild_desktop.core.batch import Limits, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.likely_objective import usual_objective
from guild_desktop.core.operation import FlagInfo, Operation, WorkingFolder
from guild_desktop.engine.pruning.catalogue import read_early_stopping
from guild_desktop.engine.request import BatchRequest, check_limits
from guild_desktop.flags.trials_file import read_trials
from guild_desktop.scalars.pattern import compile_patterns
from guild_desktop.scripts.arguments import spelling
from guild_desktop.scripts.command_line import check_template
from guild_desktop.scripts.detect import detect_flags, option_by_hand
from guild_desktop.scripts.interpreter_check import check_interpreter
from guild_desktop.scripts.interpreters import default_interpreter, named_interpreter
from guild_desktop.scripts.target import find_module_file, installed_module_file, target_file

if TYPE_CHECKING:
    import argparse

_TEMPLATE_FLAG = re.compile(r"\{([^{}\s]+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words that are no options: the script, flags as typed, and files of trials."""

    script: str | None
    flags: Mapping[str, str]
    trials_files: tuple[str, ...]


def read_words(words: Sequence[str]) -> Words:
    """The words that are no options, in any order, each for what it is."""
    script: str | None = None
    flags: dict[str, str] = {}
    files: list[str] = []
    for word in words:
        name, equals, text = word.partition("=")
        if word == "@":
            misuse("@ names no file of trials.", "Write its name behind it, as in @trials.csv.")
        elif word.startswith("@"):
            files.append(word[1:])
        elif equals and name in flags:
            misuse(f"{name} is given twice.", f"Write it once: {name}={text}")
        elif equals and name:
            flags[name] = text
        elif script is None:
            script = word
        else:
            misuse(f"{word} is neither a flag nor a file of trials.", "Write NAME=VALUE or @FILE.")
    return Words(script, flags, tuple(files))


def request_of(options: argparse.Namespace, words: Words) -> BatchRequest:
    """What a new run or batch asks for."""
    rows = rows_of(words)
    named = dict.fromkeys([*words.flags, *(name for row in rows for name in row)])
    operation = replace(
        _operation(options, words.script, named), patterns=patterns_of(options) or ()
    )
    return BatchRequest(
        operation=operation,
        flags=words.flags,
        rows=rows,
        optimizer=options.optimizer,
        options=optimizer_options_of(options),
        objective=objective_of(options) or _usual_objective(operation),
        limits=limits_of(options, Limits()),
        seed=options.random_seed,
        defaults_first=options.defaults_first,
        label=options.label or "",
        tags=tuple(options.tag or ()),
        comment=options.comment or "",
    )


def _operation(options: argparse.Namespace, script: str | None, named: Iterable[str]) -> Operation:
    """What to run; ``named`` are the flags that are given, in words or files."""
    chosen = [options.module, options.command, script]
    if sum(item is not None for item in chosen) != 1:
        misuse("Say what to run: one script, --module or --command.", "Try: run train.py x=[1,2]")
    cwd: WorkingFolder = options.cwd or "run"
    folder = _present_folder()
    if script is not None:
        path = folder / script
        detected = detect_flags(path)
        python = interpreter_of(options) or default_interpreter(path)
        flags = detected.flags_with(named)
        return Operation("script", str(path), path.name, python, str(path.parent), cwd, flags)
    python = interpreter_of(options) or default_interpreter(None)
    if options.module is not None:
        flags = _module_flags(options.module, folder, python, named)
        return Operation("module", options.module, options.module, python, str(folder), cwd, flags)
    template: str = options.command
    check_template(template)
    names = dict.fromkeys(_TEMPLATE_FLAG.findall(template))
    flags = tuple(FlagInfo(name, origin="typed", required=True) for name in names)
    name = Path(template.split(maxsplit=1)[0]).name
    return Operation("command", template, name, python, str(folder), cwd, flags)


def _usual_objective(operation: Operation) -> Objective:
    source = target_file(operation)
    printed = () if source is None else detect_flags(source).scalars
    return usual_objective(printed, operation.patterns)


def with_new_flags(operation: Operation, named: Iterable[str]) -> Operation:
    """A recorded operation, with the flags its script has now if one is ``named`` that it had not then."""
    known = {spelling(flag.name) for flag in operation.flags}
    if operation.kind != "script" or known.issuperset(map(spelling, named)):
        return operation
    names = (*(flag.name for flag in operation.flags), *named)
    return replace(operation, flags=detect_flags(Path(operation.target)).flags_with(names))


def interpreter_of(options: argparse.Namespace, recorded: Operation | None = None) -> str | None:
    """The interpreter that was named, if any; ``UserError`` if it, or the recorded one, does not work."""
    if options.python is not None:
        return _working_interpreter(options.python)
    if recorded is not None and recorded.kind != "command":
        _working_interpreter(recorded.python)
    return None


def _working_interpreter(name: str) -> str:
    """Its path; it is started once, for a program that is no Python may end as well as any trial."""
    python = named_interpreter(name)
    problem = check_interpreter(python).problem
    if problem:
        misuse(problem, "Name another one with --python, by path or name.")
    return python


def _present_folder() -> Path:
    """The folder that relative names start from."""
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise UserError("The folder you are in is gone.", "Change to another folder.") from error


def _module_flags(
    module: str, folder: Path, python: str, named: Iterable[str]
) -> tuple[FlagInfo, ...]:
    """The flags of a module, as of a script if its file lies below the current folder.

    Of one that is installed only its options count, for its globals are nobody's settings; what else
    is ``named`` is passed as an option.
    """
    own = find_module_file(module, folder)
    if own is not None:
        return detect_flags(own).flags_with(named)
    path = installed_module_file(python, module, folder)
    found: tuple[FlagInfo, ...] = ()
    if path is not None:
        found = tuple(flag for flag in detect_flags(path).flags if flag.passing != "global")
    known = {spelling(flag.name) for flag in found}
    return (*found, *(option_by_hand(name) for name in named if spelling(name) not in known))


def rows_of(words: Words) -> tuple[Mapping[str, str], ...]:
    """The rows of all files of trials."""
    return tuple(row for file in words.trials_files for row in read_trials(Path(file)))


def optimizer_options_of(options: argparse.Namespace) -> dict[str, str]:
    """What ``-Fo`` says, as text by name."""
    pairs: dict[str, str] = {}
    for word in options.optimizer_flags:
        name, equals, text = word.partition("=")
        if not equals:
            misuse(f"-Fo {word} says no value.", "Write -Fo NAME=VALUE.")
        if name in pairs:
            misuse(f"-Fo {name} is given twice.", f"Write it once: -Fo {name}={text}")
        pairs[name] = text
    return pairs


def objective_of(options: argparse.Namespace) -> Objective | None:
    """The objective that was named, if any."""
    low, high = options.minimize or [], options.maximize or []
    if len(low) + len(high) > 1:
        misuse(
            "A batch has one objective for now.", "Give either --minimize or --maximize, and once."
        )
    for column in (*low, *high):
        objective = Objective.of(column, "minimize" if low else "maximize")
        if not objective.name:
            misuse(
                "The objective names no scalar.", "Write --minimize NAME, as in: --minimize loss"
            )
        return objective
    return None


def patterns_of(options: argparse.Namespace) -> tuple[str, ...] | None:
    """The patterns that were given, None if there were none; ``UserError`` if one cannot be used."""
    if options.scalar is None:
        return None
    compile_patterns(options.scalar)
    return tuple(options.scalar)


def limits_of(options: argparse.Namespace, recorded: Limits) -> Limits:
    """The recorded limits with those that were given; ``UserError`` if one makes no sense."""
    given = {
        "max_trials": options.max_trials,
        "workers": options.workers,
        "timeout": options.timeout,
        "max_failures": options.max_failures,
        "stop_after": options.stop_after,
        "devices": options.devices,
        "retries": options.retries,
        "patience": options.patience,
        "where": options.where,
        "needed": options.needed or None,
        "start": options.start,
        "repeat": options.repeat,
        "fail_on_trial_error": options.fail_on_trial_error or None,
    }
    limits = replace(recorded, **{name: it for name, it in given.items() if it is not None})
    if options.early_stopping is not None:
        limits = replace(limits, early_stopping=read_early_stopping(options.early_stopping))
    check_limits(limits)
    return limits
