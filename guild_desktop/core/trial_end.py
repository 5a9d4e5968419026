"""What the runs of a trial say together, once all its repeats are over."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from guild_desktop.core.attempts import by_trial
from guild_desktop.core.run import Run, Status
from guild_desktop.core.values import Value


@dataclass(frozen=True, slots=True)
class Spread:
    """The mean of a trial's values, how many they are, and their sample standard deviation:
    None for a single one.
    """

    mean: float
    count: int
    deviation: float | None

    def digits(self, most: int) -> int:
        """Significant digits of the mean that mean something:
        up to the second one of the deviation, at ``most``.
        """
        if not self.deviation or not self.mean:
            return most
        apart = math.floor(math.log10(abs(self.mean))) - math.floor(math.log10(self.deviation))
        return min(max(apart + 2, 1), most)

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread | None:
        """Of finite values; None if there is none. No sum of theirs can overflow."""
        if not values:
            return None
        count = len(values)
        if count == 1:
            return cls(values[0], 1, None)
        largest = max(map(abs, values)) or 1.0
        parts = [value / largest for value in values]
        mean = math.fsum(parts) / count
        variance = math.fsum((part - mean) ** 2 for part in parts) / (count - 1)
        deviation = min(math.sqrt(variance) * largest, sys.float_info.max)
        return cls(mean * largest, count, deviation)


@dataclass(frozen=True, slots=True)
class TrialEnd:
    """How a trial ended: the latest run of each of its repeats,
    and what their values say, if there are any.
    """

    trial: int
    runs: tuple[Run, ...]
    spread: Spread | None

    @property
    def flags(self) -> Mapping[str, Value]:
        """The flags of the trial."""
        return self.runs[0].flags

    @property
    def value(self) -> float | None:
        """What the trial is judged by: the mean of its values, None without one."""
        return None if self.spread is None else self.spread.mean

    @property
    def has_completed(self) -> bool:
        """Whether one of its runs has; what is told of trials that were only stopped early is no result."""
        return any(run.status is Status.COMPLETED for run in self.runs)

    @property
    def is_done(self) -> bool:
        """Whether one of its runs has completed, or was only stopped early."""
        return any(run.status.is_done for run in self.runs)


def trial_end(trial: int, runs: Iterable[Run], value_of: Callable[[Run], float | None]) -> TrialEnd:
    """The end of one trial, of whose repeats these are the latest runs; ``value_of`` judges a run."""
    ordered = tuple(sorted(runs, key=lambda run: run.repeat))
    values = [value for run in ordered if (value := value_of(run)) is not None]
    return TrialEnd(trial, ordered, Spread.of(values))


def trial_ends(
    latest: Iterable[Run], value_of: Callable[[Run], float | None]
) -> Iterator[TrialEnd]:
    """The ends of all trials that some runs of a batch are of, in the order of the runs;
    see ``latest_attempts``.
    """
    for trial, runs in by_trial(latest).items():
        yield trial_end(trial, runs, value_of)
