"""The file a script may append its numbers to, named by ``GUILD_EVENTS``: one JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path

from guild_desktop.scalars.summary import ScalarPoint

_MOST_AT_ONCE = 1 << 20
"""Bytes read at a time, so that a huge file never fills the memory."""

_LONGEST_LINE = 64 << 10

_STEP_END = 2**53
"""Steps from here on are no steps; floats are exact below it."""


class EventsFile:
    """Reads what has been appended since the last time; belongs to one reader, on its thread.

    A line is ``{"tag": "loss", "value": 0.5, "step": 3}``. Without a step the values of a tag count
    up from 0. nan and infinities may be numbers as Python writes them, or text. Lines that are no such
    object are left out and counted in ``skipped``. The file need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._rest = b""
        self._cutting = False
        self._next_steps: dict[str, int] = {}
        self.skipped = 0

    def read(self) -> list[ScalarPoint]:
        """The numbers on lines that were completed since the last call."""
        points: list[ScalarPoint] = []
        try:
            with self._path.open("rb") as file:
                if file.seek(0, 2) < self._offset:
                    # Somebody began the file anew.
                    self._offset, self._rest, self._cutting = 0, b"", False
                file.seek(self._offset)
                while data := file.read(_MOST_AT_ONCE):
                    self._offset += len(data)
                    points += self._lines(data)
        except OSError:
            return points
        return points

    def finish(self) -> list[ScalarPoint]:
        """As ``read``, and a last line without its end counts too; for when the script has ended."""
        return [*self.read(), *self._lines(b"\n")]

    def _lines(self, data: bytes) -> list[ScalarPoint]:
        *lines, rest = (self._rest + data).split(b"\n")
        if lines and self._cutting:
            self._cutting = False
            self.skipped += 1
            del lines[0]
        if len(rest) > _LONGEST_LINE:
            self._cutting, rest = True, b""
        self._rest = rest
        found = (self._point(line) for line in lines if line.strip())
        return [point for point in found if point is not None]

    def _point(self, line: bytes) -> ScalarPoint | None:
        try:
            event = json.loads(line)
            tag, value, step = event["tag"], event["value"], event.get("step")
            if isinstance(tag, str) and tag.encode() and not isinstance(value, bool):
                number = self._next_steps.get(tag, 0) if step is None else int(step)
                point = ScalarPoint(tag, float(value), number)
                if abs(number) < _STEP_END:
                    self._next_steps[tag] = number + 1
                    return point
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            # No such object; counted with the others below.
            pass
        self.skipped += 1
        return None
