"""The patterns of one run at work, each within its time."""

from __future__ import annotations

import time
from collections.abc import Iterable

from guild_desktop.scalars.pattern import Match, Pattern

LINE_LIMIT = 0.05
"""Seconds of the processor's time that a pattern may take for one line."""

_PER_LINE = 100e-6
_PER_SIGN = 1e-6
_AHEAD = 1.0
"""Seconds that all patterns together may take for all lines; a plain one takes about 3 µs a line."""


class PatternMatcher:
    """Tries patterns on the lines of one run; belongs to its reader, on that thread.

    No pattern can hold its reader up: one that takes longer than 50 ms for a line is not tried any more,
    and if all together take much longer than usual for all lines, the slowest is not. ``notices`` say so.
    """

    def __init__(self, patterns: Iterable[Pattern], line_limit: float = LINE_LIMIT) -> None:
        self._spent = dict.fromkeys(patterns, 0.0)
        self._limit = line_limit
        self._allowed = _AHEAD
        self.notices: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._spent)

    def find(self, line: str) -> list[Match]:
        """What all of them find on a line."""
        found: list[Match] = []
        began = time.thread_time()
        for pattern in tuple(self._spent):
            try:
                found += pattern.find(line, self._limit)
            except TimeoutError:
                self._switch_off(pattern, f"took more than {self._limit * 1000:.0f} ms for a line")
            except MemoryError:
                self._switch_off(pattern, "took all memory for a line")
            else:
                ended = time.thread_time()
                self._spent[pattern] += ended - began
                self._allowed -= ended - began
                began = ended
        self._allowed += _PER_LINE + _PER_SIGN * len(line)
        if self._allowed < 0.0 and self._spent:
            slowest = max(self._spent, key=lambda pattern: self._spent[pattern])
            self._allowed += self._spent[slowest]
            self._switch_off(slowest, "was too slow for so much output")
        return found

    def _switch_off(self, pattern: Pattern, why: str) -> None:
        del self._spent[pattern]
        self.notices.append(f"the pattern for {pattern.title} {why} and was switched off")
