"""The queue, above the runs: which sweeps wait, in which order, and what one does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QWidget

from guild_desktop.gui import format as written
from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.running import queued_batches
from guild_desktop.gui.plain_text import one_line, plain_tooltip
from guild_desktop.gui.plots.elided_label import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.core.batch import Batch
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

_MOST_ROWS = 5
"""So many are listed; of more, how many there are is told."""


class QueueBar(QFrame):
    """Owned by the runs page, GUI thread. Hidden while nothing waits.

    Signals, with a batch's id: ``move_requested`` and its new place from 1, ``start_requested`` and
    ``call_off_requested``.
    """

    move_requested = Signal(str, int)
    start_requested = Signal(str)
    call_off_requested = Signal(str)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._batches: list[Batch] = []
        self._parts: list[QWidget] = []
        self.setObjectName("queueBar")
        self.setAccessibleName(self.tr("Queue"))
        self.setProperty("tinted", True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 4, 8, 4)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.hide()
        session.frame_changed.connect(self._follow)
        themes.theme_changed.connect(self._show_rows)
        self._follow()

    @property
    def sentences(self) -> list[str]:
        """What is said of each that waits, in order."""
        names = (self._sentence(batch) for batch in self._batches)
        return list(names)

    def _follow(self, _frame: object = None) -> None:
        batches = queued_batches(self._session.frame)
        if batches != self._batches:
            self._batches = batches
            self._show_rows()
        self.setVisible(bool(batches))

    def _show_rows(self, _theme: object = None) -> None:
        for part in self._parts:
            self._grid.removeWidget(part)
            # Until it is deleted it must not be pressed: it acts on what stood in this row before.
            part.hide()
            part.deleteLater()
        self._parts = []
        for row, batch in enumerate(self._batches[:_MOST_ROWS]):
            self._add_row(row, batch)
        left = len(self._batches) - _MOST_ROWS
        if left > 0:
            more = self.tr("and {0} more").format(written.count(left))
            self._put(plain_label(more, self, style="muted"), _MOST_ROWS, 1)

    def _add_row(self, row: int, batch: Batch) -> None:
        lead = self.tr("Next:") if row == 0 else self.tr("Then:")
        self._put(plain_label(lead, self, style="muted"), row, 0)
        self._put(ElidedLabel(self._sentence(batch), self, muted=False), row, 1)
        name = one_line(self._name(batch))
        last = row == len(self._batches) - 1
        for column, (object_name, drawing, text, usable, do) in enumerate(
            (
                ("queueUp", "up", self.tr("Earlier"), row > 0, self._mover(batch, row)),
                ("queueDown", "down", self.tr("Later"), not last, self._mover(batch, row + 2)),
                ("queueStart", "run", self.tr("Start now"), True, self._starter(batch)),
                ("queueOff", "close", self.tr("Call off"), True, self._ender(batch)),
            ),
            2,
        ):
            button = self._button(object_name, drawing, f"{text}: {name}", do)
            button.setEnabled(usable)
            self._put(button, row, column)

    def _mover(self, batch: Batch, place: int) -> Callable[[], None]:
        return lambda: self.move_requested.emit(batch.id, place)

    def _starter(self, batch: Batch) -> Callable[[], None]:
        return lambda: self.start_requested.emit(batch.id)

    def _ender(self, batch: Batch) -> Callable[[], None]:
        return lambda: self.call_off_requested.emit(batch.id)

    def _sentence(self, batch: Batch) -> str:
        name = one_line(self._name(batch))[:80]
        label = f" · {one_line(batch.label)[:40]}" if batch.label else ""
        if batch.hidden:
            return f"{name}{label}"
        runs = self.tr("1 run") if batch.planned_runs == 1 else self.tr("{0} runs")
        return f"{name} · {runs.format(written.count(batch.planned_runs))}{label}"

    @staticmethod
    def _name(batch: Batch) -> str:
        return batch.operation.name if batch.hidden else batch.name

    def _button(self, name: str, drawing: str, text: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("flat", True)
        button.setIconSize(QSize(12, 12))
        theme = self._themes.theme
        button.setIcon(icon(drawing, theme.text, theme.muted))
        button.setToolTip(plain_tooltip(text))
        button.setAccessibleName(text)
        button.clicked.connect(do)
        return button

    def _put(self, part: QWidget, row: int, column: int) -> None:
        self._grid.addWidget(part, row, column)
        self._parts.append(part)
