"""TensorBoard's event files, wherever a script writes them in its run's folder."""

from __future__ import annotations

import os
import re
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path

from guild_desktop.scalars.event_message import EventMessages
from guild_desktop.scalars.record_file import RecordFile
from guild_desktop.scalars.summary import ScalarPoint

_BEGINNING = "events.out.tfevents."

_PAUSE = 2.0
"""Seconds between two looks for new files."""

_SHARE = 20
"""A look that took long is followed by a pause so many times as long."""

_DEEPEST = 8
_MOST_ENTRIES = 20_000
_MOST_FILES = 200

_MOST_AT_ONCE = 128 << 10
"""Bytes that are read at a time while the script runs, in about a tenth of a second."""

_LEAST_OF_A_FILE = 4 << 10

_PIECE = 32 << 10
"""Bytes of a file's rest that are read at a time."""

# A date or a time of day with hours, minutes and seconds, or seconds since 1970: 20261123-143005,
# Nov23_14-30-05_host, 2026-11-23, 1795444205.25.
_MOMENT = re.compile(
    r"(?<!\d)(?:\d{8}(?!\d)|\d{4}-\d\d-\d\d(?!\d)|\d\d[-_:.h]\d\d[-_:.m]\d\d(?!\d)|1\d{9}(?!\d))"
)


class EventFiles:
    """Reads what is appended to the event files of one run; belongs to one reader, on its thread.

    They are found anywhere below ``folder`` by their name, ``events.out.tfevents.*``. Links are not followed:
    the run's folder shows the project through them, with the files of who knows which runs. Nor are
    entries at the top that ``left_out`` names. As there may be any number of files, they are looked for
    only every few seconds, nearest first and within bounds.

    A scalar is called as in the file, behind the path of its folder: ``logs/train/loss``.
    """

    def __init__(
        self, folder: Path, left_out: Collection[str] = (), *, pause: float = _PAUSE
    ) -> None:
        self._folder = folder
        self._left_out = left_out
        self._pause = pause
        self._look_at = 0.0
        self._files: dict[str, _EventFile] = {}

    @property
    def broken(self) -> list[Path]:
        """The files that could not be read further because a length in them is damaged."""
        return [file.records.path for file in self._files.values() if file.records.broken]

    def read(self, readers: int = 1) -> Iterator[ScalarPoint]:
        """Some of the numbers written since the last call, to be gone through at once.

        So many ``readers`` share the time that reading may take.
        """
        began = time.monotonic()
        if began >= self._look_at:
            self._look()
            now = time.monotonic()
            self._look_at = now + max(self._pause, _SHARE * (now - began))
        share = _MOST_AT_ONCE // max(1, len(self._files) * readers)
        return self._points(max(share, _LEAST_OF_A_FILE))

    def rest(self) -> Iterator[list[ScalarPoint]]:
        """All the rest, for when the script has ended. A record without its end is left out.

        It comes in pieces, each read in a few hundredths of a second. Any of them may be empty.
        """
        self._look()
        for name in sorted(self._files):
            yield from self._files[name].pieces()

    def finish(self) -> Iterator[ScalarPoint]:
        """As ``rest``, number by number."""
        return chain.from_iterable(self.rest())

    def _points(self, most: int) -> Iterator[ScalarPoint]:
        for name in sorted(self._files):
            yield from self._files[name].points(most)

    def _look(self) -> None:
        """Find new files, those nearest to the top first."""
        folders: deque[tuple[str, tuple[str, ...]]] = deque([("", ())])
        seen = 0
        while folders:
            path, parts = folders.popleft()
            try:
                with os.scandir(self._folder / path) as entries:
                    for entry in entries:
                        seen += 1
                        if seen > _MOST_ENTRIES or len(self._files) >= _MOST_FILES:
                            return
                        if not parts and entry.name in self._left_out:
                            continue
                        if entry.is_dir(follow_symlinks=False):
                            if len(parts) < _DEEPEST and entry.name != "__pycache__":
                                below = (*parts, entry.name)
                                folders.append(("/".join(below), below))
                        elif entry.name.startswith(_BEGINNING):
                            self._add(entry, parts)
            except OSError:
                # Gone meanwhile, or not ours to read.
                continue

    def _add(self, entry: os.DirEntry[str], parts: Sequence[str]) -> None:
        if entry.path not in self._files and entry.is_file(follow_symlinks=False):
            self._files[entry.path] = _EventFile(Path(entry.path), tag_prefix(parts))


class _EventFile:
    """One file: its records, what they say, and what its scalars' names begin with."""

    def __init__(self, path: Path, prefix: str) -> None:
        self.records = RecordFile(path)
        self._messages = EventMessages()
        self._prefix = prefix

    def pieces(self) -> Iterator[list[ScalarPoint]]:
        """The numbers of all new records, some bytes at a time."""
        offset = -1
        while offset != self.records.offset:
            offset = self.records.offset
            yield list(self.points(_PIECE))

    def points(self, most: int) -> Iterator[ScalarPoint]:
        """The numbers of about so many bytes."""
        for record in self.records.read(most):
            for point in self._messages.points(record):
                yield point._replace(tag=self._prefix + point.tag) if self._prefix else point


def tag_prefix(parts: Sequence[str]) -> str:
    """What the names of scalars begin with in a folder, given as its path's parts below the run's folder.

    That is the path, as in Guild AI: ``train/``. But a part that holds a date or a time of day, such
    as PyTorch's ``runs/Nov23_14-30-05_host``, is the script's own name for the run, different in each:
    it and what lies above it are left out, or no two runs would have a scalar in common.
    """
    for place in reversed(range(len(parts))):
        if _MOMENT.search(parts[place]):
            parts = parts[place + 1 :]
            break
    return "".join(f"{part}/" for part in parts)
