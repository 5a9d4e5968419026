"""Trials with several repeats as one row of a list, in the place of their runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import latest_attempts
from guild_desktop.core.run import Run, Status
from guild_desktop.core.trial_end import Spread
from guild_desktop.core.values import Value

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame

Place = tuple[str, int]
"""A batch and the number of a trial in it."""


@dataclass(frozen=True, slots=True)
class RepeatedTrial:
    """A trial with several repeats: all its ``runs``, earlier attempts too, by repeat."""

    runs: tuple[Run, ...]

    @property
    def latest(self) -> list[Run]:
        """The latest attempt at each repeat, by repeat."""
        return latest_attempts(self.runs)

    @property
    def state(self) -> str:
        """The status of its repeats: ``completed``, or ``2 completed, 1 error`` where they differ."""
        found = [run.status for run in self.latest]
        counts = {status: found.count(status) for status in Status if status in found}
        if len(counts) == 1:
            return found[0].value
        return ", ".join(f"{number} {status.value}" for status, number in counts.items())

    def spread(self, value_of: Callable[[Run], Value]) -> Spread | None:
        """Mean and deviation of what its completed repeats have; None if none has a finite number."""
        values = [value_of(run) for run in self.latest if run.status is Status.COMPLETED]
        return Spread.of(
            [
                float(value)
                for value in values
                if isinstance(value, int | float) and math.isfinite(value)
            ]
        )


Row = Run | RepeatedTrial


def folded(runs: Sequence[Run], counts: Mapping[Place, int]) -> list[Row]:
    """The runs with each trial that has several repeats as one row, where the first of its runs stands.

    ``counts`` says how many runs each trial has in all: of one of which not all are among ``runs`` the
    runs stay, for a mean of some of them would be another one.
    """
    trials: dict[Place, list[Run]] = {}
    for run in runs:
        trials.setdefault((run.batch, run.trial), []).append(run)
    rows: list[Row] = []
    told: set[Place] = set()
    for run in runs:
        place = run.batch, run.trial
        mine = trials[place]
        is_repeated = len({each.repeat for each in mine}) > 1
        if not is_repeated or len(mine) < counts.get(place, len(mine)):
            rows.append(run)
        elif place not in told:
            told.add(place)
            rows.append(RepeatedTrial(tuple(sorted(mine, key=_by_repeat))))
    return rows


def folded_runs(frame: RunFrame, runs: Sequence[Run]) -> list[Row]:
    """The same for runs of a frame, in which all runs outside the trash count."""
    if all(run.repeat == 1 for run in runs):
        return list(runs)
    counts: dict[Place, int] = {}
    for run in frame.runs:
        if run.deleted is None:
            place = run.batch, run.trial
            counts[place] = counts.get(place, 0) + 1
    return folded(runs, counts)


def unfolded(rows: Iterable[Row]) -> list[Run]:
    """The runs of some rows, in their order."""
    return [run for row in rows for run in (row.runs if isinstance(row, RepeatedTrial) else (row,))]


def first_of(row: Row) -> Run:
    """The run that says what all runs of a row have in common: its flags."""
    return row.runs[0] if isinstance(row, RepeatedTrial) else row


def _by_repeat(run: Run) -> tuple[int, int]:
    return run.repeat, run.sequence
