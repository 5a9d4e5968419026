"""One change of the frame, painted by one plot after another."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

_BETWEEN = 1
"""Milliseconds between two turns: a timer without any would come before others that are due."""


class Turns(QObject):
    """Who paints much for a new frame asks for a turn of the event loop of its own;
    GUI thread, owned by the session.

    All of them in one turn would keep the window from the mouse for as long as they take together. What is
    asked to be painted in a turn is painted, and keys, mouse and timers are heard, before the next. The
    next change of the frame takes its turn after them, so that nobody falls behind where painting is slow.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[QObject, Callable[[], object]] = {}
        self._next = QTimer(self, singleShot=True, interval=_BETWEEN)
        self._next.timeout.connect(self._take)

    @property
    def are_over(self) -> bool:
        """Whether all have followed."""
        return not self._waiting

    def ask(self, who: QObject, follow: Callable[[], object]) -> None:
        """Call ``follow`` in the turn of ``who``; one that waits already keeps its place and follows once."""
        self._waiting[who] = follow
        if not self._next.isActive():
            self._next.start()

    def _take(self) -> None:
        who = next(iter(self._waiting))
        follow = self._waiting.pop(who)
        if self._waiting:
            self._next.start()
        # A dock that was closed for good meanwhile has nothing to paint.
        if isValid(who):
            follow()
