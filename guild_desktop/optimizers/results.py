"""What an optimizer knows of its trials: those asked for, those told and those that lay outside."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from guild_desktop.core.values import Value
from guild_desktop.optimizers.base import Repeats

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Told(Generic[Key]):
    """One trial that ended; ``value`` is finite, or None if the trial failed.

    ``repeats`` are there if it is the mean of several values.
    """

    key: Key
    value: float | None
    repeats: Repeats | None = None


class Results(Generic[Key]):
    """The memory of one optimizer, on its thread; ``read`` gives the key of a trial, None if outside.

    ``count`` is how many different occasions there were to propose a trial: asks, and told trials
    nobody had asked for. It falls only when the last one asked for is withdrawn, so that a stream of draws
    numbered by it never repeats, and it is the same for an optimizer that lived through a batch as for
    one that was told of it. ``expected`` of them were for trials that ran without having been asked for.
    """

    def __init__(self, read: Callable[[Mapping[str, Value]], Key | None]) -> None:
        self._read = read
        self.told: list[Told[Key]] = []
        self.pending: list[Key] = []
        self._occasions: list[int] = []
        self.known: Counter[Key] = Counter()
        self.skipped = 0
        self.count = 0
        self.expected = 0
        self.best: tuple[Key, float] | None = None

    def asked(self, key: Key) -> None:
        """Remember a trial as pending."""
        self.pending.append(key)
        self._occasions.append(self.count)
        self.known[key] += 1
        self.count += 1

    def put_aside(self, key: Key) -> int:
        """Take out a pending trial whose place another may take; the occasion it was asked for."""
        place = len(self.pending) - 1 - self.pending[::-1].index(key)
        self.known[key] -= 1
        if not self.known[key]:
            del self.known[key]
        del self.pending[place]
        return self._occasions.pop(place)

    def put_back(self, key: Key, occasion: int) -> None:
        """Remember a trial as pending that was asked for at this earlier occasion."""
        self.pending.append(key)
        self._occasions.append(occasion)
        self.known[key] += 1

    @property
    def is_new(self) -> bool:
        """Whether there is nothing yet but trials that were expected: the first ask is still to come."""
        return self.count == self.expected

    def expect(self, params: Mapping[str, Value]) -> None:
        """Remember a trial as pending that nobody asked for."""
        key = self._read(params)
        if key is not None:
            self.asked(key)
            self.expected += 1

    def tell(
        self, params: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """Take in a result, whether or not it was asked for."""
        key = self._read(params)
        if key is None:
            self.skipped += 1
            self.count += 1
            return
        if key in self.pending:
            place = self.pending.index(key)
            del self.pending[place], self._occasions[place]
        else:
            self.known[key] += 1
            self.count += 1
        number = None if value is None or not math.isfinite(value) else float(value)
        self.told.append(Told(key, number, None if number is None else repeats))
        if number is not None and (self.best is None or number < self.best[1]):
            self.best = (key, number)

    def withdraw(self, params: Mapping[str, Value]) -> None:
        """Forget a pending trial, and that there was an occasion for it if no other has come since.

        One that is not pending is no matter.
        """
        key = self._read(params)
        if key is not None and key in self.pending and self.put_aside(key) == self.count - 1:
            self.count -= 1
