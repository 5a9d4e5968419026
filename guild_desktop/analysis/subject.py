"""Sorts the runs of an analysis: those with a value, those that failed,
those that are to come, and the rest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from guild_desktop.analysis.results import LeftOut, UsedRuns, VaryingFlag
from guild_desktop.analysis.varied_space import search_of, varying_flags
from guild_desktop.analysis.words import too_few
from guild_desktop.core.attempts import has_failed, latest_attempts
from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.objective_value import objective_value
from guild_desktop.core.run import Run, Status
from guild_desktop.core.space import count_values
from guild_desktop.core.told_values import ToldValues
from guild_desktop.core.trial_end import Spread
from guild_desktop.core.values import Value
from guild_desktop.optimizers.base import Repeats
from guild_desktop.optimizers.encoding import Encoding, Point

_FAILED, _OUTSIDE, _UNFINISHED = "failed", "outside of the ranges", "not finished"
_STATUSES = {
    Status.TERMINATED: "stopped",
    Status.PRUNED: "stopped early",
    Status.LOST: "with unknown result",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """A run that is over: where it lies, and its value, to be minimized; None if it has none.

    ``told`` is what an optimizer hears of it: also what a run that was stopped early stands for, and None
    only of one that failed.
    """

    run: Run
    point: Point
    value: float | None
    told: float | None


@dataclass(frozen=True, slots=True)
class TriedFlags:
    """What an optimizer is told of a trial: the mean of its repeats, and how these spread."""

    flags: Mapping[str, Value]
    told: float | None
    repeats: Repeats | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What an analysis is about. Nothing in it is on the person's scale but ``sign`` leads there.

    ``tried`` are the runs of which an optimizer hears, in the order of their trials, ``pending`` the
    points of those that will have a value, or were stopped before. ``flags`` are those that vary.
    """

    objective: Objective
    encoding: Encoding
    flags: tuple[VaryingFlag, ...]
    tried: tuple[Tried, ...]
    pending: tuple[Point, ...]
    runs: UsedRuns
    notes: tuple[str, ...]

    @property
    def sign(self) -> float:
        """What turns a minimized value into the person's."""
        return self.objective.sign

    @property
    def with_value(self) -> tuple[Tried, ...]:
        """The runs whose value is used."""
        return tuple(tried for tried in self.tried if tried.value is not None)

    def lacks_runs(self, needed: int) -> str:
        """Whether there are too few, in one sentence: ``needed`` with a value, and as many different ones.

        Repeats of a trial tell of noise, not of flags; where there are not so many combinations, all will do.
        """
        used = self.with_value
        places = len({tried.point for tried in used})
        there = math.prod(count_values(each) or needed for each in self.encoding.dimensions)
        if len(used) >= needed and places >= min(needed, there):
            return ""
        return too_few(len(used), places, needed, len(self.flags))

    @property
    def trials(self) -> tuple[TriedFlags, ...]:
        """The trials, each with all of its repeats that are over."""
        together: dict[tuple[str, int], list[Tried]] = {}
        for tried in self.tried:
            together.setdefault((tried.run.batch, tried.run.trial), []).append(tried)
        return tuple(map(_joined, together.values()))

    def dimension(self, flag: str) -> int:
        """The number of a flag's dimension in the encoding."""
        names = [dimension.name for dimension in self.encoding.dimensions]
        return names.index(flag)


def subject_of(batch: Batch | None, runs: Iterable[Run], objective: Objective) -> Subject:
    """Sort runs: by the space of ``batch`` or, without one, by what they themselves have varied.

    Of several attempts at a trial the latest counts.
    """
    by_batch: dict[str, list[Run]] = {}
    for run in runs:
        by_batch.setdefault(run.batch, []).append(run)
    latest = [run for attempts in by_batch.values() for run in latest_attempts(attempts)]
    search, notes = search_of(batch, latest)
    encoding = Encoding(search)
    told = None if batch is None else ToldValues(replace(batch, objective=objective), latest)
    sign = objective.sign
    tried: list[Tried] = []
    pending: list[Point] = []
    reasons: Counter[str] = Counter()
    for run in latest:
        point = encoding.point(run.flags)
        value = objective_value(run, objective)
        if point is None:
            reasons[_OUTSIDE] += 1
        elif value is not None:
            tried.append(Tried(run, point, sign * value, sign * value))
        else:
            reason = _reason(run, objective)
            reasons[reason] += 1
            if reason == _FAILED or run.status is Status.COMPLETED:
                # An optimizer learns of both that nothing is to be found there.
                tried.append(Tried(run, point, None, None))
            elif run.status is Status.PRUNED and told is not None:
                tried.append(Tried(run, point, None, told.of(run)))
            elif run.started is not None or not run.status.is_finished:
                pending.append(point)
    left_out = tuple(LeftOut(reason, count) for reason, count in reasons.most_common())
    used = sum(each.value is not None for each in tried)
    counts = UsedRuns(used, len(latest), left_out)
    flags = varying_flags(search)
    return Subject(objective, encoding, flags, tuple(tried), tuple(pending), counts, notes)


def _joined(repeats: Sequence[Tried]) -> TriedFlags:
    spread = Spread.of([each.told for each in repeats if each.told is not None])
    apart = None if spread is None or spread.deviation is None else spread
    return TriedFlags(
        repeats[0].run.flags,
        None if spread is None else spread.mean,
        None if apart is None else Repeats(apart.count, apart.deviation or 0.0),
    )


def context_point(subject: Subject, runs: Sequence[Run], run_id: str) -> Point | None:
    """Where a run lies; None if it is not among the runs, or lies outside."""
    for run in runs:
        if run.id == run_id:
            return subject.encoding.point(run.flags)
    return None


def _reason(run: Run, objective: Objective) -> str:
    """Why a run has no value, in words that follow a number."""
    if has_failed(run):
        return _FAILED
    if not run.status.is_finished:
        return _UNFINISHED
    if run.status is not Status.COMPLETED:
        return _STATUSES.get(run.status, str(run.status))
    summary = run.scalars.get(objective.name)
    if summary is not None and not math.isfinite(getattr(summary, objective.aggregate)):
        return f"with {objective.column} not finite"
    return f"without {objective.column}"
