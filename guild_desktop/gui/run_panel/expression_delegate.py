"""Draws and edits the cells of expressions."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QTextLayout
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from guild_desktop.gui.run_panel.expression_editor import ExpressionEditor
from guild_desktop.gui.run_panel.flag_model import ROW_ROLE, FlagModel
from guild_desktop.gui.run_panel.flag_rows import FlagRow
from guild_desktop.gui.run_panel.highlight import formats
from guild_desktop.gui.theme import Themes

PADDING = 6
"""Pixels between a cell's edge and its text."""

_Index = QModelIndex | QPersistentModelIndex


class ExpressionDelegate(QStyledItemDelegate):
    """For the column of expressions; owned by the flags table.

    The model follows every keystroke, so that errors, preview and button are always about what is
    seen; Escape writes back what stood there before. Signal: ``command_pasted(str)``.
    """

    command_pasted = Signal(str)

    def __init__(self, model: FlagModel, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._themes = themes
        self._before = ""
        self._edited: QPersistentModelIndex | None = None
        self.closeEditor.connect(self._closed)

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's signature
        index: _Index,
    ) -> QWidget:
        """A line with colours that writes through at every keystroke."""
        row: FlagRow = index.data(ROW_ROLE)
        editor = ExpressionEditor(row, self._themes.theme, parent)
        editor.command_pasted.connect(self.command_pasted)
        edited = QPersistentModelIndex(index)
        self._before, self._edited = row.text, edited

        def write(text: str) -> None:
            if edited.isValid():
                self._model.set_text(edited.row(), text)
                editor.show_problems(self._model.rows[edited.row()].problems)

        editor.textEdited.connect(write)
        editor.selectAll()
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Show the cell's text, without moving the cursor of who is typing it."""
        if isinstance(editor, QLineEdit) and editor.text() != (text := index.data()):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Write what stands in the line."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: _Index,  # noqa: ARG002 - Qt's signature
    ) -> None:
        """Let the line cover its cell exactly."""
        editor.setGeometry(option.rect)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the coloured expression, cut with an ellipsis if it is long."""
        row: FlagRow = index.data(ROW_ROLE)
        draw_cell(painter, option)
        theme = self._themes.theme
        area = option.rect.adjusted(PADDING, 0, -PADDING, 0)
        shown = option.fontMetrics.elidedText(row.text, Qt.TextElideMode.ElideRight, area.width())
        layout = QTextLayout(shown, option.font)
        if row.is_given or row.problems:
            layout.setFormats(formats(shown, row.problems, theme))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(10_000)
        layout.endLayout()
        painter.save()
        painter.setClipRect(area)
        # A default is told from what a person wrote by its grey.
        painter.setPen(theme.text if row.is_given else theme.muted)
        top = area.top() + (area.height() - round(line.height())) // 2
        layout.draw(painter, QPoint(area.left(), top))
        painter.restore()

    def _closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if (
            hint is QAbstractItemDelegate.EndEditHint.RevertModelCache
            and self._edited is not None
            and self._edited.isValid()
        ):
            self._model.set_text(self._edited.row(), self._before)
        self._edited = None


def draw_cell(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Draw a cell's background, selection and focus by the style, without its text."""
    empty = QStyleOptionViewItem(option)
    empty.text = ""
    option.widget.style().drawControl(
        QStyle.ControlElement.CE_ItemViewItem, empty, painter, option.widget
    )
