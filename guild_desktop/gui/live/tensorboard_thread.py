"""The window's own thread for TensorBoard: writes runs into a log folder and keeps the server open."""

from __future__ import annotations

import queue
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from guild_desktop.core.errors import UserError
from guild_desktop.interop.tensorboard.open_board import OpenBoard
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from guild_desktop.core.run import Run
    from guild_desktop.store.home import Home

_EVERY_START = sys.maxsize
"""Higher than that of any TensorBoard, so that none passes over what is asked of it."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked of the TensorBoard of one ``start``: to show more ``runs``, or none and to end.

    With ``pythons`` it shall be shown, and started if that start is still to come.
    """

    start: int
    runs: tuple[Run, ...] | None
    pythons: tuple[str, ...] | None = None


class TensorBoardThread(QThread):
    """Owned by ``TensorBoardActions``; its methods may be called from the GUI thread.

    Each TensorBoard has a number, its ``start``, higher than those before: what is asked of one that has
    ended meanwhile is passed over, and news of it can be told from news of the next.

    Only ``finish`` waits. Signals, delivered to the GUI thread: ``opened(start, address)`` for each time
    that it was to be shown, ``refused(start, UserError)`` when it cannot be started, or has ended by itself.
    Bugs go to ``sys.excepthook``. The log folder is a temporary one.
    """

    opened = Signal(int, str)
    refused = Signal(int, object)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._wishes: queue.SimpleQueue[_Wish] = queue.SimpleQueue()
        self._ending = False

    def show(self, start: int, runs: Iterable[Run], pythons: Iterable[str]) -> None:
        """Add runs and show TensorBoard; ``pythons`` may have it where we have not."""
        self._wishes.put(_Wish(start, tuple(runs), tuple(pythons)))
        if not self.isRunning():
            self.start()

    def add(self, start: int, runs: Iterable[Run]) -> None:
        """Add runs if it is open."""
        self._wishes.put(_Wish(start, tuple(runs)))

    def stop(self, start: int) -> None:
        """End TensorBoard."""
        self._wishes.put(_Wish(start, None))

    def finish(self) -> None:
        """End TensorBoard and the thread, and wait for that."""
        self._ending = True
        self._wishes.put(_Wish(_EVERY_START, None))
        self.wait()

    def run(self) -> None:
        """The thread's loop: one TensorBoard after another, each when it is asked for."""
        latest = 0
        while not self._ending:
            wish = self._wishes.get()
            if wish.pythons is None or wish.start <= latest:
                # Meant for one that has ended meanwhile.
                continue
            latest = wish.start
            try:
                self._keep_open(wish)
            except UserError as error:
                self.refused.emit(latest, error)
            except Exception as error:  # noqa: BLE001 - the next one may be opened all the same
                sys.excepthook(type(error), error, error.__traceback__)
                told = "TensorBoard is not open: this program made a mistake."
                self.refused.emit(latest, UserError(told, "Try again."))

    def _keep_open(self, wish: _Wish) -> None:
        """Until it shall stop; ``UserError`` if it ends before."""
        showing = True

        def tell(address: str) -> None:
            nonlocal showing
            if showing:
                self.opened.emit(wish.start, address)
                showing = False

        def more(seconds: float) -> tuple[Run, ...] | None:
            nonlocal showing
            next_wish = self._next_wish(wish.start, seconds)
            if next_wish is None:
                return ()
            showing = showing or next_wish.pythons is not None
            return next_wish.runs

        with (
            Store(self._home).opened() as store,
            OpenBoard(
                store, wish.runs or (), wish.pythons or (), is_ending=lambda: self._ending
            ) as board,
        ):
            board.follow(more, tell)

    def _next_wish(self, start: int, seconds: float) -> _Wish | None:
        """What is asked of this start within so many seconds."""
        try:
            wish = self._wishes.get(timeout=seconds)
        except queue.Empty:
            return None
        return wish if wish.start >= start else None
