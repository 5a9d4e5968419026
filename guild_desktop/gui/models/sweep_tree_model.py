"""A tree of two levels over arrays: sweeps or runs on top, and below each sweep its runs."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
)
from PySide6.QtGui import QStandardItem, QStandardItemModel

from guild_desktop.gui.models.row_order import LONE, PickedRows, RowLayout

Index = QModelIndex | QPersistentModelIndex


class SweepTreeModel(QStandardItemModel):
    """Shows a ``RowLayout``; who inherits says what is in the cells. GUI thread.

    A tree view asks for index, parent and flags of every row at every change. Qt's own model answers a
    hundred times faster than Python can, so it holds the rows: as empty places, with an item only for each
    sweep. Rows only ever move by ``layoutChanged`` with persistent indexes kept.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layout = RowLayout.empty()

    def picked(self, selection: QItemSelection) -> PickedRows:
        """What the selected rows stand for, in the order seen, without an index for each."""
        ranges = (selection.at(at) for at in range(selection.count()))
        return self._layout.picked(
            (
                self._sweep(chosen.parent()) if chosen.parent().isValid() else LONE,
                chosen.top(),
                chosen.bottom(),
            )
            for chosen in ranges
        )

    def selection_of(self, picked: PickedRows) -> QItemSelection:
        """The rows that stand for what was picked, as few ranges; rows that are gone are left out."""
        selection = QItemSelection()
        last = self.columnCount() - 1
        for number, first_row, last_row in self._layout.ranges(picked.positions):
            above = self._above(number)
            selection.select(self.index(first_row, 0, above), self.index(last_row, last, above))
        for number in picked.sweeps:
            row = self._layout.sweep_row(number)
            if row >= 0:
                selection.select(self.index(row, 0), self.index(row, last))
        return selection

    def _lay_out(self, layout: RowLayout) -> None:
        """Show other rows, or the same in another order."""
        if layout == self._layout:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        told = [(self._sweep(index), self._position(index)) for index in before]
        gone = {self._layout.sweep_row(number) for number in self._layout.sweeps}
        self._layout = layout
        self._make_room()
        after = [
            self._index_of(position, index.column())
            if number == LONE
            else self._index_of_sweep(number, index.column())
            for index, (number, position) in zip(before, told, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self._trim(gone)
        self.layoutChanged.emit()

    def _make_room(self) -> None:
        """Make places for all rows; nobody is told, for the layout changes as a whole."""
        self.blockSignals(True)
        columns, root = self.columnCount(), self.invisibleRootItem()
        root.setColumnCount(columns)
        root.setRowCount(max(root.rowCount(), len(self._layout.top)))
        for number, positions in self._layout.below.items():
            row = self._layout.sweep_row(number)
            item: QStandardItem | None = root.child(row)
            if item is None:
                item = QStandardItem()
                root.setChild(row, item)
            item.setColumnCount(columns)
            item.setRowCount(max(item.rowCount(), len(positions)))
        self.blockSignals(False)

    def _trim(self, before: set[int]) -> None:
        """Take away places that are no more; ``before`` are the rows that sweeps had."""
        self.blockSignals(True)
        root, tops = self.invisibleRootItem(), len(self._layout.top)
        now = {self._layout.sweep_row(number): len(at) for number, at in self._layout.below.items()}
        for row in before | now.keys():
            item = root.child(row) if row < tops else None
            if item is not None:
                item.setRowCount(now.get(row, 0))
        root.setRowCount(tops)
        self.blockSignals(False)

    def _changed(self, first: int, last: int) -> None:
        tops = len(self._layout.top)
        if not tops:
            return
        self.dataChanged.emit(self.index(0, first), self.index(tops - 1, last))
        if last > first:
            # A view that is told of more than one cell paints all of them, those below too.
            return
        for number, positions in self._layout.below.items():
            if len(positions):
                above = self._above(number)
                self.dataChanged.emit(
                    self.index(0, first, above), self.index(len(positions) - 1, last, above)
                )

    # Between indexes and positions

    def _position(self, index: Index) -> int:
        """The position of a run's row; negative for a sweep's row."""
        above, row = index.parent(), index.row()
        rows = self._layout.top
        if above.isValid():
            rows = self._layout.below.get(self._layout.sweep_at(above.row()), rows[:0])
        return int(rows[row]) if 0 <= row < len(rows) else LONE

    def _sweep(self, index: Index) -> int:
        """The number of a sweep's row; ``LONE`` for a run's row."""
        return LONE if index.parent().isValid() else self._layout.sweep_at(index.row())

    def _above(self, number: int) -> QModelIndex:
        """The parent of the rows below a sweep, or of those on top for ``LONE``."""
        return QModelIndex() if number == LONE else self._index_of_sweep(number, 0)

    def _index_of(self, position: int, column: int) -> QModelIndex:
        row, number = self._layout.place(position)
        return self.index(row, column, self._above(number)) if row >= 0 else QModelIndex()

    def _index_of_sweep(self, number: int, column: int) -> QModelIndex:
        return self.index(self._layout.sweep_row(number), column)
