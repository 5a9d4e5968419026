"""When two trials try the same: their flags have equal values of equal types."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from guild_desktop.core.values import format_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guild_desktop.core.values import Value

Combination = tuple[tuple[str, str], ...]
"""Flags by name, with their values as text."""


def combination_of(flags: Mapping[str, Value]) -> Combination:
    """Equal for equal flags of equal types: 1, 1.0 and True are three different things to a script."""
    return tuple(sorted((name, format_value(value)) for name, value in flags.items()))


def is_same_value(one: Value, other: Value) -> bool:
    """Equal, where a whole number may be written with or without decimals and true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(is_same_value, one, other))
    both_nan = one != one and other != other  # noqa: PLR0124  the test for nan of any type
    return one == other or both_nan


def count_done(
    wanted: Iterable[Mapping[str, Value]], done: Iterable[Mapping[str, Value]], repeat: int = 1
) -> int:
    """How many of the wanted trials were done; one that is wanted twice has to be done twice.

    Each has ``repeat`` runs: what has less of them is not done.
    """
    left = whole_trials(done, repeat)
    return (Counter(map(combination_of, wanted)) & left).total() if left else 0


def whole_trials(done: Iterable[Mapping[str, Value]], repeat: int) -> Counter[Combination]:
    """How many trials of ``repeat`` runs each make up the runs with these flags."""
    runs = Counter(map(combination_of, done))
    return Counter({combination: number // repeat for combination, number in runs.items()})
