"""Writing what belongs to people: labels, tags, marks, comments, and what goes to the trash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import chunked

from guild_desktop.store.database import IDS_A_STATEMENT, now
from guild_desktop.store.edit_log import Edit, note
from guild_desktop.store.tables import BatchRow, RunRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from guild_desktop.store.store import Store


class Edits:
    """Writes to runs and batches alike, by id; each call is one transaction with one revision.

    Engines never write these columns and nobody else writes theirs, so neither waits for the other's
    opinion. Ids that do not exist are passed over: they may have been purged meanwhile. Each is noted a
    second time beside the store.
    """

    def __init__(self, store: Store) -> None:
        self._home = store.home
        self._connection = store.connection

    def set_label(self, ids: Iterable[str], label: str) -> None:
        """Call runs and batches ``label``; the empty text takes their label away."""
        self._make(Edit(_each(ids), label=label.strip()))

    def set_tags(self, ids: Iterable[str], tags: Sequence[str]) -> None:
        """Give runs and batches these tags and no others."""
        self._make(Edit(_each(ids), tags=_each(tags)))

    def set_marked(self, ids: Iterable[str], *, marked: bool) -> None:
        """Mark runs and batches, or take their mark away."""
        self._make(Edit(_each(ids), marked=marked))

    def set_comment(self, ids: Iterable[str], comment: str) -> None:
        """Write a comment to runs and batches in place of the one they have."""
        self._make(Edit(_each(ids), comment=comment))

    def set_deleted(self, ids: Iterable[str], *, deleted: bool) -> None:
        """Put runs and batches into the trash, or take them out of it."""
        self._make(Edit(_each(ids), deleted=now() if deleted else None))

    def _make(self, edit: Edit) -> None:
        if not edit.ids:
            return
        with self._connection.writing() as database:
            changed = {**edit.columns(), "revision": self._connection.next_revision()}
            for chunk in chunked(edit.ids, IDS_A_STATEMENT):
                for table in (RunRow, BatchRow):
                    table.update(changed).where(table.id.in_(chunk)).execute(database)
            # In here, so that edits are noted in the order in which they are made.
            note(self._home, edit)


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
