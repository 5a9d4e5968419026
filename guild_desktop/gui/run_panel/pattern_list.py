"""The patterns by which numbers are found in what the script prints, each tried on earlier output."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guild_desktop.gui.format import count, number
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.background import Background
from guild_desktop.gui.run_panel.earlier_output import EarlierOutput
from guild_desktop.gui.run_panel.pattern_row import PatternRow
from guild_desktop.scalars.pattern import compile_pattern
from guild_desktop.scalars.pattern_trial import Trial, read_ends, try_pattern

_MOST_NAMES = 4
"""Scalars that are told of one pattern; others are counted."""


class PatternList(QWidget):
    """A line for each pattern and an empty one below; owned by *More*, on the GUI thread.

    Signals: ``changed()`` when other patterns are in force; ``line_added(QWidget)`` with each new line;
    ``tried()`` when what they find has been shown.
    """

    changed = Signal()
    line_added = Signal(object)
    tried = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scalarPatterns")
        self.setAccessibleName(self.tr("Numbers it prints"))
        self._rows: list[PatternRow] = []
        self._earlier: EarlierOutput | None = None
        self._background = Background(self, threads=1)
        self._is_stale = False
        self._quiet = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        title = plain_label(self.tr("Numbers it prints"), self, style="muted")
        title.setToolTip(
            self.tr("Patterns for numbers that are printed in another way than as name: number")
        )
        self._column.addWidget(title)
        self._add_row()

    @property
    def patterns(self) -> tuple[str, ...]:
        """Those in force, in their order."""
        return tuple(row.pattern for row in self._rows if row.pattern)

    @patterns.setter
    def patterns(self, patterns: Sequence[str]) -> None:
        if tuple(row.line.text() for row in self._rows if not row.is_empty) == tuple(patterns):
            return
        self._quiet = True
        for row in self._rows[:-1]:
            self._remove(row)
        for pattern in patterns:
            self._rows[-1].line.setText(pattern)
        self._quiet = False
        self._take_change()

    def set_earlier(self, earlier: EarlierOutput | None) -> None:
        """Say on which output they are tried; None if nothing was printed yet."""
        if earlier != self._earlier:
            self._earlier = earlier
            self._try()

    def _add_row(self) -> None:
        row = PatternRow(self)
        if self._rows:
            QWidget.setTabOrder(self._rows[-1].remove, row.line)
            QWidget.setTabOrder(row.line, row.remove)
        self._rows.append(row)
        self._column.addWidget(row)
        row.typed.connect(self._keep_an_empty_row)
        row.changed.connect(self._take_change)
        row.removed.connect(lambda: self._remove_by_hand(row))
        row.line.editingFinished.connect(lambda: self._drop_if_empty(row))
        self.line_added.emit(row.line)

    def _keep_an_empty_row(self) -> None:
        if not self._rows[-1].is_empty:
            self._add_row()

    def _drop_if_empty(self, row: PatternRow) -> None:
        if row.is_empty and row in self._rows[:-1]:
            self._remove_by_hand(row)

    def _remove_by_hand(self, row: PatternRow) -> None:
        following = self._rows[self._rows.index(row) + 1]
        if row.line.hasFocus() or row.remove.hasFocus():
            following.line.setFocus()
        self._remove(row)
        self._take_change()

    def _remove(self, row: PatternRow) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _take_change(self) -> None:
        if not self._quiet:
            self.changed.emit()
            self._try()

    # Trying

    def _try(self) -> None:
        """Look in the background what the patterns find; what was typed meanwhile is tried afterwards."""
        if self._background.is_busy:
            self._is_stale = True
            return
        earlier, patterns = self._earlier, self.patterns
        if not patterns:
            return
        if earlier is None:
            self._tell(
                dict.fromkeys(patterns, self.tr("Not tried yet: nothing was printed so far."))
            )
            return

        def look() -> dict[str, Trial]:
            try:
                output = read_ends(earlier.path)
            except OSError:
                output = []
            return {
                text: try_pattern(compile_pattern(text), output, earlier.flags) for text in patterns
            }

        self._background.run(look, lambda trials: self._show(trials, earlier.run))

    def _show(self, trials: dict[str, Trial], run: str) -> None:
        self._tell({text: self._words(trial, run) for text, trial in trials.items()})
        self.tried.emit()
        if self._is_stale:
            self._is_stale = False
            self._try()

    def _tell(self, words: dict[str, str]) -> None:
        for row in self._rows:
            if row.pattern in words and row.line.text() == row.pattern:
                row.tell(words[row.pattern])

    def _words(self, trial: Trial, run: str) -> str:
        if trial.notice:
            return self.tr("On the output of run {0} {1}.").format(run, trial.notice)
        if not trial.findings:
            return self.tr("Finds nothing in the output of run {0}.").format(run)
        told = [
            self.tr("{0}: {1}, last {2}").format(
                each.name,
                self.tr("1 value")
                if each.count == 1
                else self.tr("{0} values").format(count(each.count)),
                number(each.last),
            )
            for each in trial.findings[:_MOST_NAMES]
        ]
        if more := len(trial.findings) - _MOST_NAMES:
            told += [self.tr("{0} more").format(count(more))] if more > 0 else []
        return " · ".join(told)
