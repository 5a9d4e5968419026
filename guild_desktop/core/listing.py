"""Which runs and batches a command means: ids, indexes, slices and filters, as in Guild AI."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from guild_desktop.core.batch import Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import SHORT_ID, Run, Status

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame

Record: TypeAlias = Run | Batch

_SLICE = re.compile(r"([0-9]*):([0-9]*)", re.ASCII)
_INDEX = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_MOST_NAMED = 5
_LIST_HINT = "List what there is with: guild-desktop runs -a"


@dataclass(frozen=True, slots=True)
class ListingFilters:
    """What rows must satisfy; empty fields ask nothing. Several of a kind: any of them will do.

    Several conditions of ``where`` must all hold. ``deleted`` lists the trash instead of what is alive.
    """

    operations: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    marked: bool = False
    statuses: tuple[Status, ...] = ()
    where: tuple[str, ...] = ()
    deleted: bool = False

    @property
    def ask_nothing(self) -> bool:
        """Whether every row satisfies them."""
        return self == ListingFilters(deleted=self.deleted)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A run with its index (1 is the newest that satisfies the filters), or a batch, which has none."""

    record: Record
    index: int | None


@dataclass(frozen=True, slots=True)
class Records:
    """All runs and batches there are: what rows are chosen from where no column is needed.

    Unlike a frame they need no numpy, which takes as long to load as a whole command.
    """

    runs: Sequence[Run]
    batches: Mapping[str, Batch]


def select_rows(
    frame: RunFrame | Records,
    words: Sequence[str],
    filters: ListingFilters,
    *,
    with_batches: bool = False,
) -> tuple[ListedRow, ...]:
    """The rows that words and filters choose, newest first by creation.

    A word is an index or a slice (``1``, ``1:20``, ``:20``, ends included) among the runs that satisfy the
    filters, or the beginning of the id of one run or batch, which is left out if it does not satisfy them.
    Batches have no index: they are found by id, by an operation that names ``+``, and, where neither words
    nor filters ask for anything, all of them; staged ones also by that status. With ``with_batches``
    filters alone find those batches too that satisfy them. A hidden batch is never listed; its id stands
    for its run. ``UserError`` for an id or index that means nothing, for the beginning of several ids, and
    for a filter that cannot be read.
    """
    runs = _filtered_runs(frame, filters)
    numbered = [ListedRow(run, index) for index, run in enumerate(runs, 1)]
    batches = [batch for batch in _listed_batches(frame, filters) if _is_wanted(batch, filters)]
    if words:
        rows = _chosen_rows(words, numbered, batches, frame, filters)
    elif with_batches or filters.ask_nothing or filters.operations:
        rows = [*numbered, *(ListedRow(batch, None) for batch in batches)]
    else:
        rows = numbered
        if Status.STAGED in filters.statuses:
            # No run stands for a batch that waits.
            staged = (batch for batch in batches if batch.status is Status.STAGED)
            rows = [*numbered, *(ListedRow(batch, None) for batch in staged)]
    return tuple(sorted(rows, key=lambda row: row.record.sequence, reverse=True))


def runs_of_rows(frame: RunFrame | Records, rows: Iterable[ListedRow]) -> tuple[Run, ...]:
    """The runs among these rows and the trials of the batches among them, each once, newest first.

    What acts on a batch acts on its trials: on those in the trash for a batch in the trash.
    """
    records = [row.record for row in rows]
    wanted = {record.id: record for record in records if isinstance(record, Run)}
    batches = {record.id: record for record in records if isinstance(record, Batch)}
    if batches:
        for run in _runs_in(frame, deleted=None):
            batch = batches.get(run.batch)
            if batch is not None and (batch.deleted is None) == (run.deleted is None):
                wanted[run.id] = run
    return tuple(sorted(wanted.values(), key=lambda run: run.sequence, reverse=True))


def trials_of(frame: RunFrame, batch_id: str) -> list[Run]:
    """The runs of a batch that are not deleted, in the order of their creation."""
    found = [run for run in _runs_in(frame, deleted=False) if run.batch == batch_id]
    return sorted(found, key=lambda run: run.sequence)


def _runs_in(frame: RunFrame | Records, *, deleted: bool | None) -> Iterable[Run]:
    """The runs that are in the trash or not; None for both, purged ones never."""
    gone = [False] * len(frame.runs) if isinstance(frame, Records) else frame.purged.tolist()
    for run, purged in zip(frame.runs, gone, strict=True):
        if not purged and deleted in {None, run.deleted is not None}:
            yield run


# Filters


def _filtered_runs(frame: RunFrame | Records, filters: ListingFilters) -> list[Run]:
    runs = list(_runs_in(frame, deleted=filters.deleted))
    if filters.where:
        from guild_desktop.core.frame import RunFrame
        from guild_desktop.core.listing_columns import where_mask

        seen = frame
        if filters.deleted or isinstance(seen, Records):
            # In columns of its own, the trash has values.
            alive = [replace(run, deleted=None) for run in runs]
            seen = RunFrame.empty().updated(alive, frame.batches.values())
        mask = where_mask(seen, filters.where)
        runs = [run for run in runs if mask[seen.position(run.id)]]
    kept = [run for run in runs if _is_wanted(run, filters)]
    return sorted(kept, key=lambda run: run.sequence, reverse=True)


def _listed_batches(frame: RunFrame | Records, filters: ListingFilters) -> Iterable[Batch]:
    for batch in frame.batches.values():
        if not batch.hidden and (batch.deleted is not None) == filters.deleted:
            yield batch


def _is_wanted(record: Record, filters: ListingFilters) -> bool:
    """Whether a record satisfies the filters; for runs the conditions of ``where`` aside."""
    if isinstance(record, Batch):
        if filters.where:
            return False
        names = [each for each in filters.operations if _names_batches(each)]
        name = record.name
    else:
        names, name = list(filters.operations), record.operation
    return (
        (not filters.operations or any(_is_named(name, each) for each in names))
        and (not filters.labels or any(each in record.label for each in filters.labels))
        and (not filters.tags or not set(filters.tags).isdisjoint(record.tags))
        and (not filters.marked or record.marked)
        and (not filters.statuses or record.status in filters.statuses)
    )


def _is_expression(wanted: str) -> bool:
    return wanted.startswith("^") or wanted.endswith("$")


def _names_batches(wanted: str) -> bool:
    """Whether the ``+`` of a batch's name is meant; alone it means something else in an expression."""
    return ("\\+" in wanted or "[+]" in wanted) if _is_expression(wanted) else "+" in wanted


def _is_named(name: str, wanted: str) -> bool:
    """The whole name, or a regular expression when it begins with ^ or ends with $."""
    if not _is_expression(wanted):
        return name == wanted
    try:
        return re.search(wanted, name) is not None
    except re.error as error:
        raise UserError(
            f"{wanted} is not a regular expression: {error}.", "Give the whole name instead."
        ) from error


# Words


def _chosen_rows(
    words: Iterable[str],
    numbered: Sequence[ListedRow],
    batches: Iterable[Batch],
    frame: RunFrame | Records,
    filters: ListingFilters,
) -> list[ListedRow]:
    rows = {row.record.id: row for row in numbered}
    rows |= {batch.id: ListedRow(batch, None) for batch in batches}
    chosen: dict[str, ListedRow] = {}
    records: Mapping[str, Record] | None = None
    for word in words:
        found = _by_index(word, numbered)
        if found is None:
            records = _all_records(frame) if records is None else records
            record = _by_beginning(word, records, frame, len(numbered))
            _check_trash(record, deleted=filters.deleted)
            row = rows.get(record.id)
            found = [] if row is None else [row]
        chosen |= {row.record.id: row for row in found}
    return list(chosen.values())


def _by_index(word: str, numbered: Sequence[ListedRow]) -> Sequence[ListedRow] | None:
    """The rows of an index or a slice; None if the word is neither."""
    match = _SLICE.fullmatch(word)
    if match is not None:
        first, last = int(match[1] or 1), int(match[2] or max(len(numbered), int(match[1] or 1)))
        if first < 1 or last < first:
            raise UserError(
                f"{word} names no runs.", "Indexes begin at 1, the newest; write 1:20 or :20."
            )
        return numbered[first - 1 : last]
    if ":" in word:
        raise UserError(f"{word} is no slice of the list.", "Write it like 1:20 or :20.")
    if _INDEX.fullmatch(word) and int(word) <= len(numbered):
        return [numbered[int(word) - 1]]
    return None


def _all_records(frame: RunFrame | Records) -> Mapping[str, Record]:
    """Every run and batch by id, hidden batches and the trash too."""
    records: dict[str, Record] = {run.id: run for run in _runs_in(frame, deleted=None)}
    return records | dict(frame.batches)


def _by_beginning(
    word: str, records: Mapping[str, Record], frame: RunFrame | Records, count: int
) -> Record:
    beginning = word.lower()
    found = [record for name, record in records.items() if name.startswith(beginning)]
    shown = [each for each in found if isinstance(each, Run) or not each.hidden]
    # Together with other ids a hidden batch is no candidate; alone it stands for its run.
    found = shown or list(_runs_of_hidden(found, frame))
    if not found or not beginning:
        if word.isdecimal() and len(word) < SHORT_ID:
            listed = f"the list has {count}" if count else "the list is empty"
            raise UserError(f"There is no run number {word}: {listed}.", _LIST_HINT)
        raise UserError(f"No run or batch has an id that begins with {word!r}.", _LIST_HINT)
    if len(found) > 1:
        names = ", ".join(_short_ids(found[:_MOST_NAMED], beginning))
        more = " and others" if len(found) > _MOST_NAMED else ""
        raise UserError(f"Several ids begin with {word}: {names}{more}.", "Give more of the id.")
    return found[0]


def _runs_of_hidden(batches: Iterable[Record], frame: RunFrame | Records) -> Iterable[Run]:
    wanted = {batch.id for batch in batches}
    return (run for run in _runs_in(frame, deleted=None) if run.batch in wanted)


def _short_ids(records: Iterable[Record], beginning: str) -> Iterable[str]:
    """Ids as lists show them, with enough of each to go beyond ``beginning``."""
    length = max(SHORT_ID, len(beginning) + 4)
    return (record.id[:length] for record in records)


def _check_trash(record: Record, *, deleted: bool) -> None:
    """``UserError`` if a record named by id is not where the command looks."""
    if (record.deleted is not None) == deleted:
        return
    kind = "run" if isinstance(record, Run) else "batch"
    name = f"The {kind} {record.id[:SHORT_ID]}"
    if deleted:
        raise UserError(f"{name} is not in the trash.", _LIST_HINT)
    raise UserError(f"{name} is in the trash.", "List the trash with: guild-desktop runs --deleted")
