"""The sweeps that are on, in the status bar: how far, how fast, how long still, a pause and a stop."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from guild_desktop.core.run import Run, Status
from guild_desktop.gui import format as written
from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.running import are_paused, running_batches
from guild_desktop.gui.models.sweep_counts import SweepCounts
from guild_desktop.gui.plain_text import one_line, plain_tooltip
from guild_desktop.store.disk_space import shortage

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far some batches are; times in seconds, None where nothing is known yet.

    ``counts`` are those of all batches together, ``to_do`` the runs that have yet to end.
    """

    counts: SweepCounts
    to_do: int
    seconds_a_run: float | None
    seconds_left: float | None


def progress_of(frame: RunFrame, batches: Sequence[Batch], now: float) -> Progress:
    """The progress of ``batches`` together; what is left is that of the one that takes longest."""
    running = frame.with_status(Status.RUNNING)
    finished = frame.with_status(*(each for each in Status if each.is_finished))
    took = frame.column("time").values
    planned = to_do = earlier = late = 0
    together: Counter[Status] = Counter()
    seconds: list[float] = []
    left: list[float] = []
    for batch in batches:
        mine = frame.run_batches.mask((batch.id,))
        counts = SweepCounts.of(batch, frame)
        planned += counts.planned
        to_do += counts.to_do
        earlier, late = earlier + counts.earlier_failed, late + counts.timed_out
        together.update(counts.by_status)
        known = took[mine & finished & np.isfinite(took)]
        if known.size:
            on = [frame.run(at) for at in np.flatnonzero(mine & running).tolist()]
            each = float(np.median(known))
            seconds.append(each)
            left.append(_left(each, counts.to_do, on, batch.limits.workers, now))
    return Progress(
        SweepCounts(planned, dict(together), earlier, late),
        to_do,
        statistics.median(seconds) if seconds else None,
        max(left) if left else None,
    )


def _left(each: float, to_do: int, on: Sequence[Run], workers: int, now: float) -> float:
    """Seconds until ``to_do`` runs have ended, of which those ``on`` have begun."""
    begun = sum(min(now - run.started, each) for run in on if run.started is not None)
    return max(to_do * each - begun, 0.0) / max(1, min(workers, to_do))


_LEAST = 40
"""Pixels of a text whose end is cut where the window is narrow."""


class BatchProgress(QWidget):
    """In the status bar of the main window; GUI thread. Nothing is seen while nothing runs.

    Several sweeps are told together. Signals, once for each batch, with its id: ``stop_requested``, and
    ``pause_requested`` with whether it shall pause or go on.
    """

    stop_requested = Signal(str)
    pause_requested = Signal(str, bool)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._batches: list[Batch] = []
        self._drawn_paused = False
        self.setObjectName("batchProgress")
        self.setAccessibleName(self.tr("Progress"))
        self._name = plain_label("", self)
        self._name.setMinimumWidth(_LEAST)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        self._bar.setAccessibleName(self.tr("Runs that are done"))
        self._text = plain_label("", self, style="muted")
        self._text.setObjectName("batchProgressText")
        self._text.setMinimumWidth(_LEAST)
        self._pause = self._button("pauseSweep")
        self._pause.clicked.connect(self._ask_to_pause)
        self._stop = self._button("stopSweep")
        self._stop.clicked.connect(self._ask_to_stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 2)
        row.setSpacing(8)
        row.addWidget(self._name)
        row.addWidget(self._bar)
        row.addWidget(self._text)
        row.addStretch(1)
        row.addWidget(self._pause)
        row.addWidget(self._stop)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tell)
        session.frame_changed.connect(self._follow)
        session.stopping_changed.connect(self._follow)
        themes.theme_changed.connect(self._recolour)
        self._recolour()
        self._follow()

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("flat", True)
        button.setIconSize(QSize(14, 14))
        return button

    @property
    def sentence(self) -> str:
        """What is said beside the bar."""
        return self._text.text()

    def _follow(self, _frame: object = None) -> None:
        self._batches = running_batches(self._session.frame)
        on = bool(self._batches)
        for part in (self._name, self._bar, self._text, self._stop):
            part.setVisible(on)
        if on != self._clock.isActive():
            self._clock.start() if on else self._clock.stop()
        self._pause.setVisible(any(not batch.hidden for batch in self._batches))
        if on:
            self._tell()

    def _tell(self) -> None:
        progress = progress_of(self._session.frame, self._batches, time.time())
        first = self._batches[0]
        if len(self._batches) == 1:
            name = first.operation.name if first.hidden else first.name
            stop = self.tr("Stop {0}").format(one_line(name))
        else:
            name = self.tr("{0} sweeps").format(written.count(len(self._batches)))
            stop = self.tr("Stop all sweeps")
        pause = self.tr("Resume") if self._is_paused else self.tr("Pause")
        self._pause.setToolTip(pause)
        self._pause.setAccessibleName(pause)
        self._pause.setEnabled(not self._is_stopping)
        if self._drawn_paused != self._is_paused:
            self._recolour()
        self._name.setText(one_line(name)[:60])
        self._stop.setEnabled(not self._is_stopping)
        self._stop.setToolTip(plain_tooltip(stop))
        self._stop.setAccessibleName(stop)
        self._bar.setVisible(progress.counts.planned > 1)
        self._move_bar(progress.counts)
        sentence = self._sentence(progress)
        self._text.setText(sentence)
        self._text.setToolTip(plain_tooltip(sentence))

    def _move_bar(self, counts: SweepCounts) -> None:
        # Qt paints a bar within setValue, and all else in the window that is to be painted with it: a
        # second time, once the others have heard of the new frame too.
        self._bar.setUpdatesEnabled(False)
        self._bar.setMaximum(max(counts.planned, 1))
        self._bar.setValue(counts.done)
        self._bar.setUpdatesEnabled(True)

    def _sentence(self, progress: Progress) -> str:
        counts = progress.counts
        parts = [] if counts.planned == 1 else [counts.fraction, *counts.other_words()]
        if self._is_stopping:
            return " · ".join([self.tr("stopping…"), *parts])
        held_up = self._held_up()
        if held_up:
            parts.insert(0, held_up)
        if progress.seconds_a_run is not None:
            each = written.duration(progress.seconds_a_run)
            parts.append(self.tr("{0} a run").format(each))
        if progress.seconds_left is not None and progress.to_do and not held_up:
            left = round(progress.seconds_left)
            told = f"{left} s" if left < 10 else written.duration(float(left))
            parts.append(self.tr("{0} left").format(told))
        running = counts.number(Status.RUNNING)
        if running:
            parts.append(self.tr("{0} running").format(written.count(running)))
        elif progress.to_do and not held_up:
            parts.append(self.tr("choosing the next run"))
        return " · ".join(parts)

    @property
    def _is_stopping(self) -> bool:
        return self._session.stopping.issuperset(batch.id for batch in self._batches)

    def _held_up(self) -> str:
        """Why nothing starts; empty if something may."""
        if all(batch.is_paused for batch in self._batches):
            return one_line(self._batches[0].reason)
        # An engine that cannot write to the store cannot say so there.
        return one_line(shortage(self._session.home.path))

    @property
    def _is_paused(self) -> bool:
        return are_paused(self._batches)

    def _ask_to_pause(self) -> None:
        paused = not self._is_paused
        for batch in self._batches:
            if not batch.hidden:
                self.pause_requested.emit(batch.id, paused)

    def _ask_to_stop(self) -> None:
        for batch in self._batches:
            self.stop_requested.emit(batch.id)

    def _recolour(self, _theme: object = None) -> None:
        self._drawn_paused = self._is_paused
        drawing = "run" if self._drawn_paused else "pause"
        self._pause.setIcon(icon(drawing, self._themes.theme.text))
        self._stop.setIcon(icon("stop", self._themes.theme.text))
