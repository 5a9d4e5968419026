"""What goes on with a batch, what changes about it, and what of its earlier trials is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.cli.limit_words import changed_limits
from guild_desktop.cli.repeats import trials_words
from guild_desktop.cli.starting import starting_lines
from guild_desktop.cli.summary import goal
from guild_desktop.core.grid import Grid, format_count
from guild_desktop.core.run import SHORT_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guild_desktop.engine.continuing import PlannedContinuation


def going_on(planned: PlannedContinuation) -> str:
    """The summary that a person is asked to confirm."""
    before = planned.before
    if before.hidden:
        return f"You are about to run {before.operation.name}"
    have = f"({before.id[:SHORT_ID]}, {_trials(before.planned)})"
    more = planned.to_go
    repeats = planned.batch.limits.repeat > 1 or any(run.repeat > 1 for run in planned.again)
    if planned.confirmed:
        each = f"{more // planned.confirmed} more of each of its best"
        runs = f"{_runs(more)}, {each} {_trials(planned.confirmed)}"
    elif repeats:
        whole, repeat = planned.batch.planned - before.planned, planned.batch.limits.repeat
        # Missing repeats of trials there are make no whole trials.
        runs = f"{trials_words(whole, repeat)} more" if more == whole * repeat else _runs(more)
    elif planned.again or isinstance(planned.resolved, Grid):
        runs = _trials(more)
    else:
        runs = f"{more} more"
    lines = [f"You are about to go on with {before.name} {have}: {runs}", *_changes(planned)]
    sentence = "" if planned.confirmed else planned.sentence()
    if sentence:
        lines.append(f"It {sentence}.")
    new = tuple(start for start in planned.batch.starts if start not in before.starts)
    lines += starting_lines(new, planned.space, planned.notes)
    lines += filter(None, [planned.warning])
    return "\n".join(lines)


def _changes(planned: PlannedContinuation) -> Iterator[str]:
    """A line for each thing that changes, with what it was."""
    before, batch = planned.before, planned.batch
    for name, text in batch.flags.items():
        if name not in before.flags:
            yield f"  {name}: {text} (new)"
        elif before.flags[name] != text:
            yield f"  {name}: {text} (before: {before.flags[name]})"
    for name in before.flags:
        if name not in batch.flags:
            yield f"  {name}: no more (before: {before.flags[name]})"
    if batch.optimizer != before.optimizer:
        yield f"Optimizer: {batch.optimizer} (before: {before.optimizer})"
    if batch.objective != before.objective:
        yield f"Goal: {goal(batch)} (before: {goal(before)})"
    if batch.limits.repeat != before.limits.repeat:
        yield f"Repeats: {batch.limits.repeat} (before: {before.limits.repeat})"
    if batch.limits.where != before.limits.where:
        now, was = (limits.where or "none" for limits in (batch.limits, before.limits))
        yield f"Condition: {now} (before: {was})"
    yield from changed_limits(before.limits, batch.limits)


def _trials(count: int) -> str:
    return f"{format_count(count)} {'trial' if count == 1 else 'trials'}"


def _runs(count: int) -> str:
    return f"{format_count(count)} {'run' if count == 1 else 'runs'}"
