"""What the preview says about a planned batch: the sentence, the trials and the time it may take."""

from __future__ import annotations

import html
import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from guild_desktop.core.dimension import points_of
from guild_desktop.core.space import Dimension, Fixed, Formula, Grid, Listed, axis_of, count_of
from guild_desktop.core.values import Value
from guild_desktop.engine.continuing import PlannedContinuation
from guild_desktop.engine.request import PlannedBatch
from guild_desktop.gui.format import count
from guild_desktop.optimizers.registry import create

MOST_LISTED = 200
"""Trials of a grid the preview lists."""

SAMPLED = 3
"""Examples shown for a search."""


MOST_CHOICES = 2_000
"""Values of one flag among which examples are drawn."""


@dataclass(frozen=True, slots=True)
class TrialSample:
    """The first trials of a batch, or examples if ``is_example``: what a model will propose is not known.

    ``names`` are the flags that vary; each row has their values in that order. The first ``known`` rows are
    no examples in any case.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    is_example: bool = False
    known: int = 0


def sentence(planned: PlannedBatch, continued: PlannedContinuation | None = None) -> str:
    """The first line of the summary, as the terminal has it, in the window's words:
    ``You are about to run train.py with 'gp' (20 runs, …)``.
    """
    return "".join(_parts(planned, continued))


def sentence_as_markup(planned: PlannedBatch, continued: PlannedContinuation | None = None) -> str:
    """The same with the count in bold; names are escaped."""
    before, trials, after = map(html.escape, _parts(planned, continued))
    return f"{before}<b>{trials}</b>{after}"


def used_words(continued: PlannedContinuation) -> str:
    """What a sweep that goes on makes of the runs it has, as a sentence; empty if it has none."""
    said = continued.sentence("run")
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _parts(planned: PlannedBatch, continued: PlannedContinuation | None) -> tuple[str, str, str]:
    batch = planned.batch
    if continued is not None:
        more = "" if planned.kind == "grid" else " more"
        runs = f"{count(planned.count)}{more} {'run' if planned.count == 1 else 'runs'}"
        goal = f"{batch.objective.direction} {batch.objective.column}"
        end = ")" if planned.kind == "grid" else f" with '{batch.optimizer}', {goal})"
        return f"You are about to go on with {continued.before.name} (", runs, end
    start = f"You are about to run {batch.operation.name}"
    if planned.kind == "run":
        return start, "", ""
    trials = f"{count(planned.count)} {'run' if planned.count == 1 else 'runs'}"
    repeat = batch.limits.repeat
    if repeat > 1:
        times = "\N{MULTIPLICATION SIGN}"
        trials = f"{count(planned.count)} {times} {repeat} = {count(planned.count * repeat)} runs"
    if planned.kind == "grid":
        return f"{start} as a sweep (", trials, ")"
    if batch.optimizer == "random":
        return f"{start} with random search (", trials, ")"
    goal = f", {batch.objective.direction} {batch.objective.column})"
    return f"{start} with '{batch.optimizer}' (", trials, goal


def trial_sample(planned: PlannedBatch) -> TrialSample:
    """Trials to show; nothing for a single run, whose flags all stand in the flags table.

    They are drawn with the batch's own seed, so that those of a grid and of a random search are the very
    ones that will run. Costs a few milliseconds at most.
    """
    space, batch = planned.space, planned.batch
    varying = tuple(name for name, dimension in space.items() if not _is_single(dimension))
    if planned.kind == "search":
        # Drawing from a list means to build it, which a preview is not worth.
        is_long = any(count_of(space[name]) > MOST_CHOICES for name in varying)
        return TrialSample((), ()) if is_long else _drawn(planned, varying)
    grid = space.resolve("grid", points_of(batch.options))
    if planned.kind == "run" or not isinstance(grid, Grid):
        return TrialSample((), ())
    trials = itertools.islice(grid.trials(batch.limits.max_trials, batch.seed), MOST_LISTED)
    return TrialSample(varying, tuple(_row(trial, varying) for trial in trials))


def _drawn(planned: PlannedBatch, varying: tuple[str, ...]) -> TrialSample:
    batch = planned.batch
    is_random = batch.optimizer == "random"
    options = batch.options if is_random else {}
    chance = create("random", planned.space, options, batch.seed)
    starts = batch.starts[: planned.count]
    rows = [_row(start.flags, varying) for start in starts]
    for start in starts:
        chance.expect(start.flags)
    # Where hardly anything satisfies the condition, finding some would take seconds.
    wanted = 0 if planned.warning else min(planned.count - len(rows), SAMPLED)
    for _ in range(wanted):
        suggestion = chance.ask()
        if suggestion is None:
            break
        rows.append(_row(suggestion.params, varying))
    return TrialSample(varying, tuple(rows), is_example=not is_random, known=len(starts))


def _is_single(dimension: Dimension) -> bool:
    if isinstance(dimension, Listed | Formula):
        return axis_of(dimension).count == 1
    return isinstance(dimension, Fixed)


def _row(trial: Mapping[str, Value], names: tuple[str, ...]) -> tuple[Value, ...]:
    return tuple(trial.get(name) for name in names)
