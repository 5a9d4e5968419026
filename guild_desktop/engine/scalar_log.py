"""Numbers that running trials report, gathered and stored a few times a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from guild_desktop.scalars.events import EventsFile
from guild_desktop.scalars.lines import LineScalars
from guild_desktop.scalars.summary import SummaryBuilder
from guild_desktop.store.recorder import Point, Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from guild_desktop.core.run import Run, ScalarSummary
    from guild_desktop.engine.trial_process import Stream
    from guild_desktop.scalars.summary import ScalarPoint

_INTERVAL = 0.25
"""Seconds between two writes while values arrive."""


class _RunScalars:
    """What one run has reported so far."""

    def __init__(self, run: Run, events: Path) -> None:
        flag_names = tuple(run.flags)
        self.sequence = run.sequence
        self.streams = {"stdout": LineScalars(flag_names), "stderr": LineScalars(flag_names)}
        self.events = EventsFile(events)
        self.summary = SummaryBuilder()
        self.counts: dict[str, int] = {}


class ScalarLog:
    """Reads scalars out of output and event files for all runs of an engine."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._runs: dict[str, _RunScalars] = {}
        self._points: list[Point] = []
        self._changed: set[str] = set()
        self._stored_at = 0.0

    def open(self, run: Run, events: Path) -> None:
        """Begin to listen to a run; ``events`` is the file it may append values to."""
        self._runs[run.id] = _RunScalars(run, events)

    def feed(self, run_id: str, stream: Stream, data: bytes) -> None:
        """Take what a run printed."""
        self._add(run_id, self._runs[run_id].streams[stream].feed(data))

    def flush(self) -> None:
        """Store new values if the last time is long enough ago."""
        if time.monotonic() - self._stored_at >= _INTERVAL:
            for run_id, run in self._runs.items():
                self._add(run_id, run.events.read())
            self._store()

    def close(self, run_id: str) -> dict[str, ScalarSummary]:
        """Take and store the last of a run's values; its summaries."""
        run = self._runs[run_id]
        for reader in run.streams.values():
            self._add(run_id, reader.finish())
        self._add(run_id, run.events.finish())
        self._store()
        del self._runs[run_id]
        return run.summary.summaries()

    def _add(self, run_id: str, points: list[ScalarPoint]) -> None:
        if not points:
            return
        run = self._runs[run_id]
        for point in points:
            number = run.counts.get(point.tag, 0)
            run.counts[point.tag] = number + 1
            run.summary.add(point)
            self._points.append(Point(run.sequence, point.tag, number, point.step, point.value))
        self._changed.add(run_id)

    def _store(self) -> None:
        self._stored_at = time.monotonic()
        if self._points:
            summaries = {run_id: self._runs[run_id].summary.summaries() for run_id in self._changed}
            self._recorder.add_scalars(self._points, summaries)
            self._points = []
            self._changed = set()
