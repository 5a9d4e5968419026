"""How long the event loop of this thread stays away, and what it does meanwhile."""

from __future__ import annotations

import signal
import time
import traceback
from collections import Counter
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5
_LONG = 0.05
"""Seconds after which one looks at what the loop is doing, again and again."""
_PLACES = 2
"""So many places are named, those that were seen most often."""
_LOOKS = 0.02
"""Seconds from one look to the next."""


class LoopGaps(QObject):
    """A timer's beats while it is entered; lives on the thread that it measures.

    A gap is the processor's time that this thread took from one beat to the next: what other programs
    keep from it is not its fault. ``wait_at`` tells of the same gaps on the clock, less the timer's interval.
    It is a signal that looks at the stack: a thread would collect garbage now and then, and Qt's objects
    must not be deleted there.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._gaps: list[float] = []
        self._waits: list[float] = []
        self._beaten = self._used = 0.0
        self._seen: list[str] = []
        self.long: list[tuple[float, str]] = []
        """The gaps of more than 50 ms, and where the program was when one looked meanwhile."""

    def __enter__(self) -> Self:
        self._beaten, self._used = time.perf_counter(), time.thread_time()
        signal.signal(signal.SIGALRM, self._look)
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.stop()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def at(self, share: float) -> float:
        """The gap in milliseconds that this share of them does not pass; 1 for the longest."""
        return float(np.quantile(self._gaps, share)) * 1000

    @property
    def longest(self) -> str:
        """Where the program was in the longest gap."""
        return max(self.long, default=(0.0, ""))[1] or "nothing of ours"

    def wait_at(self, share: float) -> float:
        """The same on the clock."""
        return float(np.quantile(self._waits, share)) * 1000

    def _beat(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        gap = used - self._used
        self._gaps.append(gap)
        self._waits.append(max(0.0, now - self._beaten - BEAT_MS / 1000))
        if gap > _LONG:
            often = Counter(self._seen).most_common(_PLACES)
            self.long.append((gap, "; ".join(place for place, _times in often)))
        self._seen.clear()
        signal.setitimer(signal.ITIMER_REAL, _LONG, _LOOKS)
        self._beaten, self._used = time.perf_counter(), time.thread_time()

    def _look(self, _number: int, frame: FrameType | None) -> None:
        place = _place(frame)
        if place:
            self._seen.append(place)


def _place(frame: FrameType | None) -> str:
    """The innermost functions of the program that a stack is in, the inner one last."""
    calls = [
        f"{Path(code.co_filename).stem}.{code.co_name}"
        for code in (each.f_code for each, _line in traceback.walk_stack(frame))
        if "guild_desktop" in code.co_filename
    ]
    return " > ".join(reversed(calls[:3]))
