"""The flags of the opened script as a table: name, expression, what it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.values import format_value
from guild_desktop.flags import FlagError
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.run_panel.flag_rows import TYPED, FlagRow, default_text

NAME, EXPRESSION, BECOMES = range(3)
"""The columns."""

ROW_ROLE = Qt.ItemDataRole.UserRole
"""The role that gives an index' ``FlagRow``."""

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class FlagModel(QAbstractTableModel):
    """Holds the rows; owned by the flags table, on the GUI thread. Signal: ``edited()`` after any change.

    A text is parsed as it is set, at every keystroke.
    """

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FlagRow] = []
        self._known: tuple[FlagInfo, ...] | None = None
        self._left: dict[str, str] = {}

    @property
    def rows(self) -> Sequence[FlagRow]:
        """All rows in their order."""
        return self._rows

    def expressions(self) -> dict[str, str]:
        """The expressions that differ from the script's defaults, by flag."""
        return {row.info.name: row.text for row in self._rows if row.is_given}

    def infos(self) -> tuple[FlagInfo, ...]:
        """What is known of the flags, those added by hand and given a value included."""
        return tuple(row.info for row in self._rows if row.is_given or row.info.origin != TYPED)

    def problems(self) -> list[FlagError]:
        """Every problem of every row, in order."""
        return [problem for row in self._rows for problem in row.problems]

    def texts(self) -> dict[str, str]:
        """What stands beside each flag, defaults too; flags without any are left out."""
        return {row.info.name: row.text for row in self._rows if row.text}

    def position(self, flag: str) -> int | None:
        """The row of a flag; dash and underscore are the same. None if there is no such row."""
        for position, row in enumerate(self._rows):
            if row.info.name == flag:
                return position
        plain = flag.replace("-", "_")
        same = [
            position
            for position, row in enumerate(self._rows)
            if row.info.name.replace("-", "_") == plain
        ]
        return same[0] if len(same) == 1 else None

    def open(self, infos: Iterable[FlagInfo], *, takes_others: bool = False) -> None:
        """Show the flags of another script at their defaults;
        any further one is wrong unless it ``takes_others``.
        """
        infos = tuple(infos)
        self.beginResetModel()
        self._left.clear()
        self._known = None if takes_others else infos
        self._rows = [FlagRow.of(info) for info in infos]
        self.endResetModel()
        self.edited.emit()

    def reread(self, infos: Iterable[FlagInfo], *, takes_others: bool = False) -> None:
        """Take what the changed script accepts now; what a person wrote stays, what is gone goes.

        An expression whose flag is gone is kept for the case that the flag comes back: scripts are
        wrong for a moment while they are edited.
        """
        infos = tuple(infos)
        written = self._left | self.expressions()
        self._known = None if takes_others else infos
        by_hand = [
            self._by_hand(row.info.name, row.text) for row in self._rows if row.info.origin == TYPED
        ]
        fresh = [FlagRow.of(info, written.get(info.name)) for info in infos]
        names = {row.info.name for row in fresh}
        fresh += [row for row in by_hand if row.info.name not in names]
        names = {row.info.name for row in fresh}
        self._left = {name: text for name, text in written.items() if name not in names}
        if fresh == self._rows:
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()
        self.edited.emit()

    def forget_gone(self) -> None:
        """Forget the expressions of flags that are gone: what runs now is what is meant."""
        self._left.clear()

    def write(self, flags: Mapping[str, str]) -> None:
        """Write these expressions; flags without a row get one, the others go back to their defaults."""
        self.beginResetModel()
        self._left.clear()
        self._rows = [FlagRow.of(row.info) for row in self._rows if row.info.origin != TYPED]
        for name, text in flags.items():
            position = self.position(name)
            if position is None:
                self._rows.append(self._by_hand(name, text))
            else:
                self._rows[position] = self._rows[position].with_text(text)
        self.endResetModel()
        self.edited.emit()

    def add(self, name: str = "", text: str = "") -> int:
        """Add a flag the script's text does not show; its position."""
        position = len(self._rows)
        self.beginInsertRows(_NO_INDEX, position, position)
        self._rows.append(self._by_hand(name, text))
        self.endInsertRows()
        self.edited.emit()
        return position

    def remove(self, position: int) -> None:
        """Remove a flag that was added by hand, or put another back to its default."""
        row = self._rows[position]
        if row.info.origin != TYPED:
            self.set_text(position, default_text(row.info))
            return
        self.beginRemoveRows(_NO_INDEX, position, position)
        del self._rows[position]
        self.endRemoveRows()
        self.edited.emit()

    def set_text(self, position: int, text: str) -> None:
        """Write one expression."""
        self._replace(position, self._rows[position].with_text(text))

    def rename(self, position: int, name: str) -> bool:
        """Name a flag that was added by hand; False if the name is taken or no command could say it."""
        row = self._rows[position]
        name = name.strip()
        taken = self.position(name)
        if row.info.origin != TYPED or "=" in name or name[:1] in {"-", "@"}:
            return False
        if name and taken is not None and taken != position:
            return False
        self._replace(position, row.with_name(name))
        return True

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """How many flags there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """Name, expression, becomes."""
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The headings."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Flag"), self.tr("Expression"), self.tr("Values"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """What can be done with a cell: expressions are edited, and the names of flags added by hand."""
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == EXPRESSION:
            return base | Qt.ItemFlag.ItemIsEditable
        if index.column() == NAME and self._rows[index.row()].info.origin == TYPED:
            return base | Qt.ItemFlag.ItemIsEditable
        return base

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The texts, tooltips and the row itself."""
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return (row.info.name, row.text, row.meaning)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tooltip(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = (row.info.name, row.text or self.tr("not given"), row.meaning)
            return spoken[index.column()]
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return " ".join(f"{problem.message} {problem.hint}" for problem in row.problems)
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Write an expression, or the name of a flag added by hand."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        if index.column() == EXPRESSION:
            self.set_text(index.row(), str(value))
            return True
        return index.column() == NAME and self.rename(index.row(), str(value))

    def _by_hand(self, name: str, text: str) -> FlagRow:
        return FlagRow.by_hand(name, text, self._known)

    def _replace(self, position: int, row: FlagRow) -> None:
        if row == self._rows[position]:
            return
        self._rows[position] = row
        self.dataChanged.emit(self.index(position, NAME), self.index(position, BECOMES))
        self.edited.emit()


def _tooltip(row: FlagRow) -> str:
    info = row.info
    facts = [f"type: {info.type}"] if info.type else []
    if info.default is not None:
        facts.append(f"default: {format_value(info.default)}")
    if info.choices:
        facts.append("choices: " + ", ".join(map(format_value, info.choices[:20])))
    if info.min is not None or info.max is not None:
        low = "…" if info.min is None else format_value(info.min)
        high = "…" if info.max is None else format_value(info.max)
        facts.append(f"from {low} to {high}")
    origin = "added by hand" if info.origin == TYPED else f"found in the script: {info.origin}"
    problems = [f"{problem.message} {problem.hint}" for problem in row.problems]
    return plain_tooltip(
        info.name,
        *problems,
        row.meaning if not problems else "",
        info.help,
        "\n".join((*facts, origin)),
    )
