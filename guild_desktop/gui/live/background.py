"""The one way to do something slow beside the window: call a function in a thread, take the result here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from shiboken6 import isValid

from guild_desktop.core.errors import UserError

Result = TypeVar("Result")


class Background(QObject):
    """Runs functions in a few threads of its own and hands what they give to the GUI thread.

    A widget that needs it owns one, as a child. Everything but the given functions happens on the
    thread that made it. After ``close`` (or its deletion) no result arrives any more; a function
    that has begun is waited for, one that has not never runs.
    """

    def __init__(self, parent: QObject | None = None, threads: int = 2) -> None:
        super().__init__(parent)
        pool = QThreadPool()
        pool.setMaxThreadCount(threads)
        self._pool = pool
        self._waiting: set[_Delivery] = set()
        # A bound method would not be called any more: by then this object is half gone.
        waiting = self._waiting
        self.destroyed.connect(lambda: _end(pool, waiting))

    def run(
        self,
        function: Callable[[], Result],
        on_result: Callable[[Result], object],
        on_error: Callable[[UserError], object] | None = None,
    ) -> None:
        """Call ``function()`` in another thread, then ``on_result`` or ``on_error`` in this one.

        ``function`` may touch no widget. A ``UserError`` it raises goes to ``on_error``; any other
        exception, and a ``UserError`` nobody asked for, is raised here, where bugs are reported.
        """
        delivery = _Delivery(on_result, on_error)
        self._waiting.add(delivery)
        delivery.finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._pool.start(_Job(function, delivery))

    @Slot(object, object, object)
    def _deliver(self, delivery: _Delivery, result: object, error: Exception | None) -> None:
        if delivery not in self._waiting:
            return
        self._waiting.discard(delivery)
        if error is None:
            delivery.on_result(result)
        elif isinstance(error, UserError) and delivery.on_error is not None:
            delivery.on_error(error)
        else:
            raise error

    @property
    def is_busy(self) -> bool:
        """Whether a result is still to come."""
        return bool(self._waiting)

    def close(self) -> None:
        """Forget what has not begun, wait for what has, and deliver nothing more."""
        _end(self._pool, self._waiting)


class _Delivery(QObject):
    """Carries one result across threads; made on the GUI thread, emits from the other."""

    finished = Signal(object, object, object)

    def __init__(
        self,
        on_result: Callable[[Result], object],
        on_error: Callable[[UserError], object] | None,
    ) -> None:
        super().__init__()
        self.on_result: Callable[..., object] = on_result
        self.on_error = on_error


class _Job(QRunnable):
    """One function on its way; lives in the pool's thread."""

    def __init__(self, function: Callable[[], object], delivery: _Delivery) -> None:
        super().__init__()
        self._function = function
        self._delivery = delivery

    def run(self) -> None:
        result: object = None
        error: Exception | None = None
        try:
            result = self._function()
        except Exception as caught:  # noqa: BLE001 - told or raised on the other side
            error = caught
        self._delivery.finished.emit(self._delivery, result, error)


def _end(pool: QThreadPool, waiting: set[_Delivery]) -> None:
    # When Python itself ends, Qt may have deleted the pool before this object; it waited then.
    if isValid(pool):
        pool.clear()
        pool.waitForDone()
    waiting.clear()
