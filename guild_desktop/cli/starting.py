"""What a search tries first: the runs that were named, and how that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.cli.app import misuse
from guild_desktop.core.attempts import outside_trash
from guild_desktop.core.batch import Batch
from guild_desktop.core.listing import ListingFilters, select_rows
from guild_desktop.core.objective_value import minimized_value
from guild_desktop.core.run import SHORT_ID
from guild_desktop.core.space import Fixed
from guild_desktop.core.starts import StartPoint
from guild_desktop.core.values import format_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guild_desktop.core.batch import Start
    from guild_desktop.core.dimension import Dimension
    from guild_desktop.core.run import Run
    from guild_desktop.store.store import Store

_ORIGINS = {"default": " (defaults)", "start": " (start point)"}


def start_points(words: Sequence[str] | None, home: str | None) -> tuple[StartPoint, ...]:
    """The runs that ``--start-from`` names; of a batch it is its best one.

    ``UserError`` if a word names none.
    """
    if not words:
        return ()
    from guild_desktop.cli.options import opened_store

    with opened_store(home) as store:
        return start_points_in(store, words)


def start_points_in(store: Store, words: Iterable[str]) -> tuple[StartPoint, ...]:
    """The same out of an open store."""
    from guild_desktop.cli.selecting import load_records

    records = load_records(store)
    points = []
    for word in words:
        rows = select_rows(records, [word], ListingFilters())
        if not rows:
            misuse(f"{word} names no run.", "Give the id of a run, or an index such as 1.")
        for row in rows:
            found = row.record
            run = (
                _best(found, outside_trash(store.runs_of(found.id)))
                if isinstance(found, Batch)
                else found
            )
            points.append(StartPoint(run.id[:SHORT_ID], run.flags))
    return tuple(points)


def _best(batch: Batch, runs: Iterable[Run]) -> Run:
    judged = [(minimized_value(run, batch), run) for run in runs]
    found = [(value, run) for value, run in judged if value is not None]
    if not found:
        misuse(
            f"No run of {batch.name} ({batch.id[:SHORT_ID]}) reported {batch.objective.name}.",
            "Name a run of it.",
        )
    return min(found, key=lambda pair: pair[0])[1]


def starting_lines(
    starts: Iterable[Start], space: Mapping[str, Dimension], notes: Iterable[str]
) -> list[str]:
    """What is tried first under a heading, and why not what else was to be; nothing if that is nothing."""
    lines = []
    for start in starts:
        searched = (name for name, axis in space.items() if not isinstance(axis, Fixed))
        told = " ".join(f"{name}={format_value(start.flags[name])}" for name in searched)
        lines.append(f"  {told}{_ORIGINS.get(start.origin, '')}")
    return [*(["First tried:"] if lines else []), *lines, *notes]
