"""Numbers that running trials report, gathered and stored a few times a second."""

from __future__ import annotations

import time
from array import array
from enum import IntEnum
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from guild_desktop.scalars.lines import LineScalars, Printed
from guild_desktop.scalars.pattern import Pattern, compile_patterns
from guild_desktop.scalars.pattern_matcher import PatternMatcher
from guild_desktop.scalars.summary import SummaryBuilder
from guild_desktop.scalars.thinning import Thinning
from guild_desktop.store.recorder import Recorder, Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from guild_desktop.core.run import Run, ScalarSummary
    from guild_desktop.engine.trial_spec import Stream
    from guild_desktop.scalars.event_files import EventFiles
    from guild_desktop.scalars.events import EventsFile
    from guild_desktop.scalars.summary import ScalarPoint

_INTERVAL = 0.25
"""Seconds between two writes while values arrive."""

MOST_NAMES = 10_000
"""Scalars of one run that are kept; the names of more are most often numbers."""


class _Source(IntEnum):
    """Where values come from. Under one name only those from the highest count, so that none counts twice.

    What a script writes to a file was written to be read, has all digits and steps; what a pattern finds
    was asked for.
    """

    PRINTED = 0
    MATCHED = 1
    WRITTEN = 2


class News(NamedTuple):
    """New values of a run's goal, ``values[i]`` at ``steps[i]``;
    ``anew``: what came before does not count any more.
    """

    steps: array[int]
    values: array[float]
    anew: bool


class _Series:
    """One scalar of a run: the summary of all values so far, and those of them that are not stored yet."""

    def __init__(self, source: _Source) -> None:
        self.source = source
        self.summary = SummaryBuilder()
        self.steps = array("q")
        self.values = array("d")
        self.stored = 0
        self.told = 0
        self.was_told = False

    def news(self) -> News:
        """The values since the last time; to be asked for before they are taken."""
        first, is_first = self.told, not self.was_told
        self.told, self.was_told = len(self.steps), True
        return News(self.steps[first:], self.values[first:], is_first)

    def take(self, run_sequence: int, tag: str, thinning: Thinning) -> Stretch:
        """The new values, which count as stored from now on."""
        steps, values = self.steps, self.values
        kept = thinning.kept(self.summary.count, steps, values)
        self.summary.add(steps, values)
        stretch = Stretch(run_sequence, tag, self.stored, *kept)
        self.stored += len(stretch.steps)
        self.steps, self.values = array("q"), array("d")
        self.told = 0
        return stretch


class _RunScalars:
    """What one run has reported so far."""

    def __init__(
        self,
        run: Run,
        events: EventsFile,
        event_files: EventFiles,
        patterns: Iterable[Pattern],
        goal: str,
    ) -> None:
        flag_names = tuple(run.flags)
        self.sequence = run.sequence
        self._patterns = PatternMatcher(patterns)
        self._streams = {
            "stdout": LineScalars(flag_names, self._patterns),
            "stderr": LineScalars(flag_names, self._patterns),
        }
        self._series: dict[str, _Series] = {}
        self._goal = goal
        self._events = events
        self._event_files = event_files
        self._thinning = Thinning()
        self._has_too_many_names = False
        self._rest: Iterator[list[ScalarPoint]] | None = None

    def feed(self, stream: Stream, data: bytes) -> None:
        """Take what it printed."""
        self._add_printed(self._streams[stream].feed(data))

    def read_files(self, runs: int) -> None:
        """Take values that were written to files since the last time; ``runs`` share the time for it."""
        if self._rest is not None:
            return
        self._add(self._events.read(runs), _Source.WRITTEN)
        self._add(self._event_files.read(runs), _Source.WRITTEN)

    def read_rest(self, seconds: float) -> bool:
        """Take the last values, for when the run has ended; False when there are no more of them.

        That takes about so many ``seconds``, and then goes on at the next call.
        """
        if self._rest is None:
            for reader in self._streams.values():
                self._add_printed(reader.finish())
            self._rest = chain(self._events.rest(), self._event_files.rest())
        until = time.monotonic() + seconds
        for piece in self._rest:
            self._add(piece, _Source.WRITTEN)
            if time.monotonic() >= until:
                return True
        return False

    def _add_printed(self, found: Printed) -> None:
        self._add(found.plain, _Source.PRINTED)
        self._add(found.matched, _Source.MATCHED)

    def _add(self, points: Iterable[ScalarPoint], source: _Source) -> None:
        for tag, value, step in points:
            series = self._series.get(tag)
            if series is None or series.source is not source:
                if series is not None and series.source > source:
                    continue
                if series is None and not self._has_room_for(tag):
                    self._has_too_many_names = True
                    continue
                # Its first stretch replaces what was stored from a lesser source.
                series = self._series[tag] = _Series(source)
            series.steps.append(step)
            series.values.append(value)

    def _has_room_for(self, tag: str) -> bool:
        """Whether one more name is kept: the batch is about its goal, however late it comes."""
        return tag == self._goal or len(self._series) < MOST_NAMES

    def news(self) -> News | None:
        """What it reported of its goal since the last time; None if nothing."""
        series = self._series.get(self._goal)
        return series.news() if series is not None and series.told < len(series.steps) else None

    def take(self) -> list[Stretch]:
        """What is not stored yet."""
        return [
            series.take(self.sequence, tag, self._thinning)
            for tag, series in self._series.items()
            if series.steps
        ]

    def notices(self) -> str:
        """What of its numbers could not be read or kept, for a run's reason; empty if nothing."""
        parts = list(self._patterns.notices)
        if self._events.skipped:
            lines = "1 line" if self._events.skipped == 1 else f"{self._events.skipped:,} lines"
            parts.append(f"{lines} of its events file told no value")
        if broken := self._event_files.broken:
            others = f" and {len(broken) - 1:,} more" if len(broken) > 1 else ""
            parts.append(f"{broken[0].name}{others} is damaged and was read in part")
        if self._has_too_many_names:
            parts.append(
                f"it reported more than {MOST_NAMES:,} scalars; the first ones and the goal are kept"
            )
        if self._thinning.left_out:
            parts.append(f"{self._thinning.left_out:,} of its values are in no curve")
        return "; ".join(parts)

    def summaries(self) -> dict[str, ScalarSummary]:
        """Of all that was taken, in the order in which the names first came."""
        return {tag: series.summary.summary() for tag, series in self._series.items()}


class ScalarLog:
    """Reads scalars out of output and event files for all runs of an engine.

    ``patterns`` are as a person wrote them; ``PatternError`` if one is none. The scalar named
    ``goal`` is kept of runs that report too many as well; ``listener`` is told of its values as they
    come, with the run's id.
    """

    def __init__(
        self,
        recorder: Recorder,
        patterns: Iterable[str] = (),
        *,
        goal: str = "",
        listener: Callable[[str, News], None] | None = None,
    ) -> None:
        self._recorder = recorder
        self._patterns = compile_patterns(patterns)
        self._goal = goal
        self._listener = listener
        self._runs: dict[str, _RunScalars] = {}
        self._stored_at = 0.0

    def open(self, run: Run, events: EventsFile, event_files: EventFiles) -> None:
        """Begin to listen to a run: to its output and to the files it may write values to."""
        self._runs[run.id] = _RunScalars(run, events, event_files, self._patterns, self._goal)

    def feed(self, run_id: str, stream: Stream, data: bytes) -> None:
        """Take what a run printed."""
        self._runs[run_id].feed(stream, data)
        self._tell(run_id)

    def flush(self) -> None:
        """Store new values if the last time is long enough ago."""
        if time.monotonic() - self._stored_at >= _INTERVAL:
            for run_id, run in self._runs.items():
                run.read_files(len(self._runs))
                self._tell(run_id)
            self._store()

    def read_rest(self, run_id: str, seconds: float) -> bool:
        """Take for so long what a run that has ended had left in its files; whether there is more."""
        is_more = self._runs[run_id].read_rest(seconds)
        self._tell(run_id)
        return is_more

    def close(self, run_id: str) -> tuple[dict[str, ScalarSummary], str]:
        """Take and store the last of a run's values;
        its summaries, and what was not read or kept, if anything.
        """
        run = self._runs[run_id]
        while self.read_rest(run_id, _INTERVAL):
            # A huge file's values are never all in memory.
            self._store()
        self._store()
        del self._runs[run_id]
        return run.summaries(), run.notices()

    def drop(self, run_id: str) -> None:
        """Listen no more to a run whose process could not be started."""
        self._runs.pop(run_id, None)

    def forget(self, run: Run) -> None:
        """Drop all that a run has reported: it is about to begin anew."""
        del self._runs[run.id]
        self._recorder.forget_scalars(run)

    def _tell(self, run_id: str) -> None:
        news = None if self._listener is None else self._runs[run_id].news()
        if news is not None and self._listener is not None:
            self._listener(run_id, news)

    def _store(self) -> None:
        self._stored_at = time.monotonic()
        stretches: list[Stretch] = []
        summaries: dict[str, dict[str, ScalarSummary]] = {}
        for run_id, run in self._runs.items():
            new = run.take()
            if new:
                # A stretch may have been thinned to nothing; what it said is in the summary.
                stretches += [stretch for stretch in new if stretch.steps]
                summaries[run_id] = run.summaries()
        if summaries:
            self._recorder.add_scalars(stretches, summaries)
