"""The table in which flags get their expressions."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QTableView,
    QToolButton,
    QWidget,
)

from guild_desktop.gui.icons import icon
from guild_desktop.gui.run_panel.becomes_delegate import BecomesDelegate, chip_rect
from guild_desktop.gui.run_panel.expression_delegate import PADDING, ExpressionDelegate
from guild_desktop.gui.run_panel.expression_form import ExpressionForm
from guild_desktop.gui.run_panel.flag_model import BECOMES, EXPRESSION, NAME, FlagModel
from guild_desktop.gui.run_panel.flag_rows import TYPED
from guild_desktop.gui.theme import Themes

_Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 26
_HEADER_HEIGHT = 24
_FEWEST_ROWS = 3


class FlagTable(QTableView):
    """Shows a ``FlagModel``; owned by the panel. Signals: ``command_pasted(str)``,
    ``row_chosen(int)`` when another row becomes the current one.

    A click, a key or Enter edits the expression; Tab goes from one expression to the next; Alt+Down
    or a click on the chip opens the form; Delete puts a default back or removes a flag added by hand.
    """

    command_pasted = Signal(str)
    row_chosen = Signal(int)

    def __init__(self, model: FlagModel, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("flagTable")
        self.setAccessibleName(self.tr("Flags"))
        self._flags = model
        self._themes = themes
        self._form: ExpressionForm | None = None
        self.setModel(model)
        self._expressions = ExpressionDelegate(model, themes, self)
        self._expressions.command_pasted.connect(self._take_command)
        self._becomes = BecomesDelegate(themes, self)
        self._becomes.chip_pressed.connect(self.open_form)
        self.setItemDelegateForColumn(EXPRESSION, self._expressions)
        self.setItemDelegateForColumn(BECOMES, self._becomes)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setMinimumSectionSize(40)
        columns.setHighlightSections(False)
        columns.setFixedHeight(_HEADER_HEIGHT)
        columns.setSectionsClickable(False)
        self.add_button = QToolButton(columns)
        self.add_button.setObjectName("addFlag")
        self.add_button.setProperty("quiet", True)
        self.add_button.setAccessibleName(self.tr("Add a flag"))
        self.add_button.setToolTip(self.tr("Add a flag that was not found in the script"))
        self.add_button.clicked.connect(self.add_flag)
        self.clicked.connect(self._clicked)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._fit)
        themes.theme_changed.connect(self._take_colours)
        self._take_colours()

    def edit_flag(self, position: int) -> None:
        """Open the expression of a row for typing."""
        index = self._flags.index(position, EXPRESSION)
        self.setFocus()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def go_to_first(self) -> None:
        """Let what is typed next be the first flag's expression."""
        if self._flags.rows:
            self.setCurrentIndex(self._flags.index(0, EXPRESSION))
        self.setFocus()

    def edit_named(self, flag: str) -> None:
        """Open the expression of a flag by its name, if it has a row."""
        position = self._flags.position(flag)
        if position is not None:
            self.edit_flag(position)

    def add_flag(self) -> None:
        """Add a flag by hand and let its name be typed."""
        index = self._flags.index(self._flags.add(), NAME)
        self.setFocus()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def open_form(self, position: int) -> None:
        """Open the form that writes a row's expression, below its chip."""
        self.finish_editing()
        self.setCurrentIndex(self._flags.index(position, EXPRESSION))
        form = ExpressionForm(self._flags, position, self)
        form.open_at(self.viewport().mapToGlobal(self.chip_rect(position).bottomRight()))
        self._form = form

    @property
    def form(self) -> ExpressionForm | None:
        """The form that was opened last."""
        return self._form

    def chip_rect(self, position: int) -> QRect:
        """Where a row's chip is, in the viewport's coordinates."""
        cell = self.visualRect(self._flags.index(position, BECOMES))
        return chip_rect(self._flags.rows[position], cell, self.fontMetrics())

    def finish_editing(self) -> None:
        """Close an open cell and keep what was typed."""
        index = self.currentIndex()
        editor = self.indexWidget(index) if index.isValid() else None
        if self.state() is QAbstractItemView.State.EditingState and editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def sizeHint(self) -> QSize:
        """As high as all rows, so that the table takes no room it does not need."""
        return QSize(300, self._height(max(self._flags.rowCount(), 1)))

    def minimumSizeHint(self) -> QSize:
        """A few rows; the rest scrolls."""
        return QSize(240, self._height(min(max(self._flags.rowCount(), 1), _FEWEST_ROWS)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share_width()
        header, button = self.horizontalHeader(), self.add_button
        size = button.sizeHint()
        left = self.viewport().width() - size.width() - 4
        button.setGeometry(
            left, (header.height() - size.height()) // 2, size.width(), size.height()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The table's own keys; the rest edits."""
        if self.state() is QAbstractItemView.State.EditingState:
            # What an open cell leaves over is not for the table.
            super().keyPressEvent(event)
            return
        index = self.currentIndex()
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Paste):
            event.ignore()
            return
        if index.isValid() and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self.edit_flag(index.row())
                return
            event.ignore()
            return
        if index.isValid() and key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._flags.remove(index.row())
            return
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if index.isValid() and (key == Qt.Key.Key_F4 or (alt and key == Qt.Key.Key_Down)):
            self.open_form(index.row())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a row."""
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self._menu(index.row()).exec(event.globalPos())

    def moveCursor(
        self,
        cursor_action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        """Tab goes from expression to expression; a new flag's name is followed by its expression."""
        index = self.currentIndex()
        step = {
            QAbstractItemView.CursorAction.MoveNext: 1,
            QAbstractItemView.CursorAction.MovePrevious: -1,
        }.get(cursor_action)
        if step is None or not index.isValid():
            return super().moveCursor(cursor_action, modifiers)
        if index.column() == NAME and step == 1:
            return index.siblingAtColumn(EXPRESSION)
        row = index.row() + step
        if not 0 <= row < self._flags.rowCount():
            return QModelIndex()
        return self._flags.index(row, EXPRESSION)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Drop a flag whose name was left empty."""
        index = self.currentIndex()
        super().closeEditor(editor, hint)
        if index.isValid() and index.column() == NAME and index.row() < self._flags.rowCount():
            row = self._flags.rows[index.row()]
            if row.info.origin == TYPED and not row.info.name:
                self._flags.remove(index.row())

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which row is the current one."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.row_chosen.emit(current.row())

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == EXPRESSION:
            self.edit(index)
        elif not index.flags() & Qt.ItemFlag.ItemIsEditable:
            # Whoever types next means the expression.
            self.setCurrentIndex(index.siblingAtColumn(EXPRESSION))

    def _menu(self, position: int) -> QMenu:
        row = self._flags.rows[position]
        menu = QMenu(self)
        menu.addAction(self.tr("Edit"), lambda: self.edit_flag(position))
        menu.addAction(self.tr("Choose values…"), lambda: self.open_form(position))
        if row.info.origin == TYPED:
            menu.addAction(self.tr("Remove flag"), lambda: self._flags.remove(position))
        else:
            default = menu.addAction(
                self.tr("Back to default"), lambda: self._flags.remove(position)
            )
            default.setEnabled(row.is_given or not row.text)
        menu.addSeparator()
        menu.addAction(self.tr("Add a flag"), self.add_flag)
        return menu

    def _take_colours(self) -> None:
        self.add_button.setIcon(icon("add", self._themes.theme.text))
        self.viewport().update()

    def _take_command(self, text: str) -> None:
        self.finish_editing()
        self.command_pasted.emit(text)

    def _height(self, rows: int) -> int:
        return _HEADER_HEIGHT + rows * ROW_HEIGHT + 2

    def _fit(self) -> None:
        self.updateGeometry()
        self._share_width()

    def _share_width(self) -> None:
        metrics = self.fontMetrics()
        names = [metrics.horizontalAdvance(row.info.name) for row in self._flags.rows]
        width = self.viewport().width()
        name = min(max([48, *names]) + 2 * PADDING + 8, width // 3)
        rest = width - name
        self.setColumnWidth(NAME, name)
        expression = rest * 54 // 100
        self.setColumnWidth(EXPRESSION, expression)
        self.setColumnWidth(BECOMES, rest - expression)
