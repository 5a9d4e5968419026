"""SELECT for every command: options to filters, and the rows they choose."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from guild_desktop.cli.app import misuse
from guild_desktop.core.batch import Batch
from guild_desktop.core.listing import ListedRow, ListingFilters, Records, select_rows
from guild_desktop.core.run import Run
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame


def load_records(store: Store) -> Records:
    """Everything in the store, for commands that look at no column."""
    changes = store.changes_since(0)
    return Records(changes.runs, {batch.id: batch for batch in changes.batches})


def load_frame(store: Store) -> RunFrame:
    """Everything in the store as one frame."""
    from guild_desktop.core.frame import RunFrame

    changes = store.changes_since(0)
    return RunFrame.empty().updated(
        changes.runs, changes.batches, changes.purged, revision=changes.revision
    )


def filters_of(options: argparse.Namespace, *, deleted: bool = False) -> ListingFilters:
    """What the options of ``add_selection`` ask for."""
    return ListingFilters(
        operations=tuple(options.operations or ()),
        labels=tuple(options.labels or ()),
        tags=tuple(options.tags or ()),
        marked=options.marked,
        statuses=tuple(options.statuses or ()),
        where=tuple(options.where or ()),
        deleted=deleted,
    )


def chosen_rows(
    options: argparse.Namespace,
    frame: RunFrame | Records,
    *,
    deleted: bool = False,
    with_batches: bool = False,
) -> tuple[ListedRow, ...]:
    """The rows that a command's SELECT means, newest first; see ``select_rows``."""
    filters = filters_of(options, deleted=deleted)
    return select_rows(frame, options.select, filters, with_batches=with_batches)


def the_one(store: Store, word: str) -> Run | Batch:
    """The run or batch that an id, a prefix or an index means; a hidden batch shows as its run.

    ``UserError`` if it means none or several, as a slice may.
    """
    rows = select_rows(load_records(store), [word], ListingFilters())
    if len(rows) != 1:
        found = f"{len(rows)} runs" if rows else "no run"
        misuse(f"{word} names {found}, and one is needed.", "Give its id, or one index such as 1.")
    return rows[0].record
