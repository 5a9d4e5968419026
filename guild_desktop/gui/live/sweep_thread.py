"""The window's own thread for the store: watches what changes, starts engines, leaves them words."""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QThread, Signal

from guild_desktop.core.errors import UserError
from guild_desktop.engine import launch
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.recovery import RecoveryWatch
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from guild_desktop.store.home import Home
    from guild_desktop.store.store import Changes

_TURN = 0.1
"""Seconds between two looks at the store."""

_REST = 0.25
"""Seconds between two changes of the picture while runs arrive: drawing takes time from the trials."""

_ROUND = 2.0
"""Seconds between two looks whether engines have died and the store is where it was."""

_SHORT_ROUND = 0.2
"""The same while something that a dead engine left running is being ended."""

_PAUSE = 1.0
"""Seconds before a store that could not be used is tried again."""


class _Request(NamedTuple):
    """Something to do with the store; ``stops`` is the batch that shall stop by it, if one shall.

    ``refused`` is told, on this thread, why it cannot be done, in place of the signal.
    """

    do: Callable[[Store], object]
    stops: str = ""
    refused: Callable[[UserError], object] | None = None


class SweepThread(QThread):
    """Owned by the main window; its methods may be called from the GUI thread and never wait.

    Signals, delivered to the GUI thread: ``changed(Changes)`` at most four times a second,
    ``launched(Batch)`` once an engine was started or the batch queued, ``refused(UserError)`` when
    something asked for cannot be done, and once when the store cannot be used any more. It is then tried
    again and again; what is asked for meanwhile is refused. Where that was the stop of a batch,
    ``not_stopping(batch_id)`` comes with it. Bugs go to ``sys.excepthook``.
    """

    changed = Signal(object)
    launched = Signal(object)
    refused = Signal(object)
    not_stopping = Signal(str)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._ending = False
        self._in_trouble = False
        self._file: tuple[int, int] | None = None
        self._revision = 0

    def launch(self, request: BatchRequest, *, queued: bool = False) -> None:
        """Store what was asked for as a batch and start its engine, or let it wait for its turn."""

        def do(store: Store) -> None:
            launch.check_that_it_can_start(request.operation)
            batch = launch.store_batch(store, plan_batch(request), queued=queued)
            if queued:
                launch.advance_queue(store)
            else:
                launch.start_engine(self._home, batch.id)
            self.launched.emit(batch)

        self._requests.put(_Request(do))

    def continue_batch(self, batch_id: str, change: Continuation) -> None:
        """Start an engine for more trials of a finished batch."""

        def do(store: Store) -> None:
            batch = launch.prepare_continuation(store, batch_id, change)
            launch.start_engine(self._home, batch.id)
            self.launched.emit(batch)

        self._requests.put(_Request(do))

    def stop_batch(self, batch_id: str) -> None:
        """Ask a batch's engine to stop everything."""
        self._requests.put(
            _Request(lambda store: launch.stop_batch(store, batch_id), stops=batch_id)
        )

    def stop_runs(self, batch_id: str, run_ids: tuple[str, ...]) -> None:
        """Ask a batch's engine to stop some of its runs."""
        self._requests.put(_Request(lambda store: launch.stop_runs(store, batch_id, run_ids)))

    def pause_batch(self, batch_id: str, *, paused: bool) -> None:
        """Ask a batch's engine to start no runs for now, or to start them again."""
        say = launch.pause_batch if paused else launch.resume_batch
        self._requests.put(_Request(lambda store: say(store, batch_id)))

    def set_workers(self, batch_id: str, workers: int) -> None:
        """Ask a batch's engine to run so many trials at once."""
        self._requests.put(_Request(lambda store: launch.set_workers(store, batch_id, workers)))

    def do(
        self,
        work: Callable[[Store], object],
        refused: Callable[[UserError], object] | None = None,
    ) -> None:
        """Do something else with the store on this thread, in turn; ``UserError`` is told.

        It is told by ``refused``, called on this thread, if that is given, and else by the signal.
        """
        self._requests.put(_Request(work, refused=refused))

    def finish(self) -> None:
        """Carry out what was asked for, end, and wait for that."""
        self._requests.put(None)
        self.wait()

    def run(self) -> None:
        """The thread's loop: watches the store, and opens it again after anything that kept it from that."""
        while not self._ending:
            try:
                self._watch_file()
            except Exception as error:  # noqa: BLE001 - a window that no longer watches shows what is not so
                self._wait_out(error)

    def _watch_file(self) -> None:
        store = Store(self._home)
        # Asked first, because opening makes an empty store where there is none.
        file = store.file_identity()
        if file != self._file:
            self._file, self._revision = file, 0
        with store.opened():
            self._watch(store)

    def _watch(self, store: Store) -> None:
        """Until the end was asked for, or another file took the place of the store."""
        recovery = RecoveryWatch(store)
        version = None
        round_due = rested = time.monotonic()
        while not self._ending:
            if time.monotonic() >= round_due:
                if store.file_identity() != self._file:
                    return
                if recovery.look() or launch.advance_queue(store):
                    version = None
                round_due = time.monotonic() + (_SHORT_ROUND if recovery.is_waiting else _ROUND)
            latest = store.data_version()
            if latest != version and time.monotonic() >= rested:
                version = latest
                changes = self._tell_changes(store)
                recovery.follow(changes.batches, changes.purged)
                rested = time.monotonic() + _REST
            self._in_trouble = False
            wait = _TURN if latest == version else max(0.0, rested - time.monotonic())
            request = self._next_request(wait)
            if request is not None:
                self._carry_out(request, store)
                # Our own writes do not change the data version of our own connection.
                version = None

    def _tell_changes(self, store: Store) -> Changes:
        first = not self._revision
        changes = store.changes_since(self._revision)
        if changes or first:
            self.changed.emit(changes)
        self._revision = changes.revision
        return changes

    def _next_request(self, seconds: float) -> _Request | None:
        """What is asked for within this time; a wish to end is noted."""
        try:
            request = self._requests.get(timeout=seconds)
        except queue.Empty:
            return None
        self._ending = request is None
        return request

    def _carry_out(self, request: _Request, store: Store) -> None:
        try:
            request.do(store)
        except Exception as error:  # noqa: BLE001 - one request that cannot be done is not the last
            self._refuse(request, error)

    def _wait_out(self, error: Exception) -> None:
        """Tell what is wrong with the store, once, and wait; what is asked for gets the same answer."""
        if not self._in_trouble:
            self._in_trouble = True
            self._tell(error)
        request = None if self._ending else self._next_request(_PAUSE)
        if request is not None:
            self._refuse(request, error)

    def _refuse(self, request: _Request, error: Exception) -> None:
        if request.refused is not None and isinstance(error, UserError):
            request.refused(error)
        else:
            self._tell(error)
        if request.stops:
            self.not_stopping.emit(request.stops)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.refused.emit(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
