"""Runs in TensorBoard from its start to its end: a log folder that grows with them, and a server on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack, closing
from itertools import takewhile
from pathlib import Path
from typing import Self

from guild_desktop.core.run import Run
from guild_desktop.interop.tensorboard.log_folder import LogFolder
from guild_desktop.interop.tensorboard.server import TensorBoard, python_with_tensorboard
from guild_desktop.interop.tensorboard.temporary_folder import temporary_log_folder
from guild_desktop.store.store import Store

_TURN = 0.1
"""Seconds between two looks at TensorBoard."""

More = Callable[[float], Collection[Run] | None]
"""Waits up to so many seconds for runs that are new or have changed, and gives them; None for the end."""


class OpenBoard:
    """Opens TensorBoard on some runs; a context manager, at whose end it is closed; for one thread.

    ``pythons`` may have TensorBoard where we have not. Without a ``folder`` the log folder is a temporary
    one and gone at the end. When ``is_ending`` says so nobody waits any more until many runs are written,
    or many Pythons asked.

    Raises ``UserError``, also from ``follow``, if TensorBoard or its log folder cannot be had.
    """

    def __init__(
        self,
        store: Store,
        runs: Collection[Run],
        pythons: Iterable[str],
        folder: Path | None = None,
        is_ending: Callable[[], bool] = lambda: False,
    ) -> None:
        self._is_ending = is_ending
        python = python_with_tensorboard(takewhile(lambda _: not is_ending(), pythons))
        with ExitStack() as stack:
            path = folder or stack.enter_context(temporary_log_folder())
            self._log = stack.enter_context(closing(LogFolder(path, store.series)))
            self._add(runs)
            words = store.home.tensorboard_log(os.getpid())
            server = TensorBoard(python, path, words, temporary=folder is None)
            self._server = stack.enter_context(closing(server))
            self._parts = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.close()

    @property
    def count(self) -> int:
        """How many runs it shows, those that were in the folder before too."""
        return len(self._log)

    def follow(self, more: More, tell: Callable[[str], None]) -> None:
        """Add what ``more`` gives until it gives None; ``UserError`` if TensorBoard ends before.

        Once the address is known, ``tell`` gets it each time that all runs given so far are written.
        """
        while True:
            address = self._server.look()
            self._log.check()
            if address:
                tell(address)
            runs = more(_TURN)
            if runs is None:
                return
            self._add(runs)

    def _add(self, runs: Collection[Run]) -> None:
        self._log.update(runs, is_ending=self._is_ending)
