"""What a pattern would find in output that is there already, tried before it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.scalars.lines import LineScalars
from guild_desktop.scalars.pattern import Match, Pattern
from guild_desktop.scalars.pattern_matcher import PatternMatcher

PART = 512 << 10
"""Bytes that are read from the beginning and from the end of a long output."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Values found under one name, and the last of them; the name ``step`` stands for steps."""

    name: str
    count: int
    last: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What one pattern found. ``notice`` says that it took too long, if it did."""

    findings: tuple[Finding, ...]
    notice: str = ""


def read_ends(path: Path, part: int = PART) -> list[bytes]:
    """A file's whole lines: of a long one those in its first and last ``part`` bytes.

    OSError if it cannot be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        if size <= 2 * part:
            return [file.read(2 * part)]
        head = file.read(part)
        file.seek(size - part)
        tail = file.read(part)
    return [head[: head.rfind(b"\n") + 1], tail[tail.find(b"\n") + 1 :]]


def try_pattern(pattern: Pattern, output: Iterable[bytes], flags: Iterable[str] = ()) -> Trial:
    """Try a pattern on output, given in pieces of whole lines, of a run with these ``flags``."""
    matcher = _StepsToo([pattern])
    reader = LineScalars(flags, matcher)
    found: dict[str, Finding] = {}
    for printed in (*map(reader.feed, output), reader.finish()):
        for name, value, _ in printed.matched:
            before = found.get(name)
            found[name] = Finding(name, before.count + 1 if before else 1, value)
    steps = () if matcher.last is None else (Finding("step", matcher.steps, matcher.last),)
    return Trial((*found.values(), *steps), "; ".join(matcher.notices))


class _StepsToo(PatternMatcher):
    """Counts the steps that a pattern sets, which are no scalars."""

    steps = 0
    last: float | None = None

    def find(self, line: str) -> list[Match]:
        found = super().find(line)
        for match in found:
            if match.step is not None:
                self.steps += 1
                self.last = match.step
        return found
