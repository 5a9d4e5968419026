"""Reads tables of results and stores their runs, beside the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from guild_desktop.gui.live.background import Background
from guild_desktop.interop.tables.runs import TableRuns, table_runs
from guild_desktop.interop.tables.storing import store_table
from guild_desktop.interop.tables.table import Table, read_table
from guild_desktop.interop.tables.uses import Use, guess_uses

if TYPE_CHECKING:
    from guild_desktop.core.batch import Objective
    from guild_desktop.gui.live.sweep_thread import SweepThread
    from guild_desktop.store.store import Store


class _Stopped(Exception):  # noqa: N818 - what a person asked for is no error
    """Ends the work that has been begun."""


class TableImport(QObject):
    """One import at a time, owned by the window's table actions; its methods never wait.

    Signals, delivered to the GUI thread: ``progressed(float)``, the share of what is being done now;
    ``read(Table, uses)`` with the uses that are guessed; ``stored(Imported)``; ``refused(UserError)``
    when either cannot be done. What was stopped says nothing more.
    """

    progressed = Signal(float)
    read = Signal(object, object)
    stored = Signal(object)
    refused = Signal(object)

    def __init__(self, sweeps: SweepThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sweeps = sweeps
        self._background = Background(self, threads=1)
        self._stop = threading.Event()

    def start_reading(self, path: Path) -> None:
        """Read a table and guess what its columns are for."""
        told = self._begin()

        def work() -> tuple[Table, tuple[Use, ...]] | None:
            try:
                table = read_table(path, told)
                return table, guess_uses(table)
            except _Stopped:
                return None

        def tell(found: tuple[Table, tuple[Use, ...]] | None) -> None:
            if found is not None:
                self.read.emit(*found)

        self._background.run(work, tell, self._refuse)

    def start_storing(
        self, table: Table, uses: tuple[Use, ...], objective: Objective, *, again: bool
    ) -> None:
        """Make the runs and store them, all or none."""
        told = self._begin()

        def work() -> TableRuns | None:
            try:
                return table_runs(table, uses, objective, told=lambda share: told(share / 2))
            except _Stopped:
                return None

        def store(found: TableRuns | None) -> None:
            if found is not None:
                self._sweeps.do(
                    lambda store: self._store(store, found, told, again=again), self._refuse
                )

        self._background.run(work, store, self._refuse)

    def stop(self) -> None:
        """End what has been begun; of an import nothing is stored then, unless it was all stored already."""
        self._stop.set()

    def finish(self) -> None:
        """Stop, and wait for that; nothing is told any more."""
        self.stop()
        self._background.close()

    def _begin(self) -> Callable[[float], None]:
        """What the work is to call now and then with the share that is done."""
        # What was begun before stays stopped.
        self._stop.set()
        stop = self._stop = threading.Event()

        def told(share: float) -> None:
            if stop.is_set():
                raise _Stopped
            self.progressed.emit(share)

        return told

    def _store(
        self, store: Store, found: TableRuns, told: Callable[[float], None], *, again: bool
    ) -> None:
        """On the thread that has the store."""
        count = len(found.runs)
        try:
            imported = store_table(
                store, found, again=again, told=lambda done: told(0.5 + done / count / 2)
            )
        except _Stopped:
            return
        self.stored.emit(imported)

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(error)
