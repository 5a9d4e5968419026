"""How rows and headings of the runs table are drawn, and how a label is edited in its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.models.run_table_model import RunTableModel
    from guild_desktop.gui.theme import Themes

ROW_HEIGHT = 26
_WIDTH = 44

Index = QModelIndex | QPersistentModelIndex


class Headings(QHeaderView):
    """Headings whose line below goes on to the edge."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._themes = themes
        # The style sheet's weight, so that names are elided by the width they have.
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: the headings."""
        super().paintEvent(event)
        left = self.length() - self.offset()
        if left < self.width():
            painter = QPainter(self.viewport())
            painter.fillRect(
                left, self.height() - 1, self.width() - left, 1, self._themes.theme.line
            )
            painter.end()


class RowDelegate(QStyledItemDelegate):
    """Rows of one height; the run under the mouse in a plot looks as if it were under it here."""

    def __init__(self, model: RunTableModel, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's own signature
        """Qt's: the same height for every row."""
        return QSize(_WIDTH, max(ROW_HEIGHT, option.fontMetrics.height() + 8))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Qt's: fill an editor; runs that arrive do not undo what is being typed."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's: how one cell is drawn."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideRight
        option.state &= ~QStyle.StateFlag.State_HasFocus
        # A state keeps its colour in a selected row.
        roles = QPalette.ColorRole
        option.palette.setColor(roles.HighlightedText, option.palette.color(roles.Text))
        hover = self._session.hover
        if hover is not None and self._model.run_at(index) == hover:
            option.state |= QStyle.StateFlag.State_MouseOver
