"""The window's own thread for TensorBoard: writes runs into a log folder and keeps the server open."""

from __future__ import annotations

import os
import queue
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from guild_desktop.core.errors import UserError
from guild_desktop.interop.tensorboard.log_folder import LogFolder
from guild_desktop.interop.tensorboard.server import TensorBoard, python_with_tensorboard
from guild_desktop.interop.tensorboard.temporary_folder import temporary_log_folder
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from guild_desktop.core.run import Run
    from guild_desktop.store.home import Home

Item = TypeVar("Item")

_TURN = 0.1
"""Seconds between two looks at TensorBoard."""


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
        self._wishes: queue.SimpleQueue[_Wish | None] = queue.SimpleQueue()
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
        self._wishes.put(None)
        self.wait()

    def run(self) -> None:
        """The thread's loop: one TensorBoard after another, each when it is asked for."""
        latest = 0
        while not self._ending:
            wish = self._wishes.get()
            if wish is None or wish.runs is None or wish.pythons is None or wish.start <= latest:
                # Meant for one that has ended meanwhile.
                continue
            latest = wish.start
            try:
                self._keep_open(latest, wish.runs, wish.pythons)
            except UserError as error:
                self.refused.emit(latest, error)
            except Exception as error:  # noqa: BLE001 - the next one may be opened all the same
                sys.excepthook(type(error), error, error.__traceback__)
                told = "TensorBoard is not open: this program made a mistake."
                self.refused.emit(latest, UserError(told, "Try again."))

    def _keep_open(self, start: int, runs: tuple[Run, ...], pythons: tuple[str, ...]) -> None:
        """Until it shall stop; ``UserError`` if it ends before."""
        python = python_with_tensorboard(self._until_the_end(pythons))
        with ExitStack() as stack:
            path = stack.enter_context(temporary_log_folder())
            store = stack.enter_context(Store(self._home).opened())
            log = LogFolder(path, store.series)
            log.update(self._until_the_end(runs))
            words = self._home.tensorboard_log(os.getpid())
            board = stack.enter_context(closing(TensorBoard(python, path, words, temporary=True)))
            showing = True
            while True:
                address = board.look()
                if showing and address:
                    self.opened.emit(start, address)
                    showing = False
                try:
                    wish = self._wishes.get(timeout=_TURN)
                except queue.Empty:
                    continue
                if wish is None:
                    return
                if wish.start < start:
                    continue
                if wish.runs is None:
                    return
                log.update(self._until_the_end(wish.runs))
                showing = showing or wish.pythons is not None

    def _until_the_end(self, items: Iterable[Item]) -> Iterator[Item]:
        """Nobody who closes the window waits until many runs are written, or many Pythons asked."""
        for item in items:
            if self._ending:
                return
            yield item
