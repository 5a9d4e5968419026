"""Attempts: the runs of one repeat of a trial, of which only the latest counts, and which of them failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.run import Run, Status

if TYPE_CHECKING:
    from collections.abc import Iterable


def has_failed(run: Run) -> bool:
    """Whether a run came to an end that its values or its script are to blame for.

    One that took longer than its time limit did; one that somebody stopped did not, and of one whose engine
    died nobody knows.
    """
    return run.timed_out or run.status is Status.ERROR


def latest_attempts(runs: Iterable[Run]) -> list[Run]:
    """The latest run of each repeat of each trial, by trial and repeat;
    ``runs`` are those of one batch, in any order.

    One that was called off before it started says nothing, if another was there before.
    """
    latest: dict[tuple[int, int], Run] = {}
    for run in sorted(runs, key=lambda run: run.sequence):
        called_off = run.status is Status.TERMINATED and run.started is None
        if not called_off or (run.trial, run.repeat) not in latest:
            latest[run.trial, run.repeat] = run
    return [latest[place] for place in sorted(latest)]


def outside_trash(runs: Iterable[Run]) -> list[Run]:
    """Those that count as results: what is in the trash is not learned from, and never the best."""
    return [run for run in runs if run.deleted is None]


def latest_of_each(runs: Iterable[Run]) -> list[Run]:
    """As ``latest_attempts``, but a run in the trash stands for its repeat only if no other does."""
    there = list(runs)
    latest = {(run.trial, run.repeat): run for run in latest_attempts(there)}
    latest |= {(run.trial, run.repeat): run for run in latest_attempts(outside_trash(there))}
    return list(latest.values())


def by_trial(runs: Iterable[Run]) -> dict[int, list[Run]]:
    """The runs of one batch by the number of their trial, both in the order given."""
    trials: dict[int, list[Run]] = {}
    for run in runs:
        trials.setdefault(run.trial, []).append(run)
    return trials


def failed_trials(runs: Iterable[Run]) -> list[Run]:
    """The latest runs outside the trash that failed or were lost: those that *run failed again* is about."""
    latest = latest_attempts(outside_trash(runs))
    return [run for run in latest if has_failed(run) or run.status is Status.LOST]
