"""`run --print-cmd`: the command lines of the trials instead of the trials."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import plain, print_json
from guild_desktop.cli.trials import trials_of
from guild_desktop.core.values import format_value
from guild_desktop.scripts.command_line import typed_command

if TYPE_CHECKING:
    from guild_desktop.core.values import Value
    from guild_desktop.engine.request import PlannedBatch


def show_commands(planned: PlannedBatch, *, as_json: bool) -> int:
    """Print a command a trial, quoted for the shell; the exit status.

    Flags that are global variables of the script have no word in it and stand behind it as a comment.
    ``UserError`` for a search, whose trials are not known yet, and for values that no word can hold.
    """
    operation = planned.batch.operation
    commands = [typed_command(operation, flags) for flags in trials_of(planned)]
    if as_json:
        print_json(
            [
                {"command": words, "globals": {name: plain(it) for name, it in values.items()}}
                for words, values in commands
            ]
        )
        return OK
    for words, values in commands:
        print(shlex.join(words) + _comment(values))
    return OK


def _comment(values: dict[str, Value]) -> str:
    if not values:
        return ""
    return f"  # with {' '.join(f'{name}={format_value(it)}' for name, it in values.items())}"
