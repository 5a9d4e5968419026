"""What is left of a grid after the runs there are."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import latest_attempts
from guild_desktop.core.run import Run, Status
from guild_desktop.core.values import format_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guild_desktop.core.values import Value

Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StillToRun:
    """What is left of a grid: runs that never started, runs whose trials want another attempt, and
    flags without a run.
    """

    again: list[Run]
    failed: list[Run]
    missing: list[Mapping[str, Value]]


def still_to_run(wanted: Sequence[Mapping[str, Value]], earlier: Sequence[Run]) -> StillToRun:
    """What is left of ``wanted`` after ``earlier`` runs; each list is in order.

    A combination that is wanted several times is done as often as it was completed; failed, stopped
    and lost runs do not count.
    """
    covered = Counter(flags_key(run.flags) for run in earlier if run.status is Status.COMPLETED)
    left = Counter(map(flags_key, wanted)) - covered
    again = []
    for run in sorted(earlier, key=lambda run: run.trial):
        key = flags_key(run.flags)
        if run.status is Status.PENDING or (_never_started(run) and left[key] > 0):
            left[key] -= 1
            covered[key] += 1
            again.append(run)
    in_vain: dict[Key, deque[Run]] = {}
    for run in latest_attempts(earlier):
        if run.status.is_finished and run.status is not Status.COMPLETED and run.started:
            in_vain.setdefault(flags_key(run.flags), deque()).append(run)
    failed, missing = [], []
    for flags in wanted:
        key = flags_key(flags)
        if covered[key] > 0:
            covered[key] -= 1
        elif in_vain.get(key):
            failed.append(in_vain[key].popleft())
        else:
            missing.append(flags)
    return StillToRun(again, failed, missing)


def flags_key(flags: Mapping[str, Value]) -> Key:
    """Equal for equal flags of equal types: 1, 1.0 and True are three different things to a script."""
    return tuple(sorted((name, format_value(value)) for name, value in flags.items()))


def _never_started(run: Run) -> bool:
    """Whether it was planned, and staged or called off before it had a process."""
    return run.status in (Status.STAGED, Status.TERMINATED) and run.started is None
