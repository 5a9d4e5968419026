"""The command that runs a run's script with its flags once more."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from guild_desktop.core.values import format_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.values import Value


def command_of_run(frame: RunFrame, run_id: str) -> str:
    """One line for a POSIX shell; of a run whose batch is gone only the script's name is known."""
    run = frame.run(frame.position(run_id))
    return flags_command(frame, run.batch, run.operation, run.flags)


def flags_command(
    frame: RunFrame, batch_id: str, operation: str, flags: Mapping[str, Value]
) -> str:
    """The command that runs ``operation``, as the batch ran it, with ``flags``."""
    batch = frame.batches.get(batch_id)
    words = ["guild-desktop", "run"]
    if batch is None:
        words.append(operation)
    elif batch.operation.kind == "script":
        words.append(batch.operation.target)
    else:
        words += [f"--{batch.operation.kind}", batch.operation.target]
    words += [f"{name}={format_value(value)}" for name, value in flags.items()]
    for pattern in batch.operation.patterns if batch is not None else ():
        words += ["--scalar", pattern]
    return shlex.join(words)
