"""The table of compared runs: a column for each, what differs first, the rest folded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from guild_desktop.gui.docks.compare_dock.comparison import Group, Row
from guild_desktop.gui.docks.compare_dock.run_header import RunHead, RunHeader
from guild_desktop.gui.plain_text import one_line, plain_tooltip

if TYPE_CHECKING:
    from guild_desktop.gui.theme import Themes

_ROW_HEIGHT = 22
_NARROWEST, _WIDEST = 116, 280
_NAMES = 0.36
"""The share of the width that names may take."""


class CompareTable(QTreeWidget):
    """Rows by group; the names stay in sight when the runs scroll. Owned by the dock, GUI thread.

    Signals: ``unpin_asked`` and ``pick_asked`` with a run's id.
    """

    unpin_asked = Signal(str)
    pick_asked = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareTable")
        self.setAccessibleName(self.tr("Compared runs"))
        self.setAccessibleDescription(self.tr("Delete unpins the run of the current column"))
        self._heads = RunHeader(themes, self)
        self._heads.unpin_asked.connect(self.unpin_asked)
        self._heads.pick_asked.connect(self.pick_asked)
        self.setHeader(self._heads)
        self._shown: tuple[object, ...] = ()
        self._folded: dict[str, bool] = {}
        self.setRootIsDecorated(True)
        self.setIndentation(12)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAllColumnsShowFocus(False)
        self.setCornerWidget(QWidget())
        self._names = self._make_names()
        self.itemExpanded.connect(lambda item: self._remember(item, folded=False))
        self.itemCollapsed.connect(lambda item: self._remember(item, folded=True))

    def _make_names(self) -> QTreeView:
        """The column of names once more, above the table and at its left edge."""
        names = QTreeView(self)
        names.setModel(self.model())
        names.setSelectionModel(self.selectionModel())
        names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        names.setIndentation(12)
        names.setUniformRowHeights(True)
        names.setAlternatingRowColors(True)
        names.setObjectName("compareNames")
        names.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        names.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        names.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        names.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(names.verticalScrollBar().setValue)
        names.expanded.connect(self.expand)
        names.collapsed.connect(self.collapse)
        self.expanded.connect(names.expand)
        self.collapsed.connect(names.collapse)
        return names

    @property
    def heads(self) -> RunHeader:
        """The heads of the runs."""
        return self._heads

    def show_comparison(self, heads: Sequence[RunHead], groups: Sequence[Group]) -> None:
        """Show these runs; nothing moves if they are the same as before."""
        shown = (tuple(heads), tuple(groups))
        self._heads.show_heads(heads)
        if shown == self._shown:
            return
        anew = not self._shown or shown[0] != self._shown[0]
        self._shown = shown
        place = self.verticalScrollBar().value()
        self.clear()
        self.setColumnCount(len(heads) + 1)
        self.setHeaderLabels(["", *(one_line(head.title) for head in heads)])
        for group in groups:
            self._add_group(group)
        if anew:
            self._fit(heads, groups)
        self._names.header().setMinimumSectionSize(20)
        for column in range(1, self.columnCount()):
            self._names.setColumnHidden(column, True)
        self.verticalScrollBar().setValue(place)
        self._place_names()

    def _add_group(self, group: Group) -> None:
        parent = QTreeWidgetItem([_title(group)])
        parent.setData(0, Qt.ItemDataRole.UserRole, group.title)
        parent.setSizeHint(0, QSize(0, _ROW_HEIGHT))
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        parent.setFont(0, font)
        parent.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.addTopLevelItem(parent)
        for row in group.rows:
            parent.addChild(self._item(row))
        parent.setExpanded(not self._folded.get(group.title, group.folded))

    def _item(self, row: Row) -> QTreeWidgetItem:
        item = QTreeWidgetItem([one_line(row.name), *map(one_line, row.cells)])
        item.setSizeHint(0, QSize(0, _ROW_HEIGHT))
        item.setToolTip(0, plain_tooltip(row.name))
        for at, cell in enumerate(row.cells, start=1):
            item.setToolTip(at, plain_tooltip(cell))
            if at - 1 in row.best:
                font = self.font()
                font.setBold(True)
                item.setFont(at, font)
        return item

    def _remember(self, item: QTreeWidgetItem, *, folded: bool) -> None:
        self._folded[str(item.data(0, Qt.ItemDataRole.UserRole))] = folded

    def _fit(self, heads: Sequence[RunHead], groups: Sequence[Group]) -> None:
        """Give names and runs the room they need; long texts are cut, runs share what is left."""
        metrics = self.fontMetrics()
        rows = [row for group in groups for row in group.rows][:100]
        names = (
            max((metrics.horizontalAdvance(one_line(row.name)[:60]) for row in rows), default=60)
            + 34
        )
        # Titles are bold, and stand behind the sign that folds them.
        titles = [int(1.1 * metrics.horizontalAdvance(_title(group))) + 40 for group in groups]
        room = max(self.viewport().width(), 200)
        first = min(max([names, *titles]), int(room * _NAMES))
        self._heads.resizeSection(0, first)
        fair = max((room - first) // max(len(heads), 1), _NARROWEST)
        wanted = []
        for at in range(len(heads)):
            texts = [row.cells[at] for row in rows if row.differs]
            widest = max((metrics.horizontalAdvance(text[:60]) for text in texts), default=0) + 20
            wanted.append(min(max(widest, _NARROWEST), fair))
        spare = max(room - first - sum(wanted), 0) // max(len(wanted), 1)
        for at, width in enumerate(wanted, start=1):
            self._heads.resizeSection(at, min(width + spare, _WIDEST))

    def _place_names(self) -> None:
        width = self._heads.sectionSize(0)
        frame = self.frameWidth()
        self._names.setColumnWidth(0, width)
        self._names.header().setFixedHeight(self._heads.height())
        high = self._heads.height() + self.viewport().height() + 2 * self._names.frameWidth()
        self._names.setGeometry(frame, frame, width, high)
        self._names.setVisible(self.columnCount() > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        if self._shown and event.size().width() != event.oldSize().width():
            heads, groups = self._shown
            self._fit(heads, groups)  # type: ignore[arg-type] # as they were shown
        self._place_names()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete unpins the run of the current column; Enter picks it."""
        head = self._heads.head_at(self.currentColumn())
        keys = Qt.Key
        if head is not None and event.key() in {keys.Key_Delete, keys.Key_Backspace}:
            self.unpin_asked.emit(head.run_id)
        elif head is not None and event.key() in {keys.Key_Return, keys.Key_Enter}:
            self.pick_asked.emit(head.run_id)
        else:
            super().keyPressEvent(event)
            return
        event.accept()


def _title(group: Group) -> str:
    return f"{group.title} ({len(group.rows)})" if group.folded else group.title
