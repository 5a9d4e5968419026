"""One run's event file in a log folder: what stands there already, and how more is added."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from guild_desktop.core.batch import SCALAR_PREFIX
from guild_desktop.core.run import Run
from guild_desktop.interop.tensorboard.messages import (
    END,
    Hparam,
    event_time,
    hparam,
    plugin_content,
    read_scalar_tag,
    read_session_start,
    scalar_event,
    session_end_event,
    session_start_event,
    version_event,
)
from guild_desktop.scalars.record_file import RecordFile, framed

Series = Callable[[Run, str], Sequence[tuple[int, float]]]
"""Gives the (step, value) pairs of a run's scalar in the order reported, as ``Store.series`` does."""

TIME = "time"
"""The metric that says how many seconds a run took."""

_NAME = re.compile(r"events\.out\.tfevents\.\d+\.guild\.(?P<run>[0-9a-f]{32})")


class RunFile:
    """The file of one run, to which only is added; belongs to the log folder.

    ``flags`` are those of its session start, ``counts`` says how many values of which scalar stand in it,
    ``ended`` that nothing more is to come.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.flags: dict[str, Hparam] = {}
        self.counts: Counter[str] = Counter()
        self.ended = False
        self._until = 0.0

    @classmethod
    def begin(cls, folder: Path, run: Run) -> RunFile:
        """Make the folder and file of a run that has started; ``OSError`` if that cannot be done.

        The folder that it stands in must be there.
        """
        folder.mkdir(exist_ok=True)
        start = run.started or run.created
        file = cls(folder / f"events.out.tfevents.{int(start)}.guild.{run.id}")
        found = {name: hparam(value) for name, value in run.flags.items()}
        file.flags = {name: value for name, value in found.items() if value is not None}
        try:
            file._write([version_event(start), session_start_event(start, file.flags)], "wb")
        except OSError:
            _remove(file.path)
            raise
        file._until = start
        return file

    @staticmethod
    def is_one(path: Path) -> bool:
        """Whether a file was written by this class, by its name."""
        return _NAME.fullmatch(path.name) is not None

    @classmethod
    def found(cls, path: Path) -> tuple[str, RunFile] | None:
        """The file of an earlier time and its run's id; None if it is none of ours.

        One that is damaged is removed, with its folder if nothing else is there: it can be written anew.
        """
        match = _NAME.fullmatch(path.name)
        if match is None:
            return None
        file, records = cls(path), RecordFile(path, largest=None)
        begun = False
        try:
            for record in records.read():
                file._until = max(file._until, event_time(record))
                tag = read_scalar_tag(record)
                if tag is not None:
                    file.counts[tag] += 1
                    continue
                flags = read_session_start(record)
                if flags is not None:
                    begun, file.flags = True, flags
                file.ended = file.ended or plugin_content(record, END) is not None
            if records.broken or records.skipped or not begun:
                _remove(path)
                return None
            if records.offset < path.stat().st_size:
                # Whoever wrote it was interrupted.
                with path.open("r+b") as torn:
                    torn.truncate(records.offset)
        except ValueError:
            _remove(path)
            return None
        return match["run"], file

    def add(self, run: Run, series: Series, now: float) -> bool:
        """Add what the run has reported since, and its end once it has ended; whether that was anything.

        The store does not keep the times of single values: they are spread evenly over the time since the
        last call. Within that they are ordered by step, as the last of them is what tables show.
        """
        finished = run.status.is_finished
        end = max(self._until, run.stopped or now) if finished else max(self._until, now)
        events: list[bytes] = []
        counts: Counter[str] = Counter()
        for tag, summary in run.scalars.items():
            name = f"{SCALAR_PREFIX}{tag}" if tag == TIME else tag
            written = self.counts[name]
            if summary.count <= written:
                continue
            new = sorted(series(run, tag)[written:], key=lambda pair: pair[0])
            counts[name] = len(new)
            pace = (end - self._until) / (len(new) or 1)
            events += (
                scalar_event(self._until + pace * (place + 1), step, name, value)
                for place, (step, value) in enumerate(new)
            )
        if finished:
            if run.seconds is not None:
                counts[TIME] = 1
                events.append(scalar_event(end, 0, TIME, run.seconds))
            events.append(session_end_event(end, run.status))
        if events:
            self._write(events)
            self.counts += counts
            self._until = end
        self.ended = finished
        return bool(events)

    def _write(self, events: Sequence[bytes], mode: str = "r+b") -> None:
        """Add events. With ``r+b`` the file must be there, else it would begin in the middle."""
        rest = memoryview(b"".join(map(framed, events)))
        with self.path.open(mode, buffering=0) as file:
            before = file.seek(0, os.SEEK_END)
            try:
                while rest:
                    rest = rest[file.write(rest) :]
            except OSError:
                # Behind half a record nothing could be read any more.
                file.truncate(before)
                raise


def _remove(path: Path) -> None:
    """Remove a run's file, and its folder if nothing else is in it."""
    with contextlib.suppress(OSError):
        path.unlink()
        path.parent.rmdir()
