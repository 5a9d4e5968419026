"""Which of the trials that are there a search can learn from, and why not from the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from guild_desktop.core.attempts import by_trial, has_failed, latest_attempts, outside_trash
from guild_desktop.core.batch import Objective
from guild_desktop.core.combination import is_same_value
from guild_desktop.core.run import Run, Status
from guild_desktop.core.space import (
    CategoricalDimension,
    IntDimension,
    Search,
    SearchDimension,
)
from guild_desktop.core.trial_end import TrialEnd, trial_ends
from guild_desktop.core.values import Value


class Cause(IntEnum):
    """Why a trial is not used, in the order in which a person is told."""

    OUTSIDE = 0
    OTHER_VALUE = 1
    WITHOUT = 2
    CONDITION = 3
    SILENT = 4
    NOT_FINITE = 5
    FAILED = 6
    STOPPED_EARLY = 7
    NOT_COMPLETED = 8
    IN_TRASH = 9


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a trial is not used; ``flag`` is the first one that it is about, if it is about any."""

    cause: Cause
    flag: str = ""


@dataclass(frozen=True, slots=True)
class EarlierTrials:
    """What a search makes of the trials that are there.

    ``told`` are those that the optimizer is told of, in order, each with its value to be minimized:
    None for one that failed, which is then not proposed again. ``unused`` are those that have no value
    to learn from or do not lie in the search, each by its first run and with the reason; one that
    failed is among both.
    """

    search: Search
    objective: Objective
    told: tuple[tuple[TrialEnd, float | None], ...]
    unused: tuple[tuple[Run, Misfit], ...]

    @property
    def used(self) -> int:
        """How many values the search learns from."""
        return sum(value is not None for _, value in self.told)

    @property
    def count(self) -> int:
        """How many trials there are."""
        return self.used + len(self.unused)

    @property
    def leaves_out(self) -> bool:
        """Whether some trials could be used if the search, or its goal, were another one."""
        return any(misfit.cause <= Cause.SILENT for _, misfit in self.unused)

    def sentence(self, texts: Mapping[str, str], noun: str = "trial") -> str:
        """What is used and why not the rest: ``uses 14 of 20 earlier trials: 4 lie outside x=[0.0:0.5]``.

        ``texts`` are the expressions of the flags, and ``noun`` is the word for a trial. Empty
        if there are none.
        """
        if not self.count:
            return ""
        nouns = noun if self.count == 1 else f"{noun}s"
        said = f"uses {self.used:,} of {self.count:,} earlier {nouns}"
        counts = Counter(misfit for _, misfit in self.unused)
        reasons = [
            self._reason(misfit, number, texts)
            for misfit, number in sorted(counts.items(), key=lambda item: item[0].cause)
        ]
        return f"{said}: {', '.join(reasons)}" if reasons else said

    def _reason(self, misfit: Misfit, number: int, texts: Mapping[str, str]) -> str:
        one = number == 1
        flag = misfit.flag
        goal = self.objective.name
        match misfit.cause:
            case Cause.OUTSIDE:
                said = f"{'lies' if one else 'lie'} outside {flag}={texts.get(flag, '')}"
            case Cause.OTHER_VALUE:
                said = f"had another {flag} than {texts.get(flag, '')}"
            case Cause.WITHOUT:
                said = f"ran without {flag}"
            case Cause.CONDITION:
                where = "" if self.search.where is None else self.search.where.text.strip()
                said = f"{'does' if one else 'do'} not satisfy {where}"
            case Cause.SILENT:
                said = f"reported no {goal}"
            case Cause.NOT_FINITE:
                said = f"reported no finite {goal}"
            case Cause.FAILED:
                said = "failed"
            case Cause.STOPPED_EARLY:
                said = f"{'was' if one else 'were'} stopped early"
            case Cause.IN_TRASH:
                said = f"{'is' if one else 'are'} in the trash"
            case Cause.NOT_COMPLETED:
                said = f"{'was' if one else 'were'} not completed"
        return f"{number:,} {said}"


def earlier_trials(
    search: Search,
    objective: Objective,
    runs: Iterable[Run],
    value_of: Callable[[Run], float | None],
) -> EarlierTrials:
    """Judge the runs of a batch, in any order, by a search;
    of each repeat of a trial the latest attempt counts.

    A trial with several repeats has the mean of their values. Trials that never started, or have not ended,
    are none, and what is in the trash is not learned from. ``value_of`` says what a run gave, to be
    minimized. A run that completed without reporting the objective has failed to, unless no run before it
    did either: then nobody had asked for it, and nothing is known of its flags.
    """
    there = list(runs)
    over = [run for run in latest_attempts(outside_trash(there)) if _is_over(run)]
    ends = tuple(trial_ends(over, value_of))
    places = misfits(search, [end.flags for end in ends])
    first = min((run.sequence for run in over if objective.name in run.scalars), default=math.inf)
    told: list[tuple[TrialEnd, float | None]] = []
    unused: list[tuple[Run, Misfit]] = []
    for end, place in zip(ends, places, strict=True):
        run, value = end.runs[0], end.value
        if place is not None:
            unused.append((run, place))
            continue
        cause = None if value is not None else min(_cause(each, objective) for each in end.runs)
        if cause is not None:
            unused.append((run, Misfit(cause)))
        is_unknown = cause is Cause.SILENT and run.sequence < first
        if cause is not Cause.NOT_COMPLETED and not is_unknown:
            told.append((end, value))
    unused += [(run, Misfit(Cause.IN_TRASH)) for run in _thrown_away(there)]
    return EarlierTrials(search, objective, tuple(told), tuple(unused))


def _is_over(run: Run) -> bool:
    return run.status.is_finished and run.started is not None


def _thrown_away(runs: Sequence[Run]) -> list[Run]:
    """The first run of each trial that is in the trash as a whole."""
    left = {run.trial for run in outside_trash(runs)}
    gone = by_trial(run for run in runs if run.trial not in left and _is_over(run))
    return [mine[0] for mine in gone.values()]


def misfits(search: Search, trials: Sequence[Mapping[str, Value]]) -> list[Misfit | None]:
    """For each trial why it does not lie in the search; None for one that does."""
    found = [_misfit(search, flags) for flags in trials]
    if search.where is None:
        return found
    inside = [place for place, misfit in enumerate(found) if misfit is None]
    holds = search.where.mask([trials[place] for place in inside]) if inside else ()
    for place, fits in zip(inside, holds, strict=True):
        if not fits:
            found[place] = Misfit(Cause.CONDITION)
    return found


def _misfit(search: Search, flags: Mapping[str, Value]) -> Misfit | None:
    for dimension in search.dimensions:
        if dimension.name not in flags:
            return Misfit(Cause.WITHOUT, dimension.name)
        if not _lies_in(dimension, flags[dimension.name]):
            return Misfit(Cause.OUTSIDE, dimension.name)
    for name, value in search.constants.items():
        # What the script did not know then had no other value.
        if name in flags and not is_same_value(flags[name], value):
            return Misfit(Cause.OTHER_VALUE, name)
    return None


def _lies_in(dimension: SearchDimension, value: Value) -> bool:
    if isinstance(dimension, CategoricalDimension):
        return any(is_same_value(value, choice) for choice in dimension.choices)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if not dimension.low <= value <= dimension.high:
        return False
    return not isinstance(dimension, IntDimension) or value == int(value)


def _cause(run: Run, objective: Objective) -> Cause:
    """Why a run in the search has no value to learn from."""
    if run.status is Status.COMPLETED:
        return Cause.NOT_FINITE if objective.name in run.scalars else Cause.SILENT
    if run.status is Status.PRUNED:
        return Cause.STOPPED_EARLY
    return Cause.FAILED if has_failed(run) else Cause.NOT_COMPLETED
