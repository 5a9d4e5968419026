"""The tree of runs itself: rows of one height, columns sized by what is in sight, keys and hover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from guild_desktop.gui.docks.runs_table.column_widths import (
    NARROWEST,
    TREE_SECTION,
    ColumnWidths,
)
from guild_desktop.gui.docks.runs_table.row_look import Headings, Index, RowDelegate
from guild_desktop.gui.models.row_order import PickedRows, Positions
from guild_desktop.gui.models.run_table_model import RunTableModel
from guild_desktop.gui.style_sheet import hover_colour

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes


class RunsView(QTreeView):
    """Shows a ``RunTableModel``; owned by the runs table, GUI thread.

    Rows keep their place while runs arrive: the row at the upper edge stays there unless it is the
    first. Sweeps are unfolded until a person folds them. Signals: ``opened`` when Enter or a double
    click asks for the details of a run.
    """

    opened = Signal()

    def __init__(
        self,
        model: RunTableModel,
        session: Session,
        themes: Themes,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._session = session
        self._themes = themes
        self._folded: set[str] = set()
        self._hovered: str | None = None
        self._anchor: QPersistentModelIndex | None = None
        self._picked: PickedRows | None = None
        self.empty_text = ""
        self.setObjectName("runsTable")
        self.setAccessibleName(self.tr("Runs"))
        # Qt would keep an index for each selected cell; with thousands of rows that takes seconds.
        model.layoutAboutToBeChanged.connect(self._take_up_selection)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(model, session, self))
        self.setTreePosition(TREE_SECTION)
        self.setIndentation(18)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        # Instead of the style's framed square between two scroll bars.
        self.setCornerWidget(QWidget(self))
        self._set_up_header()
        self.widths = ColumnWidths(self, model)
        self.collapsed.connect(self._remember_folded)
        self.expanded.connect(self._forget_folded)
        self.entered.connect(self._hover)
        self.doubleClicked.connect(self._open)
        session.hover_changed.connect(self._repaint)
        session.highlight_changed.connect(self._find_highlighted)
        self._find_highlighted(session.highlight)
        model.layoutChanged.connect(self._settle)
        self.unfold()

    def _set_up_header(self) -> None:
        header = Headings(self._themes, self)
        self.setHeader(header)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(NARROWEST)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        # The arrow stands in the heading's text: Qt's own is drawn across it.
        header.setSortIndicatorShown(False)

    # Folding and scrolling survive what arrives

    def unfold(self) -> None:
        """Unfold every sweep that no person has folded."""
        for batch_id, index in self._model.batch_indexes():
            if batch_id not in self._folded and not self.isExpanded(index):
                self.expand(index)

    def _remember_folded(self, index: QModelIndex) -> None:
        batch = self._model.batch_at(index)
        if batch is not None:
            self._folded.add(batch.id)

    def _forget_folded(self, index: QModelIndex) -> None:
        batch = self._model.batch_at(index)
        if batch is not None:
            self._folded.discard(batch.id)

    def _take_up_selection(self) -> None:
        chosen = self.selectionModel()
        self._picked = self._model.picked(chosen.selection())
        chosen.blockSignals(True)
        chosen.clearSelection()
        chosen.blockSignals(False)
        at_top = self.verticalScrollBar().value() == 0
        self._anchor = None if at_top else QPersistentModelIndex(self.indexAt(self._upper_edge()))

    def _find_highlighted(self, run_ids: tuple[str, ...]) -> None:
        positions = (self._session.frame.position(run_id) for run_id in run_ids)
        self._highlighted: Positions = np.fromiter(positions, np.int32, count=len(run_ids))

    def _put_back_selection(self) -> None:
        if self._picked is None:
            return
        chosen = self.selectionModel()
        chosen.blockSignals(True)
        # A row that comes back, after a brush has passed over it, is still picked.
        rows = self._picked if self._picked.sweeps else PickedRows(self._highlighted)
        chosen.select(self._model.selection_of(rows), QItemSelectionModel.SelectionFlag.Select)
        chosen.blockSignals(False)
        self._picked = None

    def _settle(self) -> None:
        self._put_back_selection()
        self.unfold()
        if self._anchor is not None and self._anchor.isValid():
            self.scrollTo(self._anchor, QAbstractItemView.ScrollHint.PositionAtTop)
        self._anchor = None
        self.viewport().update()

    def _upper_edge(self) -> QPoint:
        return self.viewport().rect().topLeft()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: share the room anew."""
        super().resizeEvent(event)
        self.widths.share_room()

    def rows_in_sight(self, most: int) -> list[QModelIndex]:
        """The indexes (column 0) of the rows that can be seen, at most so many."""
        index = self.indexAt(self._upper_edge())
        if not index.isValid():
            index = self._model.index(0, 0)
        rows: list[QModelIndex] = []
        while index.isValid() and len(rows) < most:
            rows.append(index)
            index = self.indexBelow(index)
        return rows

    # Hover and keys

    def _hover(self, index: QModelIndex) -> None:
        self._session.set_hover(self._model.run_at(index))

    def leaveEvent(self, event: QEvent) -> None:
        """Qt's: no run is under the mouse any more."""
        self._session.set_hover(None)
        super().leaveEvent(event)

    def _repaint(self, hover: str | None) -> None:
        for run_id in (self._hovered, hover):
            if run_id is not None:
                row = self.visualRect(self._model.index_of_run(run_id))
                self.viewport().update(0, row.top(), self.viewport().width(), row.height())
        self._hovered = hover

    def _open(self, index: QModelIndex) -> None:
        if self._model.is_trial(index):
            self._model.toggle_trial(index)
            return
        if self._model.batch_at(index) is not None:
            self.setExpanded(
                index.siblingAtColumn(0), not self.isExpanded(index.siblingAtColumn(0))
            )
        else:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter opens details, left and right fold repeats, everything else is the tree's."""
        index = self.currentIndex()
        unfolds = event.key() == Qt.Key.Key_Right and self._model.is_trial(index)
        folds = event.key() == Qt.Key.Key_Left and self._model.is_unfolded_repeat(index)
        if (unfolds or folds) and self._model.toggle_trial(index):
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        """Qt's: a row, whose stripe goes on to the edge."""
        super().drawRow(painter, options, index)
        self._draw_stripe(painter, options, index)
        current = self.currentIndex()
        is_current = index.row() == current.row() and index.parent() == current.parent()
        if is_current and self.hasFocus():
            painter.setPen(self._themes.theme.accent)
            painter.drawRect(QRect(options.rect).adjusted(0, 0, -1, -1))

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Qt's: what stands before a row's name is of that row, also while the mouse is on its
        run in a plot.
        """
        super().drawBranches(painter, rect, index)
        hover = self._session.hover
        is_under_mouse = hover is not None and self._model.run_at(index) == hover
        # Those with signs to unfold are sweeps, which no mouse in a plot means.
        if is_under_mouse and not self.selectionModel().isSelected(index):
            painter.fillRect(rect, hover_colour(self._themes.theme))

    def _draw_stripe(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        rest = QRect(options.rect)
        rest.setLeft(self.header().length() - self.header().offset())
        if rest.width() <= 0:
            return
        theme = self._themes.theme
        if self.selectionModel().isSelected(index):
            painter.fillRect(rest, theme.accent_weak)
        elif (rest.top() + self.verticalScrollBar().value()) // rest.height() % 2:
            painter.fillRect(rest, theme.zebra)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: the rows, or the reason why there are none."""
        super().paintEvent(event)
        if self._model.rowCount() == 0 and self.empty_text:
            painter = QPainter(self.viewport())
            painter.setPen(self._themes.theme.muted)
            room = self.viewport().rect().adjusted(24, 0, -24, 0)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, self.empty_text)
            painter.end()
