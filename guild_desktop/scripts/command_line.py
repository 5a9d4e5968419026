"""The command that runs one trial: interpreter, words and settings, for each kind of operation."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import FlagInfo, Operation, Passing
from guild_desktop.core.values import Value, value_text
from guild_desktop.scripts.arguments import arguments_of, spelling
from guild_desktop.scripts.environment import PRIVATE_FOLDER, child_environment
from guild_desktop.scripts.snapshot import BOOTSTRAP, MAIN_SOURCE, open_snapshot
from guild_desktop.scripts.target import target_file

__all__ = [
    "TrialCommand",
    "check_template",
    "child_environment",
    "trial_command",
    "typed_command",
]

LONGEST_ARGUMENT = 128 << 10
"""Bytes that Linux lets one argument of a program have."""

_SETTINGS = "launch.json"
_PLACE = re.compile(r"\{([^{}\s]+)\}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TrialCommand:
    """What to start: ``argv`` with the program first, the working folder, variables beyond those of
    ``child_environment``, and the files that were written for it.
    """

    argv: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Path, ...] = ()


def trial_command(
    operation: Operation,
    flags: Mapping[str, Value],
    run_dir: Path,
    source: Path,
    imported: Path | None = None,
) -> TrialCommand:
    """The command of a trial that starts cold, with the files it needs written to ``run_dir``.

    ``source`` is the folder of the batch's snapshot. Flags reach a script or module as the values of
    its global variables, as ``--name=value`` words, or as positional words, each as its ``FlagInfo``
    says; one that is not known goes as ``--name=value`` if the known ones do, else as a global variable.
    In a command template ``{name}`` stands for a flag; values are put in after the template has been
    split into words and never meet a shell. A script or module writes to the file ``imported`` the
    moment (``time.monotonic``) at which its imports were done. ``UserError`` for a value that cannot be
    passed.
    """
    snapshot = open_snapshot(source)
    project = Path(operation.project)
    cwd = run_dir if snapshot.cwd == "run" else project
    if operation.kind == "command":
        return TrialCommand(_checked(_template_words(operation.target, flags)), cwd)
    values, words = _split(operation.flags, flags)
    root = source if snapshot.cwd == "run" else project
    target = target_file(operation)
    settings = {
        "file": "" if target is None else str(target),
        "source": "" if target is None else str(source / PRIVATE_FOLDER / MAIN_SOURCE),
        "module": operation.target if operation.kind == "module" else "",
        "folder": str(import_folder(operation, root)),
        "arguments": _checked(words),
        "globals": values,
    }
    if imported is not None:
        settings["imported"] = str(imported)
    bootstrap = source / PRIVATE_FOLDER / BOOTSTRAP / "launch.py"
    file = run_dir / PRIVATE_FOLDER / _SETTINGS
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_json(settings))
    return TrialCommand((operation.python, str(bootstrap), str(file)), cwd, files=(file,))


def typed_command(
    operation: Operation, flags: Mapping[str, Value]
) -> tuple[list[str], dict[str, Value]]:
    """A trial's command line as a person would type it, and the flags that have no word in it.

    Those are global variables, which only ``trial_command`` can give other values. ``UserError`` for
    a value that cannot be passed.
    """
    if operation.kind == "command":
        return list(_checked(_template_words(operation.target, flags))), {}
    values, words = _split(operation.flags, flags)
    target = ["-m", operation.target] if operation.kind == "module" else [operation.target]
    return [operation.python, *target, *_checked(words)], values


def _split(
    known: tuple[FlagInfo, ...], flags: Mapping[str, Value]
) -> tuple[dict[str, Value], list[str]]:
    """Values for global variables, and words for the command line."""
    infos = {spelling(info.name): info for info in known}
    by_words = any(info.passing != "global" for info in known)
    values: dict[str, Value] = {}
    passed: list[tuple[FlagInfo, Value]] = []
    for name, value in flags.items():
        info = infos.get(spelling(name))
        if info is None:
            passing: Passing = "option" if by_words else "global"
            info = FlagInfo(name, origin="typed", passing=passing)
        if info.passing == "global":
            values[info.name] = value
        else:
            passed.append((info, value))
    return values, arguments_of(passed)


def import_folder(operation: Operation, root: Path) -> Path:
    """What ``sys.path`` begins with: the script's own folder, or for a module the project.

    ``root`` is where trials see the project.
    """
    project, target = Path(operation.project), Path(operation.target)
    if operation.kind == "module" or target.parent == project:
        return root
    if target.is_relative_to(project):
        return root / target.parent.relative_to(project)
    return target.parent


def check_template(template: str) -> None:
    """Refuse, before anything is made, a command template that no trial could start.

    ``UserError`` if it cannot be split into words or names a program that is not there.
    """
    program = _split_template(template)[0]
    if not _PLACE.search(program) and shutil.which(program) is None:
        raise UserError(
            f"There is no program {program}.", "Check its name, or give its whole path."
        )


def _template_words(template: str, flags: Mapping[str, Value]) -> list[str]:
    words = _split_template(template)
    values = {spelling(name): value for name, value in flags.items()}

    def put_in(place: re.Match[str]) -> str:
        if spelling(place[1]) not in values:
            raise UserError(
                f"The command asks for {place[0]}, and there is no flag {place[1]}.",
                f"Give it a value: {place[1]}=…",
            )
        return value_text(values[spelling(place[1])])

    return [_PLACE.sub(put_in, word) for word in words]


def _split_template(template: str) -> list[str]:
    lexer = shlex.shlex(template, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if os.name == "nt":
        # There a backslash is a part of a path.
        lexer.escape = ""
    try:
        words = list(lexer)
    except ValueError as error:
        raise UserError(
            f"The command {template} cannot be split into words: {error}.",
            "Close its quotes, or write \\\\ for a backslash.",
        ) from error
    if not words:
        raise UserError("The command is empty.", "Write it as in: python train.py --lr {lr}")
    return words


def _checked(words: list[str]) -> tuple[str, ...]:
    for word in words:
        if "\0" in word:
            raise UserError(
                f"{word.split('=')[0]!r} holds a zero byte, which no program can be given.",
                "Take it out of the value.",
            )
        size = len(os.fsencode(word))
        if size > LONGEST_ARGUMENT:
            raise UserError(
                f"{word[:20]}… has {size:,} bytes; a program can be given at most "
                f"{LONGEST_ARGUMENT:,} in one word.",
                "Put the value into a file and give the script its name.",
            )
    return tuple(words)


def _json(settings: Mapping[str, object]) -> bytes:
    """JSON that Python reads as its own too, see ``read_json`` in the bootstrap."""
    text = json.dumps(settings, ensure_ascii=False)
    # Names of files that are no UTF-8 reach us with lone surrogates in them.
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()
