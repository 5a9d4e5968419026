"""Numbers out of what a script prints: lines that read ``loss: 0.5``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from guild_desktop.scalars.summary import ScalarPoint

_LONGEST_LINE = 64 << 10
"""Bytes of one line that are kept while its end has not come."""

_LONGEST_NAME = 256

_STEP_END = 2**53
"""Steps from here on are no steps; floats are exact below it."""

# Found from the colon on, because one fixed byte is looked for much faster than a line's beginning.
# Possessive quantifiers keep a long line from being tried again and again.
_VALUE = re.compile(
    rb""":[ \t]++
    (?P<value>[+-]?+(?:(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?+
                     |(?i:nan|inf(?:inity)?+)))
    (?:[ \t]*+\((?:(?:step[ \t]++)?+(?P<step>[+-]?+[0-9]++)|[^()\r\n]*+)\))?+
    [ \t]*+\r*+$""",
    re.VERBOSE | re.MULTILINE,
)
_KEY = re.compile(rb"[A-Za-z_]\S*+")


class LineScalars:
    """Finds scalars in one stream of output, in whatever pieces it comes; belongs to one reader.

    A scalar is a line of its own that begins with a name (a letter or underscore, then no spaces), a
    colon, space, and a number as Python prints it (``-1e-3``, ``+1.5``, ``1E5``, ``nan``, ``inf``).
    ``(step 3)`` or ``(3)`` behind it sets the step, any other parenthesis is passed over. A line
    ``step: 3`` sets the step of all that follows; as long as no step was named, a name that repeats
    counts up from 0. Names in ``ignored`` (the flags, which scripts like to echo) are no scalars. The rules
    are those of Guild AI 0.9.1.

    Of a line drawn over with carriage returns only what stood there in the end counts, and no more
    than its first 64 KiB. Bytes that are no UTF-8 do no harm.
    """

    def __init__(self, ignored: Iterable[str] = ()) -> None:
        self._ignored = frozenset(ignored)
        self._line = b""
        self._step: int | None = None
        self._counts: dict[str, int] = {}

    def feed(self, data: bytes) -> list[ScalarPoint]:
        """The scalars on the lines that these bytes complete."""
        end = data.rfind(b"\n") + 1
        if not end:
            self._keep(data)
            return []
        first = data.find(b"\n") + 1
        self._keep(data[:first])
        points = self._find(self._line)
        self._line = b""
        if first < end:
            points += self._find(data[first:end])
        self._keep(data[end:])
        return points

    def finish(self) -> list[ScalarPoint]:
        """The scalar on a last line that has no end, if it is one."""
        points = self._find(self._line)
        self._line = b""
        return points

    def _keep(self, data: bytes) -> None:
        """Hold the part of an unfinished line that can still matter."""
        line = self._line + data
        # Where the text begins that nothing has been drawn over yet.
        line = line[line.rstrip(b"\r\n").rfind(b"\r") + 1 :]
        if len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
            # A zero byte begins no name, so that the rest of the line cannot be taken for one.
            line = b"\r" if line.endswith(b"\r") else b"\0"
        self._line = line

    def _find(self, lines: bytes) -> list[ScalarPoint]:
        if b": " not in lines and b":\t" not in lines:
            return []
        points: list[ScalarPoint] = []
        for match in _VALUE.finditer(lines):
            colon = match.start()
            start = lines.rfind(b"\n", 0, colon) + 1
            # What a carriage return has drawn over is not there any more.
            start = max(start, lines.rfind(b"\r", start, colon) + 1)
            if colon - start > _LONGEST_NAME or match.end() - start > _LONGEST_LINE:
                continue
            key = _KEY.fullmatch(lines, start, colon)
            name = key[0].decode("utf-8", "replace") if key else ""
            if not name or name in self._ignored:
                continue
            value, step = float(match["value"]), match["step"]
            if name == "step":
                self._set_step(value)
                continue
            if step is not None:
                self._set_step(float(step))
            points.append(ScalarPoint(name, value, self._step_of(name)))
        return points

    def _set_step(self, step: float) -> None:
        if math.isfinite(step) and step == int(step) and abs(step) < _STEP_END:
            self._step = int(step)

    def _step_of(self, name: str) -> int:
        if self._step is not None:
            return self._step
        count = self._counts.get(name, 0)
        self._counts[name] = count + 1
        return count
