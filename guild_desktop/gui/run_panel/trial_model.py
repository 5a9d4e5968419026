"""The trials a preview lists, as a table: a number, or "e.g.", then the flags that vary."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from guild_desktop.core.values import Value, format_value
from guild_desktop.gui.format import number_format
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.run_panel.summary import TrialSample

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_EXAMPLE = "e.g."
_MORE = "…"
_SHORT = 14
"""Characters of a name where there is little room; its tool tip has all of them."""


class TrialModel(QAbstractTableModel):
    """Holds one ``TrialSample``; owned by the preview."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sample = TrialSample((), ())
        self._texts: list[list[str]] = []
        self._shortened = False

    def shorten_names(self, *, shortened: bool) -> None:
        """Write long names of flags shorter, or whole again."""
        if shortened != self._shortened:
            self._shortened = shortened
            last = max(self.columnCount() - 1, 0)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def show(self, sample: TrialSample) -> None:
        """Show other trials; nothing happens if they are the same."""
        if sample == self._sample:
            return
        self.beginResetModel()
        self._sample = sample
        numbers = [
            _EXAMPLE if sample.is_example and n >= sample.known else str(n + 1)
            for n in range(len(sample.rows))
        ]
        columns = [numbers, *(_written(values) for values in zip(*sample.rows, strict=True))]
        self._texts = [[*row, _MORE] for row in zip(*columns, strict=True)]
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many trials are listed."""
        return 0 if parent.isValid() else len(self._texts)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """A number, a column for each flag that varies, and one that says there are more."""
        return 0 if parent.isValid() or not self._texts else 2 + len(self._sample.names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The flags' names over their values."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            name = ["", *self._sample.names, _MORE][section]
            is_long = self._shortened and len(name) > _SHORT
            return f"{name[: _SHORT - 1]}…" if is_long else name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole and 0 < section <= len(self._sample.names):
            return plain_tooltip(self._sample.names[section - 1])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The values, those of a column written alike."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            texts = zip(self._sample.names, self._texts[index.row()][1:], strict=False)
            return plain_tooltip("\n".join(f"{name}: {text}" for name, text in texts))
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        is_flag = 0 < column <= len(self._sample.names)
        is_number = is_flag and _is_number(self._sample.rows[0][column - 1])
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _written(values: tuple[Value, ...]) -> list[str]:
    numbers = [value for value in values if isinstance(value, int | float)]
    if len(numbers) == len(values) and not any(isinstance(value, bool) for value in values):
        written = number_format(numbers)
        return [written.text(value) for value in numbers]
    return [format_value(value) for value in values]
