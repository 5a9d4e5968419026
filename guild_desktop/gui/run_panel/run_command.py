"""What the words of a ``run`` command say, and how each option of it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from guild_desktop.core.batch import (
    MAX_REPEATS,
    MAX_TRIALS,
    Direction,
    EarlyStopping,
    Objective,
    StartMode,
)
from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import WorkingFolder
from guild_desktop.core.time_span import read_time_span
from guild_desktop.engine.pruning.catalogue import read_early_stopping
from guild_desktop.gui.run_panel import largest


@dataclass(frozen=True, slots=True)
class RunCommand:
    """What the words of a ``run`` command say; None and empty mean that they say nothing about it.

    ``restart`` names a sweep to go on with, then there may be no script. ``flags`` are the expressions as
    text, ``options`` those of the optimizer as text by name, ``timeout`` is in seconds for each run.
    ``ignored`` are the words the panel has no place for.
    """

    script: str
    restart: str = ""
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
    patience: int = 0
    repeat: int = 1
    early_stopping: EarlyStopping | None = None
    devices: tuple[str, ...] = ()
    needed: bool = False
    defaults_first: bool | None = None
    start_from: tuple[str, ...] = ()
    where: str = ""
    start: StartMode | None = None
    fail_on_trial_error: bool = False
    patterns: tuple[str, ...] = ()
    label: str = ""
    tags: tuple[str, ...] = ()
    comment: str = ""
    ignored: tuple[str, ...] = ()


def option_text(value: object) -> str:
    """The value of an optimizer's option as commands write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


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


def _number(option: str, value: str, low: int, high: int) -> int:
    try:
        number = int(value)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise UserError(f"{option} cannot be {value!r}.", f"Write a number from {low} to {high}.")
    return number


def _with_stop_after(command: RunCommand, value: str) -> RunCommand:
    seconds = read_time_span(value)
    if not seconds or seconds > 60 * largest.SWEEP_MINUTES:
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
    if not 0 < seconds <= largest.RUN_SECONDS:
        raise UserError(
            f"--timeout cannot be {value!r}.",
            f"Write a number of seconds up to {largest.RUN_SECONDS}.",
        )
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
    "--restart": lambda command, value: replace(command, restart=value),
    "--optimizer": lambda command, value: replace(command, optimizer=value),
    "-Fo": _with_option,
    "--max-trials": lambda command, value: replace(
        command, max_trials=_number("--max-trials", value, 1, MAX_TRIALS)
    ),
    "--minimize": _with_objective("minimize"),
    "--maximize": _with_objective("maximize"),
    "--random-seed": lambda command, value: replace(
        command, seed=_number("--random-seed", value, 0, largest.SEED)
    ),
    "--workers": lambda command, value: replace(
        command, workers=_number("--workers", value, 1, MAX_TRIALS)
    ),
    "--python": lambda command, value: replace(command, python=value),
    "--cwd": _with_cwd,
    "--timeout": _with_timeout,
    "--scalar": lambda command, value: replace(command, patterns=(*command.patterns, value)),
    "--stop-after-failures": lambda command, value: replace(
        command, max_failures=_number("--stop-after-failures", value, 0, MAX_TRIALS)
    ),
    "--stop-after": _with_stop_after,
    "--patience": lambda command, value: replace(
        command, patience=_number("--patience", value, 0, MAX_TRIALS)
    ),
    "--repeat": lambda command, value: replace(
        command, repeat=_number("--repeat", value, 1, MAX_REPEATS)
    ),
    "--early-stopping": lambda command, value: replace(
        command, early_stopping=read_early_stopping(value)
    ),
    "--devices": _with_devices,
    "--retries": lambda command, value: replace(
        command, retries=_number("--retries", value, 0, largest.RETRIES)
    ),
    "--start": _with_start,
    "--start-from": lambda command, value: replace(
        command, start_from=(*command.start_from, value)
    ),
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
OPTIONS = _LONG | {short: _LONG[name] for short, name in _SHORT.items()}
"""By its name what an option makes of a command, given its value; ``UserError`` if that makes no sense."""
