"""Turns what the panel asks for into the equivalent command, and a pasted command back into it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from guild_desktop.core.batch import Direction, Objective, StartMode
from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import WorkingFolder
from guild_desktop.core.time_span import read_time_span

_STARTS = re.compile(
    r"\s*(?:[$>%]\s+)?(?:guild|(?:\S*/)?guild-desktop|\S*python\S*\s+-m\s+guild_desktop)\s+run\s"
)

_GUILDS = re.compile(r"\s*(?:[$>%]\s+)?guild\s+run\s")

_SILENT = frozenset({"-y", "--yes", "--json", "--print-trials", "--print-cmd", "--test-sourcecode"})
"""Switches that have no meaning in a window, where a preview is always shown first."""

_VALUED = frozenset({"--home", "--save-trials", "--gpus", "--run-dir", "-d"})
"""Options of ours or Guild's that the panel has no place for, with the word after them."""


@dataclass(frozen=True, slots=True)
class RunCommand:
    """What the words of a ``run`` command say; None and empty mean that they say nothing about it.

    ``flags`` are the expressions as text, ``options`` those of the optimizer as text by name, ``timeout``
    is in seconds for each run. ``ignored`` are the words the panel has no place for.
    """

    script: str
    flags: Mapping[str, str] = field(default_factory=dict)
    optimizer: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    max_trials: int | None = None
    objective: Objective | None = None
    seed: int | None = None
    workers: int | None = None
    python: str = ""
    cwd: WorkingFolder | None = None
    timeout: float | None = None
    retries: int = 0
    max_failures: int | None = None
    stop_after: float | None = None
    devices: tuple[str, ...] = ()
    needed: bool = False
    where: str = ""
    start: StartMode | None = None
    fail_on_trial_error: bool = False
    patterns: tuple[str, ...] = ()
    label: str = ""
    tags: tuple[str, ...] = ()
    comment: str = ""
    ignored: tuple[str, ...] = ()


def is_run_command(text: str) -> bool:
    """Whether ``text`` looks like ``guild run …`` or ``guild-desktop run …``, perhaps with a prompt."""
    return _STARTS.match(text) is not None


def format_command(command: RunCommand) -> str:
    """The command as one line for a POSIX shell; ``parse_command`` gives an equal value back."""
    words = ["guild-desktop", "run", command.script]
    words += [f"{name}={text}" for name, text in command.flags.items()]
    if command.optimizer is not None:
        words += ["--optimizer", command.optimizer]
    for name, value in command.options.items():
        words += ["-Fo", f"{name}={value}"]
    if command.max_trials is not None:
        words += ["--max-trials", str(command.max_trials)]
    if command.objective is not None:
        words += [f"--{command.objective.direction}", command.objective.column]
    if command.seed is not None:
        words += ["--random-seed", str(command.seed)]
    if command.workers is not None:
        words += ["--workers", str(command.workers)]
    if command.python:
        words += ["--python", command.python]
    if command.cwd is not None:
        words += ["--cwd", command.cwd]
    if command.timeout is not None:
        words += ["--timeout", f"{command.timeout:.17g}"]
    if command.retries:
        words += ["--retries", str(command.retries)]
    if command.max_failures is not None:
        words += ["--stop-after-failures", str(command.max_failures)]
    if command.stop_after is not None:
        words += ["--stop-after", f"{command.stop_after:.17g}"]
    if command.devices:
        words += ["--devices", ",".join(command.devices)]
    if command.needed:
        words.append("--needed")
    if command.where:
        words += ["--where", command.where]
    if command.start is not None:
        words += ["--start", command.start]
    if command.fail_on_trial_error:
        words.append("--fail-on-trial-error")
    for pattern in command.patterns:
        words += ["--scalar", pattern]
    if command.label:
        words += ["--label", command.label]
    for tag in command.tags:
        words += ["--tag", tag]
    if command.comment:
        words += ["--comment", command.comment]
    return shlex.join(words)


def parse_command(text: str) -> RunCommand:
    """What a pasted ``run`` command says; UserError if it is none or a word of it makes no sense."""
    start = _STARTS.match(f"{text} ")
    if start is None:
        raise UserError(
            "This is not a run command.", "Paste one that begins with: guild-desktop run"
        )
    try:
        words = shlex.split(text[start.end() :])
    except ValueError:
        raise UserError(
            "A quote in this command is never closed.", "Copy the whole command, then paste again."
        ) from None
    if "\\\n" in text:
        # A line that ends in a backslash goes on; the scanner leaves the line break in the next word.
        words = [word.lstrip("\n") for word in words if word.strip("\n")]
    if _GUILDS.match(text):
        words = _in_minutes(words)
    return _read(iter(words))


def _in_minutes(words: list[str]) -> list[str]:
    """Guild's ``--stop-after`` takes minutes."""
    found = [
        f"{word}m" if before == "--stop-after" and word.isdecimal() else word
        for before, word in zip(["", *words], words, strict=False)
    ]
    return [
        f"{word}m" if word.startswith("--stop-after=") and word[-1].isdigit() else word
        for word in found
    ]


def _read(words: Iterator[str]) -> RunCommand:
    command = RunCommand(script="")
    for word in words:
        if not word.startswith("-") or word == "-":
            command = _with_word(command, word)
            continue
        name, equals, value = word.partition("=")
        if name in _SILENT:
            continue
        if name == "--fail-on-trial-error":
            command = replace(command, fail_on_trial_error=True)
        elif name == "--needed":
            command = replace(command, needed=True)
        elif name in _OPTIONS or name in _VALUED:
            if not equals:
                value = next(words, None)  # type: ignore[assignment]  # None is told apart below
            if value is None:
                raise UserError(f"Nothing follows {name} in this command.", f"Write {name} VALUE.")
            if name in _OPTIONS:
                command = _OPTIONS[name](command, value)
            else:
                command = replace(command, ignored=(*command.ignored, f"{name} {value}"))
        else:
            command = replace(command, ignored=(*command.ignored, word))
    if not command.script:
        raise UserError(
            "This command names no script.", "It should read: guild-desktop run SCRIPT FLAG=VALUE"
        )
    return command


def _with_word(command: RunCommand, word: str) -> RunCommand:
    name, equals, value = word.partition("=")
    if word.startswith("@"):
        return replace(command, ignored=(*command.ignored, word))
    if equals and name:
        return replace(command, flags={**command.flags, name: value})
    if not command.script:
        return replace(command, script=word)
    return replace(command, ignored=(*command.ignored, word))


def _with_option(command: RunCommand, value: str) -> RunCommand:
    name, equals, text = value.partition("=")
    if not equals or not name:
        raise UserError(
            f"The optimizer's option {value!r} has no value.",
            "Write -Fo NAME=VALUE, as in -Fo kappa=2.",
        )
    return replace(command, options={**command.options, name: text})


def _with_objective(direction: Direction) -> Callable[[RunCommand, str], RunCommand]:
    def apply(command: RunCommand, value: str) -> RunCommand:
        if command.objective is not None:
            raise UserError(
                "A sweep has one goal for now.",
                "Leave one --minimize or --maximize, and paste again.",
            )
        return replace(command, objective=Objective.of(value, direction))

    return apply


def _number(option: str, value: str, low: int) -> int:
    try:
        number = int(value)
    except ValueError:
        number = low - 1
    if number < low:
        raise UserError(f"{option} cannot be {value!r}.", f"Write a whole number from {low} up.")
    return number


def _with_stop_after(command: RunCommand, value: str) -> RunCommand:
    seconds = read_time_span(value)
    if not seconds:
        raise UserError(f"--stop-after cannot be {value!r}.", "Write a time such as 90, 10m or 2h.")
    return replace(command, stop_after=seconds)


def _with_devices(command: RunCommand, value: str) -> RunCommand:
    names = tuple(name.strip() for name in value.split(","))
    if not all(names):
        raise UserError(f"--devices cannot be {value!r}.", "Write a list such as 0,1.")
    return replace(command, devices=names)


def _with_timeout(command: RunCommand, value: str) -> RunCommand:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UserError(f"--timeout cannot be {value!r}.", "Write a number of seconds.")
    return replace(command, timeout=seconds)


def _with_start(command: RunCommand, value: str) -> RunCommand:
    for mode in get_args(StartMode):
        if value == mode:
            return replace(command, start=mode)
    raise UserError(f"--start cannot be {value!r}.", "Write cold, warm or auto.")


def _with_cwd(command: RunCommand, value: str) -> RunCommand:
    if value == "run":
        return replace(command, cwd="run")
    if value == "project":
        return replace(command, cwd="project")
    raise UserError(f"--cwd cannot be {value!r}.", "Write run or project.")


_LONG: dict[str, Callable[[RunCommand, str], RunCommand]] = {
    "--optimizer": lambda command, value: replace(command, optimizer=value),
    "-Fo": _with_option,
    "--max-trials": lambda command, value: replace(
        command, max_trials=_number("--max-trials", value, 1)
    ),
    "--minimize": _with_objective("minimize"),
    "--maximize": _with_objective("maximize"),
    "--random-seed": lambda command, value: replace(
        command, seed=_number("--random-seed", value, 0)
    ),
    "--workers": lambda command, value: replace(command, workers=_number("--workers", value, 1)),
    "--python": lambda command, value: replace(command, python=value),
    "--cwd": _with_cwd,
    "--timeout": _with_timeout,
    "--scalar": lambda command, value: replace(command, patterns=(*command.patterns, value)),
    "--stop-after-failures": lambda command, value: replace(
        command, max_failures=_number("--stop-after-failures", value, 0)
    ),
    "--stop-after": _with_stop_after,
    "--devices": _with_devices,
    "--retries": lambda command, value: replace(command, retries=_number("--retries", value, 0)),
    "--start": _with_start,
    "--where": lambda command, value: replace(command, where=value.strip()),
    "--label": lambda command, value: replace(command, label=value),
    "--tag": lambda command, value: replace(command, tags=(*command.tags, value)),
    "--comment": lambda command, value: replace(command, comment=value),
}
_SHORT = {
    "-o": "--optimizer",
    "-m": "--max-trials",
    "-N": "--minimize",
    "-X": "--maximize",
    "-l": "--label",
    "-t": "--tag",
    "--opt-flag": "-Fo",
}
_OPTIONS = _LONG | {short: _LONG[name] for short, name in _SHORT.items()}
