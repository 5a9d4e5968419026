"""The flags and scalars of a script, found without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.operation import FlagInfo
from guild_desktop.scripts.argparse_options import argparse_flags, uses_argparse
from guild_desktop.scripts.arguments import spelling
from guild_desktop.scripts.click_options import click_flags, uses_click
from guild_desktop.scripts.literals import imported_names
from guild_desktop.scripts.module_globals import global_flags
from guild_desktop.scripts.printed_scalars import printed_scalars
from guild_desktop.scripts.source import ScriptSource, read_script

_OTHER_WAYS = (
    "typer",
    "fire",
    "hydra",
    "jsonargparse",
    "absl.flags",
    "tyro",
    "simple_parsing",
    "docopt",
)


@dataclass(frozen=True, slots=True)
class Detection:
    """What a script accepts and reports, as far as its text tells.

    ``origin`` says where the flags come from: ``global``, ``argparse`` or ``click``. ``unsure`` are plain
    sentences about what only running the script would tell. ``scalars`` are the names that it seems
    to print as ``key: number``. ``takes_others``: it may have options that its text does not name.
    """

    flags: tuple[FlagInfo, ...]
    origin: str
    unsure: tuple[str, ...] = ()
    docstring: str = ""
    scalars: tuple[str, ...] = ()
    takes_others: bool = False

    def flags_with(self, names: Iterable[str]) -> tuple[FlagInfo, ...]:
        """Its flags and, if it may have others, one for each further name that a person gives."""
        if not self.takes_others:
            return self.flags
        known = {spelling(flag.name) for flag in self.flags}
        others = {spelling(name): name for name in names if spelling(name) not in known}
        return (*self.flags, *map(option_by_hand, others.values()))


def option_by_hand(name: str) -> FlagInfo:
    """An option that a person names and the script's text does not."""
    return FlagInfo(name, origin="typed", passing="option")


def detect_flags(path: Path) -> Detection:
    """Read a script and say what it accepts; ``UserError`` if it is missing or is not Python.

    A script that makes an argparse parser has that parser's options as flags, else one with click
    options has those, else its global variables count.
    """
    source = read_script(path)
    takes_others = False
    if uses_argparse(source):
        origin, (flags, unsure, takes_others) = "argparse", argparse_flags(source)
    elif uses_click(source):
        origin, (flags, unsure, takes_others) = "click", click_flags(source)
    else:
        origin, (flags, unsure) = "global", global_flags(source)
        unsure += _other_ways(source)
    names = {flag.name for flag in flags}
    scalars = tuple(name for name in printed_scalars(source) if name not in names)
    docstring = ast.get_docstring(source.tree) or ""
    return Detection(tuple(flags), origin, tuple(unsure), docstring, scalars, takes_others)


def flag_document(info: FlagInfo) -> dict[str, object]:
    """A flag as ``flags --json`` shows it."""
    return {
        "name": info.name,
        "default": info.default,
        "type": info.type,
        "choices": info.choices,
        "help": info.help,
        "min": info.min,
        "max": info.max,
        "distribution": info.distribution,
        "allow_other": info.allow_other,
        "required": info.required,
        "origin": info.origin,
    }


def _other_ways(source: ScriptSource) -> list[str]:
    return [
        f"The script reads its settings with {package}, which only running it would tell. Give them in a "
        "command template: python train.py --x={x}"
        for package in _OTHER_WAYS
        if _imports(source, package)
    ]


def _imports(source: ScriptSource, module: str) -> bool:
    names = imported_names(source.tree, module.partition(".")[0])
    return any(name == module or name.startswith(f"{module}.") for name in names.values())
