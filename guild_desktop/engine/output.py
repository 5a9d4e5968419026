"""The file that keeps what a trial prints: all of it, or the first and the last part."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path
from typing import IO, TYPE_CHECKING

from guild_desktop.core.regular_file import open_regular
from guild_desktop.scripts.kept_output import HEAD_BYTES, TAIL_BYTES, Gap, side_files
from guild_desktop.store.disk_space import lacks_room

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_HELD = 1 << 20
"""Bytes of a trial's output that wait in memory for room on the disk."""


class OutputFile:
    """Appends to ``path`` up to ``head`` bytes and keeps the last ``tail`` bytes of the rest.

    The rest goes in turns to two side files of half that size each, so that what is on disk stays
    bounded while a trial runs; ``close`` joins everything in ``path`` and says what was left out.

    A full disk or a folder that vanished never disturbs the reader of the trial's output. For what has no
    room there is a little memory, until there is room; then the rest is dropped, and ``problem`` says why.
    ``lacked_room``: it was for want of room.
    """

    def __init__(self, path: Path, head: int = HEAD_BYTES, tail: int = TAIL_BYTES) -> None:
        self._path = path
        self._room = head
        self._segment_size = max(1, tail // 2)
        self._segments = side_files(path)
        self._newer = 0
        self._in_newer: int | None = None
        self._in_older = 0
        self._beyond_head = 0
        self._held = b""
        self.problem = ""
        self.lacked_room = False
        self._file = open_regular(path, "ab", buffering=0)

    def write(self, data: bytes) -> None:
        """Keep ``data``, which follows what was written before."""
        if self.problem:
            return
        self._held += data
        try:
            self._write_held()
        except OSError as error:
            if len(self._held) > _MOST_HELD or not lacks_room(error):
                self._give_up(error)

    def close(self) -> None:
        """Finish the file."""
        if not self.problem:
            try:
                self._write_held()
            except OSError as error:
                self._give_up(error)
        self._file.close()
        if self._in_newer is None or self.problem:
            return
        try:
            self._join()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self.problem = error.strerror or str(error)
        self.lacked_room = lacks_room(error)
        self._held = b""

    def _write_held(self) -> None:
        while self._held:
            self._held = self._held[self._write_some(self._held) :]

    def _write_some(self, data: bytes) -> int:
        """Write what fits where the file is; how much that was, for a disk may have room for a part of it."""
        if self._room:
            written = self._file.write(data[: self._room])
            self._room -= written
            return written
        used = self._in_newer
        if used is None or used >= self._segment_size:
            self._turn()
            used = 0
        written = self._file.write(data[: self._segment_size - used])
        self._beyond_head += written
        self._in_newer = used + written
        return written

    def _join(self) -> None:
        left_out = self._beyond_head - (self._in_newer or 0) - self._in_older
        segments = (self._segments[1 - self._newer], self._segments[self._newer])
        _join(self._path, Gap(left_out) if left_out else None, segments)

    def _turn(self) -> None:
        """Go on in the older of the two side files, forgetting what it held."""
        newer = 1 - self._newer
        file = open_regular(self._segments[newer], "wb", buffering=0)
        self._file.close()
        self._file, self._newer = file, newer
        self._in_older, self._in_newer = self._in_newer or 0, 0


def join_left_behind(path: Path) -> None:
    """Put an output together that a killed engine left in parts; how much is missing nobody knows.

    OSError if that cannot be done.
    """
    segments = sorted(
        (side for side in side_files(path) if side.exists()),
        key=lambda side: side.stat().st_mtime_ns,
    )
    if segments:
        # With one side file it had never turned back to the other, whose end would be missing.
        _join(path, Gap(None) if len(segments) > 1 else None, segments)


def _join(path: Path, gap: Gap | None, segments: Iterable[Path]) -> None:
    if gap is not None:
        _append(path, io.BytesIO(gap.mark()))
    for segment in segments:
        if segment.exists():
            with open_regular(segment) as source:
                _append(path, source)
            segment.unlink()


def _append(path: Path, source: IO[bytes]) -> None:
    """Put all of ``source`` at the end of a file, or leave the file as it was."""
    length = path.stat().st_size
    try:
        with open_regular(path, "ab") as target:
            shutil.copyfileobj(source, target)
    except OSError:
        os.truncate(path, length)
        raise
