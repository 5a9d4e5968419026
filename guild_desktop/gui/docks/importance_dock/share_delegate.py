"""Draws a share as a bar with its spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from guild_desktop.gui.models.importance_model import SHARE_ROLE, ImportanceModel, percent
from guild_desktop.gui.plain_text import one_line

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Share
    from guild_desktop.gui.theme import Theme, Themes

_Index = QModelIndex | QPersistentModelIndex
_ROW = 26
_PAD, _GAP = 4, 8
_BAR = 12.0
_CAP = 4.0
"""Half the height of a whisker's end."""

_NAMES = 0.36
"""The widest part of a row that names may take."""

_SHORTEST_SCALE = 0.25
"""Bars are no longer than their shares are of this, if all are small."""


def row_height(metrics: QFontMetrics) -> int:
    """Pixels of a row: as high as those of tables."""
    return max(_ROW, metrics.height() + 8)


class ShareDelegate(QStyledItemDelegate):
    """Owned by the list of the importance, GUI thread; ``bold`` is the flag by which runs are coloured."""

    def __init__(self, themes: Themes, model: ImportanceModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._model = model
        self.bold = ""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """A row as high as those of tables."""
        return QSize(0, row_height(option.fontMetrics))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw name, bar, whisker and percentage."""
        theme = self._themes.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.accent_weak)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.zebra)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.accent, 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0)
        self.paint_share(painter, rect, index.data(SHARE_ROLE), option.font, theme)
        painter.restore()

    def paint_share(
        self, painter: QPainter, rect: QRectF, share: Share, plain: QFont, theme: Theme
    ) -> None:
        """Draw a share into ``rect`` in the font ``plain``, on the screen or for a file."""
        single = len(share.flags) == 1
        font = QFont(plain)
        font.setWeight(
            QFont.Weight.DemiBold if single and share.flags[0] == self.bold else QFont.Weight.Normal
        )
        painter.setFont(font)
        metrics = QFontMetrics(plain)
        names = self._width_of_names(metrics, rect.width())
        numbers = metrics.horizontalAdvance("100 %") + 2
        name = metrics.elidedText(
            one_line(self._model.name(share)), Qt.TextElideMode.ElideRight, int(names)
        )
        painter.setPen(theme.text if single else theme.muted)
        left = rect.adjusted(_PAD, 0, 0, 0)
        left.setWidth(names)
        painter.drawText(left, _flags(Qt.AlignmentFlag.AlignRight), name)
        right = QRectF(rect.right() - numbers - _PAD, rect.top(), numbers, rect.height())
        painter.drawText(right, _flags(Qt.AlignmentFlag.AlignRight), percent(share.value))
        bar = QRectF(left.right() + _GAP, rect.top(), 0, rect.height())
        bar.setRight(right.left() - _GAP)
        self._paint_bar(painter, bar, share, theme)

    def _paint_bar(self, painter: QPainter, room: QRectF, share: Share, theme: Theme) -> None:
        longest = max((each.high for each in self._model.shares), default=0.0)
        longest = max(longest, *(each.value for each in self._model.shares), _SHORTEST_SCALE)
        scale = (room.width() - _CAP) / longest
        middle = room.center().y()
        fill = QColor(theme.accent)
        fill.setAlphaF(0.7 if len(share.flags) == 1 else 0.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.line)
        painter.drawRect(QRectF(room.left(), middle - 0.5, room.width(), 1.0))
        painter.setBrush(fill)
        length = max(share.value * scale, 1.0)
        painter.drawRoundedRect(QRectF(room.left(), middle - _BAR / 2, length, _BAR), 2.0, 2.0)
        first, last = room.left() + share.low * scale, room.left() + share.high * scale
        if last - first < 1.0:
            return
        painter.setPen(QPen(theme.text, 1.4))
        painter.drawLine(QPointF(first, middle), QPointF(last, middle))
        for x in (first, last):
            painter.drawLine(QPointF(x, middle - _CAP), QPointF(x, middle + _CAP))

    def _width_of_names(self, metrics: QFontMetrics, width: float) -> float:
        names = (one_line(self._model.name(share)) for share in self._model.shares)
        widest = max(map(metrics.horizontalAdvance, names), default=0) + 4
        return float(min(widest, int(width * _NAMES)))


def _flags(across: Qt.AlignmentFlag) -> int:
    return int(across | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
