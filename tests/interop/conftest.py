"""Runs with series, as the store would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.core.values import Value

START = 1_750_000_000.0


@dataclass
class Runs:
    """Makes runs and keeps their series; runs are values, so a change gives another one."""

    series_of: dict[tuple[str, str], list[tuple[int, float]]] = field(default_factory=dict)
    _count: int = 0

    def series(self, run: Run, tag: str) -> Sequence[tuple[int, float]]:
        return tuple(self.series_of[run.id, tag])

    def running(self, flags: Mapping[str, Value], **scalars: Sequence[tuple[int, float]]) -> Run:
        self._count += 1
        id_ = f"{self._count:08x}" + "0" * 24
        run = Run(id_, self._count, "b", self._count, "train.py", Status.RUNNING, flags=flags)
        return self.report(replace(run, created=START, started=START), **scalars)

    def report(self, run: Run, **scalars: Sequence[tuple[int, float]]) -> Run:
        """Give the run with more values reported."""
        summaries = dict(run.scalars)
        for tag, pairs in scalars.items():
            series = self.series_of.setdefault((run.id, tag), [])
            series += pairs
            values = [value for _, value in series]
            step, last = max(series, key=lambda pair: pair[0])
            summaries[tag] = ScalarSummary(
                last,
                values[0],
                min(values),
                max(values),
                sum(values) / len(values),
                len(values),
                step,
            )
        return replace(run, scalars=summaries)

    def ended(self, run: Run, status: Status = Status.COMPLETED, seconds: float = 10.0) -> Run:
        return replace(run, status=status, stopped=START + seconds, seconds=seconds)


@pytest.fixture
def runs() -> Runs:
    return Runs()
