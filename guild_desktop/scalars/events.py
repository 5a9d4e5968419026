"""The file a script may append its numbers to, named by ``GUILD_EVENTS``: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import msgspec

from guild_desktop.core.regular_file import open_regular
from guild_desktop.scalars.summary import ScalarPoint

_MOST_AT_ONCE = 512 << 10
"""Bytes that are read at a time, in a few hundredths of a second; a huge file never fills the memory."""

_LEAST_AT_ONCE = 16 << 10

_PIECE = 32 << 10
"""Bytes of the rest that are read at a time; lines that tell no value take the longest."""

_LONGEST_LINE = 64 << 10

_STEP_END = 2**53
"""Steps from here on are no steps; floats are exact below it."""


class _Event(msgspec.Struct):
    """A line as nearly all are; what differs may still be one."""

    tag: str
    value: float
    step: int | None = None


_LINES = msgspec.json.Decoder(_Event)


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

    def read(self, readers: int = 1) -> Iterator[ScalarPoint]:
        """Some of the numbers on lines completed since the last call, to be gone through at once.

        So many ``readers`` share the time that reading may take.
        """
        size = max(_MOST_AT_ONCE // max(1, readers), _LEAST_AT_ONCE)
        return chain.from_iterable(islice(self._pieces(size), 1))

    def rest(self) -> Iterator[list[ScalarPoint]]:
        """All the rest, for when the script has ended; a last line without its end counts too.

        It comes in pieces, each read in a few hundredths of a second. Any of them may be empty.
        """
        yield from self._pieces(_PIECE)
        yield self._lines(b"\n")

    def finish(self) -> Iterator[ScalarPoint]:
        """As ``rest``, number by number."""
        return chain.from_iterable(self.rest())

    def _pieces(self, size: int) -> Iterator[list[ScalarPoint]]:
        """The numbers of each ``size`` bytes."""
        try:
            with open_regular(self._path) as file:
                if file.seek(0, 2) < self._offset:
                    # Somebody began the file anew.
                    self._offset, self._rest, self._cutting = 0, b"", False
                file.seek(self._offset)
                while data := file.read(size):
                    self._offset += len(data)
                    yield self._lines(data)
        except OSError:
            # Not there yet, gone, or no file at all.
            return

    def _lines(self, data: bytes) -> list[ScalarPoint]:
        whole, end, rest = (self._rest + data).rpartition(b"\n")
        if end and self._cutting:
            self._cutting = False
            self.skipped += 1
            whole = whole.partition(b"\n")[2]
        if len(rest) > _LONGEST_LINE:
            self._cutting, rest = True, b""
        self._rest = rest
        try:
            return self._plain_points(_LINES.decode_lines(whole))
        except (ValueError, OverflowError):
            # Some line is not as the others; msgspec's errors are ValueErrors.
            found = (self._point(line) for line in whole.split(b"\n") if line.strip())
            return [point for point in found if point is not None]

    def _plain_points(self, events: list[_Event]) -> list[ScalarPoint]:
        points = []
        next_steps = dict(self._next_steps)
        for event in events:
            tag, step = event.tag, event.step
            if step is None:
                step = next_steps.get(tag, 0)
            if not tag or abs(step) >= _STEP_END:
                raise ValueError("a line that tells no value")
            next_steps[tag] = step + 1
            points.append(ScalarPoint(tag, event.value, step))
        self._next_steps = next_steps
        return points

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
