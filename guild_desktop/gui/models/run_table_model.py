"""The rows and cells of the runs table: an order over the frame's arrays, never an object for each run."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont

from guild_desktop.core.frame import RunFrame
from guild_desktop.gui.models.cell_looks import alignment, run_colour, sweep_colour
from guild_desktop.gui.models.follow_pace import FollowPace
from guild_desktop.gui.models.row_order import LONE, PickedRows, RowLayout, lay_out_flat
from guild_desktop.gui.models.row_sorting import RowSorting
from guild_desktop.gui.models.run_cells import RunCells
from guild_desktop.gui.models.run_rows import RunRows
from guild_desktop.gui.models.sweep_tree_model import Index
from guild_desktop.gui.models.table_columns import (
    TableColumn,
    field_columns,
    heading_tip,
    scalar_column,
    value_columns,
)
from guild_desktop.gui.models.trial_tree_model import TrialTreeModel
from guild_desktop.gui.plain_text import plain_tooltip

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

LONGEST_TITLE = 60
"""Characters of a heading."""


class RunTableModel(TrialTreeModel):
    """Sweeps with their runs below them, or all runs in one list, in any order.

    Owned by the runs table; lives on the GUI thread. It follows the session's frame, selection and
    objective. Rows only ever move by ``layoutChanged`` with persistent indexes kept, so that what is
    selected, unfolded and scrolled to stays so while runs arrive; columns are only ever added, at
    the end, and the view decides where they stand and which are seen. Signals: ``label_typed`` with the
    text that a person has put into a label's cell, ``followed`` when the session has been caught up with.
    """

    label_typed = Signal(str)
    followed = Signal()

    def __init__(self, session: Session, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._columns: list[TableColumn] = list(field_columns())
        self._grouped = True
        self._others = False
        self._rows = RunRows()
        self._sorting = RowSorting(self._rows)
        self._told: tuple[object, ...] = ()
        self._pace = FollowPace(self)
        self._pace.due.connect(self._follow)
        self._bold = QFont()
        self._bold.setBold(True)
        session.frame_changed.connect(self._follow_frame)
        session.selection_changed.connect(self._follow_selection)
        session.objective_changed.connect(self._follow)
        session.pins_changed.connect(self._follow)
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

    def set_showing_others(self, others: bool) -> None:  # noqa: FBT001 - a slot of a toggle
        """List runs out of focus too, in grey, or only those in focus."""
        self._others = others
        self._follow()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order runs by a column, within their sweeps where there are sweeps; missing ones last."""
        if 0 <= column < len(self._columns):
            down = order == Qt.SortOrder.DescendingOrder
            self._sorting.choose(self._columns[column].name, down=down)
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
        return None if number == LONE else self.frame.batches[self._rows.batch_id(number)]

    def index_of_run(self, run_id: str) -> QModelIndex:
        """The index of a run's row (column 0); invalid if the run is not listed."""
        try:
            position = self.frame.position(run_id)
        except KeyError:
            return QModelIndex()
        return self._index_of(self._row_of(position), 0)

    def index_of_batch(self, batch_id: str) -> QModelIndex:
        """The index of a sweep's row (column 0); invalid if the sweep is not listed."""
        return self._index_of_sweep(self._rows.number_of(batch_id), 0)

    def batch_indexes(self) -> Iterable[tuple[str, QModelIndex]]:
        """Every listed sweep's id and index."""
        for number in self._layout.sweeps:
            yield self._rows.batch_id(number), self._index_of_sweep(number, 0)

    def batches_of(self, picked: PickedRows) -> tuple[Batch, ...]:
        """The sweeps whose rows are picked."""
        return tuple(self.frame.batches[self._rows.batch_id(number)] for number in picked.sweeps)

    def runs_of(self, picked: PickedRows) -> tuple[str, ...]:
        """The ids of all picked runs, and of those below picked sweeps."""
        below = [self._layout.below.get(number) for number in picked.sweeps]
        parts = (picked.positions, *(part for part in below if part is not None))
        ids = self.frame.ids
        return tuple(
            dict.fromkeys(ids[at] for part in parts for at in self.trials.runs_of(part).tolist())
        )

    def tick(self) -> None:
        """Tell the view that the times of what still runs have grown."""
        self._changed(self._section("time"), self._section("time"))

    # QAbstractItemModel

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008 - Qt's own signature
        """Qt's: the same columns everywhere."""
        return len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Qt's: headings, aligned with what is below them."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title[:LONGEST_TITLE] + self._sorting.sign(column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return alignment(column, self._cells)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(heading_tip(column))
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
                return alignment(column, self._cells)
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
                    return self._bold if self._position(index) == self._row_of(best) else None
            case Qt.ItemDataRole.ToolTipRole:
                batch = self.batch_at(index)
                if batch is not None:
                    return plain_tooltip(self._cells.batch_tooltip(batch, column))
                return plain_tooltip(self._cells.tooltip(self._position(index), column))
        return None

    # Following the session

    def _follow_frame(self, _frame: object) -> None:
        self._pace.frame_came(self._rows_now())

    def _follow_selection(self, _selection: object) -> None:
        will_be = int(np.count_nonzero(self._session.focus))
        self._pace.selection_moved(self._rows_now() + will_be)

    def _rows_now(self) -> int:
        return len(self._layout.top) + sum(map(len, self._layout.below.values()))

    def _follow(self, _change: object = None) -> None:
        """Take over a new frame, selection or objective."""
        with self._pace.following():
            self._take_over()

    def _take_over(self) -> None:
        self._rows.meet(self.frame)
        self.trials.meet(self.frame)
        self._add_columns()
        session = self._session
        selection = session.selection
        view = selection.target, selection.kept
        told = (session.frame, view, session.objective, session.pins)
        if told != self._told:
            # What is in the cells does not depend on the clauses.
            self._told = told
            self._cells = RunCells(
                session.frame,
                session.objective,
                self._rows.counted(session.frame),
                session.base,
                session.pins,
                self.trials,
            )
        self._cells.best = session.best
        self._arrange()
        self._repaint()
        self.followed.emit()

    def add_scalar(self, name: str) -> TableColumn:
        """The column of a scalar, which it gets if it has none yet."""
        column = scalar_column(self.frame, name)
        self._add(column)
        return column

    def _add_columns(self) -> None:
        session = self._session
        self._add(*value_columns(session.frame, session.base, session.objective))

    def _add(self, *columns: TableColumn) -> None:
        have = {column.name for column in self._columns}
        new = [column for column in columns if column.name not in have]
        if new:
            first = len(self._columns)
            self.beginInsertColumns(QModelIndex(), first, first + len(new) - 1)
            self._columns.extend(new)
            self._make_room()
            self.endInsertColumns()

    def _arrange(self) -> None:
        """Put the rows in order."""
        self._lay_out(self._wanted_layout())

    def _wanted_layout(self) -> RowLayout:
        session = self._session
        visible = self.trials.fold(session.base if self._others else session.focus)
        order = self._sorting.order(session.frame, self._cells)
        if self._grouped:
            return self._rows.tree(session.frame, session.selection, order, visible)
        return lay_out_flat(order, visible)

    def _repaint(self, _theme: object = None) -> None:
        self._changed(0, len(self._columns) - 1)

    def _section(self, name: str) -> int:
        return next(at for at, column in enumerate(self._columns) if column.name == name)

    def _colour(self, index: Index, column: TableColumn) -> QColor | None:
        theme, batch = self._themes.theme, self.batch_at(index)
        if batch is not None:
            return sweep_colour(batch.status, column, theme)
        position = self._position(index)
        in_focus = not self._others or bool(self._session.focus[position])
        return run_colour(self._cells.status(position), column, theme, in_focus=in_focus)
