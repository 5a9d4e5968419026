"""How many runs, and how many of them at once."""

from __future__ import annotations

import os

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from guild_desktop.core.batch import DEFAULT_SEARCH_TRIALS, MAX_TRIALS
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.run_panel.fields import WholeNumberBox


class LimitsRow(QWidget):
    """Two number fields; owned by the panel. Signals: ``changed()`` after any edit,
    ``workers_changed(int)`` when a person changed how many run at once.

    A search gets 20 runs and a grid all of its own until a person says a number. At once may go as
    many as there are processors, or as a command or an earlier sweep says.
    """

    changed = Signal()
    workers_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trials = WholeNumberBox(1, MAX_TRIALS, self)
        self.trials.setObjectName("maxTrials")
        self.trials.setAccessibleName(self.tr("Runs"))
        self.trials.setToolTip(self.tr("How many runs this sweep makes at most, without repeats"))
        self._processors = os.cpu_count() or 1
        self.workers = WholeNumberBox(1, self._processors, self)
        self.workers.setObjectName("workers")
        self.workers.setAccessibleName(self.tr("Runs at once"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.trials, 1)
        line.addWidget(plain_label(self.tr("at once"), self, style="muted"))
        line.addWidget(self.workers, 1)
        self._chosen: int | None = None
        self._filling = False
        self._is_grid = False
        self.trials.setValue(DEFAULT_SEARCH_TRIALS)
        self.trials.valueChanged.connect(self._trials_edited)
        self.workers.valueChanged.connect(self._workers_edited)
        self._explain_workers()

    @property
    def max_trials(self) -> int | None:
        """The number a person said; None leaves it to the method."""
        return self._chosen

    def set_max_trials(self, number: int | None) -> None:
        """Say a number as a person would, or leave it to the method again."""
        self._chosen = number
        self._show()
        self.changed.emit()

    def set_workers(self, number: int) -> None:
        """Show how many run at once, without telling anybody that a person changed it."""
        self._filling = True
        try:
            self.workers.setMaximum(max(self._processors, min(number, MAX_TRIALS)))
            self.workers.setValue(number)
            self._explain_workers()
        finally:
            self._filling = False
        self.changed.emit()

    def suit(self, *, is_grid: bool, varies: bool) -> None:
        """Say whether the method lists all its runs, and whether there is anything to try at all."""
        self.trials.setEnabled(varies)
        if is_grid != self._is_grid:
            self._is_grid = is_grid
            self._show()

    def _explain_workers(self) -> None:
        help_text = self.tr("How many runs go on at the same time; can be changed while they run")
        number = self._processors
        if self.workers.value() > number:
            why = self.tr("More at once than the {0} processors here").format(number)
        elif number == 1:
            why = self.tr("There is one processor here")
        else:
            why = self.tr("At most {0}, one for each processor here").format(number)
        self.workers.setToolTip(f"{help_text}. {why}.")

    def _show(self) -> None:
        self._filling = True
        try:
            # Zero stands for "all", which only a list of runs can have.
            self.trials.setMinimum(0 if self._is_grid else 1)
            self.trials.setSpecialValueText(self.tr("all") if self._is_grid else "")
            untouched = 0 if self._is_grid else DEFAULT_SEARCH_TRIALS
            self.trials.setValue(untouched if self._chosen is None else self._chosen)
        finally:
            self._filling = False

    def _trials_edited(self, number: int) -> None:
        if not self._filling:
            self._chosen = number or None
            self.changed.emit()

    def _workers_edited(self, number: int) -> None:
        self._explain_workers()
        if not self._filling:
            self.changed.emit()
            self.workers_changed.emit(number)
