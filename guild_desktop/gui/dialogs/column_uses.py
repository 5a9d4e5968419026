"""The columns of a table as a list to choose from: what each becomes, and its first values."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from guild_desktop.gui.name_picker import Index
from guild_desktop.gui.plain_text import one_line, plain_tooltip
from guild_desktop.interop.tables.uses import Role, Use, with_role

TITLE, BECOMES, VALUES = range(3)
_EXAMPLES = 6


class ColumnUses(QAbstractTableModel):
    """A row a column; owned by the dialog, GUI thread. Signal: ``changed()`` after a person's choice."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.uses: tuple[Use, ...] = ()
        tr = self.tr
        self._headings = (tr("Column"), tr("Becomes"), tr("First values"))
        self.words = {
            Role.FLAG: tr("flag"),
            Role.SCALAR: tr("result"),
            Role.STATUS: tr("state"),
            Role.SECONDS: tr("time taken"),
            Role.STARTED: tr("start"),
            Role.STOPPED: tr("end"),
            Role.NUMBER: tr("number"),
            Role.REPEAT: tr("repeat"),
            Role.LABEL: tr("label"),
            Role.TAGS: tr("tags"),
            Role.COMMENT: tr("comment"),
            Role.NOTHING: tr("left out"),
        }

    def show_uses(self, uses: tuple[Use, ...]) -> None:
        """List other columns."""
        self.beginResetModel()
        self.uses = uses
        self.endResetModel()

    @property
    def results(self) -> list[str]:
        """The names of the results."""
        return [use.name for use in self.uses if use.role is Role.SCALAR]

    # Qt's

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt's: a row for each column of the table."""
        return 0 if parent.isValid() else len(self.uses)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        """Qt's: title, use, values."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Qt's: what stands above."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's: what a column becomes can be chosen."""
        editable = index.column() == BECOMES
        return super().flags(index) | (
            Qt.ItemFlag.ItemIsEditable if editable else Qt.ItemFlag.NoItemFlags
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: the texts."""
        use = self.uses[index.row()]
        if role == Qt.ItemDataRole.EditRole and index.column() == BECOMES:
            return use.role
        if role == Qt.ItemDataRole.ToolTipRole and index.column() != BECOMES:
            return plain_tooltip(self._text(use, index.column()))
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(use, index.column())
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt's: let a column become something else."""
        if role != Qt.ItemDataRole.EditRole or not isinstance(value, Role):
            return False
        row = index.row()
        changed = with_role(self.uses[row], value)
        self.uses = (*self.uses[:row], changed, *self.uses[row + 1 :])
        self.dataChanged.emit(index, index)
        self.changed.emit()
        return True

    def _text(self, use: Use, section: int) -> str:
        match section:
            case 0:
                return one_line(use.column.title) or self.tr("(no name)")
            case 1:
                named = use.role in {Role.FLAG, Role.SCALAR} and use.name != use.column.title
                word = self.words[use.role]
                return f"{word} {one_line(use.name)} ▾" if named else f"{word} ▾"
        return "  ·  ".join(use.column.examples(_EXAMPLES))


class _RoleChoice(QStyledItemDelegate):
    """Offers what a column may become; the choice is for all picked rows, if it is one of them."""

    def __init__(self, model: ColumnUses, view: QTableView) -> None:
        super().__init__(view)
        self._words = model.words
        self._view = view

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's signature
        index: Index,
    ) -> QComboBox:
        """Qt's: a list that is open at once and decides by one click."""
        combo = QComboBox(parent)
        combo.setObjectName("columnRole")
        combo.setAccessibleName(self.tr("Becomes"))
        for role, word in self._words.items():
            combo.addItem(word, role)
        combo.setMaxVisibleItems(combo.count())
        combo.setCurrentIndex(list(self._words).index(index.data(Qt.ItemDataRole.EditRole)))
        combo.activated.connect(lambda _row: self._decide(combo))
        # Not there before it has its place; by then somebody may have closed it.
        QTimer.singleShot(0, combo, lambda: _unfold(combo))
        return combo

    def _decide(self, combo: QComboBox) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Qt's: the list shows the present use since it was made."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Qt's: take over the choice, if it is another one."""
        if not isinstance(editor, QComboBox):
            return
        role = list(self._words)[editor.currentIndex()]
        if role is index.data(Qt.ItemDataRole.EditRole):
            return
        picked = self._view.selectionModel().selectedRows(BECOMES)
        for each in picked if index in picked else [index]:
            model.setData(each, role)


def _unfold(combo: QComboBox) -> None:
    if combo.isVisible():
        combo.showPopup()


def column_view(model: ColumnUses, parent: QWidget) -> QTableView:
    """The list of columns; owned by ``parent``."""
    view = QTableView(parent)
    view.setObjectName("tableColumns")
    view.setAccessibleName(parent.tr("Columns of the table"))
    view.setModel(model)
    view.setItemDelegateForColumn(BECOMES, _RoleChoice(model, view))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(
        QAbstractItemView.EditTrigger.SelectedClicked
        | QAbstractItemView.EditTrigger.DoubleClicked
        | QAbstractItemView.EditTrigger.EditKeyPressed
        | QAbstractItemView.EditTrigger.AnyKeyPressed
    )
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setAlternatingRowColors(True)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(28)
    view.horizontalHeader().setStretchLastSection(True)
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    view.horizontalHeader().setHighlightSections(False)
    view.clicked.connect(lambda index: index.column() == BECOMES and view.edit(index))
    return view
