"""The shares of flags and of pairs as rows, the most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Importance, Share

SHARE_ROLE = Qt.ItemDataRole.UserRole
_LEAST_PAIR = 0.02
"""Pairs that explain less are noise, and there are many of them."""

_Index = QModelIndex | QPersistentModelIndex


class ImportanceModel(QAbstractListModel):
    """Owned by the view of the importance, GUI thread; each row has its ``Share`` under ``SHARE_ROLE``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shares: tuple[Share, ...] = ()

    @property
    def shares(self) -> tuple[Share, ...]:
        """What the rows are."""
        return self._shares

    def show(self, importance: Importance | None) -> None:
        """Have the rows of an importance, or none."""
        shares: tuple[Share, ...] = ()
        if importance is not None:
            pairs = (pair for pair in importance.pairs if pair.value >= _LEAST_PAIR)
            shares = (*importance.flags, *pairs)
        names = [share.flags for share in shares]
        if names == [share.flags for share in self._shares]:
            # The same rows with other lengths: whoever has picked one keeps it.
            self._shares = shares
            if shares:
                self.dataChanged.emit(self.index(0), self.index(len(shares) - 1))
            return
        self.beginResetModel()
        self._shares = shares
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(self._shares)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's."""
        share = self._shares[index.row()]
        if role == SHARE_ROLE:
            return share
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(share)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            words = self.tr("{0}: {1} of the variance; half of the trees say {2} to {3}")
            return words.format(
                self.name(share), *map(percent, (share.value, share.low, share.high))
            )
        return None

    def name(self, share: Share) -> str:
        """What a row is about."""
        if len(share.flags) == 1:
            return share.flags[0]
        return self.tr("{0} with {1}").format(*share.flags)


def percent(part: float) -> str:
    """A share as a person reads it."""
    return f"{part:.0%}".replace("%", "\N{NARROW NO-BREAK SPACE}%")
