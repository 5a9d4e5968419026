"""Which runs and batches a command means: ids, indexes, slices and filters, as in Guild AI."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from guild_desktop.core.batch import Batch
from guild_desktop.core.column import Presence
from guild_desktop.core.errors import UserError
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Run, Status

_SLICE = re.compile(r"(\d*):(\d*)")
_INDEX = re.compile(r"\d{1,7}")
_LIST_HINT = "List what there is with: guild-desktop runs -a"

Record: TypeAlias = Run | Batch


@dataclass(frozen=True, slots=True)
class ListingFilters:
    """What rows must satisfy; empty fields ask nothing. Several of a kind: any of them will do."""

    operations: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    marked: bool = False
    statuses: tuple[Status, ...] = ()
    where: tuple[str, ...] = ()
    deleted: bool = False

    @property
    def name_batches(self) -> bool:
        """Whether an operation is asked for that only batches can be called by."""
        return any("+" in operation for operation in self.operations)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A run with its index (1 is the newest), or a batch, which has none."""

    record: Record
    index: int | None


def select_rows(
    frame: RunFrame, words: Sequence[str], filters: ListingFilters
) -> tuple[ListedRow, ...]:
    """The rows that words and filters choose, newest first.

    Without words these are all that satisfy the filters. Indexes count the runs that satisfy the
    filters; hidden batches are never listed. ``UserError`` for an id or index that means nothing, or
    the beginning of several ids.
    """
    runs = _filtered_runs(frame, filters)
    batches = _filtered_batches(frame, filters)
    numbered = [ListedRow(run, index) for index, run in enumerate(runs, 1)]
    listed = sorted(
        [*numbered, *(ListedRow(batch, None) for batch in batches)],
        key=lambda row: row.record.sequence,
        reverse=True,
    )
    if not words:
        return tuple(listed)
    chosen: dict[str, ListedRow] = {}
    for word in words:
        for row in _chosen_by(word, numbered, listed, frame):
            chosen[row.record.id] = row
    return tuple(sorted(chosen.values(), key=lambda row: row.record.sequence, reverse=True))


def runs_of_rows(frame: RunFrame, rows: Sequence[ListedRow]) -> tuple[Run, ...]:
    """The runs among these rows, and the trials of the batches among them, each once."""
    wanted: dict[str, Run] = {}
    for row in rows:
        if isinstance(row.record, Run):
            wanted[row.record.id] = row.record
        else:
            wanted |= {run.id: run for run in trials_of(frame, row.record.id)}
    return tuple(sorted(wanted.values(), key=lambda run: run.sequence, reverse=True))


def trials_of(frame: RunFrame, batch_id: str) -> list[Run]:
    """The runs of a batch that are not deleted, in the order of their creation."""
    positions = np.flatnonzero(frame.alive)
    runs = (frame.run(int(position)) for position in positions)
    return [run for run in runs if run.batch == batch_id]


def sorted_runs(
    frame: RunFrame, runs: Sequence[Run], column: str, *, descending: bool = False
) -> list[Run]:
    """Runs by a column's value; those that lack one come last either way. ``UnknownColumn`` is raised."""
    found = frame.column(column)
    comparable = (Presence.VALUE, Presence.POSITIVE_INFINITY, Presence.NEGATIVE_INFINITY)

    def key(run: Run) -> tuple[bool, float]:
        position = frame.position(run.id)
        if found.presence[position] not in comparable:
            return (True, 0.0)
        value = float(found.values[position])
        return (False, -value if descending else value)

    return sorted(runs, key=key)


def _chosen_by(
    word: str, numbered: Sequence[ListedRow], listed: Sequence[ListedRow], frame: RunFrame
) -> Sequence[ListedRow]:
    if (found := _SLICE.fullmatch(word)) is not None:
        first = int(found[1] or 1)
        last = int(found[2]) if found[2] else len(numbered)
        if first < 1 or last < first:
            raise UserError(
                f"{word} names no runs.", "Indexes begin at 1, the newest; write 1:20 or :20."
            )
        return numbered[first - 1 : last]
    if _INDEX.fullmatch(word) and 1 <= int(word) <= len(numbered):
        return [numbered[int(word) - 1]]
    return [_by_prefix(word, listed, frame)]


def _by_prefix(word: str, listed: Sequence[ListedRow], frame: RunFrame) -> ListedRow:
    prefix = word.lower()
    found = [row for row in listed if row.record.id.startswith(prefix)]
    if not found:
        # An id names its batch even when the filters would not list batches.
        batches = frame.batches.values()
        found = [
            ListedRow(batch, None)
            for batch in batches
            if batch.id.startswith(prefix) and batch.deleted is None
        ]
    if not found or not prefix:
        raise UserError(f"No run or batch has an id that begins with {word}.", _LIST_HINT)
    if len(found) > 1:
        names = ", ".join(row.record.id[:12] for row in found[:5])
        raise UserError(f"Several ids begin with {word}: {names}.", "Give more of the id.")
    return found[0]


def _filtered_runs(frame: RunFrame, filters: ListingFilters) -> list[Run]:
    mask = np.ones(len(frame), bool) if filters.deleted else frame.alive.copy()
    for text in filters.where:
        mask &= parse_filter(text).mask(frame)
    runs = [frame.run(int(position)) for position in np.flatnonzero(mask)]
    kept = [
        run
        for run in runs
        if (run.deleted is not None) == filters.deleted and _satisfies(run, run.operation, filters)
    ]
    return sorted(kept, key=lambda run: run.sequence, reverse=True)


def _filtered_batches(frame: RunFrame, filters: ListingFilters) -> list[Batch]:
    if filters.where or (filters.operations and not filters.name_batches):
        return []
    return [
        batch
        for batch in frame.batches.values()
        if not batch.hidden
        and (batch.deleted is not None) == filters.deleted
        and _satisfies(batch, batch.name, filters)
    ]


def _satisfies(record: Record, name: str, filters: ListingFilters) -> bool:
    if filters.operations and not any(_is_named(name, each) for each in filters.operations):
        return False
    if filters.labels and not any(each in record.label for each in filters.labels):
        return False
    if filters.tags and not set(filters.tags) & set(record.tags):
        return False
    if filters.marked and not record.marked:
        return False
    return not filters.statuses or record.status in filters.statuses


def _is_named(name: str, wanted: str) -> bool:
    """The whole name, or a regular expression when it begins with ^ or ends with $."""
    if not wanted.startswith("^") and not wanted.endswith("$"):
        return name == wanted
    try:
        return re.search(wanted, name) is not None
    except re.error as error:
        raise UserError(
            f"{wanted} is not a regular expression: {error}.", "Give the whole name instead."
        ) from error
