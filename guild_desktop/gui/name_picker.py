"""A list to find names in and tick them: for more of them than a menu holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QListView, QVBoxLayout, QWidget

_LONGEST = 200  # characters of a name that are laid out

Index = QModelIndex | QPersistentModelIndex


class NameList(QAbstractListModel):
    """Names with ticks, of which those are listed that contain what is sought; GUI thread.

    Signal: ``ticked(name, on)`` when a person has ticked one or taken the tick away.
    """

    ticked = Signal(str, bool)

    def __init__(
        self, names: Sequence[str], on: Collection[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._names = names
        self._listed = names
        self._on = set(on)

    def seek(self, text: str) -> None:
        """List only names that contain ``text``, in whatever case."""
        sought = text.strip().casefold()
        self.beginResetModel()
        self._listed = [name for name in self._names if sought in name.casefold()]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt's: a row for each listed name."""
        return 0 if parent.isValid() else len(self._listed)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's: names can be ticked."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: a name and its tick."""
        if not index.isValid():
            return None
        name = self._listed[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return name[:_LONGEST].replace("\n", " ")
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if name in self._on else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt's: tick a name, or take the tick away."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        name, on = self._listed[index.row()], Qt.CheckState(value) == Qt.CheckState.Checked
        (self._on.add if on else self._on.discard)(name)
        self.dataChanged.emit(index, index, [role])
        self.ticked.emit(name, on)
        return True


class NamePicker(QDialog):
    """Finds and ticks names; what is ticked is told at once by ``names.ticked``. Open it with ``open``."""

    def __init__(
        self, title: str, names: Sequence[str], on: Collection[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("namePicker")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.names = NameList(names, on, self)
        self.sought = QLineEdit(self)
        self.sought.setObjectName("namePickerSought")
        self.sought.setAccessibleName(self.tr("Find a name"))
        self.sought.setPlaceholderText(self.tr("find a name"))
        self.sought.setClearButtonEnabled(True)
        self.sought.textChanged.connect(self.names.seek)
        self.list = QListView(self)
        self.list.setObjectName("namePickerList")
        self.list.setAccessibleName(title)
        # Else every name would be measured at each letter.
        self.list.setUniformItemSizes(True)
        self.list.setSpacing(2)
        # The style's own empty box cannot be seen on a dark ground.
        self.list.setStyleSheet(
            "QListView::indicator { width: 12px; height: 12px; border-radius: 3px;"
            " border: 1px solid palette(placeholder-text); }"
            " QListView::indicator:checked { background: palette(link); }"
        )
        self.list.setModel(self.names)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.sought)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self.resize(360, 480)
