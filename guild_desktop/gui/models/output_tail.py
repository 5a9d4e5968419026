"""Reads the end of a run's output file a little at a time while it grows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.regular_file import open_regular
from guild_desktop.scripts.kept_output import side_files

MOST_AT_ONCE = 16 << 10
"""Bytes read at one go, so that the window waits neither for a disk nor for a text of many lines."""

BEGIN_BEFORE_END = 256 << 10
"""How far before its end reading a long file begins, and begins again where it grows faster
than it is read.
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that follow those read before, unless ``anew``: then all shown so far is out of date."""

    data: bytes
    anew: bool = False


class OutputTail:
    """The end of the output at ``path``, and then what is added to it.

    The engine turns to two side files when the output grows beyond its cap and joins them in the
    end; the tail follows it there. A file that is not there yet is an empty one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sides = side_files(path)
        self._reading: Path | None = None
        self._offset = 0

    def read(self) -> Piece:
        """The next bytes, at most ``MOST_AT_ONCE``; empty when there are no more for now."""
        newest = self._newest()
        try:
            size = newest.stat().st_size
            is_far_behind = size - self._offset > BEGIN_BEFORE_END
            anew = newest != self._reading or size < self._offset or is_far_behind
            if anew:
                self._reading = newest
                self._offset = max(0, size - BEGIN_BEFORE_END)
            with open_regular(newest) as file:
                file.seek(self._offset)
                data = file.read(MOST_AT_ONCE)
                if anew and self._offset:
                    # Begin with a whole line.
                    data = data[data.find(b"\n") + 1 :] if b"\n" in data else data
                self._offset = file.tell()
        except OSError:
            return Piece(b"")
        return Piece(data, anew)

    def _newest(self) -> Path:
        """The file that grows: a side file once there is one, of two the one written last."""
        latest, when = self._path, -1
        for side in self._sides:
            try:
                written = side.stat().st_mtime_ns
            except OSError:
                continue
            if written > when:
                latest, when = side, written
        return latest
