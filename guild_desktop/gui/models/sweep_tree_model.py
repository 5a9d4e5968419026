"""A tree of two levels over arrays: sweeps or runs on top, and below each sweep its runs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
)

from guild_desktop.gui.models.row_order import LONE, PickedRows, RowLayout

Index = QModelIndex | QPersistentModelIndex


class SweepTreeModel(QAbstractItemModel):
    """Shows a ``RowLayout``; who inherits says what is in the cells. GUI thread.

    An index carries 0 for a row on top, and for a run below a sweep the sweep's number and one. Rows
    only ever move by ``layoutChanged`` with persistent indexes kept.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layout = RowLayout.empty()

    # A tree view calls these for every row at every change, so they take the shortest way.

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own signature
        """Qt's: the index of a cell."""
        number = self._sweep(parent) if parent.isValid() else LONE
        if number != LONE:
            count = len(self._layout.below[number])
        else:
            count = 0 if parent.isValid() else len(self._layout.top)
        if 0 <= row < count and 0 <= column < self.columnCount():
            return self.createIndex(row, column, number + 1)
        return QModelIndex()

    def parent(self, child: Index | None = None) -> Any:
        """Qt's: the sweep's row above a run's; without an index, the object that owns the model."""
        if child is None:
            return QObject.parent(self)
        below = child.internalId() if child.isValid() else 0
        row = self._layout.sweep_row(below - 1) if below else -1
        return self.createIndex(row, 0, 0) if row >= 0 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt's: how many rows stand below ``parent``."""
        if not parent.isValid():
            return len(self._layout.top)
        number = LONE if parent.column() > 0 else self._sweep(parent)
        return 0 if number == LONE else len(self._layout.below[number])

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 - Qt's own signature
        """Qt's: whether anything stands below ``parent``."""
        return not parent.internalId() and self.rowCount(parent) > 0

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
            selection.select(
                self.createIndex(first_row, 0, number + 1),
                self.createIndex(last_row, last, number + 1),
            )
        for number in picked.sweeps:
            row = self._layout.sweep_row(number)
            if row >= 0:
                selection.select(self.createIndex(row, 0, 0), self.createIndex(row, last, 0))
        return selection

    def _lay_out(self, layout: RowLayout) -> None:
        """Show other rows, or the same in another order."""
        if layout == self._layout:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        told = [(self._sweep(index), self._position(index)) for index in before]
        self._layout = layout
        after = [
            self._index_of(position, index.column())
            if number == LONE
            else self._index_of_sweep(number, index.column())
            for index, (number, position) in zip(before, told, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _changed(self, first: int, last: int) -> None:
        tops = len(self._layout.top)
        if not tops:
            return
        self.dataChanged.emit(self.createIndex(0, first, 0), self.createIndex(tops - 1, last, 0))
        for number, positions in self._layout.below.items():
            if len(positions):
                self.dataChanged.emit(
                    self.createIndex(0, first, number + 1),
                    self.createIndex(len(positions) - 1, last, number + 1),
                )

    # Between indexes and positions

    def _position(self, index: Index) -> int:
        """The position of a run's row; negative for a sweep's row."""
        below = int(index.internalId())
        rows = self._layout.below.get(below - 1) if below else self._layout.top
        row = index.row()
        return int(rows[row]) if rows is not None and 0 <= row < len(rows) else LONE

    def _sweep(self, index: Index) -> int:
        """The number of a sweep's row; ``LONE`` for a run's row."""
        if index.internalId():
            return LONE
        return self._layout.sweep_at(index.row())

    def _index_of(self, position: int, column: int) -> QModelIndex:
        row, number = self._layout.place(position)
        return self.createIndex(row, column, number + 1) if row >= 0 else QModelIndex()

    def _index_of_sweep(self, number: int, column: int) -> QModelIndex:
        row = self._layout.sweep_row(number)
        return self.createIndex(row, column, 0) if row >= 0 else QModelIndex()
