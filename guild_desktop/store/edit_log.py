"""What people wrote about runs and batches, a second time: a file beside the store for when that is lost.

The folders of runs learn only what engines know. A file in each of them would be the other way, but marking a
hundred thousand runs would then be as many files.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, UnsetType

from guild_desktop.store.records import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guild_desktop.store.home import Home

_LONG = 1 << 20
"""Bytes from which on what was overwritten later is dropped."""


class Edit(msgspec.Struct, frozen=True):
    """New words for the runs and batches ``ids``; what is ``UNSET`` stays. ``deleted`` as in ``Run``."""

    ids: tuple[str, ...]
    label: str | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    marked: bool | UnsetType = UNSET
    comment: str | UnsetType = UNSET
    deleted: float | None | UnsetType = UNSET

    def columns(self) -> dict[str, Any]:
        """What changes, as columns of ``run`` and ``batch`` hold it."""
        words = self.words()
        return {name: to_text(it) if name == "tags" else it for name, it in words.items()}

    def words(self) -> dict[str, Any]:
        """What changes, by field."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name != "ids"}
        return {name: value for name, value in fields.items() if value is not UNSET}


_LINES = msgspec.json.Decoder(Edit)


def note(home: Home, edit: Edit) -> None:
    """Append an edit; nothing happens if that cannot be done. Only by who has the home's write lock."""
    # The break comes first: a line that was cut off, as on a full disk, spoils no other.
    line = b"\n" + msgspec.json.encode(edit)
    with suppress(OSError):
        descriptor = os.open(home.edits_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(line)


def noted(home: Home) -> Iterator[Edit]:
    """All edits in their order; damaged lines are passed over."""
    try:
        lines = home.edits_file.read_bytes().split(b"\n")
    except OSError:
        return
    for line in lines:
        with suppress(ValueError):
            # msgspec's errors are ValueErrors.
            yield _LINES.decode(line)


def shorten(home: Home) -> None:
    """Drop what was overwritten later, if the file is long. Only by who has the home's write lock."""
    with suppress(OSError):
        if home.edits_file.stat().st_size < _LONG:
            return
        aside = home.edits_file.with_name(f"{home.edits_file.name}.new")
        lines = [msgspec.json.encode(edit) for edit in _last_words(noted(home))]
        aside.write_bytes(b"\n".join(lines))
        aside.chmod(0o600)
        aside.replace(home.edits_file)


def _last_words(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Edits with the same outcome, each of which says one thing of all it is true of."""
    last: dict[tuple[str, str], Any] = {}
    for edit in edits:
        for name, value in edit.words().items():
            last.update(((run_id, name), value) for run_id in edit.ids)
    together: dict[tuple[str, Any], list[str]] = {}
    for (run_id, name), value in last.items():
        together.setdefault((name, value), []).append(run_id)
    for (name, value), ids in together.items():
        yield Edit(tuple(ids), **{name: value})
