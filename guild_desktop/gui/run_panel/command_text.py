"""Turns what the panel asks for into the equivalent command, and a pasted command back into it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace

from guild_desktop.core.errors import UserError
from guild_desktop.engine.pruning.catalogue import format_early_stopping
from guild_desktop.gui.run_panel.run_command import OPTIONS, RunCommand

_STARTS = re.compile(
    r"\s*(?:[$>%]\s+)?(?:guild|(?:\S*/)?guild-desktop|\S*python\S*\s+-m\s+guild_desktop)\s+run\s"
)

_GUILDS = re.compile(r"\s*(?:[$>%]\s+)?guild\s+run\s")

_SILENT = frozenset({"-y", "--yes", "--json", "--print-trials", "--print-cmd", "--test-sourcecode"})
"""Switches that have no meaning in a window, where a preview is always shown first."""

_VALUED = frozenset({"--home", "--save-trials", "--gpus", "--run-dir", "-d"})
"""Options of ours or Guild's that the panel has no place for, with the word after them."""

_IN_TERMINALS = {"--module": "a module", "--command": "a command template"}
"""What only a terminal starts; its sweeps are shown and controlled here as any other."""


def is_run_command(text: str) -> bool:
    """Whether ``text`` looks like ``guild run …`` or ``guild-desktop run …``, perhaps with a prompt."""
    return _STARTS.match(text) is not None


def format_command(command: RunCommand) -> str:
    """The command as one line for a POSIX shell; ``parse_command`` gives an equal value back."""
    words = ["guild-desktop", "run"]
    if command.restart:
        words += ["--restart", command.restart]
    if command.script:
        words.append(command.script)
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
    if command.repeat > 1:
        words += ["--repeat", str(command.repeat)]
    if command.patience:
        words += ["--patience", str(command.patience)]
    if command.early_stopping is not None:
        words += ["--early-stopping", format_early_stopping(command.early_stopping)]
    if command.devices:
        words += ["--devices", ",".join(command.devices)]
    if command.needed:
        words.append("--needed")
    if command.defaults_first is not None:
        words.append("--defaults-first" if command.defaults_first else "--no-defaults-first")
    for run in command.start_from:
        words += ["--start-from", run]
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
        if name in _IN_TERMINALS:
            raise UserError(
                f"The Run panel runs scripts, and this command runs {_IN_TERMINALS[name]}.",
                "Run it in a terminal: its sweep appears here at once.",
            )
        if name == "--fail-on-trial-error":
            command = replace(command, fail_on_trial_error=True)
        elif name == "--needed":
            command = replace(command, needed=True)
        elif name in {"--defaults-first", "--no-defaults-first"}:
            command = replace(command, defaults_first=name == "--defaults-first")
        elif name in OPTIONS or name in _VALUED:
            if not equals:
                value = next(words, None)  # type: ignore[assignment]  # None is told apart below
            if value is None:
                raise UserError(f"Nothing follows {name} in this command.", f"Write {name} VALUE.")
            if name in OPTIONS:
                command = OPTIONS[name](command, value)
            else:
                command = replace(command, ignored=(*command.ignored, f"{name} {value}"))
        else:
            command = replace(command, ignored=(*command.ignored, word))
    if not (command.script or command.restart):
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
