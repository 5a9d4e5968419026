"""Numbers that running trials report, gathered and stored a few times a second."""

from __future__ import annotations

import time
from array import array
from typing import TYPE_CHECKING

from guild_desktop.scalars.lines import LineScalars
from guild_desktop.scalars.summary import SummaryBuilder
from guild_desktop.store.recorder import Recorder, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.run import Run, ScalarSummary
    from guild_desktop.engine.trial_process import Stream
    from guild_desktop.scalars.event_files import EventFiles
    from guild_desktop.scalars.events import EventsFile
    from guild_desktop.scalars.summary import ScalarPoint

_INTERVAL = 0.25
"""Seconds between two writes while values arrive."""


class _Series:
    """One scalar of a run: the summary of what is stored, and the values that are not yet."""

    def __init__(self) -> None:
        self.summary = SummaryBuilder()
        self.steps = array("q")
        self.values = array("d")

    def take(self, run_sequence: int, tag: str) -> Stretch:
        """The new values, which count as stored from now on."""
        stretch = Stretch(run_sequence, tag, self.summary.count, self.steps, self.values)
        self.summary.add(self.steps, self.values)
        self.steps, self.values = array("q"), array("d")
        return stretch


class _RunScalars:
    """What one run has reported so far.

    What a script writes to a file counts before what it prints under the same name: it was written to
    be read, has all digits and steps, and nothing may count twice.
    """

    def __init__(self, run: Run, events: EventsFile, event_files: EventFiles) -> None:
        flag_names = tuple(run.flags)
        self.sequence = run.sequence
        self.streams = {"stdout": LineScalars(flag_names), "stderr": LineScalars(flag_names)}
        self.series: dict[str, _Series] = {}
        self._events = events
        self._event_files = event_files
        self._written: set[str] = set()

    def add_printed(self, points: Iterable[ScalarPoint]) -> None:
        """Take values out of the output, in their order."""
        self._add(point for point in points if point.tag not in self._written)

    def read_files(self, runs: int) -> None:
        """Take values that were written to files since the last time; ``runs`` share the time for it."""
        self._add_written(self._events.read())
        self._add_written(self._event_files.read(runs))

    def finish(self) -> None:
        """Take the last values, for when the run has ended."""
        for reader in self.streams.values():
            self.add_printed(reader.finish())
        self._add_written(self._events.finish())
        self._add_written(self._event_files.finish())

    def _add_written(self, points: Iterable[ScalarPoint]) -> None:
        self._add(map(self._note_written, points))

    def _note_written(self, point: ScalarPoint) -> ScalarPoint:
        if point.tag not in self._written:
            self._written.add(point.tag)
            if point.tag in self.series:
                # Its first stretch replaces what was stored.
                self.series[point.tag] = _Series()
        return point

    def _add(self, points: Iterable[ScalarPoint]) -> None:
        for tag, value, step in points:
            series = self.series.get(tag)
            if series is None:
                series = self.series[tag] = _Series()
            series.steps.append(step)
            series.values.append(value)

    def take(self) -> list[Stretch]:
        """What is not stored yet."""
        return [
            series.take(self.sequence, tag) for tag, series in self.series.items() if series.steps
        ]

    def unread(self) -> str:
        """What of the files could not be read, for a run's reason; empty if nothing."""
        parts = []
        if self._events.skipped:
            lines = "1 line" if self._events.skipped == 1 else f"{self._events.skipped:,} lines"
            parts.append(f"{lines} of its events file told no value")
        if broken := self._event_files.broken:
            others = f" and {len(broken) - 1:,} more" if len(broken) > 1 else ""
            parts.append(f"{broken[0].name}{others} is damaged and was read in part")
        return "; ".join(parts)

    def summaries(self) -> dict[str, ScalarSummary]:
        """Of all that was taken, in the order in which the names first came."""
        return {tag: series.summary.summary() for tag, series in self.series.items()}


class ScalarLog:
    """Reads scalars out of output and event files for all runs of an engine."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._runs: dict[str, _RunScalars] = {}
        self._stored_at = 0.0

    def open(self, run: Run, events: EventsFile, event_files: EventFiles) -> None:
        """Begin to listen to a run: to its output and to the files it may write values to."""
        self._runs[run.id] = _RunScalars(run, events, event_files)

    def feed(self, run_id: str, stream: Stream, data: bytes) -> None:
        """Take what a run printed."""
        run = self._runs[run_id]
        run.add_printed(run.streams[stream].feed(data))

    def flush(self) -> None:
        """Store new values if the last time is long enough ago."""
        if time.monotonic() - self._stored_at >= _INTERVAL:
            for run in self._runs.values():
                run.read_files(len(self._runs))
            self._store()

    def close(self, run_id: str) -> tuple[dict[str, ScalarSummary], str]:
        """Take and store the last of a run's values; its summaries, and what could not be read, if anything."""
        run = self._runs[run_id]
        run.finish()
        self._store()
        del self._runs[run_id]
        return run.summaries(), run.unread()

    def forget(self, run: Run) -> None:
        """Drop all that a run has reported: it is about to begin anew."""
        del self._runs[run.id]
        self._recorder.forget_scalars(run)

    def _store(self) -> None:
        self._stored_at = time.monotonic()
        stretches: list[Stretch] = []
        summaries: dict[str, dict[str, ScalarSummary]] = {}
        for run_id, run in self._runs.items():
            new = run.take()
            if new:
                stretches += new
                summaries[run_id] = run.summaries()
        if stretches:
            self._recorder.add_scalars(stretches, summaries)
