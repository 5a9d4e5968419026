"""What `run` prints while it runs."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING

from guild_desktop.cli.app import discard
from guild_desktop.core.batch import Objective
from guild_desktop.core.run import Run, Status
from guild_desktop.core.values import format_value

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.engine.trial_spec import Stream


def tell(line: str, stream: IO[str]) -> None:
    """Print a line; when nobody reads any more the batch goes on all the same."""
    try:
        print(line, file=stream, flush=True)
    except BrokenPipeError:
        discard(stream)


_NO_NUMBERS = "no number was found in its output. A number is a line of its own, such as loss: 0.25"


class _TellsPauses:
    """Says on standard error why nothing happens."""

    _is_paused = False

    def paused(self, reason: str) -> None:
        """Say that trials have to wait, or that they go on."""
        if reason or self._is_paused:
            tell(f"guild-desktop: {reason or 'going on'}", sys.stderr)
        self._is_paused = bool(reason)


class PassThrough(_TellsPauses):
    """Shows a single run's own output as it comes."""

    def __init__(self) -> None:
        self._reason = ""

    def batch_started(self, batch: Batch, done: int, wanted: int) -> None:
        """Say nothing yet."""

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
        self._reason = run.reason
        if run.status is not Status.COMPLETED:
            tell(f"guild-desktop: {run.operation}: {run.status}: {run.reason}", sys.stderr)
        elif not run.scalars:
            tell(f"guild-desktop: {run.operation}: {_NO_NUMBERS}", sys.stderr)

    def batch_ended(self, batch: Batch) -> None:
        """Say what the batch knows beyond the run: its Python may be none."""
        if batch.reason.startswith(self._reason) and batch.reason != self._reason:
            tell(f"guild-desktop: {batch.reason}", sys.stderr)


class LineATrial(_TellsPauses):
    """Prints one line for each run of a batch that ends, with how many of those wanted have."""

    def __init__(self) -> None:
        self._objective = Objective()
        self._wanted = self._done = 0
        self._ended: set[tuple[int, int]] = set()

    def batch_started(self, batch: Batch, done: int, wanted: int) -> None:
        """Count from what was done before."""
        self._objective = batch.objective
        self._wanted, self._done = wanted, done

    def run_started(self, run: Run) -> None:
        """Wait for its end."""

    def printed(self, run_id: str, stream: Stream, data: bytes) -> None:
        """Keep it in the run's folder only."""

    def run_ended(self, run: Run) -> None:
        """One line: number, id, status, flags, objective, and why it failed."""
        # A second attempt is nothing more that is done.
        place = run.trial, run.repeat
        self._done += place not in self._ended
        self._ended.add(place)
        flags = " ".join(f"{name}={format_value(run.flags[name])}" for name in sorted(run.flags))
        result = self._result(run)
        reason = f"  {run.reason}" if run.reason else ""
        line = f"[{self._done}/{self._wanted}] {run.id[:8]}  {run.status}  {flags}{result}{reason}"
        tell(line, sys.stdout)

    def _result(self, run: Run) -> str:
        """What it reported; of a failed run nothing counts, and a diverged one says that it is."""
        summary = run.scalars.get(self._objective.name)
        if run.status is not Status.COMPLETED or summary is None:
            return ""
        return f"  {self._objective.column}: {getattr(summary, self._objective.aggregate):g}"

    def batch_ended(self, batch: Batch) -> None:
        """Say why it ended early, if it did."""
        if batch.reason:
            tell(f"{batch.name}: {batch.reason}", sys.stderr)
