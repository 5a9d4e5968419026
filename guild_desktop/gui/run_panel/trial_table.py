"""A few trials of what Run would do, as a table in the preview."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from guild_desktop.gui.run_panel.summary import TrialSample
from guild_desktop.gui.run_panel.trial_model import TrialModel

_ROW_HEIGHT = 18
_FEWEST_ROWS = 1
_MOST_ROWS = 8
_WIDEST = 114
"""A longer text is elided in the table of trials when others would have no room."""


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
