"""Stores the runs of a table, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guild_desktop.store.finished import add_finished

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.interop.tables.runs import TableRuns
    from guild_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Imported:
    """The batch with a table's runs; ``is_new`` is false if it was there before."""

    batch: Batch
    is_new: bool


def store_table(
    store: Store,
    found: TableRuns,
    *,
    again: bool = False,
    told: Callable[[int], object] = lambda _stored: None,
) -> Imported:
    """Store a table's batch and runs, all or nothing; what the same file has brought before stays alone.

    ``again`` stores them once more. Runs in the trash do not count. ``told`` as in ``add_finished``.
    """
    digest = found.runs[0].source_hash
    before = None if again else store.batch_of_source(digest)
    if before is not None:
        return Imported(before, is_new=False)
    return Imported(add_finished(store, found.batch, found.runs, told), is_new=True)
