"""What is left of a batch after the runs there are."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from guild_desktop.core.attempts import (
    by_trial,
    latest_attempts,
    latest_of_each,
    outside_trash,
)
from guild_desktop.core.combination import Combination, combination_of, whole_trials
from guild_desktop.core.earlier_trials import misfits
from guild_desktop.core.reasons import is_interrupted
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.verdict import is_unjudged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guild_desktop.core.space import Search
    from guild_desktop.core.values import Value


@dataclass(frozen=True, slots=True)
class StillToRun:
    """What is left of a grid: runs that never started, runs that want another attempt, trials (one run of
    each) that lack some repeats, with the numbers of these, and flags without a run.
    """

    again: list[Run] = field(default_factory=list)
    failed: list[Run] = field(default_factory=list)
    lacking: list[tuple[Run, list[int]]] = field(default_factory=list)
    missing: list[Mapping[str, Value]] = field(default_factory=list)


class _Standing(IntEnum):
    """How far a trial is; of several with the same flags those that are farther count first."""

    DONE = 0
    BEGUN = 1
    PLANNED = 2
    IN_VAIN = 3


def still_to_run(
    wanted: Sequence[Mapping[str, Value]],
    earlier: Sequence[Run],
    elsewhere: Iterable[Mapping[str, Value]] = (),
    repeat: int = 1,
) -> StillToRun:
    """What is left of ``wanted``, each with ``repeat`` repeats, after ``earlier`` runs;
    each list is in order.

    A combination that is wanted several times is done as often as a trial of it was completed or stopped
    early, for then its place is known, also if that lies in the trash; failed, stopped and lost runs do not
    count, and what was planned and lies in the trash is planned anew. ``elsewhere`` are flags that were
    completed in other batches: as many of a combination as it has repeats stand for a trial.
    """
    there = _Trials(earlier, repeat)
    spare = whole_trials(elsewhere, repeat)
    left = StillToRun()
    for flags in wanted:
        key = combination_of(flags)
        if there.next_of(key) > _Standing.BEGUN and spare[key] > 0:
            spare[key] -= 1
        elif not there.take(key, left):
            left.missing.append(flags)
    left.again.sort(key=place_of)
    return left


def unfinished_runs(
    search: Search, earlier: Iterable[Run], repeat: int
) -> tuple[list[Run], list[Run]]:
    """Of the trials of a search the runs that never started, and those that want another attempt.

    A search goes on with these first: they were planned, and the engine that was to run them has ended. Of a
    trial with several repeats those that somebody stopped are among them, for its optimizer hears of it when
    all of it is over; a single run that somebody stopped stays as it is. So do repeats beyond ``repeat``,
    what a grid had planned and not begun, what is in the trash, and trials that do not lie in the search (any
    more).
    """
    latest = by_trial(latest_attempts(outside_trash(earlier)))
    trials = [runs for runs in latest.values() if not _is_left_by_grid(runs)]
    places = misfits(search, [runs[0].flags for runs in trials])
    again, failed = [], []
    for runs, misfit in zip(trials, places, strict=True):
        if misfit is not None:
            continue
        wanted = [run for run in runs if _is_wanted(run, runs, repeat)]
        again += [run for run in wanted if _never_started(run)]
        begun = [run for run in wanted if not _never_started(run)]
        failed += [
            run for run in begun if _was_cut_off(run) or (len(runs) > 1 and is_unjudged(run))
        ]
    return again, failed


def place_of(run: Run) -> tuple[int, int]:
    """By which runs of a batch are ordered: trial and repeat."""
    return run.trial, run.repeat


class _Trials:
    """The trials of a batch by what they try; each is taken once."""

    def __init__(self, earlier: Iterable[Run], repeat: int) -> None:
        self._repeats = range(1, repeat + 1)
        trials = by_trial(latest_of_each(earlier)).values()
        ranked = sorted(((self._standing(runs), runs) for runs in trials), key=lambda each: each[0])
        self._by_flags: dict[Combination, deque[tuple[_Standing, list[Run]]]] = {}
        for standing, runs in ranked:
            key = combination_of(runs[0].flags)
            self._by_flags.setdefault(key, deque()).append((standing, runs))

    def next_of(self, key: Combination) -> _Standing:
        """How far the next trial of a combination is; ``IN_VAIN`` if there is none."""
        trials = self._by_flags.get(key)
        return trials[0][0] if trials else _Standing.IN_VAIN

    def take(self, key: Combination, left: StillToRun) -> bool:
        """Add to ``left`` what the next trial of a combination still wants; False if there is none."""
        trials = self._by_flags.get(key)
        if not trials:
            return False
        _, runs = trials.popleft()
        for run in runs:
            if not _is_wanted(run, runs, len(self._repeats)):
                continue
            if _never_started(run) and run.deleted is None:
                left.again.append(run)
            elif not run.status.is_done:
                left.failed.append(run)
        there = {run.repeat for run in runs}
        lacking = [repeat for repeat in self._repeats if repeat not in there]
        if lacking:
            left.lacking.append((runs[0], lacking))
        return True

    def _standing(self, runs: Iterable[Run]) -> _Standing:
        done = {run.repeat for run in runs if run.status.is_done}
        if done.issuperset(self._repeats):
            return _Standing.DONE
        if done:
            return _Standing.BEGUN
        return _Standing.PLANNED if any(map(_never_started, runs)) else _Standing.IN_VAIN


def _never_started(run: Run) -> bool:
    """Whether it was planned, and staged or called off before it had a process."""
    return run.status in (Status.STAGED, Status.TERMINATED) and run.started is None


def _was_cut_off(run: Run) -> bool:
    """Whether it ended with its engine."""
    return run.status is Status.LOST or (is_unjudged(run) and is_interrupted(run.reason))


def _is_wanted(run: Run, trial: Sequence[Run], repeat: int) -> bool:
    """Whether it is among the first ``repeat`` repeats, or was asked for when its trial was
    over: to confirm it.
    """
    over = trial[0].stopped
    return run.repeat <= repeat or (over is not None and run.created > over)


def _is_left_by_grid(trial: Sequence[Run]) -> bool:
    return all(run.origin == "grid" and _never_started(run) for run in trial)
