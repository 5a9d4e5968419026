"""What `run` prints while it runs."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING

from guild_desktop.cli.app import discard
from guild_desktop.core.objective_value import objective_value
from guild_desktop.core.run import Run, Status
from guild_desktop.core.values import format_value

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch, Objective
    from guild_desktop.engine.trial_process import Stream


def tell(line: str, stream: IO[str]) -> None:
    """Print a line; when nobody reads any more the batch goes on all the same."""
    try:
        print(line, file=stream, flush=True)
    except BrokenPipeError:
        discard(stream)


class PassThrough:
    """Shows a single run's own output as it comes."""

    def run_started(self, run: Run) -> None:
        """Say nothing: the output speaks."""

    def printed(self, run_id: str, stream: Stream, data: bytes) -> None:
        """Pass the bytes on, to the stream they came from."""
        del run_id
        target = sys.stdout if stream == "stdout" else sys.stderr
        try:
            target.buffer.write(data)
            target.buffer.flush()
        except BrokenPipeError:
            discard(target)

    def run_ended(self, run: Run) -> None:
        """Say how it failed, if it did: of its own words the last may be far above."""
        if run.status is not Status.COMPLETED:
            tell(f"guild-desktop: {run.operation}: {run.status}: {run.reason}", sys.stderr)

    def batch_ended(self, batch: Batch) -> None:
        """Say nothing more."""


class LineATrial:
    """Prints one line for each trial that ends."""

    def __init__(self, objective: Objective, planned: int) -> None:
        self._objective = objective
        self._planned = planned

    def run_started(self, run: Run) -> None:
        """Wait for its end."""

    def printed(self, run_id: str, stream: Stream, data: bytes) -> None:
        """Keep it in the run's folder only."""

    def run_ended(self, run: Run) -> None:
        """One line: number, id, status, flags, objective, and why it failed."""
        value = objective_value(run, self._objective)
        flags = " ".join(f"{name}={format_value(run.flags[name])}" for name in sorted(run.flags))
        result = "" if value is None else f"  {self._objective.column}: {value:g}"
        reason = f"  {run.reason}" if run.reason else ""
        line = f"[{run.trial}/{self._planned}] {run.id[:8]}  {run.status}  {flags}{result}{reason}"
        tell(line, sys.stdout)

    def batch_ended(self, batch: Batch) -> None:
        """Say why it ended early, if it did."""
        if batch.reason:
            tell(f"{batch.name}: {batch.reason}", sys.stderr)
