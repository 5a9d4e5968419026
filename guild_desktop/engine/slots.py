"""The places in which trials run: one for each that runs at once, with its share of the machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Slot:
    """What one trial gets while it runs.

    ``number`` is from 0; ``threads`` and ``device`` None: as it likes.
    """

    number: int = 0
    threads: int | None = None
    device: str | None = None


class Slots:
    """Gives each running trial the lowest free place; owned by the loop, on its thread."""

    def __init__(self, devices: Sequence[str]) -> None:
        self._devices = devices
        self._taken: dict[str, int] = {}

    def take(self, run_id: str, workers: int) -> Slot:
        """The place of a run from now on; the processors are shared by so many ``workers``."""
        taken = set(self._taken.values())
        number = next(number for number in count() if number not in taken)
        self._taken[run_id] = number
        threads = max(1, (os.cpu_count() or 1) // workers) if workers > 1 else None
        device = self._devices[number % len(self._devices)] if self._devices else None
        return Slot(number, threads, device)

    def give_back(self, run_id: str) -> None:
        """Free the place of a run, if it has one."""
        self._taken.pop(run_id, None)
