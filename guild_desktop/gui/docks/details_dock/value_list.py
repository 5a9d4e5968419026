"""The flags a run was given and the scalars it reported, as a small table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from guild_desktop.core.values import value_text
from guild_desktop.gui import format as written
from guild_desktop.gui.plain_text import one_line, plain_tooltip

if TYPE_CHECKING:
    from guild_desktop.core.run import Run

_NUMBER_WIDTH = 84
"""Pixels for a number; names get the rest."""

_MOST = 300
"""Rows of each kind; no script has more that anybody reads."""

_ROW_HEIGHT = 22
_PADDING = 24
_SHORTEST = 60
_WIDEST = 180

_NAMES = 0.5
"""The share of the width that names may keep from long texts."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ValueList(QTreeWidget):
    """Rows are flags, then scalars with their last, lowest and highest value; GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runValues")
        self.setAccessibleName(self.tr("Flags and scalars"))
        self.setHeaderLabels(
            [self.tr("Name"), self.tr("Value"), self.tr("Lowest"), self.tr("Highest")]
        )
        for column in (1, 2, 3):
            self.headerItem().setTextAlignment(column, _RIGHT)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, _NUMBER_WIDTH)
        self._shown: tuple[object, ...] = ()
        self._has_scalars = False
        self._wants_extremes = True

    def show_extremes(self, *, shown: bool) -> None:
        """Show the columns of lowest and highest values, where there are any and room for them."""
        self._wants_extremes = shown
        for column in (2, 3):
            self.setColumnHidden(column, not (shown and self._has_scalars))
        if self._shown:
            self._fit()

    def show_run(self, run: Run) -> None:
        """Show the values of ``run``; rows stay where they are if only values have changed."""
        rows = [self._flag_row(name, value) for name, value in list(run.flags.items())[:_MOST]]
        for name, summary in list(run.scalars.items())[:_MOST]:
            numbers = (summary.last, summary.min, summary.max)
            form = written.number_format([n for n in numbers if math.isfinite(n)])
            last, low, high = map(form.text, numbers)
            rows.append((name, last, low, high, ""))
        if tuple(rows) == self._shown:
            return
        self._shown = tuple(rows)
        self._has_scalars = bool(run.scalars)
        self.show_extremes(shown=self._wants_extremes)
        while self.topLevelItemCount() > len(rows):
            self.takeTopLevelItem(self.topLevelItemCount() - 1)
        while self.topLevelItemCount() < len(rows):
            self.addTopLevelItem(self._new_item())
        for at, (name, value, low, high, tip) in enumerate(rows):
            item = self.topLevelItem(at) or self._new_item()
            for column, text in enumerate((name, value, low, high)):
                item.setText(column, one_line(text))
            item.setToolTip(0, plain_tooltip(name))
            item.setToolTip(1, plain_tooltip(tip))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: share the room anew."""
        super().resizeEvent(event)
        if self._shown and event.size().width() != event.oldSize().width():
            self._fit()

    def _flag_row(self, name: str, value: object) -> tuple[str, str, str, str, str]:
        text = value_text(value)  # type: ignore[arg-type] # flags hold values
        if isinstance(value, int | float) and not isinstance(value, bool):
            # All digits are in the tooltip.
            shown = written.short_number(float(f"{value:.6g}"))
        else:
            shown = text
        return name, shown, "", "", text

    @staticmethod
    def _new_item() -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        item.setSizeHint(0, QSize(0, _ROW_HEIGHT))
        for column in (1, 2, 3):
            item.setTextAlignment(column, _RIGHT)
        return item

    def _fit(self) -> None:
        """Give the numbers the room they need, the names the rest; long texts have what is then left."""
        metrics = self.fontMetrics()
        widths = []
        for column in range(4):
            texts = [row[column] for row in self._shown[:60] if isinstance(row, tuple)]
            head = self.headerItem().text(column)
            width = max(metrics.horizontalAdvance(str(text)[:40]) for text in [head, *texts])
            widths.append(min(width + _PADDING, _WIDEST))
        room = self.viewport().width()
        extremes = sum(widths[at] for at in (2, 3) if not self.isColumnHidden(at))
        left = room - extremes - min(widths[0], int(room * _NAMES))
        # Numbers are short; only a long text gives way.
        widths[1] = min(widths[1], max(left, widths[2] if self._has_scalars else _SHORTEST))
        for column in (1, 2, 3):
            self.setColumnWidth(column, widths[column])
