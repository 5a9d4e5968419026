"""What is left of a grid after the runs there are."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import latest_attempts
from guild_desktop.core.combination import Combination, combination_of
from guild_desktop.core.run import Run, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guild_desktop.core.values import Value


@dataclass(frozen=True, slots=True)
class StillToRun:
    """What is left of a grid: runs that never started, runs whose trials want another attempt, and
    flags without a run.
    """

    again: list[Run]
    failed: list[Run]
    missing: list[Mapping[str, Value]]


def still_to_run(
    wanted: Sequence[Mapping[str, Value]],
    earlier: Sequence[Run],
    elsewhere: Iterable[Mapping[str, Value]] = (),
) -> StillToRun:
    """What is left of ``wanted`` after ``earlier`` runs; each list is in order.

    A combination that is wanted several times is done as often as it was completed or stopped early, for then
    its place is known; failed, stopped and lost runs do not count. ``elsewhere`` are flags that were completed in other batches.
    """
    covered = Counter(combination_of(run.flags) for run in earlier if run.status.is_done)
    covered.update(map(combination_of, elsewhere))
    left = Counter(map(combination_of, wanted)) - covered
    again = []
    for run in sorted(earlier, key=lambda run: run.trial):
        key = combination_of(run.flags)
        if run.status is Status.PENDING or (_never_started(run) and left[key] > 0):
            left[key] -= 1
            covered[key] += 1
            again.append(run)
    in_vain: dict[Combination, deque[Run]] = {}
    for run in latest_attempts(earlier):
        if run.status.is_finished and not run.status.is_done and run.started:
            in_vain.setdefault(combination_of(run.flags), deque()).append(run)
    failed, missing = [], []
    for flags in wanted:
        key = combination_of(flags)
        if covered[key] > 0:
            covered[key] -= 1
        elif in_vain.get(key):
            failed.append(in_vain[key].popleft())
        else:
            missing.append(flags)
    return StillToRun(again, failed, missing)


def _never_started(run: Run) -> bool:
    """Whether it was planned, and staged or called off before it had a process."""
    return run.status in (Status.STAGED, Status.TERMINATED) and run.started is None
