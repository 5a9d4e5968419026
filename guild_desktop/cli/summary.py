"""What is about to run, in the words of the tutorial."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.cli.limit_words import limit_lines
from guild_desktop.cli.repeats import trials_words
from guild_desktop.cli.starting import starting_lines
from guild_desktop.core.grid import format_count
from guild_desktop.core.space import Formula, Listed, LogUniform, Uniform, count_of, values_of
from guild_desktop.core.values import format_value
from guild_desktop.flags import format_dimension

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.core.space import Dimension
    from guild_desktop.engine.request import PlannedBatch

_MOST_EXPANDED = 20
"""A list longer than this is shown as it was typed."""


def headline(planned: PlannedBatch) -> str:
    """The first line: what runs, how, and how many trials."""
    batch = planned.batch
    return f"You are about to run {batch.operation.name}{_manner(planned)}"


def summary(planned: PlannedBatch) -> str:
    """The headline, every flag, the optimizer's options, what bounds it, and the patterns for scalars."""
    lines = [headline(planned)]
    points = int(planned.batch.options.get("points", 0)) if planned.kind == "grid" else 0
    flags = {name: flag_text(dimension, points) for name, dimension in planned.space.items()}
    lines += [f"  {name}: {flags[name]}" for name in sorted(flags)]
    for row_flags in sorted({name for row in planned.space.rows for name in row}):
        lines.append(f"  {row_flags}: from the trials file")
    if planned.batch.options and planned.kind == "search":
        lines.append("Optimizer flags:")
        options = planned.batch.options
        lines += [f"  {name}: {format_value(options[name])}" for name in sorted(options)]
    lines += starting_lines(planned.batch.starts, planned.space, planned.notes)
    lines += condition_lines(planned)
    lines += limit_lines(planned.batch.limits, single=planned.kind == "run")
    lines += pattern_lines(planned.batch)
    return "\n".join(lines)


def condition_lines(planned: PlannedBatch) -> list[str]:
    """The condition on the flags, and how much satisfies it if that is known; nothing without one."""
    where = planned.batch.limits.where.strip()
    if not where:
        return []
    told = ""
    if planned.fitting is not None and planned.kind == "grid":
        fitting, combinations = map(format_count, planned.fitting)
        told = f" ({fitting} of {combinations} combinations)"
    return [f"Only where {where}{told}", *filter(None, [planned.warning])]


def pattern_lines(batch: Batch) -> list[str]:
    """The patterns that find numbers in its output, under a heading; nothing if there are none."""
    patterns = batch.operation.patterns
    return ["Scalar patterns:", *(f"  {pattern}" for pattern in patterns)] if patterns else []


def flag_text(dimension: Dimension, points: int = 0) -> str:
    """A dimension as the summary shows it: formulas and repeats expanded unless they are long.

    So is a range of which a grid takes so many ``points``.
    """
    is_range = points > 0 and isinstance(dimension, Uniform | LogUniform)
    if not is_range and not isinstance(dimension, Listed | Formula):
        return format_dimension(dimension)
    count = count_of(dimension, points)
    if count <= _MOST_EXPANDED:
        return format_value(tuple(values_of(dimension, points)))
    return format_dimension(dimension) + (f", {count} values" if is_range else "")


def _manner(planned: PlannedBatch) -> str:
    batch = planned.batch
    if planned.kind == "run":
        return ""
    trials = trials_words(planned.count, batch.limits.repeat)
    if planned.kind == "grid":
        return f" as a batch ({trials})"
    if batch.optimizer == "random":
        return f" with random search ({trials})"
    return f" with {batch.optimizer!r} optimizer ({trials}, {goal(batch)})"


def goal(batch: Batch) -> str:
    """What the batch is after: ``minimize loss``."""
    return f"{batch.objective.direction} {batch.objective.column}"
