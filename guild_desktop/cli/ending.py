"""What `run` says when a batch is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.cli.repeats import spread_text
from guild_desktop.core.attempts import by_trial, has_failed, outside_trash
from guild_desktop.core.objective_value import objective_value
from guild_desktop.core.run import SHORT_ID, Status
from guild_desktop.core.trial_end import TrialEnd, trial_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from guild_desktop.core.batch import Batch, Objective
    from guild_desktop.core.run import Run

_MOST_NAMES = 10


def end_line(batch: Batch, latest: Sequence[Run]) -> str:
    """How many of its trials completed, how others ended, and the best one;
    ``latest``: see ``latest_attempts``.
    """
    completed = count_completed(latest)
    wanted = max(batch.planned, completed)
    parts = [f"{completed} of {wanted} trials completed"]
    if any(run.repeat > 1 for run in latest):
        whole = len(_completed(latest))
        parts.append(f"{whole} of {len(latest)} runs")
    pruned = sum(run.status is Status.PRUNED for run in latest)
    failed = sum(map(has_failed, latest))
    parts += [
        f"{number} {word}" for number, word in ((pruned, "pruned"), (failed, "failed")) if number
    ]
    parts += filter(None, [_silent(batch, latest), _best(batch.objective, outside_trash(latest))])
    return f"{batch.name} {batch.id[:SHORT_ID]}: {', '.join(parts)}"


def count_completed(runs: Iterable[Run]) -> int:
    """How many trials have a completed run among these."""
    return len(by_trial(_completed(runs)))


def advice_about_goal(batch: Batch, latest: Iterable[Run]) -> str:
    """What to do where no completed run reported the objective; empty where one did, or none completed."""
    completed = _completed(latest)
    if not completed or _reporting(completed, batch.objective):
        return ""
    goal = batch.objective.name
    names = sorted({name for run in completed for name in run.scalars})
    if not names:
        return f"no run reported any number. A number is a line of its own, such as {goal}: 0.25"
    told = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    return f"no run reported {goal}. They reported {told}: choose one with --minimize or --maximize"


def _completed(runs: Iterable[Run]) -> list[Run]:
    return [run for run in runs if run.status is Status.COMPLETED]


def _reporting(runs: Iterable[Run], objective: Objective) -> list[Run]:
    return [run for run in runs if objective.name in run.scalars]


def _silent(batch: Batch, latest: Iterable[Run]) -> str:
    """How many completed runs have nothing that could be judged; empty if all have."""
    completed, goal = _completed(latest), batch.objective
    reporting = _reporting(completed, goal)
    if completed and not reporting:
        return f"none reported {goal.name}"
    if silent := len(completed) - len(reporting):
        return f"{silent} reported no {goal.name}"
    if completed and all(objective_value(run, goal) is None for run in completed):
        return f"none reported a finite {goal.name}"
    return ""


def _best(objective: Objective, latest: Iterable[Run]) -> str:
    """The best trial's value, or mean, and the id of its first run;
    none is best of which a repeat was stopped early.
    """
    ends = trial_ends(latest, lambda run: objective_value(run, objective))
    judged = [(end.value, end) for end in ends if end.value is not None and not _was_pruned(end)]
    if not judged:
        return ""
    choose = min if objective.direction == "minimize" else max
    value, end = choose(judged, key=lambda each: each[0])
    told = f"{value:g}"
    if len(end.runs) > 1 and end.spread is not None:
        told = spread_text(end.spread)
    return f"best {objective.column} {told} in {end.runs[0].id[:SHORT_ID]}"


def _was_pruned(end: TrialEnd) -> bool:
    return any(run.status is Status.PRUNED for run in end.runs)
