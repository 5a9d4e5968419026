"""The card above the button: what is about to happen, before it happens."""

from __future__ import annotations

import html
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontDatabase, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.engine.request import PlannedBatch
from guild_desktop.gui.format import count, duration
from guild_desktop.gui.icons import icon
from guild_desktop.gui.run_panel.fields import ElidedLine
from guild_desktop.gui.run_panel.labels import WrappingLabel, plain_tooltip
from guild_desktop.gui.run_panel.summary import (
    TrialSample,
    sentence,
    sentence_as_markup,
    trial_sample,
)
from guild_desktop.gui.run_panel.trial_model import TrialModel
from guild_desktop.gui.theme import Themes

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.core.space import SearchSpace

_ROW_HEIGHT = 18
_FEWEST_ROWS = 1
_MOST_ROWS = 8
_WIDEST = 114
"""A longer text is elided in the table of trials when others would have no room."""


class PreviewCard(QFrame):
    """Says what Run would do; owned by the panel, which tells it at every change.

    ``needed`` is ticked to leave out what is completed; it is there if something is.
    """

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._seconds: float | None = None
        self._count_inside: Callable[[SearchSpace], int] | None = None
        self._planned: PlannedBatch | None = None
        self.setObjectName("previewCard")
        self.setProperty("tinted", True)
        self.setAccessibleName(self.tr("Preview"))
        self._sentence = WrappingLabel(self)
        self._sentence.setObjectName("previewSentence")
        self._sentence.setTextFormat(Qt.TextFormat.RichText)
        self.trials = TrialTable(self)
        self.needed = QCheckBox(self)
        self.needed.setObjectName("neededBox")
        self.needed.setToolTip(
            self.tr(
                "Leave out what this script has completed with the same values and the same code"
            )
        )
        self.needed.hide()
        self.command = ElidedLine(Qt.TextElideMode.ElideRight, self)
        self.command.setObjectName("commandLine")
        self.command.setAccessibleName(self.tr("The same as a command"))
        self.command.setReadOnly(True)
        self.command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._copy = QToolButton(self)
        self._copy.setObjectName("copyCommand")
        self._copy.setProperty("quiet", True)
        self._copy.setAccessibleName(self.tr("Copy the command"))
        self._copy.setToolTip(self.tr("Copy the command"))
        self._copy.clicked.connect(self._copy_command)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.command, 1)
        row.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        column.addWidget(self._sentence)
        column.addWidget(self.trials)
        column.addWidget(self.needed)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        themes.theme_changed.connect(self._take_colours)
        self._take_colours()

    def show_plan(self, planned: PlannedBatch, command: str) -> None:
        """Say what ``planned`` would do and which command does the same."""
        self._planned = planned
        self.setEnabled(True)
        self.trials.show_sample(trial_sample(planned))
        self.command.setText(command)
        meaning = self.tr("The command that does the same in a terminal")
        self.command.setToolTip(plain_tooltip(meaning, command))
        self.command.setCursorPosition(0)
        self._say()
        self.setVisible(True)

    def show_completed(self, number: int) -> None:
        """Offer to leave out so many trials that are completed; what is ticked stays in sight."""
        text = self.tr("Skip {0} that are completed").format(count(number))
        if number < 2:
            text = (
                self.tr("Skip 1 that is completed") if number else self.tr("Skip what is completed")
            )
        self.needed.setText(text)
        self.needed.setAccessibleName(text)
        self.needed.setVisible(number > 0 or self.needed.isChecked())

    def grey_out(self) -> None:
        """Something is wrong: what was planned before stays in sight, and gives way to what tells why."""
        self.setEnabled(False)
        self.trials.updateGeometry()

    def show_nothing(self) -> None:
        """Nothing can run: an empty preview would only take room."""
        self._planned = None
        self.setVisible(False)

    def set_seconds_per_run(self, seconds: float | None) -> None:
        """How long earlier runs took; None if there were none."""
        self._seconds = seconds
        self._say()

    def set_count_inside(self, count_inside: Callable[[SearchSpace], int]) -> None:
        """Who knows how many earlier runs lie inside a space."""
        self._count_inside = count_inside
        self._say()

    def _say(self) -> None:
        planned = self._planned
        if planned is None:
            return
        rest = ""
        workers = min(planned.batch.limits.workers, planned.count)
        if self._seconds is not None:
            seconds = self._seconds * -(-planned.count // workers)
            rest = self.tr("About {0}, judging by earlier runs.").format(duration(seconds))
        where = planned.batch.limits.where
        if where and planned.kind != "run":
            told = self.tr("Only where {0}.").format(where)
            if planned.fitting is not None:
                fitting, combinations = map(count, planned.fitting)
                told = self.tr("{0} of {1} combinations: those where {2}.").format(
                    fitting, combinations, where
                )
            rest = f"{rest} {told}"
        inside = 0
        if self._count_inside is not None and planned.kind == "search":
            inside = self._count_inside(planned.space)
        if inside:
            told = self.tr("1 earlier run lies") if inside == 1 else self.tr("{0} earlier runs lie")
            rest = (
                f"{rest} {self.tr('{0} inside these ranges.').format(told.format(count(inside)))}"
            )
        processors = os.cpu_count() or 1
        if workers > processors:
            warning = self.tr("More at once than the {0} processors here.").format(processors)
            rest = f"{rest} {warning}"
        rest = rest.strip()
        muted = self._themes.theme.muted.name()
        more = f"<span style='color: {muted}'>{html.escape(rest)}</span>" if rest else ""
        self._sentence.setText(f"{sentence_as_markup(planned)}. {more}".strip())
        self._sentence.setAccessibleName(f"{sentence(planned)}. {rest}".strip())

    def _copy_command(self) -> None:
        QApplication.clipboard().setText(self.command.text())

    def _take_colours(self) -> None:
        self._say()
        self._copy.setIcon(icon("copy", self._themes.theme.muted))


class TrialTable(QTableView):
    """A few rows of trials; more of them scroll. Owned by the preview."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewTable")
        self.setAccessibleName(self.tr("Trials"))
        self._trials = TrialModel(self)
        self.setModel(self._trials)
        self._widths: dict[bool, list[int]] = {}
        # Only then: hundreds of cells are measured, and each key typed in the panel shows a sample.
        self._trials.modelReset.connect(self._measure_anew)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(_ROW_HEIGHT)
        rows.setDefaultSectionSize(_ROW_HEIGHT)
        rows.hide()
        columns = self.horizontalHeader()
        columns.setFixedHeight(22)
        columns.setMinimumSectionSize(28)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)

    def show_sample(self, sample: TrialSample) -> None:
        """List these trials; an empty sample hides the table."""
        self._trials.show(sample)
        self.setVisible(bool(sample.rows))
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._widths.clear()

    def _measure_anew(self) -> None:
        self._widths.clear()
        self._share_width()

    def _share_width(self) -> None:
        """Each column as wide as its texts; those that do not fit are told by the last one, an ellipsis."""
        columns = self.horizontalHeader()
        last = columns.count() - 1
        room = self.viewport().width()
        widths = self._wanted_widths(shortened=False)
        if sum(widths[:last]) > room:
            widths = [min(width, _WIDEST) for width in self._wanted_widths(shortened=True)]
        fits_all = sum(widths[:last]) <= room
        used = 0
        for column in range(last):
            used += widths[column]
            is_shown = fits_all or used + widths[last] <= room
            self.setColumnHidden(column, not is_shown)
            columns.resizeSection(column, widths[column])
        if last >= 0:
            self.setColumnHidden(last, fits_all)
            columns.resizeSection(last, widths[last])

    def _wanted_widths(self, *, shortened: bool) -> list[int]:
        """The widths of all texts with the names written so, measured once for each sample."""
        self._trials.shorten_names(shortened=shortened)
        if shortened not in self._widths:
            columns = self.horizontalHeader()
            for column in range(columns.count()):
                # A hidden heading would need no room.
                self.setColumnHidden(column, False)
            self._widths[shortened] = [
                max(self.sizeHintForColumn(column), columns.sectionSizeHint(column))
                for column in range(columns.count())
            ]
        return self._widths[shortened]

    def sizeHint(self) -> QSize:
        """As high as the rows, up to a few."""
        return QSize(200, self._height(min(self._trials.rowCount(), _MOST_ROWS)))

    def minimumSizeHint(self) -> QSize:
        """One row is enough to see what it is about."""
        return QSize(120, self._height(min(self._trials.rowCount(), _FEWEST_ROWS)))

    def fitting_height(self, room: int, *, may_vanish: bool) -> int:
        """The height of as many whole rows as have room, at least one unless the table may vanish."""
        least = min(self._trials.rowCount(), _FEWEST_ROWS)
        rows = (room - self._height(0)) // _ROW_HEIGHT
        if rows < least:
            return 0 if may_vanish else self._height(least)
        return self._height(rows)

    def _height(self, rows: int) -> int:
        return self.horizontalHeader().height() + rows * _ROW_HEIGHT + 2
