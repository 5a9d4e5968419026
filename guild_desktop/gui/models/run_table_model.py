"""The rows and cells of the runs table: an order over the frame's arrays, never an object for each run."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont

from guild_desktop.core.frame import STATUSES, RunFrame
from guild_desktop.core.run import Status
from guild_desktop.gui.models.cell_text import plain_tooltip
from guild_desktop.gui.models.row_order import (
    LONE,
    Mask,
    PickedRows,
    Positions,
    RowLayout,
    Sweeps,
    lay_out_flat,
    lay_out_tree,
    sorted_by,
)
from guild_desktop.gui.models.run_cells import RunCells
from guild_desktop.gui.models.table_columns import (
    NUMBER,
    TableColumn,
    field_columns,
    value_columns,
)

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

Index = QModelIndex | QPersistentModelIndex

LONGEST_TITLE = 60
"""Characters of a heading."""

_NOT_BEGUN = [STATUSES.index(status) for status in (Status.PENDING, Status.STAGED)]
_NUMERIC_FIELDS = frozenset({NUMBER, "time"})


_NO_FLAGS = Qt.ItemFlag.NoItemFlags
_CELL_OF_SWEEP = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_LABEL_OF_SWEEP = _CELL_OF_SWEEP | Qt.ItemFlag.ItemIsEditable
_CELL_OF_RUN = _CELL_OF_SWEEP | Qt.ItemFlag.ItemNeverHasChildren
_LABEL_OF_RUN = _CELL_OF_RUN | Qt.ItemFlag.ItemIsEditable


class RunTableModel(QAbstractItemModel):
    """Sweeps with their runs below them, or all runs in one list, in any order.

    Owned by the runs table; lives on the GUI thread. It follows the session's frame, selection and
    objective. Rows only ever move by ``layoutChanged`` with persistent indexes kept, so that what is
    selected, unfolded and scrolled to stays so while runs arrive; columns are only ever added, at
    the end, and the view decides where they stand and which are seen. Signal: ``label_typed`` with the
    text that a person has put into a label's cell.
    """

    label_typed = Signal(str)

    def __init__(self, session: Session, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._columns: list[TableColumn] = list(field_columns())
        self._label_section = self._section("label")
        self._grouped = True
        self._others = False
        self._sort_name = NUMBER
        self._sort_down = False
        self._batch_ids: list[str] = []
        self._slots: dict[str, int] = {}
        self._batch_of_run = np.empty(0, dtype=np.int32)
        self._creation = np.empty(0, dtype=np.int32)
        self._newest_first = np.empty(0, dtype=np.int32)
        self._layout = RowLayout.empty()
        self._bold = QFont()
        self._bold.setBold(True)
        session.frame_changed.connect(self._follow)
        session.selection_changed.connect(self._follow)
        session.objective_changed.connect(self._follow)
        themes.theme_changed.connect(self._repaint)
        self._follow()

    # What is shown

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        """The columns by section."""
        return tuple(self._columns)

    @property
    def frame(self) -> RunFrame:
        """The frame whose runs the rows show."""
        return self._session.frame

    @property
    def is_grouped(self) -> bool:
        """Whether runs stand below their sweeps."""
        return self._grouped

    def set_grouped(self, grouped: bool) -> None:  # noqa: FBT001 - a slot of a toggle
        """Put runs below their sweeps, or all in one list."""
        self._grouped = grouped
        self._follow()

    @property
    def shows_others(self) -> bool:
        """Whether runs out of focus are listed too, in grey."""
        return self._others

    def set_showing_others(self, others: bool) -> None:  # noqa: FBT001 - a slot of a toggle
        """List runs out of focus too, in grey, or only those in focus."""
        self._others = others
        self._follow()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order runs by a column, within their sweeps where there are sweeps; missing ones last."""
        if 0 <= column < len(self._columns):
            self._sort_name = self._columns[column].name
            self._sort_down = order == Qt.SortOrder.DescendingOrder
            self._arrange()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    # Rows and what they stand for

    def run_at(self, index: Index) -> str | None:
        """The id of the run in a row; None for a sweep's row."""
        position = self._position(index)
        return None if position < 0 else self.frame.ids[position]

    def batch_at(self, index: Index) -> Batch | None:
        """The sweep of a sweep's row; None for a run's."""
        number = self._sweep(index)
        return None if number == LONE else self.frame.batches[self._batch_ids[number]]

    def runs_at(self, index: Index) -> tuple[str, ...]:
        """The ids that a row stands for: the run's own, or those of the runs below a sweep."""
        number = self._sweep(index)
        if number == LONE:
            position = self._position(index)
            return () if position < 0 else (self.frame.ids[position],)
        return tuple(self.frame.ids[position] for position in self._layout.below[number])

    def index_of_run(self, run_id: str) -> QModelIndex:
        """The index of a run's row (column 0); invalid if the run is not listed."""
        try:
            position = self.frame.position(run_id)
        except KeyError:
            return QModelIndex()
        return self._index_of(position, 0)

    def index_of_batch(self, batch_id: str) -> QModelIndex:
        """The index of a sweep's row (column 0); invalid if the sweep is not listed."""
        row = self._layout.sweep_row(self._slots.get(batch_id, LONE))
        return self.createIndex(row, 0, 0) if row >= 0 else QModelIndex()

    def batch_indexes(self) -> Iterable[tuple[str, QModelIndex]]:
        """Every listed sweep's id and index."""
        for number in self._layout.sweeps:
            row = self._layout.sweep_row(number)
            yield self._batch_ids[number], self.createIndex(row, 0, 0)

    def picked(self, selection: QItemSelection) -> PickedRows:
        """What the selected rows stand for, in the order seen, without an index for each."""
        sweeps: list[int] = []
        positions: list[Positions] = [np.empty(0, dtype=np.int32)]
        for at in range(selection.count()):
            chosen = selection.at(at)
            below = self._sweep(chosen.parent()) if chosen.parent().isValid() else LONE
            rows = self._layout.top if below == LONE else self._layout.below[below]
            found = rows[chosen.top() : chosen.bottom() + 1]
            positions.append(found[found >= 0])
            sweeps.extend((-1 - found[found < 0]).tolist())
        # Ranges come in the order in which they were chosen, and may overlap.
        runs = np.unique(np.concatenate(positions))
        return PickedRows(self._layout.in_order(runs), tuple(dict.fromkeys(sweeps)))

    def selection_of(self, picked: PickedRows) -> QItemSelection:
        """The rows that stand for what was picked, as few ranges; rows that are gone are left out."""
        selection = QItemSelection()
        last = len(self._columns) - 1
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

    def batches_of(self, picked: PickedRows) -> tuple[Batch, ...]:
        """The sweeps whose rows are picked."""
        return tuple(self.frame.batches[self._batch_ids[number]] for number in picked.sweeps)

    def runs_of(self, picked: PickedRows) -> tuple[str, ...]:
        """The ids of all picked runs, and of those below picked sweeps."""
        parts = [picked.positions, *(self._layout.below.get(number) for number in picked.sweeps)]
        ids = self.frame.ids
        return tuple(
            dict.fromkeys(ids[at] for part in parts if part is not None for at in part.tolist())
        )

    def tick(self) -> None:
        """Tell the view that the times of what still runs have grown."""
        self._changed(self._section("time"), self._section("time"))

    # QAbstractItemModel

    # A tree view calls these for every row at every change, so they take the shortest way.

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own signature
        """Qt's: the index of a cell."""
        number = self._sweep(parent) if parent.isValid() else LONE
        if number != LONE:
            count = len(self._layout.below[number])
        else:
            count = 0 if parent.isValid() else len(self._layout.top)
        if 0 <= row < count and 0 <= column < len(self._columns):
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

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's: labels can be edited, and runs have nothing below them."""
        if not index.isValid():
            return _NO_FLAGS
        label = index.column() == self._label_section
        if index.internalId() or self._sweep(index) == LONE:
            return _LABEL_OF_RUN if label else _CELL_OF_RUN
        return _LABEL_OF_SWEEP if label else _CELL_OF_SWEEP

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008 - Qt's own signature
        """Qt's: the same columns everywhere."""
        return len(self._columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Qt's: headings, aligned with what is below them."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title[:LONGEST_TITLE] + self._sort_sign(column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(column.title)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt's: pass a typed label on; it is seen once it is stored."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.label_typed.emit(str(value))
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: what a cell shows."""
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case Qt.ItemDataRole.DisplayRole:
                batch = self.batch_at(index)
                if batch is not None:
                    return self._cells.batch_text(batch, column, time.time())
                return self._cells.text(self._position(index), column, time.time())
            case Qt.ItemDataRole.EditRole:
                record = self.batch_at(index) or self.frame.run(self._position(index))
                return record.label
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(index, column)
            case Qt.ItemDataRole.FontRole:
                best = self._cells.best
                if best is not None and column.name == self._cells.goal:
                    return self._bold if self._position(index) == best else None
            case Qt.ItemDataRole.ToolTipRole:
                batch = self.batch_at(index)
                if batch is not None:
                    return plain_tooltip(self._cells.batch_tooltip(batch, column))
                return plain_tooltip(self._cells.tooltip(self._position(index), column))
        return None

    # Following the session

    def _follow(self, _change: object = None) -> None:
        """Take over a new frame, selection or objective."""
        self._meet_new_runs()
        self._add_columns()
        session = self._session
        self._cells = RunCells(
            session.frame,
            session.objective,
            self._numbers(),
            session.base,
            session.focus,
            self._runs_of,
        )
        self._arrange()
        self._repaint()

    def _meet_new_runs(self) -> None:
        frame = self.frame
        known = len(self._batch_of_run)
        for batch_id in frame.batches:
            if batch_id not in self._slots:
                self._slots[batch_id] = len(self._batch_ids)
                self._batch_ids.append(batch_id)
        if known == len(frame):
            return
        new = [frame.run(position) for position in range(known, len(frame))]
        numbers = [self._slots.get(run.batch, LONE) for run in new]
        made = [run.sequence for run in new]
        self._batch_of_run = np.append(self._batch_of_run, numbers).astype(np.int32)
        self._creation = np.append(self._creation, made).astype(np.int32)
        self._newest_first = np.argsort(-self._creation, kind="stable").astype(np.int32)

    def _runs_of(self, batch_id: str) -> Positions:
        return np.flatnonzero(self._batch_of_run == self._slots[batch_id]).astype(np.int32)

    def _numbers(self) -> Positions:
        """By position: 1 for the newest run there is, and so on; runs in the trash do not count."""
        alive = self.frame.alive[self._newest_first]
        numbers = np.empty(len(alive), dtype=np.int32)
        numbers[self._newest_first] = np.cumsum(alive)
        return numbers

    def _add_columns(self) -> None:
        have = {column.name for column in self._columns}
        wanted = value_columns(self.frame, self._session.objective)
        new = [column for column in wanted if column.name not in have]
        if new:
            first = len(self._columns)
            self.beginInsertColumns(QModelIndex(), first, first + len(new) - 1)
            self._columns.extend(new)
            self.endInsertColumns()

    def _arrange(self) -> None:
        """Put the rows in order, keeping what persistent indexes point to."""
        layout = self._wanted_layout()
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

    def _wanted_layout(self) -> RowLayout:
        session = self._session
        visible: Mask = session.base if self._others else session.focus
        order = self._order()
        if not self._grouped:
            return lay_out_flat(order, visible)
        batches = self.frame.batches
        scope = session.selection.operation
        listed = np.zeros(len(self._batch_ids) + 1, dtype=bool)
        creation: dict[int, int] = {}
        waiting: set[int] = set()
        for batch_id, batch in batches.items():
            if batch.hidden or batch.deleted is not None:
                continue
            number = self._slots[batch_id]
            listed[number] = True
            creation[number] = batch.sequence
            in_scope = scope is None or batch.operation.name == scope
            if in_scope and not session.selection.clauses and not batch.status.is_finished:
                waiting.add(number)
        of_run = np.where(listed[self._batch_of_run], self._batch_of_run, LONE).astype(np.int32)
        sweeps = Sweeps(of_run, creation, frozenset(waiting))
        return lay_out_tree(order, visible, self._creation, sweeps)

    def _order(self) -> Positions:
        if self._sort_name == NUMBER:
            if self._sort_down:
                return self._newest_first[::-1]
            # A grid plans all its runs at once: what has not begun would hide what has.
            waits = np.isin(self.frame.status[self._newest_first], _NOT_BEGUN)
            return self._newest_first[np.argsort(waits, kind="stable")]
        values = self._cells.sort_values(self._sort_name)
        return sorted_by(values, self._newest_first, down=self._sort_down)

    def _repaint(self, _theme: object = None) -> None:
        self._changed(0, len(self._columns) - 1)

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

    def _section(self, name: str) -> int:
        return next(at for at, column in enumerate(self._columns) if column.name == name)

    def _sort_sign(self, column: TableColumn) -> str:
        """An arrow behind the heading that rows are ordered by; the usual order needs none."""
        if column.name != self._sort_name or (column.name == NUMBER and not self._sort_down):
            return ""
        return " ↓" if self._sort_down else " ↑"

    def _alignment(self, column: TableColumn) -> Qt.AlignmentFlag:
        if column.kind == "field":
            right = column.name in _NUMERIC_FIELDS
        else:
            right = self._cells.is_number(column)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _colour(self, index: Index, column: TableColumn) -> QColor | None:
        theme = self._themes.theme
        batch = self.batch_at(index)
        if batch is not None:
            usual = batch.status is Status.COMPLETED
            shown = column.name == "status" and not usual
            return theme.status_color(batch.status) if shown else None
        position = self._position(index)
        if self._others and not self._session.focus[position]:
            return theme.muted
        if column.name == "status":
            status = self._cells.status(position)
            return None if status is Status.COMPLETED else theme.status_color(status)
        return theme.muted if column.name == NUMBER else None
