"""What is known of runs and batches, kept a second time in their folders for when the store is lost.

The store is the record; these files are written after it, and who rebuilds the store reads them.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, TypeVar

from guild_desktop.core.regular_file import open_regular, regular_bytes
from guild_desktop.scripts.environment import PRIVATE_FOLDER
from guild_desktop.store.disk_space import lacks_room
from guild_desktop.store.records import (
    batch_from_row,
    from_text,
    row_from_batch,
    row_from_run,
    run_from_row,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.store.home import Home

_Record = TypeVar("_Record")

_RUN_RECORD = "run.json"
_BATCH_RECORD = "batch.json"
_OF_RUNS = frozenset({"flags", "scalars", "tags", "foreseen"})
_OF_BATCHES = frozenset(
    {"operation", "flags", "rows", "options", "objective", "limits", "model_best", "starts", "tags"}
)
"""Columns that hold JSON, which stands in the files as it is."""


class RunRecords:
    """Writes what is known of runs into their folders; owned by the loop, on its thread."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._without_room: dict[str, Run] = {}

    def keep(self, run: Run) -> None:
        """Write the record of a run, now or once there is room; if that cannot be done, nothing happens.

        A script may have deleted its folder, which is not made again: the run's reason tells of it.
        """
        self._without_room.pop(run.id, None)
        if not keep_run(self._home, run):
            self._without_room[run.id] = run

    def catch_up(self) -> None:
        """Write the records again for which there was no room."""
        for run in tuple(self._without_room.values()):
            self.keep(run)


def keep_run(home: Home, run: Run) -> bool:
    """Write what is known of a run into its folder; False if there is no room for it."""
    folder = home.run_folder(run.id) / PRIVATE_FOLDER
    return _keep(folder / _RUN_RECORD, row_from_run(run), _OF_RUNS)


def keep_batch(home: Home, batch: Batch) -> None:
    """Write what is known of a batch into its folder; nothing happens if that cannot be done."""
    _keep(home.batch_folder(batch.id) / _BATCH_RECORD, row_from_batch(batch), _OF_BATCHES)


def kept_runs(home: Home) -> Iterator[Run]:
    """Every run whose folder tells of it, in no order; damaged files are passed over."""
    for file in (home.path / "runs").glob(f"*/{PRIVATE_FOLDER}/{_RUN_RECORD}"):
        run = _kept(file, _OF_RUNS, run_from_row)
        if run is not None:
            yield run


def kept_batches(home: Home) -> Iterator[Batch]:
    """Every batch whose folder tells of it, in no order; damaged files are passed over."""
    for file in (home.path / "batches").glob(f"*/{_BATCH_RECORD}"):
        batch = _kept(file, _OF_BATCHES, batch_from_row)
        if batch is not None:
            yield batch


def _keep(path: Path, row: Mapping[str, Any], nested: Collection[str]) -> bool:
    """Write a record whole or not at all; False if there is no room for it."""
    document = {
        name: from_text(value) if name in nested and value is not None else value
        for name, value in row.items()
    }
    aside = path.with_name(f"{path.name}.new")
    try:
        with open_regular(aside, "wb") as file:
            file.write(to_text(document).encode())
        aside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        return not lacks_room(error)
    return True


def _kept(
    path: Path, nested: Collection[str], read: Callable[[dict[str, Any]], _Record]
) -> _Record | None:
    try:
        document: dict[str, Any] = from_text(regular_bytes(path).decode())
        row = {
            name: to_text(value) if name in nested and value is not None else value
            for name, value in document.items()
        }
        return read(row)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # Torn, emptied, or written over by somebody: as if it were not there.
        return None
