"""Patterns by which a person says which numbers in a script's output are scalars, checked and compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from guild_desktop.scalars.pattern_text import NUMBER, PatternText, read_pattern

_IS_NUMBER = re.compile(NUMBER)
_LONGEST_NUMBER = 400
_LONGEST_NAME = 256

_MOST_MATCHES = 1000
"""Matches on one line that count."""

_REPEAT = re.compile(r"\{([0-9]*),?([0-9]*)\}")
_MOST_REPEATS = 200_000
"""An expression's repeats times its length: compiling takes a tenth of a second for so many."""

# What is no repeat is a brace to ``re``, and an approximate match to ``regex``.
_LOOSE_BRACE = re.compile(r"(\\.)|\{(?!(?:[0-9]+(?:,[0-9]*)?|,[0-9]*)\})", re.DOTALL)

_NAMES_ALONE = r"Write NAME=PATTERN, or name the groups, as in: loss is (?P<loss>\value)"


class Match(NamedTuple):
    """What a pattern finds at one place of a line: numbers by name, and the step if it says one.

    ``told`` are the names that the line itself tells.
    """

    values: list[tuple[str, float]]
    step: float | None
    told: bool


class Pattern:
    """A pattern ready for use. Its language is that of Python's ``re``; ``regex`` does the matching,
    because it can be given a time limit.

    The number is the group ``value``, or the first group; a group ``step`` sets the step, and a pattern
    that is called ``step`` does nothing else. Without a name in front, a group ``name`` tells it, or each
    named group is a scalar of its own.
    """

    def __init__(self, text: PatternText) -> None:
        self.text = text
        checked = _checked(text)
        groups = checked.groupindex
        self._step = groups.get("step")
        self._name = groups.get("name")
        self._values = _value_groups(text, groups, checked.groups)
        if text.name == "step":
            self._step = next(iter(self._values.values()), self._step)
            self._values = {}
        self._compiled = _compiled(text)

    @property
    def title(self) -> str:
        """What it finds, in few words: its name, or all of it."""
        return self.text.name or ", ".join(name for name in self._values if name) or self.text.text

    def find(self, line: str, limit: float) -> list[Match]:
        """What it finds on a line; ``TimeoutError`` after ``limit`` seconds of the processor's time."""
        found: list[Match] = []
        for match in self._compiled.finditer(line, timeout=limit, concurrent=True):
            step = None if self._step is None else _number(match[self._step])
            told = None if self._name is None else _name(match[self._name])
            values = []
            for name, group in self._values.items():
                number, called = _number(match[group]), name if told is None else told
                if number is not None and called:
                    values.append((called, number))
            found.append(Match(values, step, told is not None))
            if len(found) == _MOST_MATCHES:
                break
        return found


def compile_pattern(text: str) -> Pattern:
    """The pattern that a person wrote; ``PatternError`` says what is wrong with it, and where."""
    return Pattern(read_pattern(text))


def compile_patterns(texts: Iterable[str]) -> tuple[Pattern, ...]:
    """All of them; ``PatternError`` for the first that is wrong."""
    return tuple(map(compile_pattern, texts))


def _checked(text: PatternText) -> re.Pattern[str]:
    try:
        compiled = re.compile(text.expression)
    except re.error as error:
        position = None if error.pos is None else text.place(error.pos)
        place = "" if position is None else f" at character {position + 1}"
        problem = f"has a mistake{place}: {error.msg}"
        raise text.error(
            problem, "Mend it, or write \\ before a sign meant as it is.", position
        ) from None
    except (RecursionError, OverflowError):
        raise text.error("is too deep", "Make it simpler.") from None
    repeats = 1
    for match in _REPEAT.finditer(text.expression):
        repeats *= max(1, *(int(number or 0) for number in match.groups()))
    if repeats * len(text.expression) > _MOST_REPEATS:
        raise text.error("repeats too much", "Use * or + in place of large numbers in {}.")
    return compiled


def _compiled(text: PatternText) -> Any:
    # Loaded only where there are patterns.
    import regex

    expression = _LOOSE_BRACE.sub(lambda match: match[1] or r"\{", text.expression)
    try:
        return regex.compile(expression, regex.VERSION0)
    except (regex.error, RecursionError) as error:
        raise text.error(f"cannot be used ({error})", "Write it in another way.") from None


def _value_groups(text: PatternText, groups: Mapping[str, int], count: int) -> dict[str, int]:
    """Which groups hold numbers, by the name of the scalar; it is empty where the line tells it."""
    own = [name for name in groups if name not in {"name", "value", "step"}]
    if not text.name and "name" not in groups:
        if not own and ("value" in groups or count > len(groups) or "step" not in groups):
            raise text.error("does not name its number", _NAMES_ALONE)
        return {name: groups[name] for name in own}
    names = [*([text.name] if text.name else []), *(["name"] if "name" in groups else []), *own]
    if len(names) > 1:
        hint = "Keep one of them, or write ^.* first if lines themselves read NAME=NUMBER."
        raise text.error(f"has two names, {names[0]} and {names[1]}", hint)
    taken = {groups.get("step"), groups.get("name")}
    free = [number for number in range(1, count + 1) if number not in taken]
    number = groups.get("value", free[0] if free else None)
    if number is not None:
        return {text.name: number}
    if text.name == "step" and "step" in groups:
        return {}
    raise text.error("has no group for the number")


def _number(text: str | None) -> float | None:
    if text is None or len(text) > _LONGEST_NUMBER or not _IS_NUMBER.fullmatch(text):
        return None
    return float(text)


def _name(text: str | None) -> str:
    """The name that a line tells, without spaces as all of them are; empty if it is none."""
    name = "_".join((text or "").split())
    return name if len(name) <= _LONGEST_NAME else ""
