"""Numbers out of what a script prints: lines that read ``loss: 0.5``, and what a person's patterns find."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from guild_desktop.scalars.pattern import Match
from guild_desktop.scalars.pattern_matcher import PatternMatcher
from guild_desktop.scalars.summary import ScalarPoint

_LONGEST_LINE = 64 << 10
"""Bytes of one line that are kept while its end has not come."""

_LONGEST_NAME = 256

_MOST_NAMES = 1000
"""Names that are remembered: a script may print any number of different ones."""

_MOST_COUNTED = 10_000
"""Names whose values are counted."""

_STEP_END = 2**53
"""Steps from here on are no steps; floats are exact below it."""

# Possessive quantifiers keep a long line from being tried again and again. They stand behind single
# characters only: behind groups they miss matches in Python 3.11 before 3.11.5.
_NUMBER = rb"""
    :[ \t]++
    (?P<value>[+-]?+(?:(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?
                     |(?i:nan|inf(?:inity)?)))
    (?:[ \t]*+\((?:(?:step[ \t]++)?(?P<step>[+-]?+[0-9]++)|[^()\r\n]*+)\))?
    [ \t]*+\r*+$
"""
# One fixed byte is looked for much faster than a line's beginning; most output has no scalars.
_ANY = re.compile(_NUMBER, re.VERBOSE | re.MULTILINE)
# What a carriage return has drawn over is not there any more. Only a colon before space ends a name.
_SCALAR = re.compile(rb"(?:^|(?<=\r))(?P<name>[A-Za-z_]\S*)" + _NUMBER, re.VERBOSE | re.MULTILINE)

# Colours and other orders to a terminal, as ECMA-48 has them.
_TERMINAL_ORDER = re.compile(
    rb"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|\[[0-?]*[ -/]*[@-~]|[ -/]*[0-Z\\-~])"
)


class Printed(NamedTuple):
    """What a piece of output has told: on lines that read ``name: number``, and by patterns."""

    plain: Sequence[ScalarPoint]
    matched: Sequence[ScalarPoint]


_NOTHING = Printed((), ())


class LineScalars:
    """Finds scalars in one stream of output, in whatever pieces it comes; belongs to one reader.

    A scalar is a line of its own that begins with a name (a letter or underscore, then no spaces), a
    colon, space, and a number as Python prints it (``-1e-3``, ``+1.5``, ``1E5``, ``nan``, ``inf``).
    ``(step 3)`` or ``(3)`` behind it sets the step, any other parenthesis is passed over. A line
    ``step: 3`` sets the step of all that follows; as long as no step was named, a name that repeats
    counts up from 0. Names in ``ignored`` (the flags, which scripts like to echo) are no scalars. The rules
    are those of Guild AI 0.9.1.

    ``patterns`` are tried on each line besides; the step that one finds holds for the numbers on its line
    and for all that follows.

    Of a line drawn over with carriage returns only what stood there in the end counts, and no more
    than its first 64 KiB. Bytes that are no UTF-8 and a terminal's colours do no harm.
    """

    def __init__(self, ignored: Iterable[str] = (), patterns: PatternMatcher | None = None) -> None:
        self._ignored = frozenset(ignored)
        self._patterns = PatternMatcher(()) if patterns is None else patterns
        self._line = b""
        self._step: int | None = None
        self._counts: dict[str, int] = {}
        self._matched_counts: dict[str, int] = {}
        self._names: dict[bytes, str] = {}

    def feed(self, data: bytes) -> Printed:
        """The scalars on the lines that these bytes complete."""
        end = data.rfind(b"\n") + 1
        if not end:
            self._keep(data)
            return _NOTHING
        first = data.find(b"\n") + 1
        lines = self._line + data[:first]
        self._line = b""
        found = self._find(lines)
        if first < end:
            more = self._find(data[first:end])
            found = Printed((*found.plain, *more.plain), (*found.matched, *more.matched))
        self._keep(data[end:])
        return found

    def finish(self) -> Printed:
        """The scalars on a last line that has no end."""
        found = self._find(self._line)
        self._line = b""
        return found

    def _keep(self, data: bytes) -> None:
        """Hold the part of an unfinished line that can still matter."""
        line = self._line + data
        text = line.rstrip(b"\r")
        # Where the text begins that nothing has been drawn over yet; one more byte tells that it is too long.
        text = text[text.rfind(b"\r") + 1 :][: _LONGEST_LINE + 1]
        self._line = text + b"\r" if line.endswith(b"\r") else text

    def _find(self, lines: bytes) -> Printed:
        if self._patterns or b"\x1b" in lines:
            return self._find_in_each(lines)
        return Printed(self._plain(lines), ())

    def _find_in_each(self, lines: bytes) -> Printed:
        """As ``_find``, line by line: the step that a pattern finds holds for what follows."""
        plain: list[ScalarPoint] = []
        matched: list[ScalarPoint] = []
        for drawn in lines.split(b"\n"):
            line = drawn.rstrip(b"\r")
            line = line[line.rfind(b"\r") + 1 :]
            if not line:
                continue
            is_whole = len(line) <= _LONGEST_LINE
            line = line[:_LONGEST_LINE]
            if b"\x1b" in line:
                line = _TERMINAL_ORDER.sub(b"", line)
            found = self._patterns.find(line.decode("utf-8", "replace")) if self._patterns else ()
            for match in found:
                if match.step is not None:
                    self._set_step(match.step)
            if is_whole:
                plain += self._plain(line)
            for match in found:
                if match.step is not None:
                    self._set_step(match.step)
                matched += self._points(match)
        return Printed(plain, matched)

    def _points(self, match: Match) -> list[ScalarPoint]:
        return [
            ScalarPoint(name, value, self._step_of(name, self._matched_counts))
            for name, value in match.values
            if not (match.told and name in self._ignored)
        ]

    def _plain(self, lines: bytes) -> list[ScalarPoint]:
        if not _ANY.search(lines):
            return []
        points: list[ScalarPoint] = []
        for match in _SCALAR.finditer(lines):
            start, end = match.span()
            if end - start > _LONGEST_LINE and len(match[0].rstrip(b"\r")) > _LONGEST_LINE:
                continue
            key, text, step = match.groups()
            name = self._names.get(key)
            if name is None:
                name = self._name(key)
            if not name:
                continue
            value = float(text)
            if name == "step":
                self._set_step(value)
                continue
            if step is not None:
                self._set_step(float(step))
            points.append(ScalarPoint(name, value, self._step_of(name, self._counts)))
        return points

    def _name(self, key: bytes) -> str:
        """The name of the scalar on a line that begins with ``key``; empty if it is none."""
        name = "" if len(key) > _LONGEST_NAME else key.decode("utf-8", "replace")
        if name in self._ignored:
            name = ""
        if len(self._names) < _MOST_NAMES:
            self._names[key] = name
        return name

    def _set_step(self, step: float) -> None:
        if math.isfinite(step) and step == int(step) and abs(step) < _STEP_END:
            self._step = int(step)

    def _step_of(self, name: str, counts: dict[str, int]) -> int:
        if self._step is not None:
            return self._step
        count = counts.get(name, 0)
        if count or len(counts) < _MOST_COUNTED:
            counts[name] = count + 1
        return count
