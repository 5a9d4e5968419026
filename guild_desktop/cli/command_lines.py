"""`run --print-cmd`: the command lines of the trials instead of the trials."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import plain, print_json
from guild_desktop.cli.trials import trials_of
from guild_desktop.core.values import format_value
from guild_desktop.engine.new_runs import trial_seed
from guild_desktop.scripts.command_line import typed_command
from guild_desktop.scripts.environment import RANDOM_SEED

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.core.values import Value
    from guild_desktop.engine.request import PlannedBatch


def show_commands(planned: PlannedBatch, *, as_json: bool) -> int:
    """Print a command a trial, quoted for the shell; the exit status.

    With repeats, a command for each, with its seed. Flags that are global variables of the script have no
    word in it and stand behind it as a comment. ``UserError`` for a search, whose trials are not known
    yet, and for values that no word can hold.
    """
    batch = planned.batch
    commands = [
        (typed_command(batch.operation, flags), seed)
        for number, flags in enumerate(trials_of(planned), 1)
        for seed in _seeds(batch, number)
    ]
    if as_json:
        print_json(
            [
                {"command": words, "globals": {name: plain(it) for name, it in values.items()}}
                | ({} if seed is None else {"environment": {RANDOM_SEED: str(seed)}})
                for (words, values), seed in commands
            ]
        )
        return OK
    for (words, values), seed in commands:
        before = "" if seed is None else f"{RANDOM_SEED}={seed} "
        print(before + shlex.join(words) + _comment(values))
    return OK


def _seeds(batch: Batch, trial: int) -> list[int | None]:
    """Of the repeats of a trial; only by these do they differ."""
    if batch.limits.repeat == 1:
        return [None]
    return [trial_seed(batch.seed, trial, repeat + 1) for repeat in range(batch.limits.repeat)]


def _comment(values: dict[str, Value]) -> str:
    if not values:
        return ""
    return f"  # with {' '.join(f'{name}={format_value(it)}' for name, it in values.items())}"
