"""The patterns of one run at work, each within its time."""

from __future__ import annotations

import time
from collections.abc import Iterable

from guild_desktop.scalars.pattern import Match, Pattern

LINE_LIMIT = 0.05
"""Seconds of the processor's time that a pattern may take for one line."""

_PER_LINE = 10e-6
_PER_SIGN = 1e-6
_AHEAD = 0.2
"""What a pattern may take for all lines together: a hundred times what a plain one does, and so much more."""


class PatternMatcher:
    """Tries patterns on the lines of one run; belongs to its reader, on that thread.

    No pattern can hold its reader up: one that took longer than 50 ms for a line, or much longer than usual
    for all of them, is not tried any more. ``notices`` say so.
    """

    def __init__(self, patterns: Iterable[Pattern], line_limit: float = LINE_LIMIT) -> None:
        self._patterns = list(patterns)
        self._limit = line_limit
        self._spent = dict.fromkeys(self._patterns, 0.0)
        self._allowed = _AHEAD
        self.notices: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def find(self, line: str) -> list[Match]:
        """What all of them find on a line."""
        self._allowed += _PER_LINE + _PER_SIGN * len(line)
        found: list[Match] = []
        for pattern in tuple(self._patterns):
            began = time.thread_time()
            try:
                found += pattern.find(line, self._limit)
            except TimeoutError:
                self._switch_off(pattern, f"took more than {self._limit * 1000:.0f} ms for a line")
            except MemoryError:
                self._switch_off(pattern, "took all memory for a line")
            self._spent[pattern] += time.thread_time() - began
            if self._spent[pattern] > self._allowed and pattern in self._patterns:
                self._switch_off(pattern, "was too slow for so much output")
        return found

    def _switch_off(self, pattern: Pattern, why: str) -> None:
        self._patterns.remove(pattern)
        self.notices.append(f"the pattern for {pattern.title} {why} and was switched off")
