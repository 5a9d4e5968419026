"""The window's own thread for the store: watches what changes, starts engines, leaves them words."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from guild_desktop.core.errors import UserError
from guild_desktop.engine import launch
from guild_desktop.engine.launch import Continuation
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from guild_desktop.store.home import Home

_TURN = 0.1
"""Seconds between two looks at the store."""

_REST = 0.25
"""Seconds between two changes of the picture while runs arrive: drawing takes time from the trials."""


class SweepThread(QThread):
    """Owned by the main window; its methods may be called from the GUI thread and never wait.

    Signals, delivered to the GUI thread: ``changed(Changes)`` at most four times a second,
    ``launched(Batch)`` once an engine was started, ``refused(UserError)`` when something asked for
    cannot be done.
    """

    changed = Signal(object)
    launched = Signal(object)
    refused = Signal(object)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._requests: queue.SimpleQueue[Callable[[Store], None] | None] = queue.SimpleQueue()

    def launch(self, request: BatchRequest) -> None:
        """Store what was asked for as a batch and start its engine."""

        def do(store: Store) -> None:
            batch = launch.store_batch(store, plan_batch(request))
            launch.start_engine(self._home, batch.id)
            self.launched.emit(batch)

        self._requests.put(do)

    def continue_batch(self, batch_id: str, change: Continuation) -> None:
        """Start an engine for more trials of a finished batch."""

        def do(store: Store) -> None:
            batch = launch.prepare_continuation(store, batch_id, change)
            launch.start_engine(self._home, batch.id)
            self.launched.emit(batch)

        self._requests.put(do)

    def stop_batch(self, batch_id: str) -> None:
        """Ask a batch's engine to stop everything."""
        self._requests.put(lambda store: launch.stop_batch(store, batch_id))

    def stop_run(self, batch_id: str, run_id: str) -> None:
        """Ask a batch's engine to stop one run."""
        self._requests.put(lambda store: launch.stop_run(store, batch_id, run_id))

    def set_workers(self, batch_id: str, workers: int) -> None:
        """Ask a batch's engine to run so many trials at once."""
        self._requests.put(lambda store: launch.set_workers(store, batch_id, workers))

    def do(self, work: Callable[[Store], None]) -> None:
        """Do something else with the store on this thread, in turn; ``UserError`` is told."""
        self._requests.put(work)

    def finish(self) -> None:
        """Carry out what was asked for, end, and wait for that."""
        self._requests.put(None)
        self.wait()

    def run(self) -> None:
        """The thread's loop."""
        try:
            with Store(self._home).opened() as store:
                launch.recover(store)
                self._watch(store)
        except UserError as error:
            self.refused.emit(error)

    def _watch(self, store: Store) -> None:
        revision = self._tell_changes(store, 0, always=True)
        version = -1
        rested = time.monotonic()
        while True:
            latest = store.data_version()
            if latest != version and time.monotonic() >= rested:
                version = latest
                revision = self._tell_changes(store, revision)
                rested = time.monotonic() + _REST
            wait = _TURN if latest == version else max(0.0, rested - time.monotonic())
            try:
                request = self._requests.get(timeout=wait)
            except queue.Empty:
                continue
            if request is None:
                return
            try:
                request(store)
            except UserError as error:
                self.refused.emit(error)
            # Our own writes do not change the data version of our own connection.
            version = -1

    def _tell_changes(self, store: Store, revision: int, *, always: bool = False) -> int:
        changes = store.changes_since(revision)
        if changes or always:
            self.changed.emit(changes)
        return changes.revision
