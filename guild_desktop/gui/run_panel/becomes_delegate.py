"""Draws what an expression becomes, values or the shape of its range, and the chip that opens the form."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from guild_desktop.core.space import Choice, Formula, Listed, LogUniform, Uniform, axis_of
from guild_desktop.core.values import format_item
from guild_desktop.gui.format import count
from guild_desktop.gui.run_panel.expression_delegate import PADDING, draw_cell
from guild_desktop.gui.run_panel.expression_kinds import kind_word
from guild_desktop.gui.run_panel.flag_model import ROW_ROLE
from guild_desktop.gui.run_panel.flag_rows import FlagRow
from guild_desktop.gui.theme import Theme, Themes

_Index = QModelIndex | QPersistentModelIndex
_MOST_SHOWN = 12


class BecomesDelegate(QStyledItemDelegate):
    """For the column *Becomes*; owned by the flags table. Signal: ``chip_pressed(int)``, the row."""

    chip_pressed = Signal(int)

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw values, shape or error at the left and the chip at the right."""
        row: FlagRow = index.data(ROW_ROLE)
        theme = self._themes.theme
        draw_cell(painter, option)
        chip = chip_rect(row, option.rect, option.fontMetrics)
        area = option.rect.adjusted(PADDING, 0, 0, 0)
        area.setRight(chip.left() - 4)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.problems:
            painter.setPen(theme.error_text)
            _draw_text(painter, area, f"✕ {row.meaning}", option.fontMetrics)
        elif isinstance(row.dimension, Uniform | LogUniform):
            _draw_range(painter, area, row.dimension, theme, option.fontMetrics)
        else:
            painter.setPen(theme.muted)
            _draw_text(painter, area, _fitting(row, area, option.fontMetrics), option.fontMetrics)
        _draw_chip(painter, chip, row, theme)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """Report a press on the chip."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonRelease
            and event.button() is Qt.MouseButton.LeftButton
            and chip_rect(index.data(ROW_ROLE), option.rect, option.fontMetrics).contains(
                event.position().toPoint()
            )
        ):
            self.chip_pressed.emit(index.row())
            return True
        return super().editorEvent(event, model, option, index)


def chip_text(row: FlagRow) -> str:
    """The word on the chip."""
    # What is wrong needs the room.
    return "▾" if row.problems else f"{kind_word(row.dimension)} ▾"


def chip_rect(row: FlagRow, cell: QRect, metrics: QFontMetrics) -> QRect:
    """Where the chip stands in its cell."""
    width = metrics.horizontalAdvance(chip_text(row)) + 12
    height = min(metrics.height() + 4, cell.height() - 4)
    top = cell.top() + (cell.height() - height) // 2
    return QRect(cell.right() - width - 2, top, width, height)


def _fitting(row: FlagRow, area: QRect, metrics: QFontMetrics) -> str:
    """As much about the values as has room; nothing for a fixed value, which stands beside it."""
    dimension = row.dimension
    if not isinstance(dimension, Listed | Formula | Choice):
        return row.meaning if dimension is None else ""
    axis = axis_of(dimension)
    total = count(axis.count)
    shown = [format_item(axis.at(place)) for place in range(min(axis.count, _MOST_SHOWN))]
    more = ", …" if axis.count > len(shown) else ""
    # Some values tell more than none, the count alone more than half a value.
    texts = [f"{total}: {', '.join(shown)}{more}"]
    texts += [f"{total}: {', '.join(shown[:most])}, …" for most in (4, 3, 2) if most < len(shown)]
    texts += [f"{total} values", total]
    return next((text for text in texts if metrics.horizontalAdvance(text) <= area.width()), total)


def _draw_text(painter: QPainter, area: QRect, text: str, metrics: QFontMetrics) -> None:
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _draw_range(
    painter: QPainter,
    area: QRect,
    dimension: Uniform | LogUniform,
    theme: Theme,
    metrics: QFontMetrics,
) -> None:
    """How likely each value is, from the low end to the high one; whole numbers as bars and a count."""
    box = QRectF(area.left(), area.center().y() - 6, min(44, area.width()), 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent)
    if isinstance(dimension, LogUniform):
        painter.drawPolygon(_falling(box))
    elif isinstance(dimension.low, int) and isinstance(dimension.high, int):
        count = dimension.high - dimension.low + 1
        bars = min(count, 8)
        step = box.width() / bars
        for place in range(bars):
            painter.drawRect(QRectF(box.left() + place * step, box.top() + 3, max(step - 2, 1), 9))
        text = f"{count:,}" if count < 10**6 else "whole"
        painter.setPen(theme.muted)
        _draw_text(painter, area.adjusted(52, 0, 0, 0), text, metrics)
    else:
        painter.drawRect(box.adjusted(0, 3, 0, 0))


def _falling(box: QRectF) -> QPolygonF:
    points = [QPointF(box.left(), box.bottom())]
    for place in range(12):
        x = place / 11
        # The density of a log-uniform number falls as 1/x; drawn over one decade it reads well.
        points.append(
            QPointF(box.left() + x * box.width(), box.bottom() - box.height() / (1 + 9 * x))
        )
    points.append(QPointF(box.right(), box.bottom()))
    return QPolygonF(points)


def _draw_chip(painter: QPainter, rect: QRect, row: FlagRow, theme: Theme) -> None:
    painter.setPen(theme.line)
    painter.setBrush(theme.accent_weak if row.varies else theme.surface)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
    painter.setPen(theme.text if row.varies else theme.muted)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chip_text(row))
