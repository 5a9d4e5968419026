"""What one flag's text is read into: scalars, lists and calls with their places in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from guild_desktop.core.values import Scalar


class Atom(NamedTuple):
    """One scalar; ``quoted`` if it was written in quotes and is text for certain."""

    value: Scalar
    start: int
    end: int
    quoted: bool = False


class Inner(NamedTuple):
    """A list inside a list: one value."""

    items: list[Item]
    start: int
    end: int


Item: TypeAlias = Atom | Inner


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values, or with ``choice`` a choice among them."""

    items: list[Item]
    start: int
    end: int
    choice: bool = False
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments between colons; without a ``function`` it is a bare range.

    ``count`` says how many arguments there are; only the first few are read. ``repeat_start`` is the
    place of a ``*``, 0 if there is none.
    """

    function: str
    arguments: list[Atom]
    count: int
    start: int
    end: int
    repeat: int = 1
    repeat_start: int = 0


Node: TypeAlias = Atom | Many | Call


class Stop(Exception):  # noqa: N818 - no error of its own: what is wrong is already noted
    """What follows in a text cannot be understood any more."""


def whole_number(value: Scalar) -> int | None:
    """The value as a whole number (``1e3`` is one), or None if it is none."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
